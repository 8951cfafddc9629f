"""The four categories of a change: recovered, improved, unchanged, deteriorated (Jacobson & Truax 1991)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from village.core.direction import Direction
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.inference import Share


class Category(StrEnum):
    """What became of someone."""

    RECOVERED = "recovered"  # improved, and no longer in difficulty
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """How much is a change, in which direction, and from where someone is in difficulty.

    Attributes
    ----------
    higher_is
        Whether a higher score is "better" or "worse".
    threshold
        How many points are a change; `inclusive` when exactly that many are one (as Matthey 2004 counts 4 points of
        the EPDS), not when it must be exceeded.
    cutoff
        The mildest score of someone in difficulty, itself included (13 on the EPDS, 39 on the KPCS); None when the
        scale has none: then nobody recovers.
    source
        Where threshold and cut-off come from. A category is never printed without it.
    """

    higher_is: Direction
    threshold: float
    inclusive: bool = True
    cutoff: float | None = None
    source: str

    def __post_init__(self) -> None:
        """Refuse a rule by which standing still would be a change."""
        if not (isfinite(self.threshold) and self.threshold > 0):
            raise CannotEstimate(
                f"A change is more than nothing: a threshold of {self.threshold:g} is not one."
            )
        if not self.source.strip():
            raise CannotEstimate(
                "A rule of change needs to say where its threshold and cut-off come from."
            )

    def gain(self, before: float, after: float) -> float:
        """Change turned so that more is better."""
        return after - before if self.higher_is == "better" else before - after

    def reaches(self, gain: float) -> bool:
        """Whether a gain (or, by its opposite, a loss) is a change."""
        return gain >= self.threshold if self.inclusive else gain > self.threshold

    def is_case(self, score: float) -> bool:
        """Whether this is the score of someone in difficulty."""
        if self.cutoff is None:
            return False
        return score <= self.cutoff if self.higher_is == "better" else score >= self.cutoff


def categorise(before: float, after: float, rule: ChangeRule) -> Category:
    """What became of one person.

    Someone recovers who improved, was in difficulty before and is no longer after. Crossing the cut-off by less than
    the threshold is no change, and an improvement of someone who never was in difficulty is an improvement.

    >>> epds = ChangeRule(higher_is="worse", threshold=4, cutoff=13, source="Matthey 2004")
    >>> [categorise(16, after, epds).value for after in (13, 12, 20)]
    ['unchanged', 'recovered', 'deteriorated']
    """
    gain = rule.gain(before, after)
    if rule.reaches(gain):
        left = rule.is_case(before) and not rule.is_case(after)
        return Category.RECOVERED if left else Category.IMPROVED
    return Category.DETERIORATED if rule.reaches(-gain) else Category.UNCHANGED


@dataclass(frozen=True, slots=True, eq=False)
class ChangeCounts:
    """What became of paired persons, by category, and who was in difficulty before and after. Counts add.

    `crossings` is ((neither, only after), (only before, both)): rows by before, columns by after; what McNemar's test
    needs.
    """

    categories: Mapping[Category, int]
    crossings: tuple[tuple[int, int], tuple[int, int]]

    def __add__(self, other: "ChangeCounts") -> "ChangeCounts":
        """Both sets of persons."""
        (a, b), (c, d) = self.crossings
        (e, f), (g, h) = other.crossings
        return ChangeCounts(
            {name: self.categories[name] + other.categories[name] for name in Category},
            ((a + e, b + f), (c + g, d + h)),
        )

    @property
    def persons(self) -> int:
        """Everyone counted."""
        return sum(self.categories.values())

    def shares(self) -> dict[Category, Share]:
        """Each category as a share of everyone; `CannotEstimate` when there is nobody."""
        if not (total := self.persons):
            raise CannotEstimate("Nobody was scored at both waves: there is no change to sort.")
        return {name: Share.of(count, total) for name, count in self.categories.items()}
