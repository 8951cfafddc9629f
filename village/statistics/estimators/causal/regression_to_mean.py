"""How much of a change was to be expected had nothing been done: those who start low come back towards the others.

Barnett, van der Pols & Dobson (2005), International Journal of Epidemiology 34:215. A score is truth plus noise; ρ is
the correlation of two measures of the same parents without change (test–retest, or the ICC). Who was chosen for a
low score, or came because of a bad day, was partly unlucky; the second measure forgets the bad luck.
"""

from dataclasses import dataclass
from math import exp, sqrt
from typing import Literal

from scipy.special import log_ndtr

from village.statistics.estimators.fit import CannotEstimate

LOG_ROOT_TWO_PI = 0.9189385332046727


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedReturn:
    """The change to expect from noise alone, and what is left of the observed one; ends from the ends of ρ."""

    expected: float
    expected_low: float
    expected_high: float
    observed: float | None
    left: float | None
    method: str


def return_of_all(
    *,
    mean: float,
    population_mean: float,
    reliability: tuple[float, float, float],
    observed: float | None = None,
) -> ExpectedReturn:
    """(1 − ρ)(μ − m): parents whose mean is m, drawn by their score from a population of mean μ.

    `reliability` is ρ with the ends of its interval. It is an upper bound of the return when parents came for other
    reasons than the score of that day.
    """
    return _described(
        [(1 - rho) * (population_mean - mean) for rho in _checked(reliability)],
        observed,
        "regression to the mean, (1 − ρ)(μ − m)",
    )


def return_of_selected(
    *,
    cutoff: float,
    side: Literal["above", "below"],
    population_mean: float,
    population_sd: float,
    reliability: tuple[float, float, float],
    measures: int = 1,
    observed: float | None = None,
) -> ExpectedReturn:
    """Expected change of those whose score (the mean of `measures`) was beyond a cut-off.

    Barnett et al. 2005, eq. 1: σ²_w/m / √(σ²_w/m + σ²_b) · C(z), with C(z) = φ(z) / (1 − Φ(z)), z = (c − μ)/σ for
    "above", mirrored for "below"; σ²_b = ρ σ², σ²_w = (1 − ρ) σ². Negative above (they come down), positive below.
    """
    if population_sd <= 0 or measures < 1:
        raise CannotEstimate("The standard deviation is not positive, or there is no measure.")
    sign = 1.0 if side == "above" else -1.0

    def expected(rho: float) -> float:
        noise, truth = (1 - rho) * population_sd**2 / measures, rho * population_sd**2
        spread = sqrt(noise + truth)
        z = sign * (cutoff - population_mean) / spread
        return -sign * noise / spread * _inverse_mills(z)

    return _described(
        [expected(rho) for rho in _checked(reliability)],
        observed,
        f"regression to the mean, selected {side} {cutoff:g} (Barnett 2005)",
    )


def _inverse_mills(z: float) -> float:
    """φ(z) / (1 − Φ(z)), in logarithms so that far tails stay numbers."""
    return exp(-z * z / 2 - LOG_ROOT_TWO_PI - float(log_ndtr(-z)))


def _checked(reliability: tuple[float, float, float]) -> tuple[float, float, float]:
    value, low, high = reliability
    if not 0 <= low <= value <= high <= 1:
        raise CannotEstimate("A reliability and its interval are between 0 and 1, in order.")
    return reliability


def _described(expected: list[float], observed: float | None, method: str) -> ExpectedReturn:
    value, *ends = expected
    return ExpectedReturn(
        expected=value,
        expected_low=min(ends),
        expected_high=max(ends),
        observed=observed,
        left=None if observed is None else observed - value,
        method=method,
    )
