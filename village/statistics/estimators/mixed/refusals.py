"""What cannot be learned from the sums of a mixed model: each refusal is one sentence that names what is in the way."""

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.mixed.downdating import Ladder
from village.statistics.moments.nested import CONSTANT, NestedMoments

# A column is constant when its spread is below this share of its mean; determined by others when what they leave of
# its sum of squares is below this share.
NO_SPREAD = 1e-11
NOTHING_LEFT = 1e-11


def refuse_levels(moments: NestedMoments, units: tuple[int, ...]) -> None:
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


def refuse_columns(
    cross: Array, centre: Array, names: list[str], rows: int, *, intercept: bool
) -> None:
    """Every column must vary, none be determined by others, and there must be more rows than columns.

    `cross` (q, q) and `centre` (q,) are those of the constant, the other terms, the outcome; `names` theirs.
    """
    if not np.isfinite(cross).all():
        raise CannotEstimate("Some values are too large for their squares to be summed.")
    asked = len(names) - (1 if intercept else 2)
    if rows <= asked:
        raise CannotEstimate(f"{rows} rows are too few for {asked} fixed effects.")
    if not intercept:
        _refuse_repetition((cross + rows * np.outer(centre, centre))[1:-1, 1:-1], names[1:-1])
        return
    for name, square, middle in zip(names[1:], np.diagonal(cross)[1:], centre[1:], strict=True):
        if square <= rows * (NO_SPREAD * middle) ** 2:
            raise CannotEstimate(f"'{name}' has the same value in every row.")
    _refuse_repetition(cross[:-1, :-1], names[:-1])


def _refuse_repetition(gram: Array, names: list[str]) -> None:
    """Cholesky's pivots, in the order of the terms: what the columns before it leave of each."""
    length = np.sqrt(np.diagonal(gram))
    gram = gram / np.outer(length, length)
    for column in range(1, len(names)):
        before = slice(0, column)
        shares = np.linalg.solve(gram[before, before], gram[before, column])
        if 1 - shares @ gram[before, column] <= NOTHING_LEFT:
            large = np.abs(shares) > 1e-6 * np.abs(shares).max()
            named = [name for name, is_large in zip(names, large, strict=False) if is_large]
            raise CannotEstimate(
                f"'{names[column]}' is determined by {_listed(named)}: leave one of them out."
            )


def refuse_certainty(ladder: Ladder) -> None:
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
