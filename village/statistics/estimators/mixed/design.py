"""What is asked of the moments: which columns explain, in units that compute well.

Columns are centred by the scan and here divided by their root mean square, so that the matrices to be factored are
near to correlations. `MixedDesign.basis` and `MixedDesign.offset` bring coefficients back: β = basis · b + offset.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.mixed.downdating import Ladder
from village.statistics.estimators.mixed.refusals import (
    refuse_certainty,
    refuse_columns,
    refuse_levels,
)
from village.statistics.moments.nested import CONSTANT, NestedMoments


@dataclass(frozen=True, slots=True, eq=False)
class MixedDesign:
    """A model to fit: `terms` (p of the columns of the moments, the constant first if it is one), then the outcome.

    Attributes
    ----------
    terms
        Names of the p columns that explain.
    levels
        Names of the levels, outermost first.
    units
        Number of units of each.
    rows
        Number of rows.
    ladder
        Their sums; its columns are the constant, the other terms, the outcome last.
    start
        Where the p columns begin in the ladder: 0 with an intercept, else 1.
    unit
        What the outcome was divided by: standard deviations of the ladder are in this unit.
    basis, offset
        (p, p) and (p,): β = basis · b + offset, where b are the coefficients of the ladder's columns.
    """

    terms: tuple[str, ...]
    levels: tuple[str, ...]
    units: tuple[int, ...]
    rows: int
    ladder: Ladder
    start: int
    unit: float
    basis: Array
    offset: Array

    @property
    def log_scale(self) -> float:
        """log |XᵀV⁻¹X| in the units of the columns, less the same in those of the ladder."""
        return -2 * float(np.log(np.diagonal(self.basis) / self.unit).sum())


def designed(moments: NestedMoments, terms: Sequence[str] | None = None) -> MixedDesign:
    """Choose columns (None: all but the outcome, the last), scale them, and refuse what cannot be estimated."""
    names, intercept = _chosen(moments, terms)
    at = [moments.columns.index(name) for name in names]
    cross, centre = moments.cross[np.ix_(at, at)], moments.centre[at]
    units = tuple(moments.n[level] for level in moments.levels)
    refuse_levels(moments, units)
    refuse_columns(cross, centre, names, moments.rows, intercept=intercept)
    shift = _shift(cross, centre, moments.rows, intercept=intercept)
    ladder = _ladder(moments, at, shift)
    refuse_certainty(ladder)
    start = 0 if intercept else 1
    scale = np.diagonal(shift)
    unit = 1 / scale[-1]
    basis = unit * np.diag(scale[start:-1])
    offset = np.zeros(len(basis))
    if intercept:
        basis[0, 1:] = -centre[1:-1] * np.diagonal(basis)[1:]
        offset[0] = centre[-1]
    return MixedDesign(
        terms=tuple(names[start:-1]),
        levels=moments.levels,
        units=units,
        rows=moments.rows,
        ladder=ladder,
        start=start,
        unit=float(unit),
        basis=basis,
        offset=offset,
    )


def _chosen(moments: NestedMoments, terms: Sequence[str] | None) -> tuple[list[str], bool]:
    """The columns to compute with (the constant first, the outcome last), and whether the constant is a term."""
    *present, outcome = moments.columns
    chosen = present if terms is None else terms
    for name in chosen:
        if name not in present:
            raise CannotEstimate(f"'{name}' is not one of the columns that were summed.")
    others = [name for name in chosen if name != CONSTANT]
    return [CONSTANT, *others, outcome], CONSTANT in chosen


def _shift(cross: Array, centre: Array, rows: int, *, intercept: bool) -> Array:
    """(q, q) what turns the summed columns into those to compute with: scaled and, without intercept, not centred."""
    root = np.sqrt(np.diagonal(cross) / rows)
    if not intercept:
        root = np.hypot(root, centre)
        root[0] = 1
    shift = np.diag(1 / root)
    if not intercept:
        shift[1:, 0] = np.diagonal(shift)[1:] * centre[1:]
    return shift


def _ladder(moments: NestedMoments, at: list[int], shift: Array) -> Ladder:
    def moved(matrix: Array) -> Array:
        return shift @ matrix[..., at, :][..., at] @ shift.T

    outer = len(moments.levels) > 1
    return Ladder(
        cross=moved(moments.cross),
        sizes=moments.sizes.astype(float),
        units=moments.units.astype(float),
        squares=moved(moments.squares),
        cells=moments.cell_sums[:, at] @ shift.T,
        cell_size=moments.cell_size,
        parents=(moments.cell_unit, *reversed(moments.above)) if outer else (),
        counts=tuple(len(labels) for labels in reversed(moments.labels)),
    )
