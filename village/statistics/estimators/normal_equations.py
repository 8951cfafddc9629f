"""The normal equations of least squares, from cross-products by cluster, and what makes them unsolvable."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.moments.clustered import ClusteredMoments

FLAT = 1e-24  # of the square of its mean: the spread that a constant column may have by rounding
FLAT_WITHIN = 1e-12  # of its whole spread: what rounding leaves of it within clusters
COLLINEAR = 1e-10  # of a column's spread, what the columns before it leave of it


class ScaledSums:
    """The cross-products of the chosen columns, scaled to unit length, so that no unit of measure weighs."""

    def __init__(self, moments: ClusteredMoments, places: list[int], *, within: bool) -> None:
        q = len(moments.columns)
        self.within, self.weighted = within, moments.weighted
        kept = places if within else [0, *places]
        self.centre = moments.centre[kept]
        cross = moments.cross
        self.rows, self.clusters = int(moments.rows.sum()), len(moments.rows)
        spread = np.diagonal(cross.sum(axis=0))[kept]
        self.flat = FLAT_WITHIN * spread if within else FLAT * self.rows * self.centre**2
        if within:
            sums = cross[:, 0, :]
            cross = cross - sums[:, :, None] * sums[:, None, :] / moments.rows[:, None, None]
        everything = [*kept, *(q + place for place in kept)] if moments.weighted else kept
        cross = cross[:, everything][:, :, everything]
        lost = self.clusters if within else 0
        self.df = self.rows - lost - (len(kept) - 1)
        squares = np.diagonal(cross.sum(axis=0))[: len(kept)]
        self.scale = np.where(squares > 0, np.sqrt(np.abs(squares)), 1.0)
        unit = np.tile(self.scale, 2) if moments.weighted else self.scale
        self.cross: Array = cross / unit / unit[:, None]

    @property
    def normal(self) -> Array:
        """(p + 1, p + 1) Σ (x, y) w (x, y)ᵀ over all rows."""
        size = len(self.scale)
        total: Array = self.cross.sum(axis=0)
        return total[:size, size:] if self.weighted else total


@dataclass(frozen=True, slots=True)
class SolvedEquations:
    """β in centred, scaled columns, M, and the residual sum of squares."""

    beta: Array
    bread: Array
    rss: float


def solve(sums: ScaledSums, names: tuple[str, ...], outcome: str) -> SolvedEquations:
    """β of `names` on `outcome`, or the reason why there is none.

    Raises `CannotEstimate` naming the first column that is constant, or that those before it already say.
    """
    normal, p = sums.normal, len(names)
    if sums.df <= 0:
        raise CannotEstimate(
            f"{sums.rows} rows are too few for {sums.rows - sums.df} coefficients."
        )
    _check_spread(normal, names, outcome, sums)
    factor = cho_factor(normal[:p, :p])
    bread = cho_solve(factor, np.eye(p))
    beta = cho_solve(factor, normal[:p, p])
    ends = np.append(beta, -1.0)
    return SolvedEquations(beta, (bread + bread.T) / 2, max(float(ends @ normal @ ends), 0.0))


def _check_spread(normal: Array, names: tuple[str, ...], outcome: str, sums: ScaledSums) -> None:
    """Name the first column that is constant, or that those before it already say."""
    columns = (*names, outcome)
    for j in range(0 if sums.within else 1, len(columns)):
        own, name = normal[j, j], columns[j]
        if not own * sums.scale[j] ** 2 > sums.flat[j]:
            where = " within every cluster" if sums.within else ""
            raise CannotEstimate(f"Column {name!r} takes one value only{where}.")
        if j == len(names):
            return
        before = normal[:j, :j]
        share = np.linalg.solve(before, normal[:j, j]) if j else np.zeros(0)
        if own - share @ normal[:j, j] <= COLLINEAR * own:
            said = [columns[i] for i in range(j) if abs(share[i]) > np.sqrt(COLLINEAR)]
            raise CannotEstimate(
                f"Column {name!r} says nothing more than {', '.join(map(repr, said))}: leave one out."
            )
