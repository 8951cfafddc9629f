"""Sheets of cells in and out: .xlsx, .xls and .csv. A workbook from elsewhere is weighed before it is opened."""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from village.core.errors import InvalidDocument
from village.formats.texts import csv_text, read_bytes, read_csv

LARGEST_UNPACKED = 60_000_000
MOST_PARTS = 500
MOST_ROWS = 20_000
WORKBOOKS = (".xlsx", ".xls")
FORMULA = re.compile(r'<c\b[^>]*\br="([A-Z]+\d+)"[^>]*>\s*<f[\s>/]')
ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

Sheets = Mapping[str, Sequence[Sequence[str]]]


def read_sheets(path: Path, *, only: Sequence[str]) -> dict[str, list[list[str]]]:
    """The sheets of these names (in lower case) as rows of texts; the first row of a sheet is row 1.

    Raises `InvalidDocument` for a file that is too large, packed to explode, damaged, that carries XML entities, or
    a formula in one of those sheets: what it shows is not what it says.
    """
    if path.suffix.lower() == ".csv":
        return _sheets_of_csv(path, only)
    if path.suffix.lower() not in WORKBOOKS:
        raise InvalidDocument(f"{path.name}: not a workbook (.xlsx, .xls) nor a .csv file.")
    content = read_bytes(path)
    if content.startswith(b"PK"):
        _weigh(content, path.name, only)
    found = _open(content, path.name, only)
    for name, rows in found.items():
        if len(rows) > MOST_ROWS:
            raise InvalidDocument(f"{path.name}: sheet {name} has more than {MOST_ROWS} rows.")
    return found


def write_workbook(sheets: Sheets) -> bytes:
    """Sheets as an .xlsx whose every cell is text: none is a formula, a link or a number by accident."""
    import xlsxwriter

    packed = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(packed, {"in_memory": True, **plain}) as workbook:
        # The same words give the same bytes.
        workbook.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell)
    return packed.getvalue()


def write_csv(sheets: Sheets) -> str:
    """Sheets one under the other, as XLSForm has them in CSV: the name of a sheet stands alone before its rows."""
    rows: list[Sequence[str]] = []
    for name, content in sheets.items():
        rows += [[name], *(["", *row] for row in content)]
    width = max(len(row) for row in rows)
    return csv_text([[*row, *[""] * (width - len(row))] for row in rows])


def _weigh(content: bytes, file: str, only: Sequence[str]) -> None:
    """Look at the list of the parts before unpacking any, then at each part no further than it says it goes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            unpacked = sum(part.file_size for part in listed)
            if unpacked > LARGEST_UNPACKED or len(listed) > MOST_PARTS:
                raise InvalidDocument(
                    f"{file}: {len(listed)} parts that unpack to {unpacked / 1_000_000:.0f} MB, "
                    f"more than {LARGEST_UNPACKED // 1_000_000} MB."
                )
            texts = {part.filename: _part(parts, part) for part in listed if _is_xml(part)}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError) as wrong:
        raise InvalidDocument(f"{file}: a damaged workbook ({wrong}).") from None
    for name, part in texts.items():
        if ENTITIES.search(part):
            raise InvalidDocument(f"{file}: {name} declares XML entities; no workbook needs them.")
    for sheet, part_name in _sheet_parts(texts).items():
        text = texts.get(part_name, b"").decode("utf-8", "replace")
        if sheet.lower() in only and (formula := FORMULA.search(text)):
            raise InvalidDocument(
                f"{file}: sheet {sheet}, cell {formula[1]}: a formula; copy it and paste its value only."
            )


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _part(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    # The list may lie: never read more than it announced.
    with parts.open(part) as file:
        return file.read(part.file_size)


def _sheet_parts(texts: Mapping[str, bytes]) -> dict[str, str]:
    """The part of each sheet, by the name a reader sees on its tab."""
    book = texts.get("xl/workbook.xml", b"").decode("utf-8", "replace")
    links = texts.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
    targets: dict[str, str] = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", links):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        target = attributes.get("Target", "").removeprefix("/xl/").removeprefix("./")
        targets[attributes.get("Id", "")] = f"xl/{target}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', tag))
        found[unescape(attributes.get("name", ""))] = targets.get(attributes.get("r:id", ""), "")
    return found


def _open(content: bytes, file: str, only: Sequence[str]) -> dict[str, list[list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = {name: name.strip().lower() for name in book.sheet_names}
        return {
            lower: [
                [_text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name, lower in names.items()
            if lower in only
        }
    except PasswordError:
        raise InvalidDocument(f"{file}: a workbook with a password.") from None
    except (CalamineError, ValueError, OverflowError, OSError) as wrong:
        raise InvalidDocument(f"{file}: a damaged workbook ({wrong}).") from None
    except (
        BaseException
    ) as wrong:  # its Rust part panics with an exception of its own, outside Exception
        if type(wrong).__name__ != "PanicException":
            raise
        raise InvalidDocument(f"{file}: a damaged workbook.") from None


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _sheets_of_csv(path: Path, only: Sequence[str]) -> dict[str, list[list[str]]]:
    sheets: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for row in read_csv(path):
        cells = [cell.strip() for cell in row]
        if cells and cells[0]:
            rows = []
            if cells[0].lower() in sheets:
                raise InvalidDocument(f"{path.name}: the sheet {cells[0]} comes twice.")
            sheets[cells[0].lower()] = rows
        elif any(cells):
            rows.append(cells[1:])
    return {name: content for name, content in sheets.items() if name in only}


def columns(rows: Sequence[Sequence[str]], *, sheet: str) -> dict[str, int]:
    """The place of each column by its header; a header that comes twice is refused."""
    found: dict[str, int] = {}
    for position, cell in enumerate(rows[0] if rows else ()):
        header = cell.strip()
        if header and header.lower() in {name.lower() for name in found}:
            raise InvalidDocument(f"{sheet}, row 1: the column {header!r} comes twice.")
        if header:
            found[header] = position
    return found


def cell_at(row: Sequence[str], position: int | None) -> str:
    """A cell, empty beyond the end of its row."""
    return row[position].strip() if position is not None and position < len(row) else ""
