"""Planned waves, by pattern of those observed: what a model of repeated measures needs.

A person has at most one row per wave. A fixed effect is a function of the wave times a feature of the person
(time, arm × wave, age), or a column of its own at each wave. For each pattern of observed waves the persons are
exchangeable but for w = (features, varying columns and y at the observed waves): n and Σ w wᵀ are all that any
covariance of the waves needs; with random intercepts of houses and groups, also Σ w for each group and pattern.
"""

from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.moments.errors import WrongMoments

Sums = TypeVar("Sums", Array, IntArray)
Labels = np.ndarray[tuple[int], np.dtype[np.str_]]

ROUNDING = 1e-9  # of the largest entry: what sums may owe to the order in which they were made
WITHOUT_LEVELS = (
    "person", "features", "varying", "outcome", "waves", "times", "centre", "patterns", "persons", "cross",
)  # fmt: skip


def _no_index() -> IntArray:
    return np.empty(0, np.int64)


def _no_sums() -> Array:
    return np.empty((0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class WaveMoments:
    """The sums of persons seen at planned waves, with or without `levels` above them, the outermost first.

    A person's w has D places: the K features, then each varying column at each of the T waves, then the outcome at
    each wave. Places of waves where the person was not seen hold 0. `centre` was subtracted from every observed
    value before it was summed (0 for the constant).

    Attributes
    ----------
    person
        What a person is called: "parent".
    features
        Names of the K features of a person: the constant "1" first.
    varying
        Names of the J columns that have a value at each wave.
    outcome
        Name of the outcome.
    waves, times
        Names of the T waves in their order; (T,) their numbers, or 0, 1, 2… where they have none.
    centre
        (K + J + 1,) centres of the features, the varying columns, the outcome.
    patterns
        (P, T) which waves were observed.
    persons
        (P,) how many persons have each pattern.
    cross
        (P, D, D) the sum of w wᵀ over them.
    levels
        Names of the levels above the person, the outermost first; () when nobody is in a group.
    labels
        For each level, the names of its units (unique within the unit above).
    above
        For each level but the first, the index of each unit's unit in the level above.
    cell_unit, cell_pattern, cell_persons, cell_sums
        (C,) index of the cell's unit in the last level; (C,) index of its pattern; (C,) its number of persons;
        (C, D) the sum of their w. Without levels there is no cell.
    """

    person: str
    features: tuple[str, ...]
    varying: tuple[str, ...]
    outcome: str
    waves: tuple[str, ...]
    times: Array
    centre: Array
    patterns: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    persons: IntArray
    cross: Array
    levels: tuple[str, ...] = ()
    labels: tuple[Labels, ...] = ()
    above: tuple[IntArray, ...] = ()
    cell_unit: IntArray = field(default_factory=_no_index)
    cell_pattern: IntArray = field(default_factory=_no_index)
    cell_persons: IntArray = field(default_factory=_no_index)
    cell_sums: Array = field(default_factory=_no_sums)

    @property
    def rows(self) -> int:
        """Number of rows: a person at a wave."""
        return int(self.persons @ self.patterns.sum(1))

    @property
    def n(self) -> dict[str, int]:
        """Rows, units of each level, persons."""
        units = dict(zip(self.levels, map(len, self.labels), strict=True))
        return {"rows": self.rows, **units, self.person: int(self.persons.sum())}

    @property
    def smallest_cell(self) -> int:
        """The smallest number of persons behind any sum: what disclosure looks at before a file leaves."""
        return int(min(self.persons.min(), self.cell_persons.min(initial=self.persons.min())))

    def place(self, name: str, wave: int = 0) -> int:
        """Where a feature, or a varying column or the outcome at a wave, stands in w."""
        if name in self.features:
            return self.features.index(name)
        column = (*self.varying, self.outcome).index(name)
        return len(self.features) + column * len(self.waves) + wave

    def centre_of(self, name: str) -> float:
        """What was subtracted from a column."""
        return float(self.centre[(*self.features, *self.varying, self.outcome).index(name)])

    def without_levels(self) -> "WaveMoments":
        """The same persons, in no group: what may leave a house when its cells are too small."""
        return WaveMoments(*(getattr(self, name) for name in WITHOUT_LEVELS))

    def recentred(self, centre: Array) -> "WaveMoments":
        """The same rows about another centre (K + J + 1,)."""
        shift = self.centre - centre
        places = np.concatenate(
            [shift[: len(self.features)], np.repeat(shift[len(self.features) :], len(self.waves))]
        )
        seen = self._seen()
        move = np.eye(len(places))[None] + np.where(seen, places, 0)[:, :, None] * _first(places)
        cross = move @ self.cross @ move.transpose(0, 2, 1)
        sums = self.cell_sums
        if self.levels:
            sums = sums + sums[:, :1] * np.where(seen, places, 0)[self.cell_pattern]
        return replace(self, centre=np.asarray(centre, float), cross=cross, cell_sums=sums)

    def __add__(self, other: Self) -> "WaveMoments":
        """What one scan of both files would have returned, up to the centre."""
        for name in ("features", "varying", "outcome", "waves", "levels"):
            if getattr(self, name) != getattr(other, name):
                raise WrongMoments(
                    f"These sums cannot be added: their {name} are {getattr(self, name)} and {getattr(other, name)}."
                )
        other_ = other.recentred(self.centre)
        patterns, index = np.unique(
            np.concatenate([self.patterns, other.patterns]), axis=0, return_inverse=True
        )
        index = index.reshape(-1)
        mine, theirs = index[: len(self.persons)], index[len(self.persons) :]
        joined = replace(
            self,
            patterns=patterns,
            persons=_gather(len(patterns), mine, self.persons, theirs, other.persons),
            cross=_gather(len(patterns), mine, self.cross, theirs, other_.cross),
        )
        return _with_cells(joined, (self, mine), (other_, theirs)) if self.levels else joined

    def check(self) -> Self:
        """Raise `WrongMoments` when counts, symmetry, positivity or the sums of cells contradict one another."""
        width = len(self.features) + (len(self.varying) + 1) * len(self.waves)
        if self.features[:1] != ("1",):
            raise WrongMoments("The first feature of these sums is not the constant 1.")
        if self.cross.shape != (len(self.persons), width, width):
            raise WrongMoments(
                "The cross-products of these sums do not have the size of their columns."
            )
        if not (np.isfinite(self.cross).all() and np.isfinite(self.cell_sums).all()):
            raise WrongMoments("These sums are not all finite numbers.")
        if (self.persons < 1).any() or not np.allclose(self.cross[:, 0, 0], self.persons):
            raise WrongMoments("The number of persons of a pattern contradicts its sums.")
        scale = ROUNDING * np.abs(self.cross).max(axis=(1, 2))
        if (np.abs(self.cross - self.cross.transpose(0, 2, 1)) > scale[:, None, None]).any():
            raise WrongMoments("The cross-products of a pattern are not symmetric.")
        if np.abs(np.where(self._seen(), 0, self.cross[:, 0])).max() > 0:
            raise WrongMoments("A pattern has sums at a wave where nobody was seen.")
        if (np.linalg.eigvalsh(self.cross)[:, 0] < -width * scale).any():
            raise WrongMoments("The cross-products of a pattern are not those of any persons.")
        if self.levels:
            self._check_cells()
        return self

    def _check_cells(self) -> None:
        count = len(self.persons)
        persons = np.bincount(self.cell_pattern, self.cell_persons, count)
        sums = np.zeros((count, self.cross.shape[1]))
        np.add.at(sums, self.cell_pattern, self.cell_sums)
        scale = ROUNDING * np.abs(self.cross).max(axis=(1, 2))
        if (persons != self.persons).any() or (
            np.abs(sums - self.cross[:, 0]) > scale[:, None]
        ).any():
            raise WrongMoments("The sums by group do not add up to the sums of all.")
        sizes = [len(names) for names in self.labels]
        pairs = zip((*self.above, self.cell_unit), sizes, strict=True)
        if any(((index < 0) | (index >= size)).any() for index, size in pairs):
            raise WrongMoments("A unit of these sums is in no unit above.")

    def _seen(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """(P, D) which places of w hold something."""
        features = np.ones((len(self.persons), len(self.features)), bool)
        return np.hstack([features, *(self.patterns for _ in (*self.varying, self.outcome))])


def _first(places: Array) -> Array:
    """(D,) the row vector that picks the constant."""
    unit = np.zeros(len(places))
    unit[0] = 1
    return unit


def _gather(size: int, mine: IntArray, a: Sums, theirs: IntArray, b: Sums) -> Sums:
    """Add the entries of `a` and of `b` that have the same new index."""
    total = np.zeros((size, *a.shape[1:]), a.dtype)
    np.add.at(total, mine, a)
    np.add.at(total, theirs, b)
    return total


def _joined_units(
    a: WaveMoments, b: WaveMoments
) -> tuple[list[Labels], list[IntArray], IntArray, IntArray]:
    """Units of both, a unit being known by its name within the unit above: labels, above, and the new index of each."""
    labels, above = [], []
    mine, theirs = np.zeros(len(a.labels[0]), np.int64), np.zeros(len(b.labels[0]), np.int64)
    for level, (a_names, b_names) in enumerate(zip(a.labels, b.labels, strict=True)):
        if level:
            mine, theirs = mine[a.above[level - 1]], theirs[b.above[level - 1]]
        names, name_index = np.unique(np.concatenate([a_names, b_names]), return_inverse=True)
        unit, index = np.unique(
            np.concatenate([mine, theirs]) * len(names) + name_index, return_inverse=True
        )
        labels.append(names[unit % len(names)])
        if level:
            above.append(unit // len(names))
        mine, theirs = index[: len(a_names)], index[len(a_names) :]
    return labels, above, mine, theirs


def _with_cells(
    joined: WaveMoments, mine: tuple[WaveMoments, IntArray], theirs: tuple[WaveMoments, IntArray]
) -> WaveMoments:
    """The cells of both, by group and pattern; each side comes with the new index of its patterns."""
    (a, a_pattern), (b, b_pattern) = mine, theirs
    labels, above, a_unit, b_unit = _joined_units(a, b)
    key = np.concatenate(
        [
            unit[m.cell_unit] * len(joined.persons) + pattern[m.cell_pattern]
            for m, unit, pattern in ((a, a_unit, a_pattern), (b, b_unit, b_pattern))
        ]
    )
    cells, index = np.unique(key, return_inverse=True)
    first, second = index[: len(a.cell_unit)], index[len(a.cell_unit) :]
    return replace(
        joined,
        labels=tuple(labels),
        above=tuple(above),
        cell_unit=cells // len(joined.persons),
        cell_pattern=cells % len(joined.persons),
        cell_persons=_gather(len(cells), first, a.cell_persons, second, b.cell_persons),
        cell_sums=_gather(len(cells), first, a.cell_sums, second, b.cell_sums),
    )
