"""Houses' periods: how many parents were seen in each, their mean, and whether the house was open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.linear import Regression, regress
from village.statistics.moments.clustered import CellMeans, ClusteredMoments

LARGEST = 4e8  # numbers in the cross-products by house
OUTCOME = "outcome"

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Cell = tuple[float, float]  # a cohort of opening, a period


@dataclass(frozen=True, slots=True, eq=False)
class HousePeriods:
    """One entry per house and period (C,): all that comparing openings needs of the rows.

    Attributes
    ----------
    house, period, opened
        The house, a number for the period, the period its house opened in (NaN: never).
    seen
        Parents seen, mean of their outcome, and its sum of squares around that mean.
    """

    house: np.ndarray[Any, Any]
    period: Array
    opened: Array
    seen: CellMeans

    @classmethod
    def of_rows(
        cls, outcome: Array, house: Sequence[Any] | Array, period: Array, opened: Array
    ) -> "HousePeriods":
        """Sum rows (n,) held in memory. Raises `CannotEstimate` when a value is missing, or a house opens twice."""
        y, t, g = (np.asarray(one, float) for one in (outcome, period, opened))
        if not len(y):
            raise CannotEstimate("There is no row to compare.")
        if not (np.isfinite(y).all() and np.isfinite(t).all()):
            raise CannotEstimate("An outcome or a period is missing.")
        names, which = np.unique(np.asarray(house), return_inverse=True)
        periods, when = np.unique(t, return_inverse=True)
        cells, first, inverse = np.unique(
            which * len(periods) + when, return_index=True, return_inverse=True
        )
        rows = np.bincount(inverse).astype(np.float64)
        mean = np.bincount(inverse, weights=y) / rows
        squares = np.bincount(inverse, weights=(y - mean[inverse]) ** 2).astype(np.float64)
        check_openings(names, which, g)
        return cls(
            names[cells // len(periods)],
            periods[cells % len(periods)],
            g[first],
            CellMeans(rows, mean, squares),
        )

    @property
    def is_open(self) -> Mask:
        """(C,) whether the house is open at that period."""
        return self.period >= self.opened  # NaN compares as False

    @property
    def counts(self) -> dict[str, int]:
        """Rows, houses, periods, and cohorts of opening that are seen open."""
        return {
            "rows": int(self.seen.rows.sum()),
            "houses": len(np.unique(self.house)),
            "periods": len(np.unique(self.period)),
            "cohorts": len(np.unique(self.opened[self.is_open])),
        }

    def where(self, kept: Mask) -> "HousePeriods":
        """Some of the houses' periods."""
        seen = CellMeans(self.seen.rows[kept], self.seen.mean[kept], self.seen.squares[kept])
        return HousePeriods(self.house[kept], self.period[kept], self.opened[kept], seen)

    def parents(self, kept: Mask) -> int:
        """How many rows these are."""
        return int(self.seen.rows[kept].sum())

    def regress(self, columns: Mapping[str, Array]) -> Regression:
        """Least squares on house and period effects and these columns (C,), each parent counting as one."""
        later = np.unique(self.period)[1:]
        periods = {f"period {t:g}": (self.period == t).astype(float) for t in later}
        size = len(columns) + len(periods)
        if len(np.unique(self.house)) * size**2 > LARGEST:
            raise CannotEstimate(
                f"{size} cohorts and periods are too many for these houses: put some together."
            )
        regressors = {**columns, **periods}
        moments = ClusteredMoments.of_cells(regressors, self.seen, self.house, name=OUTCOME)
        return regress(moments, outcome=OUTCOME, regressors=list(regressors), within=True)

    def lag(self, cell: Cell) -> int:
        """How many of the observed periods stand between opening and this period."""
        periods = np.unique(self.period)
        return int(((periods > cell[0]) & (periods <= cell[1])).sum())


def check_openings(names: np.ndarray[Any, Any], which: np.ndarray[Any, Any], opened: Array) -> None:
    """Raise `CannotEstimate` when a house opens at more than one period; `which` is the place of each row's house."""
    _, first = np.unique(which, return_index=True)
    moment = np.where(np.isnan(opened), np.inf, opened)
    other = moment != moment[first][which]
    if other.any():
        name = names[which[np.argmax(other)]]
        raise CannotEstimate(f"House {str(name)!r} opens at more than one period.")
