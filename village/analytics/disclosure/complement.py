"""Which further counts to hide so that subtraction finds no hidden one: complementary suppression.

A table whose margins are published gives its hidden cells away: one alone in its row is the row's total minus the
others. We hide more cells until, for each count to protect, two tables agree with everything still shown and differ
by `width` at least in that count. So nobody can tell it from a count large enough to be shown, let alone know it.

Choosing the cheapest set is NP-hard; this is the heuristic of linear programming that statistical offices use. For each
count in turn, find the cheapest pair of tables that differ enough: cells already hidden may move for free, the others
cost what they count. Those that move are hidden. At the end, cells that turn out to be hidden in vain are shown again.

Sources: Kelly, Golden & Assad (1992), Networks 22:397; Fischetti & Salazar (2001), Mathematical Programming 89:455;
Hundepool et al. (2012), Statistical Disclosure Control, ch. 4.
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, hstack, vstack

from village.analytics.disclosure.margins import SLACK, Key, Knot, Margins, knots
from village.core.errors import DomainError
from village.statistics.arrays import Array, IntArray

HARDLY = 1e-3  # what a cell costs that is already hidden: it moves rather than another, but not without reason


class CannotProtect(DomainError):
    """Some count is the only one that can be what the published ones say."""


def complete(
    margins: Margins,
    hidden: Collection[Key],
    *,
    width: int,
    fixed: Collection[Key] = (),
    together: Iterable[Collection[Key]] = (),
) -> frozenset[Key]:
    """The counts to hide: those `hidden` first, and those that protect them.

    Afterwards the interval that `bounds` finds for each of `hidden` is `width` wide at least: it reaches `width`
    itself, so the count is never known to be too small. `fixed` are known whatever we hide (a house that everyone
    knows to be empty). Each of `together` is one figure: its cells are shown or hidden as a whole.
    Raises `CannotProtect` when even hiding everything else would not do.

    >>> from village.analytics.disclosure.margins import crossed
    >>> table = {("a", "low"): 18, ("a", "mid"): 3, ("b", "low"): 22, ("b", "mid"): 14}
    >>> margins = crossed(table, rows={"all": ["a", "b"]}, columns={"any": ["low", "mid"]})
    >>> sorted(complete(margins, [("a", "mid")], width=5))
    [('a', 'low'), ('a', 'mid'), ('b', 'low'), ('b', 'mid')]
    """
    groups = {key: frozenset(group) for group in together for key in group}
    search = _Search(margins, fixed, width)
    chosen = {part for key in hidden for part in groups.get(key, {key})}
    for key in sorted(hidden, key=lambda key: (-search.count[key], repr(key))):
        moving = search.cheapest_doubt(key, chosen)
        chosen.update(part for cell in moving for part in groups.get(cell, {cell}))
    needed = {part for key in hidden for part in groups.get(key, {key})}
    figures = {groups.get(key, frozenset({key})) for key in chosen - needed}
    for knot in knots(margins, chosen.difference(fixed)):
        chosen -= _shown_again(knot, set(hidden), figures, width)
    return frozenset(chosen)


def _narrow(knot: Knot, protected: Collection[Key], width: int) -> Iterator[Key]:
    """The audit: the protected counts whose interval is less than `width` wide.

    Every table found on the way is one that nobody can exclude: few counts need a programme of their own.
    """
    own = [place for place, key in enumerate(knot.keys) if key in protected]
    lowest, highest = knot.counts.copy(), knot.counts.copy()
    for place in own:
        for sign in (1, -1):
            if highest[place] - lowest[place] < width - SLACK:
                table = knot.extreme(place, sign)
                np.minimum(lowest, table, out=lowest)
                np.maximum(highest, table, out=highest)
        if highest[place] - lowest[place] < width - SLACK:
            yield knot.keys[place]


def _shown_again(
    knot: Knot, protected: Collection[Key], figures: Collection[frozenset[Key]], width: int
) -> set[Key]:
    """The counts of `figures`, the largest first, that may be shown again: nobody needs them hidden."""
    count = dict(zip(knot.keys, knot.counts, strict=True))
    mine = [figure for figure in figures if figure <= count.keys()]
    for figure in sorted(
        mine, key=lambda one: (-sum(count[key] for key in one), sorted(map(repr, one)))
    ):
        parts = list(knot.showing(figure))
        suspects = knot.beside(figure).intersection(protected)  # they fail first, if any does
        if not any(
            next(_narrow(part, wanted, width), None)
            for wanted in (suspects, protected)
            for part in parts
        ):
            others = [other for other in mine if other is not figure]
            return set(figure).union(
                *(_shown_again(part, protected, others, width) for part in parts)
            )
        mine = [
            other for other in mine if other is not figure
        ]  # needed now: needed when less is hidden
    return set()


class _Search:
    """Looks for two tables that agree with what is shown: written as what each adds to the true one.

    Variables are (up₁, down₁, up₂, down₂), n each: how much every count is raised or lowered in either table.
    """

    def __init__(self, margins: Margins, fixed: Collection[Key], width: int) -> None:
        self.margins, self.fixed, self.width = margins, set(fixed), width
        self.place = {key: index for index, key in enumerate(margins.keys)}
        self.count = dict(zip(margins.keys, margins.counts, strict=True))
        self.columns = margins.equations.tocsc()
        self.touch = abs(margins.equations)
        # The tables found so far, which stay possible as more is hidden: the least and most of each count.
        self.lowest, self.highest = margins.counts.copy(), margins.counts.copy()

    def cheapest_doubt(self, key: Key, hidden: Collection[Key]) -> list[Key]:
        """The counts that differ between two tables that differ by `width` in `key`, as few as we can.

        Looked for near the count first (what shares a sum with what shares a sum with it), then everywhere.
        """
        place = self.place[key]
        if self.highest[place] - self.lowest[place] >= self.width - SLACK:
            return []
        price = self.margins.counts + 1.0
        price[self.margins.places(hidden)] = HARDLY
        for near in (self._near(place), np.arange(len(price))):
            moves = self._moves(place, near, price)
            if moves is not None:
                break
        else:
            raise CannotProtect(f"{key} cannot be hidden: the published counts leave no doubt.")
        for table in (self.margins.counts[near] + move for move in moves):
            self.lowest[near] = np.minimum(self.lowest[near], table)
            self.highest[near] = np.maximum(self.highest[near], table)
        moved = near[abs(moves).max(axis=0) > SLACK]
        return [self.margins.keys[index] for index in moved]

    def _near(self, place: int) -> IntArray:
        reach = np.zeros(len(self.count))
        reach[place] = 1.0
        for _ in range(2):
            reach = self.touch.T @ (self.touch @ reach)
        near: IntArray = np.flatnonzero(reach)
        return near

    def _moves(self, place: int, near: IntArray, price: Array) -> Array | None:
        """(2, n) what both tables add, where only `near` may move; None when that leaves no doubt."""
        equations = self.columns[:, near]
        equations = equations[np.flatnonzero(abs(equations).sum(axis=1))]
        size, rows = len(near), equations.shape[0]
        one = hstack([equations, -equations])
        here = int(np.searchsorted(near, place))
        apart = csr_array(
            ([1.0, -1.0, -1.0, 1.0], ([0] * 4, here + size * np.arange(4))), (1, 4 * size)
        )
        still = [self.margins.keys[index] in self.fixed for index in near]
        highest = np.where(still, 0.0, np.inf)
        lowest = np.where(still, 0.0, self.margins.counts[near])
        answer = linprog(
            np.tile(price[near], 4),
            A_eq=vstack([block_diag([one, one]), apart]),
            b_eq=np.append(np.zeros(2 * rows), self.width),
            bounds=np.column_stack([np.zeros(4 * size), np.tile(np.append(highest, lowest), 2)]),
            method="highs",
        )
        if answer.status != 0:
            return None
        up_and_down = answer.x.reshape(2, 2, size)
        moves: Array = up_and_down[:, 0] - up_and_down[:, 1]
        return moves
