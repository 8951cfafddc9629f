"""Power in closed form: the pieces that every design shares."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq
from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from village.statistics.arrays import Array
from village.statistics.estimators.design_effect import design_effect

ALPHA = 0.05
FAR = 5.0  # noncentrality from which the other tail holds less than 1e-9


def power_of_t(noncentrality: float, df: float, *, alpha: float = ALPHA) -> float:
    """Chance that a two-sided t test finds an effect of `noncentrality` standard errors.

    1 − F(t; δ) + F(−t; δ), with F the noncentral t distribution; the normal one when `df` is infinite. A paired t
    test of 34 persons finds d = 0.5 four times in five (Cohen 1988, table 2.4.1 by its formula; R's power.t.test):

    >>> round(power_of_t(0.5 * 34**0.5, 33), 6)
    0.807778
    """
    delta = abs(noncentrality)
    if np.isinf(df):
        z = float(ndtri(1 - alpha / 2))
        return float(ndtr(delta - z) + ndtr(-delta - z))
    t = float(stdtrit(df, 1 - alpha / 2))
    other_tail = float(nctdtr(df, delta, -t)) if delta < FAR else 0.0
    return 1 - float(nctdtr(df, delta, t)) + other_tail


def noncentrality_for(power: float, df: float, *, alpha: float = ALPHA) -> float:
    """How many standard errors an effect must be worth to be found with that power: the inverse of `power_of_t`."""
    return float(brentq(lambda delta: power_of_t(delta, df, alpha=alpha) - power, 0.0, 1000.0))


def nested_design_effect(
    *,
    parents_per_group: float,
    parents_per_house: float,
    icc_group: float,
    icc_house: float,
    cv: float,
) -> float:
    """What groups within houses cost: 1 + (m_group − 1) ρ_group + ((1 + cv²) m_house − 1) ρ_house.

    Each level adds its own Kish–Eldridge term, ρ being the share of the variance made at that level (Teerenstra et al.
    2010, Biometrics 66:1230, with unequal houses after Eldridge et al. 2006, IJE 35:1292). `cv` is the coefficient of
    variation of the number of parents of a house.
    """
    groups = design_effect(mean_size=max(parents_per_group, 1), icc=icc_group, parents=1).value
    houses = design_effect(mean_size=max(parents_per_house, 1), icc=icc_house, parents=1, cv=cv)
    return groups + houses.value - 1


def df_of_houses(houses: float, cv: float) -> float:
    """Degrees of freedom to expect of a mean over unequal houses: H/(1 + cv²) − 1.

    What `inference.mean_df` tends to when no house makes much of the mean by itself.
    """
    return houses / (1 + cv**2) - 1


def last_wave_variance(correlation: Array, remaining: Sequence[float]) -> float:
    """Variance of a mean at the last wave by MMRM, in units of σ²/n, when some stop for good before it.

    Parameters
    ----------
    correlation
        (T, T) between waves.
    remaining
        (T,) share of those enrolled who still answer at each wave, never growing.

    Notes
    -----
    [(Σ_k p_k Eᵀ R_k⁻¹ E)⁻¹]_TT, with p_k the share last seen at wave k and R_k the correlations of the waves up to k
    (Lu, Luo & Chen 2008, International Journal of Biostatistics 4:1, article 9).
    """
    waves = len(remaining)
    information = np.zeros((waves, waves))
    last_seen = np.array(remaining) - np.array([*remaining[1:], 0.0])
    for k, share in enumerate(last_seen, start=1):
        information[:k, :k] += share * np.linalg.inv(correlation[:k, :k])
    return float(np.linalg.inv(information)[-1, -1])


def given_entry(correlation: Array) -> Array:
    """(T − 1, T − 1) covariance of later waves given the first, in units of σ²: R_ff − r_fe r_feᵀ.

    What adjusting for the score at entry leaves (Frison & Pocock 1992, Statistics in Medicine 11:1685).
    """
    entry = correlation[1:, 0]
    left: Array = correlation[1:, 1:] - np.outer(entry, entry)
    return left
