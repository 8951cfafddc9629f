"""Observed over expected: what a house sees, beside what all houses together would see with its parents.

Indirect standardisation (Breslow & Day 1987, Statistical Methods in Cancer Research II, § 2.3). Two houses' ratios
are not comparable with one another, each being standardised to its own parents: only with 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from village.statistics.arrays import Array
from village.statistics.estimators.fit import LEVEL, CannotEstimate
from village.statistics.estimators.houses import FEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedExpected:
    """What was observed and expected in a house, their ratio and its interval; None for a house of few parents."""

    parents: int
    observed: int | None
    expected: float | None
    ratio: float | None
    low: float | None
    high: float | None


def observed_over_expected(
    event: Array, probability: Array, house: Sequence[Any] | Array, *, level: float = LEVEL
) -> dict[str, ObservedExpected]:
    """For each house, in the order of names: Σ event / Σ probability, with Byar's limits.

    `event` (n,) of 0 and 1; `probability` (n,) what a model fitted to all houses gives each parent (`logistic`, or
    `stratum_rates`). Raises `CannotEstimate` unless events are 0 or 1 and probabilities between them.
    """
    if not np.isin(event, (0.0, 1.0)).all():
        raise CannotEstimate("An event is neither 0 nor 1.")
    if not ((probability > 0) & (probability < 1)).all():
        raise CannotEstimate("A probability is missing, or is not between 0 and 1.")
    names, which, sizes = np.unique(np.asarray(house), return_inverse=True, return_counts=True)
    observed = np.bincount(which, weights=event)
    expected = np.bincount(which, weights=probability)
    rows = zip(names, sizes, observed, expected, strict=True)
    return {str(name): _ratio(int(n), int(o), float(e), level) for name, n, o, e in rows}


def stratum_rates(event: Array, stratum: Sequence[Any] | Array) -> Array:
    """(n,) each parent's probability: the share of events in its stratum, all houses together."""
    _, which, sizes = np.unique(np.asarray(stratum), return_inverse=True, return_counts=True)
    rates: Array = np.bincount(which, weights=event) / sizes
    return rates[which]


def byar_limits(observed: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Limits of a Poisson count: O (1 − 1/(9 O) − z/(3 √O))³ and the same at O + 1 with + z (Breslow & Day, eq. 2.13).

    >>> [round(end, 2) for end in byar_limits(10)]
    [4.79, 18.39]
    """
    z = float(ndtri((1 + level) / 2))
    above = observed + 1
    high = above * (1 - 1 / (9 * above) + z / (3 * above**0.5)) ** 3
    if not observed:
        return 0.0, high
    return observed * (1 - 1 / (9 * observed) - z / (3 * observed**0.5)) ** 3, high


def _ratio(parents: int, observed: int, expected: float, level: float) -> ObservedExpected:
    if parents < FEWEST:
        return ObservedExpected(
            parents=parents, observed=None, expected=None, ratio=None, low=None, high=None
        )
    low, high = byar_limits(observed, level=level)
    return ObservedExpected(
        parents=parents,
        observed=observed,
        expected=expected,
        ratio=observed / expected,
        low=low / expected,
        high=high / expected,
    )
