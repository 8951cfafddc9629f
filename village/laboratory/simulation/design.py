"""What is decided before anything is drawn: how many, how long, how much parents differ, and what changes.

Everything about answers is in shares of the range of an item: 0.1 is 0.4 point of an item answered from 0 to 4.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import exp, inf, isfinite, sqrt

from village.core.errors import DomainError
from village.core.scales import Scale

WAVES = {"t0": 0, "t1": 3, "t2": 8, "t3": 12}  # months after entry


class CannotSimulate(DomainError):
    """The network asked for cannot be drawn, or not there."""


class Loss(StrEnum):
    """Who stops answering: anyone; those who were low the last time they answered; those who are low now."""

    AT_RANDOM = "mcar"  # missing completely at random
    BY_SCORE_BEFORE = "mar"  # missing at random, given what was seen
    BY_UNSEEN_SCORE = "mnar"  # missing not at random


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """What one scale measures: where parents stand on average at entry, and how far they have come after a year.

    `natural` is what would have changed without any group; `groups` is what the groups add. Only a comparison could
    tell them apart: a mean change from entry is their sum.
    """

    entry: float
    natural: float
    groups: float


# Isolation moves most with the groups, stress and confidence a good deal by themselves: numbers we made up.
CONSTRUCTS = {
    "confidence": Construct(entry=0.52, natural=0.06, groups=0.08),
    "stress": Construct(entry=0.54, natural=-0.05, groups=-0.06),
    "wellbeing": Construct(entry=0.55, natural=0.03, groups=0.05),
    "isolation": Construct(entry=0.50, natural=-0.02, groups=-0.09),
    "support": Construct(entry=0.57, natural=0.01, groups=0.05),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Standard deviations of what makes answers differ, in shares of the range of an item."""

    house: float = 0.03
    group: float = 0.04
    person: float = 0.16
    house_change: float = 0.01  # after a year; less before, in proportion to the mean change
    group_change: float = 0.03
    person_change: float = 0.10
    item: float = 0.18  # from one answer to the next
    shared: float = 0.4  # share of the variance between persons that all constructs have in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Complications:
    """What makes an evaluation hard; by default, nothing does.

    Attributes
    ----------
    loss, leaning
        Who stops answering, and how much it depends on the score (a correlation).
    per_meeting
        What each meeting attended adds, in every construct, towards better. It comes on top of `Construct.groups`.
    passing, entering
        Standard deviation of a state that passes from one wave to the next, in every construct at once; the share of
        parents, the lowest on that day, who ever enter. Those then rise by themselves: regression to the mean.
    other_language, dif, dif_language
        Share of parents who answer in English; items that those who answer in `dif_language` place higher than others
        who are just as well (differential item functioning), and by how much.
    cohorts
        Houses open in that many cohorts, spread over the period; their groups start later.
    """

    loss: Loss = Loss.AT_RANDOM
    leaning: float = 0.5
    per_meeting: float = 0.0
    passing: float = 0.0
    entering: float = 1.0
    other_language: float = 0.08
    dif: Mapping[str, float] = field(default_factory=dict)
    dif_language: str = "en"
    cohorts: int = 1

    def __post_init__(self) -> None:
        for name in ("leaning", "other_language"):
            if not 0 <= getattr(self, name) <= 1:
                raise CannotSimulate(
                    f"{name} is a share, from 0 to 1, not {getattr(self, name):g}."
                )
        if not 0 < self.entering <= 1:
            raise CannotSimulate(f"entering is a share above 0, not {self.entering:g}.")
        if not 0 <= self.passing < inf:
            raise CannotSimulate(f"passing is a standard deviation, not {self.passing:g}.")
        for name, number in {"per_meeting": self.per_meeting, **self.dif}.items():
            if not isfinite(number):
                raise CannotSimulate(f"{name} is a number, not {number:g}.")
        if self.dif_language not in ("fr", "en"):
            raise CannotSimulate(f"Parents answer in fr or in en, not in {self.dif_language!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A network to invent. Dates and chances, apart from what the answers say."""

    seed: int
    end: dt.date
    houses: int = 62
    parents_per_house: int = 41
    smallest_house: int = 3  # parents of the one house too small to publish; 0: no such house
    days: int = 730
    constructs: Mapping[str, Construct] = field(default_factory=lambda: CONSTRUCTS)
    spread: Spread = Spread()
    waves: Mapping[str, int] = field(default_factory=lambda: WAVES)
    window_days: int = 28
    # chances
    late_entry: float = 0.25
    leaving_each_month: float = 0.03
    presence: float = 0.72
    entry_unanswered: float = 0.05
    lost_by_wave: Mapping[str, float] = field(
        default_factory=lambda: {"t1": 0.20, "t2": 0.32, "t3": 0.40}  # for good
    )
    skipped_wave: float = 0.03
    skipped_item: float = 0.01
    consent_evaluation: float = 0.97
    consent_national: float = 0.93
    complications: Complications = Complications()

    @property
    def has_smallest_house(self) -> bool:
        """Whether one of the houses, beside others, is too small to publish."""
        return self.smallest_house > 0 and self.houses > 1

    def construct_of(self, scale: Scale) -> Construct:
        """What a scale measures; one nobody described drifts a little in the good direction."""
        sign = 1 if scale.higher_is == "better" else -1
        default = Construct(entry=0.5 + 0.03 * sign, natural=0.03 * sign, groups=0.05 * sign)
        return self.constructs.get(scale.key, default)


def progress(months: float) -> float:
    """How much of a year's change is there after some months: fast at first, all of it at twelve.

    >>> [round(progress(months), 2) for months in (0, 3, 8, 12)]
    [0.0, 0.56, 0.91, 1.0]
    """
    return (1 - exp(-months / 4)) / (1 - exp(-3))


def scaled(*, natural: float = 1.0, groups: float = 1.0) -> dict[str, Construct]:
    """The usual constructs with more, or less, of what nature and groups change."""
    for name, times in (("natural", natural), ("groups", groups)):
        if not isfinite(times):
            raise CannotSimulate(f"What {name} changes is multiplied by a number, not {times:g}.")
    return {
        key: replace(c, natural=c.natural * natural, groups=c.groups * groups)
        for key, c in CONSTRUCTS.items()
    }


def resembling(*, house: float | None = None, group: float | None = None) -> Spread:
    """The usual spread, where houses and groups make these shares of the variance between parents at entry."""
    usual = Spread()
    total = usual.house**2 + usual.group**2 + usual.person**2
    shares = {
        "house": usual.house**2 / total if house is None else house,
        "group": usual.group**2 / total if group is None else group,
    }
    left = 1 - sum(shares.values())
    if not (left > 0 and min(shares.values()) >= 0):
        raise CannotSimulate("ICCs are shares of the variance: from 0, and less than 1 together.")
    if house is None and group is None:
        return usual
    sds = {name: sqrt(share * total) for name, share in shares.items()}
    return replace(usual, **sds, person=sqrt(left * total))
