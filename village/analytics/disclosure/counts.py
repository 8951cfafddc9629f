"""How many parents stand behind a figure, and whether that is enough for those who will read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Self

from village.core.privacy import Audience


class Silence(StrEnum):
    """Why a figure is not shown.

    What is published is `TOO_FEW`, `WAITING` or `UNCHECKED`. Which silent houses are small and which protect them is never said:
    of two silent houses with twelve parents together, "this one only protects the other" means eleven and one.
    """

    TOO_FEW = "too_few"  # parents, on one side or the other, or groups; here, or in a figure this one would give away
    PROTECTS_OTHERS = "protects_others"  # ours to know, never published: see above
    WAITING = (
        "waiting"  # for more answers: compared with an earlier publication, it would speak of a few
    )
    UNCHECKED = "unchecked"  # the score rests on a fact that nobody has checked


@dataclass(frozen=True, slots=True)
class Counts:
    """The parents behind one figure, split as the figure splits them, and how many groups they come from.

    A mean has one cell. A share has two: those it counts and those it does not.
    """

    cells: tuple[int, ...]
    groups: int

    @classmethod
    def sum(cls, parts: Iterable["Counts"]) -> Self:
        """The counts of several places together."""
        parts = list(parts)
        columns = zip_longest(*(part.cells for part in parts), fillvalue=0)
        return cls(tuple(map(sum, columns)) or (0,), sum(part.groups for part in parts))

    @property
    def parents(self) -> int:
        """Everyone behind the figure."""
        return sum(self.cells)

    def is_enough(self, audience: Audience) -> bool:
        """Whether this figure may be shown to this audience, taken alone."""
        return (
            min(self.cells) >= audience.minimum_parents and self.groups >= audience.minimum_groups
        )


def unless_few(counts: Mapping[str, int | None], fewest: int) -> dict[str, int | None]:
    """These counts, but those of fewer than `fewest` (nobody is not a few): of them it is only said that they are.

    >>> unless_few({"late": 12, "twice": 3, "lost": 0}, 5)
    {'late': 12, 'twice': None, 'lost': 0}
    """
    return {
        name: None if count is not None and 0 < count < fewest else count
        for name, count in counts.items()
    }
