"""A data dictionary: one field a row, eighteen columns, as REDCap downloads and uploads it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from village.core.errors import InvalidDocument
from village.formats.texts import csv_text, read_csv
from village.formats.workbooks import cell_at

MOST_FIELDS = 3_000
HEADERS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
CHOSEN = ("radio", "dropdown", "yesno", "truefalse")  # one answer of a closed list
BUILT_IN = {"yesno": (("1", "Yes"), ("0", "No")), "truefalse": (("1", "True"), ("0", "False"))}
ABSENT = "NA"  # how R writes an empty cell of the same table


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of a dictionary, cell by cell, in the order of its columns."""

    name: str
    form: str
    section_header: str = ""
    type: str
    label: str = ""
    choices: str = ""
    note: str = ""
    validation: str = ""
    validation_min: str = ""
    validation_max: str = ""
    identifier: str = ""
    branching: str = ""
    required: str = ""
    alignment: str = ""
    question_number: str = ""
    matrix: str = ""
    matrix_ranking: str = ""
    annotation: str = ""

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """The code and the words of each answer; raises `InvalidDocument` for one without a code."""
        if self.type in BUILT_IN:
            return BUILT_IN[self.type]
        if self.type not in (*CHOSEN, "checkbox") or not self.choices.strip():
            return ()
        found = []
        for part in re.split(r"\||\n", self.choices):
            code, comma, label = part.strip().partition(",")
            if not comma or not code.strip():
                raise InvalidDocument(f"{self.name}: the answer {part.strip()!r} has no code.")
            found.append((code.strip(), label.strip()))
        codes = [code for code, _ in found]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise InvalidDocument(f"{self.name}: the code {twice[0]!r} is that of two answers.")
        return tuple(found)


def read_dictionary(path: Path) -> list[Field]:
    """Every field; raises `InvalidDocument` naming the row: headers that are others, names repeated or impossible."""
    rows = read_csv(path)
    if not rows or not _are_headers(rows[0]):
        raise InvalidDocument(
            f"{path.name}, row 1: a data dictionary has {len(HEADERS)} columns, from {HEADERS[0]!r} to {HEADERS[-1]!r}."
        )
    is_api = rows[0][0].strip() != HEADERS[0]
    found: dict[str, int] = {}
    read = []
    for number, row in enumerate(rows[1:], 2):
        cells = [cell_at(row, position) for position in range(len(HEADERS))]
        if not any(cell.strip() for cell in row):
            continue
        if is_api:
            cells = ["" if cell == ABSENT else cell for cell in cells]
        field = Field(**dict(zip((f.name for f in fields(Field)), cells, strict=True)))
        place = f"{path.name}, row {number}"
        if len(row) > len(HEADERS) and any(cell.strip() for cell in row[len(HEADERS) :]):
            raise InvalidDocument(
                f"{place}: there are {len(row)} cells for {len(HEADERS)} columns."
            )
        if not NAME.fullmatch(field.name):
            raise InvalidDocument(
                f"{place}: a variable is lower-case letters, digits and _, not {field.name!r}."
            )
        if field.name in found:
            raise InvalidDocument(
                f"{place}: the variable {field.name!r} is that of row {found[field.name]}."
            )
        found[field.name] = number
        read.append(field)
        if len(read) > MOST_FIELDS:
            raise InvalidDocument(f"{place}: at most {MOST_FIELDS} fields are read.")
    return read


def write_dictionary(listed: Iterable[Field]) -> str:
    """The dictionary as REDCap takes it, no cell of which starts a formula."""
    names = [field.name for field in fields(Field)]
    rows = [[str(getattr(field, name)) for name in names] for field in listed]
    return csv_text([HEADERS, *rows])


def _are_headers(row: Sequence[str]) -> bool:
    """The headers of a download, or those of the API, which has the same columns in the same order."""
    given = [cell.strip() for cell in row]
    api = ("field_name", "form_name", "section_header", "field_type", "field_label")
    return given[: len(HEADERS)] == list(HEADERS) or (
        tuple(given[: len(api)]) == api and len(given) >= len(HEADERS)
    )
