"""Counts that add up in several directions at once, and what someone who reads some of them can deduce of the others."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from village.statistics.arrays import Array

Key = Hashable
Sums = Mapping[str, Sequence[str]]  # the name of a sum, and the names of its parts
SLACK = 1e-6  # HiGHS answers to 1e-7; whole numbers lie further apart


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Counts by key, and the equations that anyone knows to hold between them.

    Attributes
    ----------
    keys, counts
        The names of the n counts; (n,) their true values, whole and never negative.
    equations
        (m, n) −1 at a sum, +1 at each of its parts: `equations @ counts` is 0.
    """

    keys: tuple[Key, ...]
    counts: Array
    equations: csr_array

    @classmethod
    def of(cls, counts: Mapping[Key, int], sums: Iterable[tuple[Key, Sequence[Key]]]) -> "Margins":
        """Counts by key, and each sum with its parts. `ValueError` when one does not add up."""
        place = {key: index for index, key in enumerate(counts)}
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        row = -1
        for row, (total, parts) in enumerate(sums):
            if counts[total] != sum(counts[part] for part in parts):
                raise ValueError(f"{total} is not the sum of its parts.")
            columns += [place[total], *(place[part] for part in parts)]
            signs += [-1.0] + [1.0] * len(parts)
            rows += [row] * (1 + len(parts))
        equations = csr_array((signs, (rows, columns)), shape=(row + 1, len(place)))
        return cls(tuple(counts), np.array(list(counts.values()), float), equations)

    def places(self, keys: Collection[Key]) -> list[int]:
        """The indices of some counts, in the order of the table."""
        wanted = set(keys)
        return [place for place, key in enumerate(self.keys) if key in wanted]


def crossed(table: Mapping[tuple[str, str], int], *, rows: Sums, columns: Sums) -> Margins:
    """A table of rows and columns with all its margins, at every level of both.

    `table` holds the inner cells, (row, column). `rows` and `columns` name the sums: {"nation": ["nord", "sud"],
    "nord": ["lille", "lens"]}. Every pair of names is a count, and adds up along both.

    >>> table = {("lille", "yes"): 18, ("lille", "no"): 3, ("lens", "yes"): 22, ("lens", "no"): 14}
    >>> margins = crossed(table, rows={"all": ["lille", "lens"]}, columns={"both": ["yes", "no"]})
    >>> len(margins.keys), margins.equations.shape[0]
    (9, 6)
    """
    counts: dict[Key, int] = {}
    all_rows = [*dict.fromkeys(row for row, _ in table), *rows]
    all_columns = [*dict.fromkeys(column for _, column in table), *columns]
    for row, column in product(all_rows, all_columns):
        inner = product(_leaves(row, rows), _leaves(column, columns))
        counts[row, column] = sum(table[cell] for cell in inner)
    return Margins.of(counts, _equations(all_rows, all_columns, rows, columns))


def _equations(
    all_rows: Sequence[str], all_columns: Sequence[str], rows: Sums, columns: Sums
) -> Iterator[tuple[Key, list[Key]]]:
    for total, parts in rows.items():
        for column in all_columns:
            yield (total, column), [(part, column) for part in parts]
    for total, parts in columns.items():
        for row in all_rows:
            yield (row, total), [(row, part) for part in parts]


def _leaves(name: str, sums: Sums) -> list[str]:
    if name not in sums:
        return [name]
    return [leaf for part in sums[name] for leaf in _leaves(part, sums)]


def bounds(
    margins: Margins, hidden: Collection[Key], cells: Iterable[Key] | None = None
) -> dict[Key, tuple[int, int]]:
    """The least and the most that each hidden count (or each of `cells`) can be, for whoever reads all the others.

    By linear programming: the smallest and largest value over every table of numbers, none negative, that agrees
    with what is shown. Whole numbers lie inside, so the ends are rounded inwards; where tables cross in two
    directions only, they are reached (the equations are those of a network). What nothing bounds ends at the sum of
    all counts. Hidden counts that no equation ties together are solved apart.
    """
    wanted = set(hidden if cells is None else cells)
    found: dict[Key, tuple[int, int]] = {}
    for knot in knots(margins, hidden):
        for position, key in enumerate(knot.keys):
            if key in wanted:
                high, low = (knot.extreme(position, sign)[position] for sign in (1, -1))
                found[key] = ceil(low - SLACK), floor(high + SLACK)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Knot:
    """Hidden counts that hang together, and all that the shown ones say of them: left @ x = right, 0 ≤ x ≤ most."""

    keys: tuple[Key, ...]
    counts: Array  # the true ones
    left: csr_array
    right: Array
    most: float

    def extreme(self, place: int, sign: int) -> Array:
        """The table, (n,), that agrees with all that is shown and where one count is largest (1) or smallest (−1)."""
        objective = np.zeros(len(self.keys))
        objective[place] = -sign
        answer = linprog(
            objective, A_eq=self.left, b_eq=self.right, bounds=(0, self.most), method="highs"
        )
        table: Array = answer.x
        return table

    def beside(self, figure: Collection[Key]) -> set[Key]:
        """The counts that share an equation with some of `figure`."""
        own = self.left[:, [place for place, key in enumerate(self.keys) if key in figure]]
        rows = np.flatnonzero(np.diff(own.indptr))
        return {self.keys[place] for place in self.left[rows].indices}

    def showing(self, figure: Collection[Key]) -> Iterator["Knot"]:
        """What is left, in as many parts as no equation ties together, once some counts are shown."""
        shown = np.array([key in figure for key in self.keys])
        right = self.right - self.left[:, np.flatnonzero(shown)] @ self.counts[shown]
        places = np.flatnonzero(~shown)
        left = self.left[:, places]
        _, number = connected_components(left.T @ left, directed=False)
        for own in (np.flatnonzero(number == n) for n in range(number.max(initial=-1) + 1)):
            part = left[:, own]
            rows = np.flatnonzero(np.diff(part.indptr))
            yield Knot(
                keys=tuple(self.keys[place] for place in places[own]),
                counts=self.counts[places[own]],
                left=part[rows],
                right=right[rows],
                most=self.most,
            )


def knots(margins: Margins, hidden: Collection[Key]) -> Iterator[Knot]:
    """The hidden counts, in as many parts as no equation ties together."""
    nothing = np.zeros(margins.equations.shape[0])
    most = float(margins.counts.sum())
    everything = Knot(margins.keys, margins.counts, margins.equations, nothing, most)
    return everything.showing(set(margins.keys).difference(hidden))
