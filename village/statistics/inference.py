"""Estimates and intervals from sums. Pure functions; the only thing borrowed is the distributions of scipy.

Checked against the published examples of Lakens (2013), Student (1908) and Newcombe (1998), see
`tests/statistics/test_inference.py`. An estimate that cannot be made is None and says why: never 0, never infinite.
"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from typing import Literal

from scipy.special import ndtri, stdtrit

from village.statistics.arrays import Array

LEVEL = 0.95
Reason = Literal["one_parent", "two_parents", "one_group", "no_spread"]

# Sums of equal numbers cancel to within rounding, not to zero: below this share of the sum of squares, it is zero.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its standard error and interval; what is missing is None, and `reason` says why."""

    value: float | None = None
    standard_error: float | None = None
    df: float | None = None
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None

    def times(self, factor: float) -> "Estimate":
        """The same estimate in another unit."""
        scaled = (
            None if x is None else x * factor
            for x in (self.value, self.standard_error, self.low, self.high)
        )
        value, error, *ends = scaled
        low, high = ends if factor >= 0 else reversed(ends)
        return Estimate(
            value=value,
            standard_error=None if error is None else abs(error),
            df=self.df,
            low=low,
            high=high,
            reason=self.reason,
        )


def t_interval(
    value: float, standard_error: float, *, df: float, level: float = LEVEL
) -> tuple[float, float]:
    """value ± t(df) · standard error.

    >>> [round(end, 4) for end in t_interval(-1.58, 0.388958724, df=9)]
    [-2.4599, -0.7001]
    """
    half = float(stdtrit(df, (1 + level) / 2)) * standard_error
    return value - half, value + half


def sample_sd(parents: float, total: float, squares: float) -> float | None:
    """Standard deviation (n − 1) from a sum and a sum of squares; None for fewer than two parents."""
    if parents < 2:
        return None
    spread = squares - total * total / parents
    return sqrt(spread / (parents - 1)) if spread > ROUNDING * squares else 0.0


def clustered(value: float, sizes: Array, residuals: Array, *, level: float = LEVEL) -> Estimate:
    """The interval of a mean whose units come in clusters that resemble themselves.

    Parameters
    ----------
    value
        The mean (or a smooth function of means).
    sizes
        Number of parents in each cluster.
    residuals
        Sum over each cluster of the parents' deviations from `value` (or of their linearised influence).

    Notes
    -----
    Cluster-robust variance with the bias-reduced correction CR2 (Bell & McCaffrey 2002, Survey Methodology 28:169),
    which for a mean is Σ r²/(1 − n_g/n) / n²: each cluster's sum is enlarged for the share of the mean it made
    itself. With clusters of one size it is the usual CR1. Degrees of freedom: `mean_df`.
    """
    if len(sizes) < 2:
        return Estimate(value=value, reason="one_group")
    parents = float(sizes.sum())
    error = sqrt(float((residuals**2 / (1 - sizes / parents)).sum())) / parents
    if error <= ROUNDING * abs(value):
        return Estimate(value=value, reason="no_spread")
    df = mean_df(sizes)
    low, high = t_interval(value, error, df=df, level=level)
    return Estimate(value=value, standard_error=error, df=df, low=low, high=high)


def mean_df(sizes: Array) -> float:
    """Degrees of freedom of a mean whose clusters have these sizes (Bell & McCaffrey 2002, by Satterthwaite).

    With a_g = n_g² / (n − n_g), they are n² / (Σ n_g² + (Σ a_g)² − Σ a_g²): the number of clusters less one when they
    have one size, and fewer when a few large ones make most of the mean.

    >>> import numpy as np
    >>> round(mean_df(np.array([10.0, 10, 10, 10])), 10), round(mean_df(np.array([97.0, 1, 1, 1])), 2)
    (3.0, 1.04)
    """
    n = sizes.sum()
    own = sizes**2 / (n - sizes)
    return float(n**2 / ((sizes**2).sum() + own.sum() ** 2 - (own**2).sum()))


def hedges_correction(df: int) -> float | None:
    """J, which takes away the upward bias of a standardised effect (Hedges 1981), exactly, by gamma functions.

    >>> round(hedges_correction(9), 6)
    0.913875
    """
    if df < 2:
        return None
    return exp(lgamma(df / 2) - lgamma((df - 1) / 2) - log(df / 2) / 2)


def correlation(*, sd_before: float, sd_after: float, sd_change: float) -> float | None:
    """Pearson's r between the two waves, from the three standard deviations."""
    if not (sd_before and sd_after):
        return None
    return (sd_before**2 + sd_after**2 - sd_change**2) / (2 * sd_before * sd_after)


def wilson_interval(count: int, total: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a share, without continuity correction (Wilson 1927; Newcombe 1998, method 3).

    >>> [round(end, 4) for end in wilson_interval(81, 263)]
    [0.2553, 0.3662]
    """
    z = float(ndtri((1 + level) / 2))
    share, spread = count / total, z * z / total
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = ((middle + sign * half) / (1 + spread) for sign in (-1, 1))
    # exact at the ends, where rounding would leave −1e−17
    return (0.0 if count == 0 else low), (1.0 if count == total else high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of some parents, with its Wilson interval. Never without its two counts."""

    count: int
    total: int
    share: float
    low: float
    high: float

    @classmethod
    def of(cls, count: int, total: int) -> "Share":
        """`count` of `total`, which is not zero.

        >>> round(Share.of(81, 263).high, 4)
        0.3662
        """
        low, high = wilson_interval(count, total)
        return cls(count=count, total=total, share=count / total, low=low, high=high)
