"""Parents who did not answer: who they were, what weighting or imputing them gives, and how wrong that could be.

attrition     who stayed and who left; weights for the chance of staying
imputation    several plausible completions of a table, by chained equations
pooling       one estimate and interval from several completed tables
sensitivity   what if those who left fared worse than the model expects, and how much worse it would take
"""
