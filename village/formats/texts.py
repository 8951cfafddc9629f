"""Words from elsewhere: kept as they are, whatever their direction; refused when they would deceive the eye."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from babel import Locale

from village.core.errors import InvalidDocument
from village.core.wording import LANGUAGE_TAG

LARGEST_BYTES = 10_000_000
# Spoken by parents here, and not yet in babel: the creoles of Réunion, Guadeloupe and Martinique, and Guiana.
OURS = frozenset({"rcf", "gcf", "gcr"})
OVERRIDES = {"\u202d": "left-to-right override", "\u202e": "right-to-left override"}
OPENING = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
CLOSING = frozenset(OPENING.values())
# What a spreadsheet would run. A plain number is let through: -1 is a value, not a formula.
STARTS_A_FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
DELIMITERS = ",;\t"


def clean(text: str, *, place: str) -> str:
    """The text without outer space.

    Raises `InvalidDocument` for a control character, or for marks of direction that override or are left open:
    they would show the reader something else than what is scored.
    """
    open_marks: list[str] = []
    for character in text:
        if character in OVERRIDES:
            raise InvalidDocument(
                f"{place}: a hidden {OVERRIDES[character]} (U+{ord(character):04X})."
            )
        if unicodedata.category(character) == "Cc" and character not in "\n\t\r":
            raise InvalidDocument(f"{place}: a control character (U+{ord(character):04X}).")
        if character in OPENING:
            open_marks.append(OPENING[character])
        elif character in CLOSING and (not open_marks or open_marks.pop() != character):
            raise InvalidDocument(f"{place}: a mark of direction closes nothing.")
    if open_marks:
        raise InvalidDocument(f"{place}: a mark of direction is left open.")
    return text.strip()


def check_language(tag: str) -> str:
    """The tag, when it names a language people speak; otherwise `InvalidDocument`.

    >>> check_language("pt-BR")
    'pt-BR'
    """
    language = tag.partition("-")[0]
    if not LANGUAGE_TAG.fullmatch(tag) or not (
        language in OURS or language in Locale("en").languages
    ):
        raise InvalidDocument(
            f"{tag!r} is not the tag of a language: use one such as fr, ar or pt-BR."
        )
    return tag


def read_bytes(path: Path, *, at_most: int = LARGEST_BYTES) -> bytes:
    """The whole file; too large a one is refused before it is read."""
    size = path.stat().st_size
    if size > at_most:
        raise InvalidDocument(
            f"{path.name}: {size / 1_000_000:.1f} MB, larger than {at_most // 1_000_000} MB."
        )
    return path.read_bytes()


def read_csv(
    path: Path, *, at_most: int = LARGEST_BYTES, allow_formulas: bool = True
) -> list[list[str]]:
    """The rows of a UTF-8 file, commas, semicolons or tabs between cells, escapes of ours taken off.

    Raises `InvalidDocument` for a quote that is never closed (it would swallow the rows that follow) and, unless they
    are allowed, for a formula.
    """
    try:
        text = read_bytes(path, at_most=at_most).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise InvalidDocument(
            f"{path.name}: byte {wrong.start} is not UTF-8; save it again as “CSV UTF-8”."
        ) from None
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True, strict=True)
    rows: list[list[str]] = []
    try:
        for row in lines:
            for column, cell in enumerate(row, 1):
                if not allow_formulas and cell.startswith("="):
                    raise InvalidDocument(
                        f"{path.name}, row {len(rows) + 1}, column {column}: a formula; "
                        "copy it and paste its value only."
                    )
            rows.append([unescape(cell) for cell in row])
    except csv.Error as wrong:
        raise InvalidDocument(
            f"{path.name}, row {len(rows) + 1}: not CSV: {wrong}; look for a quote that is not closed."
        ) from None
    return rows


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV, no cell of which starts a formula."""
    text = io.StringIO()
    write_csv_rows(text, rows)
    return text.getvalue()


def write_csv_rows(file: TextIO, rows: Iterable[Sequence[str]]) -> None:
    """The same, one row at a time, into a file opened with `newline=""`."""
    csv.writer(file, lineterminator="\r\n").writerows(
        [escape(cell) for cell in row] for row in rows
    )


def escape(cell: str) -> str:
    """A cell that a spreadsheet will show, not run: an apostrophe comes first.

    >>> escape("=1+1"), escape("-1"), escape("- 1")
    ("'=1+1", '-1', "'- 1")
    """
    if (STARTS_A_FORMULA.match(cell) or re.match(r"'+[=+\-@\t\r]", cell)) and not NUMBER.fullmatch(
        cell
    ):
        return f"'{cell}"
    return cell


def unescape(cell: str) -> str:
    """The cell as it was before `escape`."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell
