"""Comparisons: with houses not yet open, with parents who wait, with parents who came less, with the nation.

A comparison is called an effect only when its design allows it; each result says which assumptions it rests on.

    differences         before and after, here and there
    openings            houses that open one after another: cohort by period, and what two-way fixed effects hide
    wedge               the same, planned: variance and power of a stepped wedge, mixed model
    waiting             parents in a group and parents waiting for one
    exposure            how the outcome goes with the number of meetings
    weighting           weights for who joins and who stays
    regression_to_mean  how much of a change was to be expected without anything
    national            beside a published national figure
"""
