"""Items and their cross-products: all that reliability, factors and invariance need, and no person.

With x the k answers of someone, oriented so that more is more of the same thing:

- of complete respondents, Σ z zᵀ with z = (1, x): α, ω, a factor model and its means are functions of it;
- of every pair of items, the count, sums and cross-product over those who answered both: nobody is lost to one gap,
  and the matrix may not be that of any persons;
- `AnswerCounts`: how many of each group, at each total score, gave each answer to each item (DIF).

All are kept by cell of `by`, such as language × mode, and add over cells as over houses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.moments.errors import WrongMoments

Label = tuple[str, ...]  # one value of each column of `by`

ROUNDING = 1e-9  # of the largest entry: what sums may owe to the order in which they were made


@dataclass(frozen=True, slots=True, eq=False)
class ItemMoments:
    """The sums of k items over the persons of each of C cells. `a + b` is what one scan of both files would return.

    Attributes
    ----------
    items
        Names of the k items.
    by, labels
        The columns that make the cells, and the values of each cell; ((),) when there is one cell for everybody.
    centre
        (k,) what was subtracted from each item before it was summed.
    persons
        (C,) persons who answered one item at least.
    complete
        (C, k + 1, k + 1) Σ z zᵀ over those who answered them all; z = (1, x), so its first entry counts them.
    pair_counts, pair_sums, pair_cross
        (C, k, k) over those who answered both i and j: how many, Σ x_i, Σ x_i x_j.
    """

    items: tuple[str, ...]
    by: tuple[str, ...]
    labels: tuple[Label, ...]
    centre: Array
    persons: IntArray
    complete: Array
    pair_counts: IntArray
    pair_sums: Array
    pair_cross: Array

    @classmethod
    def of_rows(
        cls,
        items: Sequence[str],
        answers: Array,
        groups: Mapping[str, Sequence[str]] | None = None,
    ) -> "ItemMoments":
        """Sum answers (n, k) held in memory, NaN where missing; `groups` are columns of n labels."""
        answers, groups = np.asarray(answers, float), groups or {}
        keys: list[Label] = (
            list(zip(*groups.values(), strict=True)) if groups else [()] * len(answers)
        )
        labels = tuple(sorted(set(keys))) if groups else ((),)
        seen = ~np.isnan(answers)
        with np.errstate(
            over="ignore", invalid="ignore"
        ):  # a square beyond the floats is infinite, and refused later
            centre = np.where(seen, answers, 0).sum(0) / np.maximum(seen.sum(0), 1)
            cells = [
                _sums(answers[np.array([key == label for key in keys], bool)] - centre)
                for label in labels
            ]
        return cls(
            tuple(items),
            tuple(groups),
            labels,
            centre,
            *(np.array(part) for part in zip(*cells, strict=True)),
        )

    @property
    def respondents(self) -> IntArray:
        """(C,) those who answered every item."""
        return np.rint(self.complete[:, 0, 0]).astype(np.int64)

    def total(self) -> "ItemMoments":
        """Everybody in one cell."""
        return self._gather((), [()] * len(self.labels))

    def split(self, column: str) -> "dict[str, ItemMoments]":
        """One set of sums for each value of a column of `by`, the other columns being added up.

        Raises `WrongMoments` when the items were not summed by this column.
        """
        place = self._place(column)
        values = sorted({label[place] for label in self.labels})
        return {value: self.where(**{column: value}).total() for value in values}

    def where(self, **chosen: str) -> "ItemMoments":
        """Only the cells with these values, such as `wave="t0"`; the columns chosen leave `by`."""
        places = {self._place(name): value for name, value in chosen.items()}
        kept = [
            i
            for i, label in enumerate(self.labels)
            if all(label[place] == value for place, value in places.items())
        ]
        left = [i for i in range(len(self.by)) if i not in places]
        return self._built(
            tuple(self.by[i] for i in left),
            tuple(tuple(self.labels[row][i] for i in left) for row in kept),
            *(part[kept] for part in self._parts()),
        )

    def around(self, centre: Array) -> "ItemMoments":
        """The same sums about another centre (k,)."""
        d = self.centre - centre
        move = np.eye(len(d) + 1)
        move[1:, 0] = d
        sums = self.pair_sums + self.pair_counts * d[:, None]
        cross = (
            self.pair_cross
            + d[:, None] * self.pair_sums.transpose(0, 2, 1)
            + d[None, :] * self.pair_sums
            + self.pair_counts * np.outer(d, d)
        )
        return replace(
            self,
            centre=np.asarray(centre, float),
            complete=move @ self.complete @ move.T,
            pair_sums=sums,
            pair_cross=cross,
        )

    def __add__(self, other: Self) -> "ItemMoments":
        """The persons of both; cells of the same label are one cell. Raises `WrongMoments` when the items differ."""
        if (self.items, self.by) != (other.items, other.by):
            raise WrongMoments(
                f"Sums of {', '.join(self.items)} by {self.by} cannot be added to "
                f"sums of {', '.join(other.items)} by {other.by}."
            )
        theirs = other.around(self.centre)
        pairs = zip(self._parts(), theirs._parts(), strict=True)
        labels = self.labels + theirs.labels
        stacked = self._built(self.by, labels, *(np.concatenate(pair) for pair in pairs))
        return stacked._gather(self.by, labels)

    def check(self) -> Self:
        """Raise `WrongMoments` when counts, symmetry or positivity contradict one another."""
        k, cells = len(self.items), len(self.labels)
        if self.complete.shape != (cells, k + 1, k + 1) or self.pair_cross.shape != (cells, k, k):
            raise WrongMoments(
                "The cross-products of these items do not have the size of their names."
            )
        if len(set(self.labels)) < cells:
            raise WrongMoments("A cell of these items appears twice.")
        sums = (self.complete, self.pair_sums, self.pair_cross)
        if not all(np.isfinite(part).all() for part in sums):
            raise WrongMoments("The sums of these items are not all finite numbers.")
        answered = np.diagonal(self.pair_counts, axis1=1, axis2=2)
        if (self.pair_counts < self.respondents[:, None, None]).any() or (
            answered > self.persons[:, None]
        ).any():
            raise WrongMoments("More persons answered every item than answered one of them.")
        for part in (self.complete, self.pair_counts, self.pair_cross):
            if np.abs(part - part.transpose(0, 2, 1)).max(initial=0) > ROUNDING * np.abs(part).max(
                initial=0
            ):
                raise WrongMoments("The cross-products of these items are not symmetric.")
        scale = np.abs(self.complete).max(axis=(1, 2), initial=0)
        if (np.linalg.eigvalsh(self.complete)[:, 0] < -(k + 1) * ROUNDING * scale).any():
            raise WrongMoments("The cross-products of these items are not those of any persons.")
        return self

    def _place(self, column: str) -> int:
        if column not in self.by:
            raise WrongMoments(f"These items were not summed by {column!r}.")
        return self.by.index(column)

    def _parts(self) -> tuple[IntArray, Array, IntArray, Array, Array]:
        return self.persons, self.complete, self.pair_counts, self.pair_sums, self.pair_cross

    def _built(
        self, by: tuple[str, ...], labels: Sequence[Label], *parts: Array | IntArray
    ) -> "ItemMoments":
        persons, complete, counts, sums, cross = parts
        return ItemMoments(
            items=self.items,
            by=by,
            labels=tuple(labels),
            centre=self.centre,
            persons=persons.astype(np.int64),
            complete=complete.astype(float),
            pair_counts=counts.astype(np.int64),
            pair_sums=sums.astype(float),
            pair_cross=cross.astype(float),
        )

    def _gather(self, by: tuple[str, ...], labels: Sequence[Label]) -> "ItemMoments":
        """Give each cell its new label, and add up those that have the same."""
        known = sorted(set(labels)) or [()]
        index = np.array([known.index(label) for label in labels], dtype=np.int64)
        parts = []
        for part in self._parts():
            sums = np.zeros((len(known), *part.shape[1:]), part.dtype)
            np.add.at(sums, index, part)
            parts.append(sums)
        return self._built(by, known, *parts)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerCounts:
    """How many persons of each group, at each total score, gave each answer to an item: what DIF needs.

    Only complete respondents. `counts` is (G, S, A): groups × `scores` × `answers`.
    """

    item: str
    groups: tuple[str, ...]
    scores: Array
    answers: Array
    counts: IntArray

    def of(self, groups: Sequence[str]) -> "AnswerCounts":
        """These groups only, in this order: the first is the one the others are compared with."""
        places = [self.groups.index(group) for group in groups]
        return replace(self, groups=tuple(groups), counts=self.counts[places])

    def __add__(self, other: Self) -> "AnswerCounts":
        """The persons of both files."""
        if self.item != other.item:
            raise WrongMoments(
                f"Answers to {self.item} cannot be added to answers to {other.item}."
            )
        groups = tuple(sorted({*self.groups, *other.groups}))
        scores = np.union1d(self.scores, other.scores)
        answers = np.union1d(self.answers, other.answers)
        counts = np.zeros((len(groups), len(scores), len(answers)), np.int64)
        for part in (self, other):
            rows = [groups.index(group) for group in part.groups]
            at = np.ix_(
                np.array(rows),
                np.searchsorted(scores, part.scores),
                np.searchsorted(answers, part.answers),
            )
            counts[at] += part.counts
        return AnswerCounts(self.item, groups, scores, answers, counts)


def _sums(x: Array) -> tuple[int, Array, IntArray, Array, Array]:
    """The sums of one cell: persons, complete, pair_counts, pair_sums, pair_cross."""
    seen = ~np.isnan(x)
    there = seen.astype(float)
    filled = np.where(seen, x, 0)
    whole = seen.all(1)
    z = np.column_stack([np.ones(int(whole.sum())), x[whole]])
    return (
        int(seen.any(1).sum()),
        z.T @ z,
        np.rint(there.T @ there).astype(np.int64),
        filled.T @ there,
        filled.T @ filled,
    )
