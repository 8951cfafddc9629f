"""How far a file of persons hides each of them among others: for whoever is about to give one away.

Persons who share every quasi-identifier (what a neighbour may know: where, when, which language) form a class.
Sources: Sweeney (2002), IJUFKS 10:557 (k); Machanavajjhala et al. (2007), TKDD 1:3 (l); Li et al. (2007), ICDE, 106 (t).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Class = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymity:
    """Classes of persons whom nothing tells apart, and what their members have in common."""

    classes: Mapping[Class, int]  # how many persons in each
    values: Mapping[Class, int]  # how many different sensitive values in each
    distances: Mapping[
        Class, float
    ]  # total variation between the values of the class and everybody's

    @property
    def k(self) -> int | None:
        """The size of the smallest class; None without anybody."""
        return min(self.classes.values(), default=None)

    @property
    def l(self) -> int | None:  # noqa: E743 - its name in the literature
        """The fewest different sensitive values in a class: with 1, knowing the class is knowing the value."""
        return min(self.values.values(), default=None)

    @property
    def t(self) -> float | None:
        """How far the values of a class may lie from everybody's, at most: 0 is the same, 1 has nothing in common."""
        return max(self.distances.values(), default=None)

    @property
    def uniques(self) -> int:
        """Persons alone in their class: whoever knows that much of them finds their row."""
        return sum(size == 1 for size in self.classes.values())

    def smaller_than(self, minimum: int) -> dict[Class, int]:
        """The classes of fewer than `minimum` persons."""
        return {key: size for key, size in self.classes.items() if size < minimum}


def anonymity(
    columns: Mapping[str, Sequence[Any]], *, known: Sequence[str], sensitive: str | None = None
) -> Anonymity:
    """Group the rows of a file by what is `known` of them, and look at what they say of `sensitive`.

    `columns` are lists of the same length, one row per person. Without `sensitive`, l and t are None.

    >>> file = {"town": ["Lens", "Lens", "Lille"], "score": [12, 3, 7]}
    >>> found = anonymity(file, known=["town"], sensitive="score")
    >>> found.k, found.l, found.uniques, found.smaller_than(2)
    (1, 1, 1, {('Lille',): 1})
    """
    members = list(zip(*(columns[name] for name in known), strict=True))
    values = [None] * len(members) if sensitive is None else list(columns[sensitive])
    everybody = Counter(values)
    found: dict[Class, Counter[Any]] = defaultdict(Counter)
    for member, value in zip(members, values, strict=True):
        found[member][value] += 1
    said = found if sensitive is not None else {}
    return Anonymity(
        classes={key: counter.total() for key, counter in found.items()},
        values={key: len(counter) for key, counter in said.items()},
        distances={key: _distance(counter, everybody) for key, counter in said.items()},
    )


def _distance(own: Counter[Any], everybody: Counter[Any]) -> float:
    size, all_ = own.total(), everybody.total()
    return sum(abs(own[value] / size - count / all_) for value, count in everybody.items()) / 2
