"""What is asked of the moments: which columns explain, in units that compute well; and what cannot be learned from them.

Columns are centred by the scan and here divided by their root mean square, so that the matrices to be factored are
near to correlations. `Design.basis` and `Design.offset` bring coefficients back: β = basis · b + offset.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from village.analytics.arrays import Array
from village.analytics.estimators.fit import CannotEstimate
from village.analytics.estimators.mixed.downdating import Ladder
from village.analytics.moments.nested import NestedMoments

CONSTANT = "1"

# A column is constant when its spread is below this share of its mean; determined by others when what they leave of
# its sum of squares is below this share.
NO_SPREAD = 1e-11
NOTHING_LEFT = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Design:
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
    basis, offset
        (p, p) and (p,): β = basis · b + offset, where b are the coefficients of the ladder's columns.
    """

    terms: tuple[str, ...]
    levels: tuple[str, ...]
    units: tuple[int, ...]
    rows: int
    ladder: Ladder
    start: int
    basis: Array
    offset: Array

    @property
    def log_scale(self) -> float:
        """log |XᵀV⁻¹X| in the units of the columns, less the same in those of the ladder."""
        return -2 * float(np.linalg.slogdet(self.basis)[1])


def designed(moments: NestedMoments, terms: Sequence[str] | None = None) -> Design:
    """Choose columns (None: all but the outcome, the last), scale them, and refuse what cannot be estimated."""
    chosen = tuple(moments.columns[:-1] if terms is None else terms)
    for name in chosen:
        if name not in moments.columns[:-1]:
            raise CannotEstimate(f"'{name}' is not one of the columns that were summed.")
    intercept = CONSTANT in chosen
    others = [name for name in chosen if name != CONSTANT]
    names = [CONSTANT, *others, moments.columns[-1]]
    at = [moments.columns.index(name) for name in names]
    units = counted(moments)
    _refuse_levels(moments, units)
    cross = moments.cross[np.ix_(at, at)]
    if not (np.isfinite(cross).all() and np.isfinite(moments.squares).all()):
        raise CannotEstimate("Some values are too large for their squares to be summed.")
    _refuse_columns(cross, moments.centre[at], names, moments.rows, intercept=intercept)
    shift = _shift(cross, moments.centre[at], moments.rows, intercept=intercept)
    p, start = len(chosen), 0 if intercept else 1
    ladder = _ladder(moments, at, shift)
    _refuse_certainty(ladder)
    scale = np.diagonal(shift)[start:-1]
    basis = np.diag(scale)
    offset = np.zeros(p)
    if intercept:
        basis[0, 1:] = -moments.centre[at[1:-1]] * scale[1:]
        offset[0] = moments.centre[-1]
    return Design(
        terms=(CONSTANT, *others) if intercept else tuple(others),
        levels=moments.levels,
        units=units,
        rows=moments.rows,
        ladder=ladder,
        start=start,
        basis=basis,
        offset=offset,
    )


def counted(moments: NestedMoments) -> tuple[int, ...]:
    """The number of units of each level, outermost first."""
    return (*(len(labels) for labels in moments.labels), int(moments.units.sum()))


def _shift(cross: Array, centre: Array, rows: int, *, intercept: bool) -> Array:
    """(q, q) what turns the summed columns into those to compute with: scaled and, without intercept, not centred."""
    root = np.sqrt(np.diagonal(cross) / rows)
    if not intercept:
        root = np.hypot(root, centre)
        root[0] = 1
    shift = np.diag(1 / root)
    shift[-1, -1] = 1
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


def _refuse_levels(moments: NestedMoments, units: tuple[int, ...]) -> None:
    """A variance needs units that differ, and something inside them to tell it from."""
    if not moments.levels:
        raise CannotEstimate("A mixed model needs at least one level, such as the parent.")
    inside = (*moments.levels[1:], "row")
    for level, count, below, count_below in zip(
        moments.levels, units, inside, (*units[1:], moments.rows), strict=True
    ):
        if count < 2:
            raise CannotEstimate(
                f"There is only one {level}: the variance between units of '{level}' cannot be learned."
            )
        if count == count_below:
            raise CannotEstimate(
                f"Each {level} has only one {below}: the variance of '{level}' cannot be told"
                f" from that of '{below if below != 'row' else 'residual'}'."
            )


def _refuse_columns(
    cross: Array, centre: Array, names: list[str], rows: int, *, intercept: bool
) -> None:
    """Every column must vary, and none be determined by others (Cholesky's pivots, in the order of the terms)."""
    asked = len(names) - (1 if intercept else 2)
    if rows <= asked:
        raise CannotEstimate(f"{rows} rows are too few for {asked} fixed effects.")
    squares = np.diagonal(cross)
    if intercept:
        for name, square, middle in zip(names[1:], squares[1:], centre[1:], strict=True):
            if square <= rows * (NO_SPREAD * middle) ** 2:
                raise CannotEstimate(f"'{name}' has the same value in every row.")
    first = 0 if intercept else 1
    if not intercept:
        cross = cross + rows * np.outer(centre, centre)
    kept: list[int] = []
    for column in range(first, len(names) - 1):
        if kept:
            share = np.linalg.solve(cross[np.ix_(kept, kept)], cross[kept, column])
            left = cross[column, column] - share @ cross[kept, column]
            if left <= NOTHING_LEFT * cross[column, column]:
                weights = np.abs(share) * np.sqrt(np.diagonal(cross)[kept])
                named = [
                    names[k] for k, w in zip(kept, weights, strict=True) if w > 1e-6 * weights.max()
                ]
                raise CannotEstimate(
                    f"'{names[column]}' is determined by {_listed(named)}: leave one of them out."
                )
        kept.append(column)


def _refuse_certainty(ladder: Ladder) -> None:
    """Something must be left of the outcome inside the innermost units, or the likelihood has no maximum."""
    within = ladder.cross - np.tensordot(1 / ladder.sizes, ladder.squares, 1)
    slopes = np.linalg.lstsq(within[:-1, :-1], within[:-1, -1], rcond=NOTHING_LEFT)[0]
    left = within[-1, -1] - slopes @ within[:-1, -1]
    if left <= NOTHING_LEFT * ladder.cross[-1, -1]:
        raise CannotEstimate(
            "The fixed effects and the units explain the outcome entirely:"
            " nothing is left to estimate a residual variance from."
        )


def _listed(names: list[str]) -> str:
    quoted = [f"'{name}'" if name != CONSTANT else "the intercept" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
