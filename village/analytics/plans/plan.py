"""The plan of an evaluation as plain values. Everything has been checked; two plans with one hash are the same plan."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any, Literal

from village.core.canonical import canonical
from village.core.privacy import Audience

Model = Literal["paired", "mmrm", "mixed", "growth"]
Covariance = Literal["unstructured", "toeplitz", "ar1", "cs"]
Family = Literal["primary", "secondary"]
Feature = Literal["entry", "language", "kind", "zone"]
Entry = Literal["postnatal", "antenatal"]

MODELS: tuple[Model, ...] = ("paired", "mmrm", "mixed", "growth")
COVARIANCES: tuple[Covariance, ...] = ("unstructured", "toeplitz", "ar1", "cs")
ADJUSTED: tuple[Model, ...] = ("mixed",)  # models that take covariates
NESTED: tuple[Model, ...] = ("mixed",)  # models with random intercepts
LEVELS = ("house", "group", "parent")  # from the outermost
FAMILIES: tuple[Family, ...] = ("primary", "secondary")
# What is known of a participant at entry, and nothing that happens afterwards.
FEATURES: tuple[Feature, ...] = ("entry", "language", "kind", "zone")
# Values that do not depend on who is in a snapshot. The first is the one the others are compared with.
VALUES: Mapping[Feature, tuple[str, ...]] = {
    "entry": ("postnatal", "antenatal"),
    "kind": ("postnatal", "antenatal"),
    "zone": ("metropole", "drom", "com"),
}
ENTRIES: tuple[Entry, ...] = ("antenatal", "postnatal")
EVERYONE = "everyone"  # the population nobody needs to define


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Some of the enrolled parents who consented, by what was known of them at entry; all of them, when nothing is said."""

    key: str
    titles: Mapping[str, str]
    where: Mapping[Feature, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One scale whose change is told at every follow-up, and concluded upon at one of them."""

    key: str
    instrument: str  # key@version
    scale: str
    family: Family
    endpoint: str  # the wave at which it is tested
    model: Model
    population: str
    covariates: tuple[Feature, ...] = ()
    nesting: tuple[str, ...] = ()  # the levels with a random intercept, from the outermost
    covariance: Covariance | None = None  # of a parent's waves, for an MMRM
    # The wave from which the change of those who entered so is counted, where it is not the plan's baseline.
    baseline: Mapping[Entry, str] = field(default_factory=dict)

    @property
    def scale_key(self) -> tuple[str, str, str]:
        """Instrument, version, scale, as a snapshot names them."""
        instrument, _, version = self.instrument.partition("@")
        return instrument, version, self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroups:
    """Whether change differs by one feature: one test of interaction per outcome, never one per level."""

    by: Feature
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Whether the conclusions depend on who left: by weights from what was known at entry, and by a tipping point."""

    outcomes: tuple[str, ...]
    known_at_entry: tuple[Feature, ...]  # with the score at entry, always
    tipping_point: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Whether parents who came to more meetings changed more: observed, never drawn."""

    outcomes: tuple[str, ...]
    adjusted_for: tuple[Feature, ...]  # with the score at entry, always


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChangeRule:
    """How much a parent's score must move to be more than error of measurement, and where the numbers come from."""

    outcome: str
    sd: float
    sd_source: str
    reliability: float
    reliability_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Below which nothing is concluded, and from which the reader is warned."""

    minimum_paired_share: float = 0.5
    few_houses: int = 10
    few_groups: int = 30
    ceiling: float = 0.15
    false_discovery_rate: float = 0.05
    largest_share_home: float = (
        0.2  # of a site's parents whose answers stay there when sums are sent
    )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything decided beforehand."""

    key: str
    version: str
    titles: Mapping[str, str]
    audience: Audience
    baseline: str
    followups: tuple[str, ...]  # in the order of the calendar
    populations: tuple[Population, ...]  # the first is everyone
    outcomes: tuple[Outcome, ...]
    subgroups: tuple[Subgroups, ...]
    thresholds: Thresholds
    languages: tuple[str, ...] = ()  # those that are compared, the first one being the yardstick
    sensitivity: Sensitivity | None = None
    exposure: Exposure | None = None
    reliable_change: tuple[ReliableChangeRule, ...] = ()
    funnels: tuple[
        str, ...
    ] = ()  # the outcomes for which houses are put beside the limits of chance
    measurement: bool = False  # whether to say how well each scale measured

    @property
    def name(self) -> str:
        """How a plan is called: `key@version`."""
        return f"{self.key}@{self.version}"

    @property
    def waves(self) -> tuple[str, ...]:
        """The baseline, then the follow-ups."""
        return (self.baseline, *self.followups)

    @cached_property
    def content(self) -> dict[str, Any]:
        """The plan as JSON values: comments, spaces and the order of keys are no part of it.

        What is not said (None, empty) is left out, so that a word this format learns later changes no older hash.
        """
        content = _plain(self)
        assert isinstance(content, dict)
        return content

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical content: a changed word of a title counts, a comment does not."""
        return hashlib.sha256(canonical(self.content)).hexdigest()

    def starts(self, outcome: Outcome) -> dict[Entry, str]:
        """The wave from which the change of an outcome is counted, for each kind of entry in its population."""
        chosen = self.population(outcome.population).where.get("entry", ENTRIES)
        entries = [entry for entry in ENTRIES if entry in chosen] or ENTRIES
        return {entry: outcome.baseline.get(entry, self.baseline) for entry in entries}

    def followups_of(self, outcome: Outcome) -> tuple[str, ...]:
        """The follow-ups at which an outcome is told: those that come after the start of all its parents."""
        latest = max(map(self.waves.index, self.starts(outcome).values()))
        return self.waves[latest + 1 :]

    def values(self, feature: Feature) -> tuple[str, ...] | None:
        """The values that a feature is known to have, or None: those found in the snapshot."""
        return (self.languages or None) if feature == "language" else VALUES[feature]

    def outcome(self, key: str) -> Outcome:
        """The outcome of that key."""
        return next(outcome for outcome in self.outcomes if outcome.key == key)

    def population(self, key: str) -> Population:
        """The population of that key."""
        return next(population for population in self.populations if population.key == key)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        said = {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
        return {
            name: part
            for name, part in said.items()
            if part not in (None, {}, []) and part is not False
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Audience) else value
