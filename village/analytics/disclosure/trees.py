"""Figures that add up along one tree: houses make territories, territories a region, regions the nation.

Whoever subtracts finds, for each figure shown, what is left of it without those shown under it: its remainder. Every
other difference is a union of remainders, since they share nobody. So a tree is safe exactly when each remainder is
empty, or is itself a figure that may be shown, of two houses at least; and a house that is silent in it then lies, for
whoever knows nothing else, anywhere between nobody and the whole remainder. No solver is needed to know that; tables
that cross (`complement`) do need one, and the tests hold the two to the same answer.

A figure that splits another (who improved, of those compared) is silent wherever that one is. A house whose size is
shown and whose split is not then always has, in the same remainder, enough others of another house to be exchanged
with: either one whose size is shown, hence large enough, or all those left over from the figure that is split.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from village.analytics.disclosure.counts import Counts, Silence
from village.core.privacy import Audience

TOTAL = None  # the name of the sum of everything


def protect(
    houses: Mapping[str, Counts],
    *,
    audience: Audience,
    above: Mapping[str, str] | None = None,
    already: Collection[str | None] = (),
) -> dict[str | None, Silence]:
    """Which figures stay silent, and why: houses, the territories `above` them, and their total (under None).

    `houses` are the counts of the smallest places (or of the levels of a subgroup: whatever adds up). `above` gives
    the place that each one is part of, at any depth; what has nothing above it is part of the total alone. `already`
    are silent for another reason.

    >>> counts = {"arles": Counts((3,), 1), "brest": Counts((12,), 2), "creil": Counts((40,), 4)}
    >>> {house: why.value for house, why in protect(counts, audience=Audience.PUBLIC).items()}
    {'arles': 'too_few', 'brest': 'protects_others'}
    """
    tree = _Tree(houses, above or {}, audience)
    tree.hide_small(already)
    while (unsafe := tree.unsafe_remainder()) is not _NOTHING:
        if not tree.widen(unsafe):
            tree.silent[TOTAL] = Silence.TOO_FEW  # everything is silent, and it was not enough
            break
    tree.show_what_was_hidden_in_vain()
    return tree.silent


_NOTHING = ""  # no place is called so; None is the total


@dataclass
class _Remainder:
    """What is left of a figure without those shown under it: silent houses."""

    houses: dict[str, Counts] = field(default_factory=dict)

    def add(self, house: str, counts: Counts) -> None:
        if counts.parents:  # one without any parent hides nobody, and anyone knows that it is empty
            self.houses[house] = counts

    def is_safe(self, audience: Audience) -> bool:
        if not self.houses:
            return True
        return len(self.houses) > 1 and Counts.sum(self.houses.values()).is_enough(audience)


class _Tree:
    """Places, what each stands for, and which of them are silent so far."""

    def __init__(
        self,
        houses: Mapping[str, Counts],
        above: Mapping[str, str],
        audience: Audience,
    ) -> None:
        self.houses, self.above, self.audience = houses, above, audience
        self.silent: dict[str | None, Silence] = {}
        under: dict[str | None, list[Counts]] = {TOTAL: []}
        for house, counts in houses.items():
            for place in self.path(house):
                under.setdefault(place, []).append(counts)
        self.counts = {place: Counts.sum(parts) for place, parts in under.items()}
        self.counts.update(houses.items())

    def path(self, house: str) -> Iterator[str | None]:
        """The places above a house, the nearest first; the total comes last."""
        place: str | None = house
        while (place := self.above.get(place, TOTAL) if place is not None else None) is not TOTAL:
            yield place
        yield TOTAL

    def hide_small(self, already: Collection[str | None]) -> None:
        for place, counts in self.counts.items():
            if place in already or not counts.is_enough(self.audience):
                self.silent[place] = Silence.TOO_FEW

    def owner(self, house: str) -> str | None:
        """The smallest figure shown that holds a silent house; the total, when none is."""
        return next((place for place in self.path(house) if place not in self.silent), TOTAL)

    def remainders(self) -> dict[str | None, _Remainder]:
        found: dict[str | None, _Remainder] = {}
        for house in self.houses:
            if house in self.silent:
                remainder = found.setdefault(self.owner(house), _Remainder())
                remainder.add(house, self.houses[house])
        return found

    def unsafe_remainder(self) -> str | None:
        """A figure shown that gives too much away; `_NOTHING` when none does."""
        for place, remainder in self.remainders().items():
            if place in self.silent:  # the total itself: there is nothing to subtract from
                continue
            if not remainder.is_safe(self.audience):
                return place
        return _NOTHING

    def widen(self, place: str | None) -> bool:
        """Hide the least that adds somebody to what is left of `place`; False when nothing is left to hide."""
        best = min(self._ways(place), key=self._cost, default=None)
        if best is None:
            return False
        self.silent.update(dict.fromkeys(best, Silence.PROTECTS_OTHERS))
        return True

    def _ways(self, place: str | None) -> Iterable[tuple[str, ...]]:
        """Each house shown under `place`, with the territories between them; or territories that hide some already."""
        seen = set()
        for house in self.houses:
            between = []
            for above in self.path(house):
                if above == place:
                    break
                if above is not TOTAL and above not in self.silent:
                    between.append(above)
            else:
                continue  # elsewhere
            if not self.counts[house].parents:
                continue
            way = (*([] if house in self.silent else [house]), *between)
            if way and way not in seen:
                seen.add(way)
                yield way

    def _cost(self, way: Iterable[str]) -> tuple[int, list[str]]:
        return sum(self.counts[place].parents for place in way), sorted(way)

    def show_what_was_hidden_in_vain(self) -> None:
        """A small house was added first, then a larger one that would have been enough alone."""
        added = [p for p, why in self.silent.items() if why is Silence.PROTECTS_OTHERS]
        for place in sorted(added, key=lambda p: (-self.counts[p].parents, str(p))):
            why = self.silent.pop(place)
            if self.unsafe_remainder() is not _NOTHING:
                self.silent[place] = why
