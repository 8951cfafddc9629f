"""Questions and answers as they were found in a file, before anyone said which instrument they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from village.core.errors import InvalidDocument
from village.core.scales import Instrument
from village.formats.report import Line

MOST_ITEMS = 1_000  # a questionnaire for a person has fewer


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
class Draft:
    """All the questions that can be keyed, and what was left out, with the reason."""

    kind: str
    title: str
    items: tuple[DraftItem, ...]
    introduction: str = ""
    language: str | None = None
    codes: tuple[str, ...] = ()  # of the whole questionnaire
    licence: str = ""
    left_out: tuple[Line, ...] = ()
    lost: tuple[Line, ...] = ()


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


def counted(places: Iterator[str], *, file: str) -> list[str]:
    """All the places, unless there are too many: then the first one too many is named."""
    found = []
    for place in places:
        found.append(place)
        if len(found) > MOST_ITEMS:
            raise InvalidDocument(
                f"{file}: {place} is item {len(found)}; at most {MOST_ITEMS} are read."
            )
    return found
