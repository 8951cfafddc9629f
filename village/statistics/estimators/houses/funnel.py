"""Each house beside the limits that chance sets for its size: a funnel plot, never a ranking.

Spiegelhalter (2005), Statistics in Medicine 24:1185. Houses keep the order they are given in. One with fewer than ten
parents has its place neither within nor outside: it has none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.houses import FEWEST
from village.statistics.estimators.houses.dispersion import Dispersion, dispersion

WARNING, ALARM = 0.95, 0.998
Place = Literal["within", "below", "above"]
Widening = Literal["additive", "multiplicative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseCount:
    """How many parents of a house had what is counted, and out of how many."""

    count: int
    parents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseMean:
    """The mean of a house's parents."""

    mean: float
    parents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePoint:
    """One house of a funnel plot.

    `z` is its distance to the target in standard errors, `adjusted` the same once errors are widened (when houses
    differ more than chance), `place` where that stands against the limits of 99.8 %. All are None when the house is
    too small.
    """

    parents: int
    value: float | None
    z: float | None
    adjusted: float | None
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The target, how houses spread around it, and each house.

    `spread` is the standard deviation of one parent. When houses differ more than chance, limits are widened: by a
    variance between houses (additive, z = gap / √(se² + τ²)) or by a factor (multiplicative, z = gap / (se √φ)).
    """

    target: float
    spread: float
    dispersion: Dispersion
    widening: Widening
    houses: Mapping[str, HousePoint]
    warnings: tuple[str, ...]

    def limits(
        self, parents: Array, level: float = ALARM, *, widened: bool = True
    ) -> tuple[Array, Array]:
        """target ± z · se for houses of these sizes, to draw the curves; `widened` as the houses are judged."""
        se = self.spread / np.sqrt(parents)
        if widened:
            se = _widened(se, self.dispersion, self.widening)
        half = float(ndtri((1 + level) / 2)) * se
        return self.target - half, self.target + half


def funnel_of_shares(
    houses: Mapping[str, HouseCount], *, widening: Widening = "additive"
) -> Funnel:
    """Shares around the pooled share Σ r / Σ n; z = (p − θ) / √(θ(1 − θ) / n).

    Raises `CannotEstimate` when fewer than two houses have ten parents, or when all or no parents are counted.
    """
    counts = np.array([house.count for house in houses.values()], float)
    parents = np.array([house.parents for house in houses.values()], float)
    if (counts < 0).any() or (counts > parents).any():
        raise CannotEstimate("A house counts more parents than it has.")
    target = float(counts.sum() / parents.sum()) if parents.sum() else 0.0
    if not 0 < target < 1:
        raise CannotEstimate("All parents are counted, or none: houses cannot differ.")
    values = np.divide(counts, parents, out=np.full(len(counts), target), where=parents > 0)
    spread = (target * (1 - target)) ** 0.5
    return _funnel(list(houses), values, parents, (target, spread), widening)


def funnel_of_means(
    houses: Mapping[str, HouseMean], *, sd: float, widening: Widening = "additive"
) -> Funnel:
    """Means around the mean of all parents, `sd` being the standard deviation of parents within a house."""
    if sd <= 0:
        raise CannotEstimate("Parents do not differ within houses: there is no limit to set.")
    values = np.array([house.mean for house in houses.values()], float)
    parents = np.array([house.parents for house in houses.values()], float)
    if not parents.sum():
        raise CannotEstimate("No house has a parent.")
    target = float(values @ parents / parents.sum())
    return _funnel(list(houses), values, parents, (target, sd), widening)


def _funnel(
    names: list[str],
    values: Array,
    parents: Array,
    around: tuple[float, float],
    widening: Widening,
) -> Funnel:
    target, spread = around
    large = parents >= FEWEST
    if large.sum() < 2:
        raise CannotEstimate(
            f"Fewer than two houses have {FEWEST} parents: there is no funnel to draw."
        )
    se = spread / np.sqrt(np.maximum(parents, 1))
    z = (values - target) / se
    found = dispersion(z[large], se[large])
    adjusted = (values - target) / _widened(se, found, widening)
    points = {
        name: _point(int(n), *map(float, row)) if n >= FEWEST else _small(int(n))
        for name, n, *row in zip(names, parents, values, z, adjusted, strict=True)
    }
    return Funnel(
        target=target,
        spread=spread,
        dispersion=found,
        widening=widening,
        houses=points,
        warnings=tuple(_said(int((~large).sum()), found)),
    )


def _said(small: int, found: Dispersion) -> Iterator[str]:
    if small:
        yield f"{small} houses with fewer than {FEWEST} parents have no place in it."
    if found.is_over:
        yield "Houses differ more than chance alone would make them: the limits are widened for it."


def _widened(se: Array, found: Dispersion, widening: Widening) -> Array:
    if not found.is_over:
        return se
    wider: Array = (
        se * found.winsorised**0.5
        if widening == "multiplicative"
        else np.hypot(se, found.tau2**0.5)
    )
    return wider


def _point(parents: int, value: float, z: float, adjusted: float) -> HousePoint:
    limit = float(ndtri((1 + ALARM) / 2))
    place: Place = "within" if abs(adjusted) <= limit else "below" if adjusted < 0 else "above"
    return HousePoint(parents=parents, value=value, z=z, adjusted=adjusted, place=place)


def _small(parents: int) -> HousePoint:
    return HousePoint(parents=parents, value=None, z=None, adjusted=None, place=None)
