"""What an instrument measures: items, the scales made of them, and the answers that call for help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from village.core.evidence import Evidence

TOTAL = "total"
NOT_APPLICABLE = (
    -1
)  # a keyed value of its own: "this does not concern me" is an answer, and is kept as one
DECLINED = -2  # "I would rather not say": an answer too, never taken for a gap and never counted
SELF_HARM = "self_harm"
WATCHED = (SELF_HARM, "exhaustion")  # what an item that a safety rule watches asks about


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, and the keyed values its answer may take (never the position of an option)."""

    key: str
    lowest: int
    highest: int
    not_applicable: int | None = (
        None  # what NOT_APPLICABLE counts for; None: it is no answer to this item
    )
    may_decline: bool = False  # whether DECLINED is an answer; no scale counts such an item

    def allows(self, value: int) -> bool:
        """Whether `value` is one of this item's keyed answers."""
        if value == NOT_APPLICABLE:
            return self.not_applicable is not None
        if value == DECLINED:
            return self.may_decline
        return self.lowest <= value <= self.highest

    def counts(self, answer: int) -> int:
        """What an allowed answer counts for."""
        if answer == NOT_APPLICABLE and self.not_applicable is not None:
            return self.not_applicable
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Items that are scored together: their direction, the gaps forgiven, and what counts as a change."""

    key: str
    items: tuple[Item, ...]
    reversed: frozenset[str] = frozenset()
    max_missing: int = 0
    method: str = "sum"  # or "mean", or "any": 1 when any answer is above its lowest
    multiply: int = 1
    conversion: Mapping[int, Fraction] = field(default_factory=dict)  # from the sum to the score
    higher_is: str = "better"  # or "worse"
    change_threshold: int | None = None  # in points of the score; None: none was declared
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def lowest(self) -> Fraction:
        """The lowest score a parent can have."""
        return self._bound([item.lowest for item in self.items])

    @property
    def highest(self) -> Fraction:
        """The highest score a parent can have."""
        return self._bound([item.highest for item in self.items])

    def _bound(self, values: list[int]) -> Fraction:
        # A reversed item runs over the same range, so the bounds do not depend on direction.
        if self.method == "any":
            return Fraction(any(v > i.lowest for v, i in zip(values, self.items, strict=True)))
        if self.conversion:
            return self.conversion[sum(values)]
        count = len(self.items) if self.method == "mean" else 1
        return Fraction(sum(values) * self.multiply, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRule:
    """An answer, or a score, after which the help page is shown at once."""

    key: str
    item: str | None = None
    scale: str | None = None
    at_least: int | None = None
    at_most: int | None = None
    about: str | None = None  # of an item: one of WATCHED; None: the rule watches a scale

    def fires_on(self, value: Fraction | int) -> bool:
        """Whether this value is in the range that calls for help."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One possible answer as it is printed, with the value it is keyed as."""

    value: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The same questions said otherwise: in easy words, or as a voice reads them. Options stay those of the wording."""

    introduction: str
    questions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An instrument's words in one language. A translation is validated or not on its own."""

    language: str
    status: str
    title: str
    introduction: str
    questions: Mapping[str, str]
    options: Mapping[str, tuple[Option, ...]]  # by item, in the printed order
    hash: str
    licence: str = ""  # of these words, when it is not that of the scoring
    source: str = ""
    reviewed_by: str = (
        ""  # who read these words again before they were given to parents; empty: nobody yet
    )
    plain: Variant | None = None  # None: nobody wrote one in this language
    read_aloud: Variant | None = None

    @property
    def is_validated(self) -> bool:
        """Whether this wording was shown to measure the same thing as the original."""
        return self.status == "validated"

    @property
    def is_vouched_for(self) -> bool:
        """Whether the file itself answers for its words: the original, a validated translation, or one read again."""
        return self.status in ("original", "validated") or bool(self.reviewed_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentNames:
    """What an instrument is called in one language, besides its full name, and how its evidence is told there."""

    usual: str = ""  # shown; empty where people say the full name
    also: tuple[str, ...] = ()  # what it is looked for by too
    said: Mapping[str, str] = field(default_factory=dict)  # texts of the evidence, by what they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One version of a questionnaire: what is asked, how it is scored, in which words."""

    key: str
    version: str
    validated: bool
    recall_days: int | None
    licence: str
    items: tuple[Item, ...]
    scales: tuple[
        Scale, ...
    ]  # the total, when there is one, comes first; none: counted, never scored
    safety: tuple[SafetyRule, ...]
    wordings: Mapping[str, Wording]
    hash: str
    full_name: str = ""
    names: Mapping[str, InstrumentNames] = field(default_factory=dict)  # by language
    measures: Mapping[str, str] = field(default_factory=dict)  # what it is about, by language
    evidence: Evidence = Evidence()
    after_birth: frozenset[str] = frozenset()  # items that wait for the birth

    @property
    def name(self) -> str:
        """How an instrument is called in data: `key@version`."""
        return f"{self.key}@{self.version}"

    @property
    def asks_about_self_harm(self) -> bool:
        """Whether some item does: then it is only asked where somebody is ready to answer."""
        return any(rule.about == SELF_HARM for rule in self.safety)

    def asked(self, *, before_birth: bool) -> tuple[Item, ...]:
        """The items to ask of a parent whose baby is not born yet, or of one whose baby is."""
        return tuple(i for i in self.items if not (before_birth and i.key in self.after_birth))

    def scale(self, key: str) -> Scale | None:
        """The scale of that name, if the instrument has one."""
        return next((scale for scale in self.scales if scale.key == key), None)
