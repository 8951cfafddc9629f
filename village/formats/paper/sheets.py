"""What stands around the questions of a paper twin: its title, its code, whom to call, how to answer on a phone instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from village.core.errors import InvalidDocument
from village.formats.paper.words import PaperWords
from village.formats.texts import clean

# Letters would spell a name: a code has a digit.
CODE = re.compile(r"(?=.*\d)[A-Z0-9]+(-[A-Z0-9]+)*")
LONGEST_CODE = 16
LONGEST_URL = 300  # beyond, the squares of the code are too small for an old phone


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSheet:
    """All that a sheet says and that is no question. Never anybody's name.

    These words may be in another language than the questions: `language` is theirs, and the page is tagged with it.
    """

    language: str
    title: str
    instructions: str
    small_numbers: str  # what the keyed values beside the boxes are for
    filled_on: str
    page: str  # with the places {page} and {pages}
    thanks: str
    team: str
    keyed: str
    keyed_again: str
    statuses: Mapping[str, str]  # what to say of a wording, by its status
    help_title: str
    help_lines: tuple[tuple[str, str], ...]  # a number to call, and for what
    help_footer: str  # one line at the foot of every page
    code_label: str = ""
    code: str | None = (
        None  # a short reference to a place in a list, which this sheet does not tell
    )
    url: str | None = None  # None: this sheet has no phone twin
    phone: str = ""  # what the square code is for
    phone_picture: str = ""  # the same for who cannot see it, with the place {url}


def sheet_in(language: str, **given: Any) -> PrintedSheet:
    """The sheet that needs nothing else: our own words, in French when we have none in that language.

    `given` replaces any of its fields, `title` or `code` first of all.
    """
    words = PaperWords(language)
    helping = words.section("help")
    title, footer = helping.pop("title"), helping.pop("footer")
    own = words.section("sheet")
    sheet = PrintedSheet(
        language=words.language,
        code_label=own.pop("code"),
        **own,
        statuses=words.section("statuses"),
        help_title=title,
        help_lines=tuple(helping.items()),
        help_footer=footer,
    )
    return replace(sheet, **{name: value for name, value in given.items() if value is not None})


def check_sheet(sheet: PrintedSheet) -> None:
    """Refuse a code that could be a name, an address no phone opens, and hidden signs in the words."""
    if sheet.code is not None and not (
        CODE.fullmatch(sheet.code) and len(sheet.code) <= LONGEST_CODE
    ):
        raise InvalidDocument(
            f"{sheet.code!r} is no code of a sheet: capitals, digits and -, at least one digit, {LONGEST_CODE} signs at most."
        )
    if sheet.url is not None:
        if not re.fullmatch(r"https?://[!-~]+", sheet.url):
            raise InvalidDocument(f"{sheet.url!r} is not an address a phone can open.")
        if len(sheet.url) > LONGEST_URL:
            raise InvalidDocument(
                f"The address has {len(sheet.url)} signs: a code that holds more than {LONGEST_URL} is hard to scan."
            )
    for field in fields(sheet):
        value = getattr(sheet, field.name)
        if isinstance(value, str):
            clean(value, place=f"the sheet, {field.name}")
    for number, words in sheet.help_lines:
        clean(f"{number} {words}", place="the sheet, help_lines")
