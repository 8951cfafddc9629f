"""What is known of an instrument beside its scoring: each fact with its source, and whether anyone has checked it.

A fact recalled from memory may be right; it is not shown to the public as one. `Evidence.unverified` names those
that a score rests on, and an evaluation refuses to publish that score.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from village.core.babies import Baby
from village.core.toml_source import TomlTable

CHECKED = ("verified", "derived")  # derived: it follows from verified facts
UNCHECKED = ("memory", "disputed")
STATUSES = (*CHECKED, *UNCHECKED)
PERMISSIONS = ("none", "citation", "registration", "written", "unknown")
ASKED_FIRST = ("registration", "written", "unknown")
FIGURES = ("alpha", "omega", "retest", "mean", "sd", "reliable", "important")
CHANGES = ("reliable", "important")  # the figures that are a change, in points of the score
EVERYTHING = ("answers", "items")  # what every score of an instrument rests on


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Where a part of the scoring comes from: `about` names parts of scale.toml ("answers", "total", a subscale)."""

    about: tuple[str, ...]
    status: str
    source: str

    @property
    def is_checked(self) -> bool:
        """Whether a published figure may rest on it."""
        return self.status in CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """A score at which somebody, for some purpose and population, draws a line. Never a diagnosis."""

    scale: str
    at_least: float | None
    at_most: float | None
    purpose: str
    population: str
    language: str
    sensitivity: float | None
    specificity: float | None
    citation: str
    status: str

    @property
    def is_checked(self) -> bool:
        """Whether somebody found it in its source."""
        return self.status in CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A published property of a score.

    `kind` is a reliability ("alpha", "omega", "retest"), a norm ("mean", "sd"), or a change in points of the score:
    "reliable" (more than error of measurement) or "important" (it matters to people).
    """

    scale: str
    kind: str
    value: float
    persons: int | None
    population: str
    language: str
    citation: str
    status: str

    @property
    def is_checked(self) -> bool:
        """Whether a published figure may be made with it."""
        return self.status in CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When an instrument may be asked: in pregnancy, after birth, until some age of the child."""

    before_birth: bool
    after_birth: bool
    until_months: int | None  # of the child; None: no limit was declared
    status: str
    source: str

    @property
    def is_checked(self) -> bool:
        """Whether somebody found it in its source."""
        return self.status in CHECKED

    @property
    def in_words(self) -> str:
        """When it may be asked, for a report: "before the birth, after the birth until 12 months"."""
        until = "" if self.until_months is None else f" until {self.until_months} months"
        before = ["before the birth"] * self.before_birth
        return ", ".join([*before, *[f"after the birth{until}"] * self.after_birth])

    def admits(self, baby: Baby) -> bool:
        """Whether it may be asked of the parent of that baby; an age nobody has said is within no limit.

        >>> from village.core.babies import UNBORN, UNKNOWN, aged
        >>> infants = Window(before_birth=False, after_birth=True, until_months=12, status="verified", source="manual")
        >>> [infants.admits(baby) for baby in (aged(11.9), aged(12.1), UNBORN, UNKNOWN)]
        [True, False, False, False]
        >>> pregnancy = Window(before_birth=True, after_birth=False, until_months=None, status="verified", source="manual")
        >>> [pregnancy.admits(baby) for baby in (aged(2), UNBORN, UNKNOWN)]
        [False, True, False]
        """
        if baby.is_born is False:
            return self.before_birth
        if not self.after_birth or (baby.is_born is None and not self.before_birth):
            return False
        if self.until_months is None:
            return True
        return baby.months is not None and baby.months <= self.until_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the holder of the rights asks of whoever uses the words. The scoring is a fact, and free."""

    needed: str
    holder: str
    how: str  # what to ask, of whom

    @property
    def is_asked_first(self) -> bool:
        """Whether the words may be shown only once somebody said yes. Rights nobody has traced are held to be kept.

        >>> [Permission(needed=needed, holder="", how="").is_asked_first for needed in PERMISSIONS]
        [False, False, True, True, True]
        """
        return self.needed in ASKED_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """LOINC codes: those that were verified, and no other."""

    form: str | None = None
    total: str | None = None
    items: tuple[str, ...] = ()  # in the order of the items
    answers: tuple[str, ...] = ()  # in the order of the keyed values


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All of it. Our own questionnaires have none: they are their own source."""

    facts: tuple[Fact, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    figures: tuple[Figure, ...] = ()
    window: Window | None = None
    permission: Permission | None = None
    codes: Codes = Codes()

    def unverified(self, scale: str) -> tuple[Fact, ...]:
        """The facts nobody has checked that the score of `scale` rests on."""
        parts = {*EVERYTHING, scale}
        return tuple(
            fact for fact in self.facts if not fact.is_checked and parts.intersection(fact.about)
        )

    def unverified_figures(self, scale: str) -> tuple[Figure, ...]:
        """The published properties of `scale` that nobody has checked, but for those that a checked one repeats."""
        own = [figure for figure in self.figures if figure.scale == scale]
        checked = {(figure.kind, figure.value) for figure in own if figure.is_checked}
        return tuple(
            figure
            for figure in own
            if not figure.is_checked and (figure.kind, figure.value) not in checked
        )

    def behind_threshold(self, scale: str, points: int) -> Figure | None:
        """The checked figure that makes `points` a change: one that is so many points, rounded up; None without one."""
        found = (
            figure
            for figure in self.figures
            if figure.scale == scale and figure.kind in CHANGES and figure.is_checked
            if ceil(figure.value) == points
        )
        return min(found, key=lambda figure: CHANGES.index(figure.kind), default=None)


def read_evidence(
    table: TomlTable, *, scales: Collection[str], items: int, values: int
) -> Evidence:
    """Take the tables of evidence from scale.toml.

    `items` and `values` are how many items and keyed values there are. Raises `InvalidInstrument` with file and line;
    an instrument whose rights somebody holds has to say where each of its scales comes from.
    """
    evidence = Evidence(
        facts=tuple(_fact(entry, scales) for entry in table.tables("facts", needed=False)),
        cut_offs=tuple(_cut_off(entry, scales) for entry in table.tables("cut_offs", needed=False)),
        figures=tuple(_figure(entry, scales) for entry in table.tables("figures", needed=False)),
        window=_window(table.table("window", needed=False)),
        permission=_permission(table.table("permission", needed=False)),
        codes=_codes(table.table("loinc", needed=False), items=items, values=values),
    )
    told = {part for fact in evidence.facts for part in fact.about}
    if evidence.permission and (silent := sorted({"answers", *scales} - told)):
        table.refuse("facts", f"no [[facts]] says where {', '.join(silent)} comes from")
    return evidence


def _fact(entry: TomlTable, scales: Collection[str]) -> Fact:
    fact = Fact(
        about=entry.texts("about"),
        status=entry.one_of("status", STATUSES),
        source=entry.text("source"),
    )
    if strangers := sorted(set(fact.about) - {*EVERYTHING, "safety", *scales}):
        entry.refuse("about", f"`about` names no part of this file: {', '.join(strangers)}")
    entry.finish()
    return fact


def _cut_off(entry: TomlTable, scales: Collection[str]) -> CutOff:
    cut_off = CutOff(
        scale=entry.one_of("scale", tuple(scales)),
        at_least=entry.optional_number("at_least"),
        at_most=entry.optional_number("at_most"),
        purpose=entry.text("purpose"),
        population=entry.text("population"),
        language=entry.text("language"),
        sensitivity=entry.optional_number("sensitivity"),
        specificity=entry.optional_number("specificity"),
        citation=entry.text("citation"),
        status=entry.one_of("status", STATUSES),
    )
    if (cut_off.at_least is None) == (cut_off.at_most is None):
        entry.refuse("scale", "a cut-off is `at_least` or `at_most` a score, one of the two")
    entry.finish()
    return cut_off


def _figure(entry: TomlTable, scales: Collection[str]) -> Figure:
    figure = Figure(
        scale=entry.one_of("scale", tuple(scales)),
        kind=entry.one_of("kind", FIGURES),
        value=entry.number("value"),
        persons=entry.optional_whole("persons"),
        population=entry.text("population"),
        language=entry.text("language"),
        citation=entry.text("citation"),
        status=entry.one_of("status", STATUSES),
    )
    entry.finish()
    return figure


def _window(table: TomlTable | None) -> Window | None:
    if table is None:
        return None
    window = Window(
        before_birth=table.yes_no("before_birth"),
        after_birth=table.yes_no("after_birth"),
        until_months=table.optional_whole("until_months"),
        status=table.one_of("status", STATUSES),
        source=table.text("source"),
    )
    if not (window.before_birth or window.after_birth):
        table.refuse("before_birth", "this window is never open")
    table.finish()
    return window


def _permission(table: TomlTable | None) -> Permission | None:
    if table is None:
        return None
    permission = Permission(
        needed=table.one_of("needed", PERMISSIONS),
        holder=table.text("holder"),
        how=table.text("how"),
    )
    table.finish()
    return permission


def _codes(table: TomlTable | None, *, items: int, values: int) -> Codes:
    if table is None:
        return Codes()
    codes = Codes(
        form=table.text("form", "") or None,
        total=table.text("total", "") or None,
        items=table.texts("items", ()),
        answers=table.texts("answers", ()),
    )
    for key, listed, wanted in (("items", codes.items, items), ("answers", codes.answers, values)):
        if listed and len(listed) != wanted:
            table.refuse(key, f"`{key}` lists {len(listed)} codes, where {wanted} are needed")
    table.finish()
    return codes
