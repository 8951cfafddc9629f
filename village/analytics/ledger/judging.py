"""Which figures of a table may be released, given everything that was: the difference of two figures is a figure too."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np

from village.analytics.ledger.sums import PRIME, Sums, how_many, minus, plus, terms_for

TOTAL = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One figure in every house (or level of a subgroup), and their total under None.

    Attributes
    ----------
    topic
        What the figure is about; only figures of the same topic can be subtracted.
    sums
        For every house, whether it is shown or not: (parts, terms) power sums of the parents in each part, as many
        terms as `Ledger.terms`.
    shown
        The places whose figure `disclosure` lets through; None among them for the total.
    """

    topic: str
    sums: Mapping[str, Sums]
    shown: Collection[str | None]

    @property
    def total(self) -> Sums:
        """The power sums of everybody."""
        return plus(*self.sums.values())

    def without(self, places: Collection[str | None]) -> "Table":
        """The same, with fewer figures shown."""
        return replace(self, shown=[place for place in self.shown if place not in places])


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """What the ledger keeps of one table once it is public.

    `rest` is what anyone can compute: the total without the figures of houses. Those that released nothing then are
    taken away as they stood in the nearest figure they had released, which is `beside`.
    """

    topic: str
    figures: Mapping[str | None, Sums]
    rest: Sums | None = None
    beside: Mapping[str, Sums] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """`waiting` are the places whose new figure is withheld; `release` is what becomes public, to be noted."""

    waiting: frozenset[str | None]
    release: Release


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything released so far.

    `minimum` is the fewest parents a difference may stand for, `total_minimum` that of differences between totals
    (the total may be read by a wider audience). With `across`, a figure is compared with every earlier one of its
    topic and with their sums and differences two by two, whatever place they stand for: for ledgers of a few figures,
    whose populations overlap.
    """

    minimum: int
    total_minimum: int
    across: bool = False
    releases: list[Release] = field(default_factory=list)

    @property
    def terms(self) -> int:
        """How many power sums it needs of every set."""
        return terms_for(max(self.minimum, self.total_minimum))

    def judge_together(
        self, tables: Sequence[Table]
    ) -> tuple[frozenset[str | None], list[Release]]:
        """Judge several figures that a place releases together or not at all (a mean and the shares beside it)."""
        waiting: frozenset[str | None] = frozenset()
        while True:
            judged = [self.judge(table.without(waiting)) for table in tables]
            more = waiting.union(*(judgement.waiting for judgement in judged))
            if more == waiting:
                return waiting, [judgement.release for judgement in judged]
            waiting = more

    def judge(self, table: Table) -> Judgement:
        """Which figures of this table must wait; nothing is noted (see `note`).

        A house waits when its figure, compared with one released earlier, speaks of a few: any of the parts that
        changed stands for fewer parents than `minimum`. The total waits for the same reason, or when what is left
        of it without the houses, in their latest or any earlier figure, speaks of a few. Houses that could be
        released wait with it, the smallest first, if that is enough for the total to be shown.
        """
        earlier = [release for release in self.releases if release.topic == table.topic]
        trial = _Trial(table, earlier, self)
        trial.hold_houses()
        if TOTAL in table.shown:
            trial.hold_for_the_total()
        return trial.judgement()

    def note(self, release: Release) -> None:
        """Keep in mind what is public from now on."""
        self.releases.append(release)


class _Trial:
    """One table, before what was released on its topic."""

    def __init__(self, table: Table, earlier: list[Release], ledger: Ledger) -> None:
        self.table, self.earlier, self.ledger = table, earlier, ledger
        self.waiting: set[str | None] = set()
        self.rest: Any = None  # sums, once the total is released
        self.terms = terms_for(ledger.minimum)  # of what is kept of a house

    def hold_houses(self) -> None:
        for house in self.table.shown:
            if house is not TOTAL and self._is_close(house, self.table.sums[house]):
                self.waiting.add(house)
        for release in self.earlier:
            self._hold_those_that_leave_little(release)

    def _is_close(self, house: str, sums: Sums) -> bool:
        minimum = self.ledger.minimum
        if self.ledger.across:
            return any(is_few(minus(sums, other), minimum) for other in _within_reach(self.earlier))
        return any(
            is_few(minus(sums, release.figures[house]), minimum)
            for release in self.earlier
            if house in release.figures
        )

    def _hold_those_that_leave_little(self, release: Release) -> None:
        """Houses that released nothing then: what was left of that total may, without what they say now, be little."""
        if release.rest is None:
            return
        said = {
            house: minus(sums, before) if before is not None else sums[:, : self.terms]
            for house in self._released()
            if house not in release.figures
            for sums, before in [(self.table.sums[house], release.beside.get(house))]
        }
        new = sorted((house for house in said if said[house].any()), key=self._parents)
        for house in new:
            if is_few(minus(release.rest, said[house]), self.ledger.minimum):
                self.waiting.add(house)
        together = [house for house in new if house not in self.waiting]
        while together:
            left = minus(release.rest, plus(*(said[house] for house in together)))
            if not is_few(left, self.ledger.minimum):
                return
            self.waiting.add(together.pop(0))

    def _released(self) -> list[str]:
        return [
            house for house in self.table.shown if house is not TOTAL and house not in self.waiting
        ]

    def hold_for_the_total(self) -> None:
        """Let the total through if it can be, with as few more houses held as will do."""
        total = self.table.total
        others = _within_reach(self.earlier) if self.ledger.across else self._totals()
        if any(is_few(minus(total, other), self.ledger.total_minimum) for other in others):
            self.waiting.add(TOTAL)
            return
        released = self._released()
        others = [self._moved(house) for house in self.table.sums if house not in set(released)]
        self.rest = plus(np.zeros_like(total[:, : self.terms]), *others)
        if self._leaves_little(self.rest) and not self._hold_more(released):
            self.waiting.add(TOTAL)
            self.rest = None

    def _hold_more(self, released: list[str]) -> bool:
        """Hold houses, the smallest first, until enough is left; False, and none is held, when that is not to be had."""
        moved = {house: self._moved(house) for house in sorted(released, key=self._parents)}
        rest, held = self.rest, []
        for house, move in moved.items():
            if not self._leaves_little(rest):
                break
            if move.any():
                rest = plus(rest, move)
                held.append(house)
        if self._leaves_little(rest):
            return False
        for house in held[::-1]:  # those held first may be in vain beside the last
            if not self._leaves_little(less := minus(rest, moved[house])):
                held.remove(house)
                rest = less
        self.waiting.update(held)
        self.rest = rest
        return True

    def _parents(self, house: str) -> int:
        return int(self.table.sums[house][:, 0].sum())

    def _totals(self) -> Iterable[Sums]:
        return (release.figures[TOTAL] for release in self.earlier if TOTAL in release.figures)

    def _known(self, house: str) -> list[Sums]:
        return [release.figures[house] for release in self.earlier if house in release.figures]

    def _nearest(self, house: str) -> Sums | None:
        own = self.table.sums[house]
        return min(self._known(house), key=lambda known: _size(minus(own, known)), default=None)

    def _moved(self, house: str) -> Sums:
        """What a house has more, or less, than the nearest figure it ever released."""
        nearest = self._nearest(house)
        own = self.table.sums[house]
        return own[:, : self.terms] if nearest is None else minus(own, nearest)

    def _leaves_little(self, rest: Sums) -> bool:
        others = [release.rest for release in self.earlier if release.rest is not None]
        minimum = self.ledger.minimum
        return is_few(rest, minimum) or any(is_few(minus(rest, other), minimum) for other in others)

    def judgement(self) -> Judgement:
        figures: dict[str | None, Sums] = {
            house: self.table.sums[house][:, : self.terms] for house in self._released()
        }
        if TOTAL in self.table.shown and TOTAL not in self.waiting:
            figures[TOTAL] = self.table.total
        beside = {
            house: nearest
            for house in self.table.sums
            if self.rest is not None and house not in figures
            for nearest in [self._nearest(house)]
            if nearest is not None
        }
        release = Release(self.table.topic, figures, self.rest, beside)
        return Judgement(frozenset(self.waiting), release)


def is_few(difference: Sums, minimum: int) -> bool:
    """Whether a difference, (parts, terms), speaks of a few: it is not nothing, and one part of it is too small.

    A part that did not change counts as too small beside one that did: eleven newcomers of whom none improved.
    """
    if not difference.any():
        return False
    return any(_is_small(part, minimum) for part in difference)


def _is_small(part: Sums, minimum: int) -> bool:
    count = int(part[0])
    if min(count, PRIME - count) >= minimum:
        return False  # as many more, or fewer: there is no need to look closer
    terms = terms_for(minimum)
    if len(part) < terms:
        raise ValueError(f"{len(part)} power sums cannot tell {minimum} persons from fewer.")
    return how_many(part[:terms]) < minimum


def _size(difference: Sums) -> int:
    counts = [int(part[0]) for part in difference]
    least = sum(min(count, PRIME - count) for count in counts)
    return max(least, sum(how_many(part) for part in difference)) if difference.any() else 0


def _within_reach(earlier: list[Release]) -> Iterable[Sums]:
    """Every earlier figure, and what can be made of two of them."""
    figures = [sums for release in earlier for sums in release.figures.values()]
    yield from figures
    for a, b in combinations(figures, 2):
        yield plus(a, b)
        yield minus(a, b)
        yield minus(b, a)
