"""The paper twin: what a parent fills in with a pen, and what the team can key without counting boxes.

Beside each box stands, small and grey, the value its answer is keyed as. Not its position: on some sheets the mildest
answer comes first, on others last, and who counts boxes keys a whole scale upside down (docs/adr/0024).
"""

import io
from collections.abc import Sequence

import segno

from village.core.errors import InvalidDocument
from village.core.scales import Instrument, Item
from village.formats.draft import stored_name
from village.formats.paper.sheets import PrintedSheet, check_sheet
from village.formats.paper.wordings import (
    check_asked,
    options_of,
    plain_words_in,
    question_of,
    words_in,
)
from village.formats.press.drawings import Drawing
from village.formats.press.marks import Mark
from village.formats.press.printing import PrintedPage, print_pdf
from village.formats.press.tongues import tongue

Parts = Sequence[tuple[Instrument, tuple[Item, ...]]]


def paper_form(
    parts: Parts,
    *,
    language: str,
    sheet: PrintedSheet,
    plain: bool = False,
    mark: Mark | None = None,
) -> bytes:
    """The questions of `parts` (as `Battery.asked` gives them) as a PDF to print; `plain` asks them in easy words.

    Raises `InvalidDocument` naming the question that has no words in that language, or what cannot be printed.
    """
    given = form_content(parts, language=language, sheet=sheet, plain=plain)
    page = PrintedPage(title=sheet.title, language=sheet.language, page=sheet.page, mark=mark)
    return print_pdf("formats/form.typ", given, page=page)


def form_content(
    parts: Parts, *, language: str, sheet: PrintedSheet, plain: bool = False
) -> dict[str, object]:
    """What the template is given: every text, in the order of the page, each answer with its keyed value."""
    check_sheet(sheet)
    if not any(items for _, items in parts):
        raise InvalidDocument("There is no question to print.")
    given_parts, number = [], 1
    for instrument, items in parts:
        if items:
            given_parts.append(_part(instrument, items, language, sheet, number, plain))
            number += len(items)
    return {
        "asked": tongue(language).as_given(),
        "code": sheet.code,
        "words": {
            name: getattr(sheet, name)
            for name in (
                *("instructions", "small_numbers", "code_label", "filled_on", "thanks"),
                *("team", "keyed", "keyed_again", "phone", "help_title", "help_footer"),
            )
        },
        "help_lines": [list(line) for line in sheet.help_lines],
        "square": None if sheet.url is None else _square(sheet.url, sheet.phone_picture),
        "url": sheet.url,
        "parts": given_parts,
    }


def _part(
    instrument: Instrument,
    items: tuple[Item, ...],
    language: str,
    sheet: PrintedSheet,
    first: int,
    plain: bool,
) -> dict[str, object]:
    words = words_in(instrument, language)
    check_asked(instrument, items)
    said = plain_words_in(instrument, language) if plain else words
    return {
        "name": instrument.name,
        "title": words.title,
        "introduction": said.introduction,
        "status": sheet.statuses.get(words.status, words.status),
        "is_unproven": words.status == "not-validated",
        "questions": [
            {
                "number": str(number),
                "text": question_of(instrument, words, item, plain=plain),
                "place": f"{instrument.name}, question {number}",
                "options": [
                    {"label": option.label, "value": stored_name(option.value)}
                    for option in options_of(instrument, words, item)
                ],
            }
            for number, item in enumerate(items, first)
        ],
    }


def _square(url: str, says: str) -> dict[str, str]:
    """The code to scan, as a drawing without pixels."""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawing, kind="svg", border=2, xmldecl=False)
    return Drawing(drawing.getvalue().decode("utf-8"), says.replace("{url}", url)).as_given()
