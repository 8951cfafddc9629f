"""Where the columns of a model come from: each is a function of the wave times something of the person.

For a person whose places are w (see `WaveMoments`), the row of [X y] at wave t is `rows[t]` @ w: everything that
the likelihood does is linear in w, and so is only ever done to sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array, Mask
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.moments.waves import WaveMoments

EXACT = 1e-10
ALONE = (
    1e-9  # share of a column's squares that the columns before it must leave, or it repeats them
)


@dataclass(frozen=True, slots=True, eq=False)
class WaveColumn:
    """One fixed effect: `over_waves` (T,) times a feature, or times a varying column at the wave.

    With `at_wave`, the outcome at that wave stands for a feature of the person (analysis of covariance).
    """

    name: str
    over_waves: Array
    of: str = "1"
    at_wave: int | None = None

    def place(self, moments: WaveMoments, wave: int) -> int:
        """Where the feature, or the value at the wave, stands in w."""
        return moments.place(self.of, wave if self.at_wave is None else self.at_wave)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A model laid over the sums of persons.

    It is estimated on centred and scaled columns, where sums are accurate, and reported on the named ones: the named
    coefficients are `back` @ b + `shift`.

    Attributes
    ----------
    names
        The p fixed effects.
    waves
        (T,) at which waves the outcome is explained.
    needed
        (T,) which waves a person must have been seen at (those whose outcome is a covariate).
    rows
        (T, p + 1, D) from w to [X y] at each wave; 0 at waves that are not explained.
    back, shift
        (p, p) and (p,) from the coefficients of the centred columns to those of the named ones.
    log_scale
        Σ log of the factors by which the columns were multiplied: log|XᵀX| grew by twice that.
    """

    names: tuple[str, ...]
    waves: Mask
    needed: Mask
    rows: Array
    back: Array
    shift: Array
    log_scale: float


def lay_out(
    moments: WaveMoments, columns: Sequence[WaveColumn], *, explained: Sequence[int] | None = None
) -> Layout:
    """Lay the columns of a model over the sums; `explained` lists the waves whose outcome is explained (all).

    Raises `CannotEstimate` when a column says nothing that those before it have not said, naming them.
    """
    waves = np.zeros(len(moments.waves), bool)
    waves[list(range(len(waves)) if explained is None else explained)] = True
    needed = np.zeros_like(waves)
    needed[[column.at_wave for column in columns if column.at_wave is not None]] = True
    over = np.column_stack([np.where(waves, column.over_waves, 0) for column in columns])
    constant = np.array([column.of == "1" for column in columns])
    rows = np.zeros((len(waves), len(columns) + 1, moments.cross.shape[1]))
    back, shift = np.eye(len(columns)), np.zeros(len(columns))
    for c, column in enumerate(columns):
        centre = moments.centre_of(column.of)
        share = _share(over[:, constant], over[:, c])
        for wave in map(int, np.flatnonzero(waves)):
            rows[wave, c, column.place(moments, wave)] += over[wave, c]
        if centre and share is not None:
            back[constant, c] -= centre * share
        elif centre:
            rows[:, c, 0] += over[:, c] * centre
    centre = moments.centre_of(moments.outcome)
    for wave in map(int, np.flatnonzero(waves)):
        rows[wave, -1, moments.place(moments.outcome, wave)] = 1
    if (share := _share(over[:, constant], waves.astype(float))) is not None:
        shift[constant] = centre * share
    else:
        rows[:, -1, 0] += waves * centre
    names = tuple(column.name for column in columns)
    return _scaled(moments, Layout(names, waves, needed, rows, back, shift, 0.0))


def _share(constants: Array, column: Array) -> Array | None:
    """The combination of functions of the wave that makes this one; None when there is none."""
    if not constants.shape[1]:
        return None
    found = np.asarray(np.linalg.lstsq(constants, column)[0], np.float64)
    left = np.abs(constants @ found - column).max()
    return found if left <= EXACT * max(np.abs(column).max(), 1) else None


def _scaled(moments: WaveMoments, layout: Layout) -> Layout:
    """The same layout with columns of mean square 1, once it is known that none repeats the others."""
    used = used_patterns(moments.patterns, layout)
    if not used.any():
        raise CannotEstimate("Nobody was seen at the waves that this model needs.")
    seen = (moments.patterns & layout.waves)[used]
    cross = np.einsum("pt,pij->tij", seen.astype(float), moments.cross[used])
    squares = np.einsum("tci,tij,tdj->cd", layout.rows, cross, layout.rows)[:-1, :-1]
    _refuse_repeated(layout.names, squares)
    count = float(moments.persons[used] @ seen.sum(1))
    factor = np.sqrt(count / np.diag(squares))
    rows = layout.rows.copy()
    rows[:, :-1] *= factor[:, None]
    return Layout(
        layout.names, layout.waves, layout.needed, rows, layout.back * factor, layout.shift,
        float(np.log(factor).sum()),
    )  # fmt: skip


def used_patterns(
    patterns: np.ndarray[tuple[int, int], np.dtype[np.bool_]], layout: Layout
) -> Mask:
    """(P,) patterns of persons who count: seen at every wave that is needed, and at one that is explained."""
    were_seen = patterns[:, layout.needed].sum(axis=1) == layout.needed.sum()
    return np.asarray(were_seen & ((patterns & layout.waves).sum(axis=1) > 0))


def _refuse_repeated(names: Sequence[str], squares: Array) -> None:
    scale = np.sqrt(np.diag(squares))
    for name, size in zip(names, scale, strict=True):
        if not size > 0:
            raise CannotEstimate(f"{name} is 0 in every row: it has no effect to estimate.")
    unit = squares / np.outer(scale, scale)
    kept: list[int] = []
    for c, name in enumerate(names):
        among = unit[np.ix_(kept, kept)]
        weights = np.linalg.solve(among, unit[kept, c])
        if 1 - unit[c, kept] @ weights > ALONE:
            kept.append(c)
            continue
        of = [names[k] for k, weight in zip(kept, weights, strict=True) if abs(weight) > 1e-6]
        raise CannotEstimate(
            f"{name} says nothing more than {' and '.join(of)}: leave one of them out."
        )
