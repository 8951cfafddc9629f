"""What an evaluation says, already suppressed for its audience: plain values, ready to be drawn or written.

A value that is not published is None, and the `silences` beside it says which and why.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from typing import Any

from village.analytics.disclosure import Silence
from village.analytics.scale_notes import Basis, FactNote
from village.core.canonical import canonical
from village.core.direction import Direction
from village.core.privacy import Audience
from village.statistics.change import ChangeEstimate
from village.statistics.inference import Share as Share  # results are made of them

Silences = Mapping[str, Silence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something to know before using a figure; `value` is what it is about, when it can be said."""

    code: str
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveResponse:
    """How many of the parents asked at one wave have answered."""

    wave: str
    title: str
    months: int
    invited: int | None
    answered: int | None
    rate: Share | None
    still_open: bool  # some can still answer
    silences: Silences = field(default_factory=dict)
    as_of: dt.datetime | None = None  # when it stands as it was at an earlier snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who comes to the groups."""

    enrolled: int | None
    came: Share | None  # to one meeting at least, of those whose presence was noted
    stayed: Mapping[int, Share | None]  # by months, of those who entered long enough ago
    silences: Silences = field(default_factory=dict)
    as_of: Mapping[str, dt.datetime] = field(
        default_factory=dict
    )  # the parts that stand as they were earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChange:
    """What changed on one scale between entry and one later wave, for the parents scored at both.

    `silences` may name `change` (then nothing but the scale is known), `paired_rate`, `improved` (the share that
    improved), `directions` (the two other shares), `best_before`, `best_after` and `translated`.
    """

    instrument: str
    version: str
    scale: str
    title: str
    validated: bool
    higher_is: Direction
    lowest: float
    highest: float
    change_threshold: float | None
    response: WaveResponse  # at the later wave
    paired: int | None
    paired_rate: Share | None  # of the parents invited at the later wave
    estimate: ChangeEstimate | None
    improved: Share | None
    unchanged: Share | None
    worsened: Share | None
    best_before: Share | None
    best_after: Share | None
    is_enough: bool | None  # to conclude; None when it cannot be said
    answers_needed: int | None  # how many more would be enough
    cautions: tuple[Caution, ...]
    silences: Silences = field(default_factory=dict)
    as_of: dt.datetime | None = None  # when it stands as it was at an earlier snapshot
    has_translations: bool = False  # some parents, here or elsewhere, answered in unvalidated words
    translated: Share | None = None  # of the parents compared, those who did
    translations: tuple[str, ...] = ()  # the languages, each of enough parents
    unverified: tuple[FactNote, ...] | None = None  # why nothing is said of it; None: not known
    threshold_basis: Basis | None = None
    threshold_source: str = ""

    @property
    def suppressed(self) -> bool:
        """Whether the change itself is silent."""
        return "change" in self.silences

    @property
    def gain(self) -> tuple[float, float | None, float | None] | None:
        """Mean change and interval turned so that more is better, in hundredths of the range of the scale."""
        if self.estimate is None:
            return None
        sign = 1 if self.higher_is == "better" else -1
        turned = self.estimate.mean_change.times(sign * 100 / (self.highest - self.lowest))
        return None if turned.value is None else (turned.value, turned.low, turned.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What was decided beforehand: below which an evaluation does not conclude, from which it warns."""

    minimum_paired_share: float = 0.5
    few_houses: int = 10  # the calibration tries fewer, and finds them honest but wide
    few_groups: int = 30  # of one house alone
    ceiling: float = 0.15  # Terwee et al. (2007), J. Clin. Epidemiol. 60:34: a share at the best score hides gains


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything said of a network or of one house, and where it comes from."""

    house: str | None  # None: the whole network
    audience: Audience
    language: str
    purpose: str
    snapshot: str  # its hash
    as_of: dt.datetime
    code_version: str  # of the program that took the snapshot
    evaluated_with: str  # the version of this program
    rules: Rules
    responses: tuple[WaveResponse, ...]
    reach: Reach
    changes: tuple[ScaleChange, ...]
    rounded_to: int | None = None  # None: counts are exact

    @property
    def is_enough(self) -> bool:
        """Whether something can be concluded from one figure at least."""
        return any(change.is_enough for change in self.changes)


SHARES = (
    "paired_rate",
    "improved",
    "unchanged",
    "worsened",
    "best_before",
    "best_after",
    "translated",
)


def silent(change: ScaleChange, why: Silence = Silence.WAITING) -> ScaleChange:
    """A change of which nothing is said, because it waits, or because nobody has checked what it rests on."""
    nothing: dict[str, Any] = dict.fromkeys(SHARES)
    blocks = {"change", "paired_rate", "best_before", "best_after"}
    if change.change_threshold is not None:
        blocks |= {"improved", "directions"}
    if change.has_translations:
        blocks.add("translated")
    return replace(
        change,
        **nothing,
        translations=(),
        paired=None,
        estimate=None,
        is_enough=None,
        answers_needed=None,
        cautions=tuple(c for c in change.cautions if c.code == "not_validated"),
        silences=dict.fromkeys(sorted(blocks), why),
    )


def results_json(evaluation: Evaluation) -> bytes:
    """The evaluation as canonical JSON: the same inputs give the same bytes."""
    return canonical(as_json(evaluation)) + b"\n"


def as_json(value: Any) -> Any:
    """An evaluation as JSON values; `suppressed` is said beside every value that is missing for that reason."""
    if is_dataclass(value) and not isinstance(value, type):
        content = {part.name: as_json(getattr(value, part.name)) for part in fields(value)}
        if "silences" in content:
            # Of a change: whether the change itself is silent; `silences` names the parts that are.
            content["suppressed"] = getattr(value, "suppressed", bool(content["silences"]))
        return content
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    return value
