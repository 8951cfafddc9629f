"""Pure functions from moments to estimates: dense arrays in, a `Fit` or another small value out. No rows, no clock.

Each public function gives its formula, its shapes and its source; each is held to a published or recomputed result
by `tests/statistics/estimators`. Linear algebra, optimisers and distributions are SciPy's; likelihoods are ours.
"""
