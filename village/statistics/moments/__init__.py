"""Sums that add: what one pass over the rows leaves, and all that an estimator ever sees.

Every class here is a value: `a + b` is what one scan of both files would have returned. It knows how many persons
stand behind each of its cells and never who they are, so that a site that may not share rows can share these
(after the checks of `disclosure`), and the model fitted to the sum is the model of the pooled rows.

    paired      scores before and after, by group: mean change and its effect sizes
    nested      rows within parents within groups within houses: linear mixed models with random intercepts
    waves       planned waves, by pattern of those observed: MMRM, growth, constrained baseline, ANCOVA
    clustered   cross-products by cluster: least squares with cluster-robust errors
    items       cross-products of items: reliability, factors
    files       how they are written, read again, and checked

A row is a person at a moment. Columns are named, the first is always the constant 1, so that sums taken about
different centres can be brought to the same one before they are added.
"""
