"""Questions and answers as they were found in a file, before anyone said which instrument they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument
from village.formats.report import ReportLine

MOST_ITEMS = 1_000  # a questionnaire for a person has fewer
# Answers that are no number, by the name they have in forms and dictionaries, where a name is what is stored.
NAMED_ANSWERS = {NOT_APPLICABLE: "na", DECLINED: "declined"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOption:
    """One answer: its words, and the value it is keyed as. Never a position: None when the file has no value."""

    label: str
    value: int | None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """One question with a closed list of answers; `names` are all the names by which it may be known."""

    place: str
    names: tuple[str, ...]
    question: str
    options: tuple[DraftOption, ...]
    answer_list: str = ""  # where its answers are said to be, when their words are not in the file
    condition: str = ""  # when it is asked, in words; empty: always


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPart:
    """What is said before the questions of a group."""

    title: str = ""
    introduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All the questions that can be keyed, and what was left out, with the reason."""

    kind: str
    title: str
    items: tuple[DraftItem, ...]
    introduction: str = ""
    language: str | None = None
    codes: tuple[str, ...] = ()  # of the whole questionnaire
    licence: str = ""
    left_out: tuple[ReportLine, ...] = ()
    lost: tuple[ReportLine, ...] = ()
    parts: Mapping[str, DraftPart] = field(default_factory=dict)  # by the name of a group

    def part_of(self, instrument: Instrument) -> DraftPart:
        """The title and introduction of an instrument: those of its own group, or of the whole."""
        own = self.parts.get(form_name(instrument), DraftPart())
        return DraftPart(
            title=own.title or self.title, introduction=own.introduction or self.introduction
        )


def keyed_value(name: str) -> int | None:
    """The value that the stored name of an answer says; None when it says none.

    >>> keyed_value("2"), keyed_value("NA"), keyed_value("often"), keyed_value("-1")
    (2, -1, None, None)
    """
    plain = name.strip().lower()
    for value, named in NAMED_ANSWERS.items():
        if plain == named:
            return value
    return int(plain) if plain.isascii() and plain.isdigit() else None


def stored_name(value: int) -> str:
    """The name under which an answer is stored: the number it is keyed as, or `na`, or `declined`."""
    return NAMED_ANSWERS.get(value, str(value))


def field_name(instrument: Instrument, item: str) -> str:
    """The name of an item in forms and dictionaries: a letter first, then letters, digits and _.

    REDCap wants lower case; XLSForm and FHIR accept it.
    """
    return f"{form_name(instrument)}_{item}".lower().replace("-", "_")


def form_name(instrument: Instrument) -> str:
    """The name of an instrument in forms and dictionaries."""
    return instrument.key.lower().replace("-", "_").replace(".", "_")


def canonical(instrument: Instrument) -> str:
    """The identity of an instrument in the files we write, known again when they come back."""
    return f"urn:village:instrument:{instrument.name}"
