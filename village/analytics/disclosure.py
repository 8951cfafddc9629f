"""The last step before a number leaves: small groups stay silent, and nobody finds them by subtraction.

A figure is published when enough parents stand behind it, in each of its parts: a share needs enough parents on
both sides, so that 0 % and 100 % of a few are never shown. Then comes the second pass. When the total of several
houses is published, whatever is left after subtracting the houses that are shown is a figure too, that anyone can
compute. We treat it as if we had published it: it must stand for enough parents, of two houses at least. As long
as it does not, the smallest house still shown goes silent as well.

Source: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4 (primary and secondary suppression).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from village.core.privacy import Audience


class Silence(StrEnum):
    """Why a figure is not shown."""

    TOO_FEW = "too_few"  # parents, on one side or the other, or groups
    PROTECTS_OTHERS = "protects_others"  # shown, it would give away a smaller one


@dataclass(frozen=True, slots=True)
class Counts:
    """The parents behind one figure, split as the figure splits them, and how many groups they come from.

    A mean has one cell. A share has two: those it counts and those it does not.
    """

    cells: tuple[int, ...]
    groups: int

    @property
    def parents(self) -> int:
        """Everyone behind the figure."""
        return sum(self.cells)

    def is_enough(self, audience: Audience) -> bool:
        """Whether this figure may be shown to this audience, taken alone."""
        return (
            min(self.cells) >= audience.minimum_parents and self.groups >= audience.minimum_groups
        )


def silences(
    houses: Mapping[str, Counts],
    *,
    audience: Audience,
    already: Collection[str] = (),
) -> dict[str, Silence]:
    """Which houses must stay silent, and why, under a published total that is their sum.

    `already` are houses that are silent for another reason: their part of this total stays hidden with them.

    >>> counts = {"arles": Counts((3,), 1), "brest": Counts((12,), 2), "creil": Counts((40,), 4)}
    >>> {house: why.value for house, why in silences(counts, audience=Audience.PUBLIC).items()}
    {'arles': 'too_few', 'brest': 'protects_others'}
    """
    silent = {
        house: Silence.TOO_FEW
        for house, counts in houses.items()
        if house in already or not counts.is_enough(audience)
    }
    left = _Remainder(audience, (houses[house] for house in silent))
    shown = sorted(houses.keys() - silent.keys(), key=lambda house: (houses[house].parents, house))
    for house in shown:
        if not left.gives_away:
            break
        left.add(houses[house])
        silent[house] = Silence.PROTECTS_OTHERS
    return silent


class _Remainder:
    """What anyone can compute: the published total, minus the houses that are shown."""

    def __init__(self, audience: Audience, silent: Iterable[Counts]) -> None:
        self.audience = audience
        self.houses = self.groups = 0
        self.cells: tuple[int, ...] = ()
        for counts in silent:
            self.add(counts)

    def add(self, counts: Counts) -> None:
        """One more house is silent. One without any parent hides nobody."""
        if counts.parents:
            self.cells = tuple(map(sum, zip_longest(self.cells, counts.cells, fillvalue=0)))
            self.houses += 1
            self.groups += counts.groups

    @property
    def gives_away(self) -> bool:
        """Whether the remainder speaks of one house alone, or of too few people."""
        if not self.houses:
            return False
        left = Counts(self.cells, self.groups)
        return self.houses == 1 or not left.is_enough(self.audience)


class Block:
    """One figure for every house and for their sum: the counts behind it, and where it stays silent."""

    def __init__(
        self, houses: Mapping[str, Counts], *, audience: Audience, within: Sequence["Block"] = ()
    ) -> None:
        """`within` are the figures without which this one means nothing: silent where one of them is."""
        self.houses = houses
        cells = zip(*(counts.cells for counts in houses.values()), strict=True)
        groups = sum(counts.groups for counts in houses.values())
        self.total = Counts(tuple(map(sum, cells)) or (0,), groups)
        already = {house for block in within for house in block.silent}
        self._silent = silences(houses, audience=audience, already=already)
        left = _Remainder(audience, (houses[house] for house in self._silent))
        self._is_total_silent = (
            not self.total.is_enough(audience)
            or left.gives_away  # every house is silent, and it was not enough
            or any(block.silence(None) for block in within)
        )

    @property
    def silent(self) -> Collection[str]:
        """The houses whose figure is not shown."""
        return self._silent.keys()

    def counts(self, house: str | None) -> Counts:
        """The counts of one house, or of all of them (None)."""
        return self.total if house is None else self.houses[house]

    def silence(self, house: str | None) -> Silence | None:
        """Why the figure of this house, or of all of them (None), is not shown; None when it is."""
        if house is None:
            return Silence.TOO_FEW if self._is_total_silent else None
        return self._silent.get(house)
