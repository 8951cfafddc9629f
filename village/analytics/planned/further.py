"""What a plan finds beside its main question: plain values, silent where they must be."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

from village.analytics.plans.plan import Feature, Reliability
from village.analytics.results import Share, Silences
from village.statistics.estimators.fit import Term
from village.statistics.inference import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFound:
    """The parents of one subgroup: their mean change, None where it may not be shown."""

    level: str
    parents: int | None
    change: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupsFound:
    """Whether the change at the endpoint differs by one feature: the test first, the levels to understand it.

    `refused` is the program's own sentence, in English, when there is nothing to compare.
    """

    outcome: str
    by: Feature
    wave: str
    levels: tuple[LevelFound, ...] = ()
    statistic: float | None = None  # approximate Hotelling T², as an F
    df: float | None = None
    df_residual: float | None = None
    p: float | None = None
    adjusted: float | None = None  # among all subgroup tests of the plan
    rejected: bool | None = None
    refused: str | None = None
    silences: Silences = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryGap:
    """One thing known at entry, among those who stayed and those who left, in standard deviations."""

    name: str
    standardised: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityFound:
    """Whether the change at the endpoint depends on who left.

    `weighted` lets those who stayed stand for those who left, given what was known at entry. `tipping` is how many
    points worse (towards worse, positive) than those who stayed the others must have fared for the conclusion to
    fall: None when no shift within the scale does, or when there was no conclusion to begin with (`nothing_to_tip`).
    """

    outcome: str
    wave: str
    asked: int | None = None  # with a score at entry
    stayed: int | None = None
    observed: Estimate | None = None
    weighted: Estimate | None = None
    effective: float | None = None  # parents, after weighting (Kish)
    gaps: tuple[EntryGap, ...] = ()
    tipping: float | None = None
    nothing_to_tip: bool | None = None
    refused: str | None = None
    silences: Silences = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureFound:
    """Whether parents who came to more meetings changed more. Observed: who comes often differs in other ways."""

    outcome: str
    wave: str
    parents: int | None = None
    per_meeting: Estimate | None = None
    departure: float | None = None  # p of a departure from a straight line
    observational: Literal[True] = True
    refused: str | None = None
    silences: Silences = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableFound:
    """How many parents moved by more than error of measurement, with the numbers the threshold is made of."""

    outcome: str
    wave: str
    rule: Reliability
    threshold: float
    improved: Share | None
    unchanged: Share | None
    worsened: Share | None
    silences: Silences = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPoint:
    """A house without a name: how many of its parents are compared, and their mean change."""

    parents: int
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelFound:
    """How the houses that may be shown spread around their mean, and whether it is more than chance.

    `limits` (99.8 %) and `inner_limits` (95 %) are those of a house of each of `sizes`, widened when houses differ
    more than chance; `outside` is how many houses are beyond the former.
    """

    outcome: str
    wave: str
    target: float | None = None
    more_than_chance: bool | None = None
    outside: int | None = None
    points: tuple[FunnelPoint, ...] = ()
    sizes: tuple[float, ...] = ()
    limits: tuple[tuple[float, float], ...] = ()
    inner_limits: tuple[tuple[float, float], ...] = ()
    refused: str | None = None
    silences: Silences = field(default_factory=dict)


Answer = SubgroupsFound | SensitivityFound | ExposureFound | ReliableFound | FunnelFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """The answers to what a plan asked beside its outcomes, by question (see `questions`)."""

    subgroups: tuple[SubgroupsFound, ...] = ()
    sensitivity: tuple[SensitivityFound, ...] = ()
    exposure: tuple[ExposureFound, ...] = ()
    reliable: tuple[ReliableFound, ...] = ()
    funnels: tuple[FunnelFound, ...] = ()

    def __iter__(self) -> Iterator[Answer]:
        for question in fields(self):
            yield from getattr(self, question.name)


def as_estimate(term: Term) -> Estimate:
    """A contrast as every other estimate is said."""
    return Estimate(
        value=term.estimate,
        standard_error=term.se,
        df=term.df,
        low=term.low,
        high=term.high,
    )
