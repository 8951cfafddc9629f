"""Comparisons: with houses not yet open, with parents who wait, with parents who came less, with the nation.

A comparison is called an effect only when its design allows it; each result says which assumptions it rests on.

    openings   houses that open one after another: cohort by period, and what two-way fixed effects hide
    wedge      the same, planned: variance of a stepped wedge, mixed model
    waiting    parents in a group and parents waiting for one
    exposure   how the outcome goes with the number of meetings
    weighting  weights for who joins and who stays
    national   beside a published national figure
"""
