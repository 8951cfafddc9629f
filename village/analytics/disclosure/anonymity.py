"""How far a file of persons hides each of them among others: for whoever is about to give one away.

Persons who share every quasi-identifier (what a neighbour may know: where, when, which language) form a class.
Source: Sweeney (2002), IJUFKS 10:557 (k-anonymity).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Anonymity:
    """Classes of persons whom nothing tells apart: how many are in each."""

    classes: Mapping[tuple[Any, ...], int]

    @property
    def k(self) -> int | None:
        """The size of the smallest class; None without anybody."""
        return min(self.classes.values(), default=None)

    @property
    def uniques(self) -> int:
        """Persons alone in their class: whoever knows that much of them finds their row."""
        return sum(size == 1 for size in self.classes.values())


def anonymity(columns: Mapping[str, Sequence[Any]], *, known: Sequence[str]) -> Anonymity:
    """Group the rows of a file by what is `known` of them: `columns` are lists of one length, one row per person.

    >>> found = anonymity({"town": ["Lens", "Lens", "Lille"]}, known=["town"])
    >>> found.k, found.uniques
    (1, 1)
    """
    return Anonymity(Counter(zip(*(columns[name] for name in known), strict=True)))
