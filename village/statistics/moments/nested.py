"""Rows nested in units nested in units: what a model with random intercepts needs of them.

For y = Xβ + u_house + v_group + w_parent + e, with z = (1, X, y) the q columns of a row, every value of the
likelihood needs only (see `docs/explanation/statistics/mixed-models.md`):

- A = Σ z zᵀ over rows;
- for each number k of rows per innermost unit: how many units have it, and B_k = Σ s sᵀ over them, s = Σ z of a unit;
- for each unit of the level above, and each k: how many innermost units, and the sum of their s.
"""

from dataclasses import dataclass, replace
from typing import Self, TypeVar

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.moments.errors import WrongMoments

Sums = TypeVar("Sums", Array, IntArray)
Labels = np.ndarray[tuple[int], np.dtype[np.str_]]

CONSTANT = "1"
ROUNDING = 1e-9  # of the sums of squares: what may be owed to the order in which they were made


@dataclass(frozen=True, slots=True, eq=False)
class NestedMoments:
    """The sums of rows nested in `levels`, the outermost first: ("house", "group", "parent").

    Columns are centred: `centre` (q,) was subtracted from each before it was summed, 0 for the constant. With one
    level there is one cell per size, without unit (`labels` is empty and `cell_unit` is all 0).

    Attributes
    ----------
    columns
        Names of the q columns: the constant "1" first, then what the model needs, the outcome last.
    cross
        (q, q) A, the sum of z zᵀ over rows.
    sizes, units, squares
        (K,) the numbers of rows that innermost units have, ascending; (K,) how many units have each;
        (K, q, q) the sum of s sᵀ over them.
    labels
        For each level but the innermost, the names of its units (unique within the unit above).
    above
        For each level but the first and the innermost, the index of each unit's unit in the level above.
    cell_unit, cell_size, cell_units, cell_sums
        (C,) index of the cell's unit in the last of `labels`; (C,) index of its size in `sizes`;
        (C,) its number of innermost units; (C, q) the sum of their s.
    """

    columns: tuple[str, ...]
    levels: tuple[str, ...]
    centre: Array
    rows: int
    cross: Array
    sizes: IntArray
    units: IntArray
    squares: Array
    labels: tuple[Labels, ...]
    above: tuple[IntArray, ...]
    cell_unit: IntArray
    cell_size: IntArray
    cell_units: IntArray
    cell_sums: Array

    @property
    def n(self) -> dict[str, int]:
        """Rows, and units of each level."""
        counts = (*(len(names) for names in self.labels), int(self.units.sum()))
        return {"rows": self.rows, **dict(zip(self.levels, counts, strict=True))}

    @property
    def smallest_cell(self) -> int:
        """The smallest number of innermost units behind any sum: what disclosure looks at before a file leaves."""
        return int(min(self.units.min(), self.cell_units.min()))

    def about(self, centre: Array) -> "NestedMoments":
        """The same rows about another centre (q,): z becomes z − d, and a unit's s becomes s − k·d."""
        d = np.asarray(centre, dtype=np.float64) - self.centre
        if d[0] != 0:
            raise WrongMoments("The constant of these sums cannot be centred.")
        move = np.eye(len(d))
        move[:, 0] -= d
        return replace(
            self,
            centre=self.centre + d,
            cross=move @ self.cross @ move.T,
            squares=move @ self.squares @ move.T,
            cell_sums=self.cell_sums @ move.T,
        )

    def __add__(self, other: Self) -> "NestedMoments":
        """What one scan of both files would have returned, about the centre of the first.

        Raises `WrongMoments` when they are sums of other things, or when a unit of the outermost level is on both
        sides: its rows would be counted twice, or its groups taken for others.
        """
        self._refuse_other(other)
        theirs = other.about(self.centre)
        sizes, size = np.unique(np.concatenate([self.sizes, other.sizes]), return_inverse=True)
        mine, yours = size[: len(self.sizes)], size[len(self.sizes) :]
        labels, above, unit = _units_of_both(self, theirs)
        cell_size = np.concatenate([mine[self.cell_size], yours[other.cell_size]])
        # Without a level above, a size is a cell, and both sides may have it.
        cells, cell = np.unique(unit * len(sizes) + cell_size, return_inverse=True)
        return replace(
            self,
            rows=self.rows + other.rows,
            cross=self.cross + theirs.cross,
            sizes=sizes,
            units=_added(size, self.units, other.units),
            squares=_added(size, self.squares, theirs.squares),
            labels=labels,
            above=above,
            cell_unit=cells // len(sizes),
            cell_size=cells % len(sizes),
            cell_units=_added(cell, self.cell_units, other.cell_units),
            cell_sums=_added(cell, self.cell_sums, theirs.cell_sums),
        )

    def _refuse_other(self, other: "NestedMoments") -> None:
        for name in ("levels", "columns"):
            here, there = getattr(self, name), getattr(other, name)
            if here != there:
                raise WrongMoments(
                    f"These sums cannot be added: the {name} of one are {', '.join(here)}, of the other "
                    f"{', '.join(there)}."
                )
        if self.labels and len(twice := np.intersect1d(self.labels[0], other.labels[0])):
            raise WrongMoments(
                f"The {self.levels[0]} '{twice[0]}' is in both of these sums: its rows would count twice."
            )

    def check(self) -> Self:
        """Raise `WrongMoments` when counts, symmetry, positivity, or the sums of one part and another, disagree."""
        self._check_shapes()
        self._check_counts()
        self._check_sums()
        return self

    def _check_shapes(self) -> None:
        q, k, c = len(self.columns), len(self.sizes), len(self.cell_unit)
        shapes = {
            "centre": (q,), "cross": (q, q), "units": (k,), "squares": (k, q, q),
            "cell_size": (c,), "cell_units": (c,), "cell_sums": (c, q),
        }  # fmt: skip
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise WrongMoments(f"The {name} of these sums do not have the size of the others.")
        if self.columns[0] != CONSTANT or self.centre[0] != 0:
            raise WrongMoments("The first column of these sums is not the constant 1.")
        if len(self.labels) != len(self.levels) - 1 or len(self.above) != max(
            len(self.labels) - 1, 0
        ):
            raise WrongMoments("These sums do not have the units of each of their levels.")
        for name in ("centre", "cross", "squares", "cell_sums"):
            if not np.isfinite(getattr(self, name)).all():
                raise WrongMoments(f"The {name} of these sums are not all finite numbers.")

    def _check_counts(self) -> None:
        ends = [len(names) for names in self.labels] or [1]
        for place, end in zip((*self.above, self.cell_unit), ends, strict=True):
            if place.min() < 0 or place.max() >= end:
                raise WrongMoments("A unit of these sums is in no unit above.")
        for level, names in enumerate(self.labels):
            within = self.above[level - 1] if level else np.zeros(len(names), dtype=np.int64)
            if len(set(zip(within.tolist(), names.tolist(), strict=True))) < len(names):
                raise WrongMoments(f"A {self.levels[level]} occurs twice in these sums.")
        if (np.diff(self.sizes) <= 0).any() or self.sizes[0] < 1 or self.smallest_cell < 1:
            raise WrongMoments("The sizes of units in these sums are not counts in order.")
        if self.cell_size.min() < 0 or self.cell_size.max() >= len(self.sizes):
            raise WrongMoments("A cell of these sums is of a size that no unit has.")
        by_size = np.bincount(self.cell_size, self.cell_units, len(self.sizes))
        if (by_size != self.units).any() or self.sizes @ self.units != self.rows:
            raise WrongMoments("The counts of units and of rows in these sums disagree.")

    def _check_sums(self) -> None:
        if (self.cell_sums[:, 0] != self.sizes[self.cell_size] * self.cell_units).any():
            raise WrongMoments("In these sums, the rows of a cell are not those of its units.")
        by_size = np.zeros((len(self.sizes), len(self.columns)))
        np.add.at(by_size, self.cell_size, self.cell_sums)
        spread = np.sqrt(np.maximum(np.diagonal(self.cross), 0))
        allowed = ROUNDING * self.sizes[-1] * np.sqrt(self.rows) * spread
        if (np.abs(self.squares[:, 0] - self.sizes[:, None] * by_size) > allowed).any():
            raise WrongMoments(
                "In these sums, the squares of units and the sums of cells disagree."
            )
        if (np.abs(self.cross[0] - by_size.sum(axis=0)) > allowed).any():
            raise WrongMoments("In these sums, those of rows and those of cells disagree.")
        unit = np.where(spread > 0, spread, 1)
        # What is left of a sum of squares inside units, and inside cells, is one too.
        within = self.cross - (self.squares / self.sizes[:, None, None]).sum(axis=0)
        between = self.squares.copy()
        shares = self.cell_sums[:, :, None] * (self.cell_sums / self.cell_units[:, None])[:, None]
        np.subtract.at(between, self.cell_size, shares)
        for what, matrices in (
            ("rows", self.cross[None]),
            ("units", self.squares),
            ("rows inside units", within[None]),
            ("units inside cells", between),
        ):
            _check_products(matrices / np.outer(unit, unit), what)


Joined = tuple[tuple[Labels, ...], tuple[IntArray, ...], IntArray]


def _units_of_both(a: NestedMoments, b: NestedMoments) -> Joined:
    """The units of a then b, in the order of their names: labels, above, and the new unit of each cell."""
    labels: list[Labels] = []
    above: list[IntArray] = []
    new, shift = np.zeros(1, dtype=np.int64), 0
    for level, pair in enumerate(zip(a.labels, b.labels, strict=True)):
        names = np.concatenate(pair)
        up = np.zeros(len(names), dtype=np.int64)
        if level:
            up = new[np.concatenate([a.above[level - 1], b.above[level - 1] + shift])]
        order = np.lexsort((names, up))
        labels.append(names[order])
        if level:
            above.append(up[order])
        new, shift = np.argsort(order), len(pair[0])
    return tuple(labels), tuple(above), new[np.concatenate([a.cell_unit, b.cell_unit + shift])]


def _added(place: IntArray, a: Sums, b: Sums) -> Sums:
    """The entries of a then b, those of one place together."""
    total = np.zeros((int(place.max()) + 1, *a.shape[1:]), dtype=a.dtype)
    np.add.at(total, place, np.concatenate([a, b]))
    return total


def _check_products(matrices: Array, what: str) -> None:
    """Sums of z zᵀ, in units of the columns, are symmetric and have no negative direction, to rounding."""
    rounding = ROUNDING * max(float(np.abs(matrices).max()), 1)
    if (np.abs(matrices - matrices.transpose(0, 2, 1)) > rounding).any():
        raise WrongMoments(f"The cross-products of {what} are not symmetric.")
    if (np.linalg.eigvalsh(matrices) < -rounding * matrices.shape[1]).any():
        raise WrongMoments(f"The cross-products of {what} are not those of any rows.")
