"""What a plan finds, already silent for its audience: plain values, ready to be drawn or written.

A value that is not said is None; `verdict` says whether the change may be concluded upon, and the counts beside it
(`counted`) say who is in the denominator.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal

from village.analytics.measurement import ScaleMeasurement
from village.analytics.planned.further import Further
from village.analytics.plans.plan import Entry, Family, Feature, Model, Plan
from village.analytics.plans.registration import Standing
from village.analytics.results import Reach, Rules, ScaleChange, Share, WaveResponse, as_json
from village.core.canonical import canonical
from village.core.privacy import Audience
from village.statistics.estimators.fit import Term
from village.statistics.inference import Estimate

Verdict = Literal["enough", "not_enough", "silent", "not_run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change since entry in points of the scale, with its interval; never a p-value without them."""

    value: float
    se: float | None = None
    df: float | None = None  # None beside a standard error: the normal distribution
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @classmethod
    def of_term(cls, term: Term) -> "Change":
        """From a coefficient or a contrast of a model."""
        if not term.se > 0:
            return cls(value=term.estimate)
        df = term.df if isfinite(term.df) else None
        return cls(value=term.estimate, se=term.se, df=df, low=term.low, high=term.high, p=term.p)

    @classmethod
    def of_estimate(cls, estimate: Estimate) -> "Change":
        """From a mean and its robust standard error."""
        assert estimate.value is not None
        if not estimate.standard_error or estimate.df is None:
            return cls(value=estimate.value)
        return cls.of_term(Term.of(estimate.value, estimate.standard_error, float(estimate.df)))

    def turned(self, factor: float) -> tuple[float, float | None, float | None]:
        """Value, low, high, in another unit; turned round when the factor is negative."""
        ends = [None if end is None else end * factor for end in (self.low, self.high)]
        low, high = ends if factor >= 0 else reversed(ends)
        return self.value * factor, low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One test among those of its family."""

    p: float
    adjusted: float
    rejected: bool
    family_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Modelled:
    """What a model says of one outcome at one follow-up, and what it was made of."""

    method: str  # as a methods section says it, from the program that did it
    change: Change
    n: Mapping[str, int]  # rows, then units of each level
    sd: Mapping[str, float] = field(default_factory=dict)
    left_out: Mapping[str, int | None] = field(default_factory=dict)  # None: fewer than 11
    cautions: tuple[str, ...] = ()  # codes the report knows how to say
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One outcome at one follow-up, for the population the plan chose."""

    outcome: str
    family: Family
    model: Model
    population: str
    is_endpoint: bool
    verdict: Verdict
    counted: ScaleChange  # who answered, who is compared, how many are better
    modelled: Modelled | None
    tested: Tested | None = None

    @property
    def unit(self) -> float:
        """Points of the scale to hundredths of its range, turned so that more is better."""
        sign = 1 if self.counted.higher_is == "better" else -1
        return sign * 100 / (self.counted.highest - self.counted.lowest)

    @property
    def gain(self) -> tuple[float, float | None, float | None] | None:
        """Change and interval, turned so that more is better, in hundredths of the range of the scale."""
        return self.modelled.change.turned(self.unit) if self.modelled else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationFound:
    """How many were enrolled and consented in one population of the plan, and how many answered at each wave."""

    key: str
    title: str
    where: Mapping[Feature, tuple[str, ...]]
    reach: Reach
    responses: tuple[WaveResponse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFound:
    """The moment from which an outcome is counted for one kind of entry, when it is not `t0` for everybody."""

    outcome: str
    entry: Entry
    wave: str
    title: str
    scored: (
        Share | None
    )  # who has a score there, of the parents of that entry who are enrolled; None: silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Where what was done is not what was planned; `detail` is the program's own sentence, in English."""

    code: str
    outcome: str | None = None
    wave: str | None = None
    population: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFound:
    """One of the sites whose sums were put together."""

    site: str
    snapshot: str  # its hash
    as_of: dt.datetime
    code_version: str
    houses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEvaluation:
    """Everything a plan found, and where it comes from."""

    plan: Plan
    standing: Standing
    language: str
    audience: Audience
    purpose: str
    snapshot: str  # its hash
    as_of: dt.datetime
    code_version: str  # of the program that took the snapshot
    evaluated_with: str  # the version of this program
    rules: Rules
    populations: tuple[PopulationFound, ...]
    findings: tuple[Finding, ...]
    deviations: tuple[Deviation, ...]
    further: Further = Further()
    measurement: tuple[ScaleMeasurement, ...] = ()
    sites: tuple[SiteFound, ...] = ()  # several, when only their sums met
    starts: tuple[
        StartFound, ...
    ] = ()  # of the outcomes that are not counted from `t0` for everybody

    def at_endpoint(self, family: Family) -> list[Finding]:
        """The findings on which one family of the plan is concluded upon."""
        return [f for f in self.findings if f.is_endpoint and f.family == family]


def planned_json(evaluation: PlannedEvaluation) -> bytes:
    """The evaluation as canonical JSON: the same inputs give the same bytes."""
    content = as_json(evaluation)
    if not evaluation.starts:
        del content["starts"]  # the results of a plan that starts at the entry are what they were
    content["asides"] = content.pop("further")  # its name in the results since their first version
    content["plan"] = {**evaluation.plan.content, "hash": evaluation.plan.hash}
    return canonical(content) + b"\n"
