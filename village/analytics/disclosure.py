"""The last step before a number leaves: small groups stay silent, and nobody finds them by subtraction.

A figure is published when enough parents stand behind it, in each of its parts: a share needs enough parents on
both sides, so that 0 % and 100 % of a few are never shown. Then comes the second pass. When the total of several
houses is published, whatever is left after subtracting the houses that are shown is a figure too, that anyone can
compute. We treat it as if we had published it: it must stand for enough parents, of two houses at least. As long
as it does not, the smallest house still shown goes silent as well.

Source: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4 (primary and secondary suppression).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

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
    shown = sorted(houses.keys() - silent.keys(), key=lambda house: (houses[house].parents, house))
    while shown and _gives_away([houses[house] for house in silent], audience):
        silent[shown.pop(0)] = Silence.PROTECTS_OTHERS
    return silent


def _gives_away(hidden: Collection[Counts], audience: Audience) -> bool:
    """Whether the total, minus what is shown, says something about too few people."""
    inhabited = [counts for counts in hidden if counts.parents]
    if not inhabited:
        return False
    if len(inhabited) == 1:
        return True
    left = Counts(
        tuple(map(sum, zip(*(counts.cells for counts in inhabited), strict=True))),
        sum(counts.groups for counts in inhabited),
    )
    return not left.is_enough(audience)
