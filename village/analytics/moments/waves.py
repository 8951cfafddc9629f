"""Planned waves, by pattern of those observed: what a model of repeated measures needs.

A person has at most one row per wave. A fixed effect is a function of the wave times a feature of the person
(time, arm × wave, age), or a column of its own at each wave. For each pattern of observed waves the persons are
exchangeable but for z = (features, y at the observed waves): Σ z zᵀ and n are all that any covariance needs; with
random intercepts of houses and groups, also Σ z for each group and pattern.
"""
