"""How large is a difference, in standard deviations? One name per denominator, because published tools mix them.

Lakens (2013, Frontiers in Psychology 4:863). Between two waves of the same persons, with M and s_d the mean and
standard deviation of the change, s₁, s₂ those of the scores and r their correlation:

    d_z   = M / s_d                    in units of the change itself
    d_av  = M / ((s₁ + s₂)/2)          in units of the scores
    d_rm  = d_z √(2(1 − r))            d_z back on the scale of the scores
    delta = M / s_before               Glass

and between two groups, d_s = (M₁ − M₂)/s_pooled. Each is reported with its correction for small samples (Hedges' J, by
gamma functions) and the degrees of freedom of that correction.
"""

from dataclasses import dataclass
from math import isfinite, sqrt

from scipy.special import nctdtrinc, ndtr, stdtr

from village.statistics.arrays import Array
from village.statistics.estimators.fit import LEVEL, CannotEstimate
from village.statistics.inference import correlation, d_av, d_rm, d_z, hedges_correction


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSize:
    """A standardised difference `d`, its interval, and `g`, corrected for small samples with `df` degrees of freedom."""

    d: float
    low: float
    high: float
    df: int
    g: float
    g_approximate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedEffects:
    """The same persons twice: `change` is after − before, and so is the sign of every effect size.

    `common_language` is the chance that someone's score is higher after than before, if changes are normal.
    """

    n: int
    change: float
    sd_change: float
    correlation: float
    d_z: EffectSize
    d_av: EffectSize
    d_rm: EffectSize
    delta: EffectSize
    common_language: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndependentEffects:
    """Two groups of different persons: first − second.

    `common_language` is the chance that someone of the first scores higher than someone of the second, if both are
    normal.
    """

    n: tuple[int, int]
    difference: float
    t: float
    df: int
    p: float
    d_s: EffectSize
    common_language: float


def hedges_approximation(df: int) -> float:
    """J ≈ 1 − 3/(4 df − 1), as most packages compute it (Hedges 1981).

    >>> round(hedges_approximation(9), 6)
    0.914286
    """
    return 1 - 3 / (4 * df - 1)


def paired_effects(
    *,
    n: int,
    change: float,
    sd_before: float,
    sd_after: float,
    sd_change: float,
    level: float = LEVEL,
) -> PairedEffects:
    """The effect sizes of a change, from what sums already say of it.

    The interval of d_z is exact for normal changes: d_z √n follows a noncentral t of n − 1 df. The others are the same
    interval in their own unit (Algina & Keselman 2003, Educ. Psychol. Meas. 63:537), which takes the ratio of the two
    standard deviations as known. Corrections use n − 1 df.

    Raises `CannotEstimate` for fewer than three persons, or scores or changes that are all alike.
    """
    _check(n, {"before": sd_before, "after": sd_after, "of the change": sd_change})
    r = correlation(sd_before=sd_before, sd_after=sd_after, sd_change=sd_change)
    assert r is not None  # both waves vary
    z = d_z(mean=change, sd=sd_change)
    ends = tuple(end / sqrt(n) for end in noncentral_t(z * sqrt(n), n - 1, level=level))
    return PairedEffects(
        n=n,
        change=change,
        sd_change=sd_change,
        correlation=r,
        d_z=_effect(z, ends, n - 1),
        d_av=_scaled(
            ends, n, d_av(mean=1, sd_before=sd_before, sd_after=sd_after), change, sd_change
        ),
        d_rm=_scaled(ends, n, d_rm(mean=1, sd=sd_change, correlation=r), change, sd_change),
        delta=_scaled(ends, n, 1 / sd_before, change, sd_change),
        common_language=float(ndtr(z)),
    )


def paired_effects_of(before: Array, after: Array, *, level: float = LEVEL) -> PairedEffects:
    """The same, from the scores (n,) of the same persons; raises `CannotEstimate` for a missing score too."""
    if len(before) != len(after):
        raise CannotEstimate(f"There are {len(before)} scores before and {len(after)} after.")
    change = after - before
    if not all(map(isfinite, change)):
        raise CannotEstimate("A score before or after is missing: only pairs can be compared.")
    sds = (
        float(scores.std(ddof=1)) if len(scores) > 1 else 0.0 for scores in (before, after, change)
    )
    sd_before, sd_after, sd_change = sds
    return paired_effects(
        n=len(change),
        change=float(change.mean()) if len(change) else 0.0,
        sd_before=sd_before,
        sd_after=sd_after,
        sd_change=sd_change,
        level=level,
    )


def independent_effects(
    *,
    n: tuple[int, int],
    means: tuple[float, float],
    sds: tuple[float, float],
    level: float = LEVEL,
) -> IndependentEffects:
    """d_s and Student's t between two groups; the interval is exact for normal scores of equal variance.

    Raises `CannotEstimate` for fewer than two persons in a group, or scores that are all alike.
    """
    (n1, n2), (s1, s2) = n, sds
    if min(n) < 2:
        raise CannotEstimate(
            f"A group of {min(n)} has no standard deviation: an effect size needs two persons."
        )
    df, difference = n1 + n2 - 2, means[0] - means[1]
    pooled = sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / df)
    if not (isfinite(pooled) and pooled > 0):
        raise CannotEstimate(
            "The scores of both groups are all alike: there is no unit for their difference."
        )
    root = sqrt(n1 * n2 / (n1 + n2))
    t = difference / pooled * root
    ends = tuple(end / root for end in noncentral_t(t, df, level=level))
    return IndependentEffects(
        n=n,
        difference=difference,
        t=t,
        df=df,
        p=2 * float(stdtr(df, -abs(t))),
        d_s=_effect(difference / pooled, ends, df),
        common_language=float(ndtr(difference / sqrt(s1**2 + s2**2))),
    )


def noncentral_t(t: float, df: int, *, level: float = LEVEL) -> tuple[float, float]:
    """The noncentralities of which `t` is the upper, and the lower, (1 − level)/2 quantile (Steiger & Fouladi 1997).

    >>> [round(end, 3) for end in noncentral_t(4.743416, 9)]
    [1.773, 7.6]
    """
    tail = (1 - level) / 2
    low, high = (float(nctdtrinc(df, p, t)) for p in (1 - tail, tail))
    return low, high


def _check(n: int, sds: dict[str, float]) -> None:
    if n < 3:
        raise CannotEstimate(f"{n} persons were scored twice: an effect size needs three.")
    for name, sd in sds.items():
        if not (isfinite(sd) and sd > 0):
            raise CannotEstimate(
                f"The standard deviation {name} is {sd:g}: there is no unit for the change."
            )


def _scaled(
    ends: tuple[float, ...], n: int, unit: float, change: float, sd_change: float
) -> EffectSize:
    """The effect in another unit: `unit` is 1 / standardiser."""
    return _effect(change * unit, tuple(end * sd_change * unit for end in ends), n - 1)


def _effect(d: float, ends: tuple[float, ...], df: int) -> EffectSize:
    exact = hedges_correction(df)
    assert exact is not None  # three persons at least
    low, high = ends
    return EffectSize(
        d=d, low=low, high=high, df=df, g=d * exact, g_approximate=d * hedges_approximation(df)
    )
