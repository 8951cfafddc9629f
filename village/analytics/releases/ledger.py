"""Which figures of a table may be released, given everything that was: the difference of two figures is a figure too."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from typing import Any

import numpy as np

from village.analytics.releases.sums import Sums, how_many_up_to, minus, plus, terms_for

TOTAL = None
AS_FAR_BACK = 6  # figures of a house that are subtracted from one another two by two


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

    `figures` are those shown. With the total among them, `others` are the houses that were not: whoever subtracts the
    figures from the total is left with them.
    """

    topic: str
    figures: Mapping[str | None, Sums]
    others: Mapping[str, Sums] = field(default_factory=dict)

    def of(self, house: str) -> Sums | None:
        """Who stood behind the figure of a house, shown or not; None when there was no such house."""
        return self.figures.get(house, self.others.get(house))

    def is_same(self, other: "Release") -> bool:
        """Whether the same persons stand behind the same figures."""
        return (
            self.topic == other.topic
            and _are_same(self.figures, other.figures)
            and _are_same(self.others, other.others)
        )

    @property
    def houses(self) -> set[str]:
        """Every house behind the total."""
        return {place for place in self.figures if place is not TOTAL} | self.others.keys()


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
        changed stands for fewer parents than `minimum`. The total waits for the same reason; or when what is left
        of it without the houses (as they stood on whatever day serves best), or what moved in it since another day
        without the houses that say how they moved, speaks of a few. Houses that could be released wait with it, the
        smallest first, if that is enough for the total to be shown.
        """
        earlier = [release for release in self.releases if release.topic == table.topic]
        trial = _Trial(table, earlier, self)
        trial.hold_houses()
        if TOTAL in table.shown:
            trial.hold_for_the_total()
        return trial.judgement()

    def note(self, release: Release) -> None:
        """Keep in mind what is public from now on; said twice, it is known once."""
        if release.figures and not any(release.is_same(known) for known in self.releases):
            self.releases.append(release)


class _Trial:
    """One table, before what was released on its topic."""

    def __init__(self, table: Table, earlier: list[Release], ledger: Ledger) -> None:
        self.table, self.earlier, self.ledger = table, earlier, ledger
        self.days = [release for release in earlier if TOTAL in release.figures]
        self.waiting: set[str | None] = set()
        self.sums = {
            house: sums[:, : terms_for(ledger.minimum)] for house, sums in table.sums.items()
        }
        self.known: dict[str, list[Sums]] = {
            house: [release.figures[house] for release in earlier if house in release.figures]
            for house in {*table.sums, *(house for day in self.days for house in day.houses)}
        }

    def hold_houses(self) -> None:
        for house in self.table.shown:
            if house is not TOTAL and self._is_close(house):
                self.waiting.add(house)
        for day in self.days:
            could = [house for house in self._released() if house not in day.figures]
            while could and self._leaves_little(day, self._released()):
                self.waiting.add(could.pop(0))

    def _is_close(self, house: str) -> bool:
        others = _within_reach(self.earlier) if self.ledger.across else self.known[house]
        own = self.table.sums[house]
        return any(is_few(minus(own, other), self.ledger.minimum) for other in others)

    def _released(self) -> list[str]:
        """The houses that do not wait, the smallest first."""
        shown = {place for place in self.table.shown if place is not TOTAL} - self.waiting
        return sorted(shown, key=lambda house: (int(self.sums[house][:, 0].sum()), house))

    def hold_for_the_total(self) -> None:
        total = self.table.total
        others: Iterable[Sums] = (day.figures[TOTAL] for day in self.days)
        if self.ledger.across:
            others = _within_reach(self.earlier)
        if any(is_few(minus(total, other), self.ledger.total_minimum) for other in others):
            self.waiting.add(TOTAL)
            return
        released = self._released()
        held: list[str] = []
        while self._gives_away(released):
            if not released:
                self.waiting.add(TOTAL)
                return
            held.append(released.pop(0))
        for house in held[::-1]:  # those held first may be in vain beside the last
            if not self._gives_away([*released, house]):
                held.remove(house)
                released.append(house)
        self.waiting.update(held)

    def _gives_away(self, released: Collection[str]) -> bool:
        """Whether the total, with these houses beside it, says too much."""
        today = self._release(released)
        return self._leaves_little(today, released) or any(
            self._moved_little(day, today, released) for day in self.days
        )

    def _leaves_little(self, day: Release, released: Collection[str]) -> bool:
        """What is left of a total without its houses, each as it stood on whatever day serves best."""
        rest = _Rest(self.ledger.minimum)
        for house in sorted(day.others, key=lambda house: len(self.known[house])):
            own = day.others[house]
            rest.add([own, *(minus(own, known) for known in self._known(house, released))])
            if rest.is_large:
                return False
        return rest.is_few

    def _moved_little(self, day: Release, today: Release, released: Collection[str]) -> bool:
        """How a total moved between two days, without the houses whose figures say how they moved."""
        rest = _Rest(self.ledger.minimum)
        silent = (day.houses | today.houses) - (day.figures.keys() & today.figures.keys())
        for house in sorted(silent, key=lambda house: len(self.known[house])):
            before, after = day.of(house), today.of(house)
            move = after if before is None else before if after is None else minus(after, before)
            assert move is not None  # it stood in one of the two
            said = permutations(self._known(house, released)[-AS_FAR_BACK:], 2)
            rest.add([move, *(minus(move, minus(a, b)) for a, b in said)])
            if rest.is_large:
                return False
        return rest.is_few

    def _known(self, house: str, released: Collection[str]) -> list[Sums]:
        own = [self.sums[house]] if house in released else []
        return [*self.known[house], *own]

    def _release(self, released: Collection[str]) -> Release:
        figures: dict[str | None, Sums] = {house: self.sums[house] for house in released}
        if TOTAL not in self.table.shown or TOTAL in self.waiting:
            return Release(self.table.topic, figures)
        others = {house: sums for house, sums in self.sums.items() if house not in figures}
        return Release(self.table.topic, figures | {TOTAL: self.table.total}, others)

    def judgement(self) -> Judgement:
        return Judgement(frozenset(self.waiting), self._release(self._released()))


class _Rest:
    """People who are left after a subtraction, house by house, part by part; what is beyond `minimum` is not counted."""

    def __init__(self, minimum: int) -> None:
        self.minimum = minimum
        self.parts: list[int] = []

    def add(self, ways: Sequence[Sums]) -> None:
        """One more house, of which the attacker may leave any of these: they choose the smallest, part by part."""
        sizes = [[how_many_up_to(part, self.minimum) for part in way] for way in ways]
        least = [min(column) for column in zip(*sizes, strict=True)]
        self.parts = [a + b for a, b in zip(self.parts or [0] * len(least), least, strict=True)]

    @property
    def is_large(self) -> bool:
        return bool(self.parts) and min(self.parts) >= self.minimum

    @property
    def is_few(self) -> bool:
        return any(self.parts) and not self.is_large


def is_few(difference: Sums, minimum: int) -> bool:
    """Whether a difference, (parts, terms), speaks of a few: it is not nothing, and one part of it is too small.

    A part that did not change counts as too small beside one that did: eleven newcomers of whom none improved.
    """
    if not difference.any():
        return False
    return any(how_many_up_to(part, minimum) < minimum for part in difference)


def _are_same(mine: Mapping[Any, Sums], theirs: Mapping[Any, Sums]) -> bool:
    return mine.keys() == theirs.keys() and all(np.array_equal(mine[k], theirs[k]) for k in mine)


def _within_reach(earlier: list[Release]) -> Iterable[Sums]:
    """Every earlier figure, and what can be made of two of them."""
    figures = [sums for release in earlier for sums in release.figures.values()]
    yield from figures
    for a, b in combinations(figures, 2):
        yield plus(a, b)
        yield minus(a, b)
        yield minus(b, a)
