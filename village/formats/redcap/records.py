"""Exported records: one row a record (or a record at an event), a column a field, and one for each box of a checkbox."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from village.core.errors import InvalidDocument
from village.formats.redcap.dictionary import Field
from village.formats.redcap.events import RedcapEvent
from village.formats.report import ReportLine
from village.formats.texts import read_csv
from village.formats.workbooks import cell_at, columns

OWN_COLUMNS = frozenset(
    {
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "redcap_data_access_group",
        "redcap_survey_identifier",
    }
)
EVENT = "redcap_event_name"
REPEATED, INSTANCE = "redcap_repeat_instrument", "redcap_repeat_instance"
LARGEST_BYTES = 200_000_000  # all the rows of a project, where a questionnaire has few
BOX = "___"

Value = str | int | Decimal | dt.date | frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedcapRecord:
    """One row: the record's own number, its event, and a value for every field; None for an empty cell."""

    record: str
    event: str | None
    values: Mapping[str, Value]
    beside: Mapping[str, str]  # the columns that are REDCap's own
    row: int | None = dataclass_field(
        default=None, compare=False
    )  # of the file; None: not read from one


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All rows, the columns in their order, and the cells that are not what the dictionary says."""

    columns: tuple[str, ...]
    rows: tuple[RedcapRecord, ...]
    kept_as_text: tuple[ReportLine, ...]


def read_records(
    path: Path, dictionary: Sequence[Field], *, events: Sequence[RedcapEvent] = ()
) -> Records:
    """Read an export by its dictionary; raises `InvalidDocument` for a column or an event it does not know.

    A cell that is not of its field's kind is kept as text and told: a project may have changed since.
    """
    rows = read_csv(path, at_most=LARGEST_BYTES)
    places = columns(rows, sheet=path.name)
    fields = {field.name: field for field in dictionary}
    first = dictionary[0].name if dictionary else ""
    if first not in places:
        raise InvalidDocument(f"{path.name}, row 1: there is no column {first!r}.")
    boxes = {column: _box(column, fields) for column in places if BOX in column}
    known = {*fields, *OWN_COLUMNS, *boxes, *(f"{field.form}_complete" for field in dictionary)}
    if strangers := [column for column in places if column not in known]:
        raise InvalidDocument(
            f"{path.name}, row 1: the column {strangers[0]!r} is not in the dictionary."
        )
    names = {event.unique_name for event in events}
    read, kept = [], list[ReportLine]()
    for number, row in enumerate(rows[1:], 2):
        cells = {column: cell_at(row, place) for column, place in places.items()}
        if not any(cells.values()):
            continue
        event = cells.get(EVENT) or None
        if names and event not in names:
            raise InvalidDocument(
                f"{path.name}, row {number}: {event!r} is no event of this project."
            )
        values: dict[str, Value] = {}
        for column, field in fields.items():
            if column in cells:
                values[column] = _value(field, cells[column], f"row {number}", kept)
        for field in (field for field in dictionary if field.type == "checkbox"):
            own = {code: cells[c] for c, (name, code) in boxes.items() if name == field.name}
            if own:
                ticked = frozenset(code for code, cell in own.items() if cell == "1")
                values[field.name] = ticked if any(own.values()) else None
        beside = {c: cells[c] for c in places if c not in fields and c not in boxes}
        read.append(
            RedcapRecord(record=cells[first], event=event, values=values, beside=beside, row=number)
        )
    return Records(columns=tuple(places), rows=tuple(read), kept_as_text=tuple(kept))


def rows_of(
    headers: Sequence[str], records: Iterable[RedcapRecord], dictionary: Iterable[Field]
) -> Iterator[Sequence[str]]:
    """The rows of an export, headers first: boxes ticked 1 or 0, commas where the dictionary has decimal commas."""
    fields = {field.name: field for field in dictionary}
    boxes = {column: _box(column, fields) for column in headers if BOX in column}
    yield headers
    for record in records:
        row = []
        for column in headers:
            if column in boxes:
                name, code = boxes[column]
                ticked = record.values[name]
                row.append("" if not isinstance(ticked, frozenset) else str(int(code in ticked)))
            elif column in fields:
                row.append(_written(fields[column], record.values[column]))
            else:
                row.append(record.beside[column])
        yield row


def _box(column: str, fields: Mapping[str, Field]) -> tuple[str, str]:
    """The checkbox and the code of a column such as `meds___2`."""
    name, _, code = column.partition(BOX)
    field = fields.get(name)
    if field is None or field.type != "checkbox":
        raise InvalidDocument(f"row 1: {column!r} is a box of {name!r}, which is no checkbox.")
    for own, _label in field.answers:
        # REDCap writes codes in lower case, and _ for what a column name cannot hold.
        if re.sub(r"[^a-z0-9_]", "_", own.lower()) == code:
            return name, own
    raise InvalidDocument(f"row 1: {column!r} is a box that {name!r} does not have.")


def _value(field: Field, cell: str, place: str, kept: list[ReportLine]) -> Value:
    if not cell:
        return None
    try:
        return _read(field, cell)
    except (ValueError, InvalidOperation):
        kept.append(
            ReportLine(
                f"{place}, {field.name}", f"{cell!r} is not what the dictionary says; kept as text"
            )
        )
        return cell


def _read(field: Field, cell: str) -> Value:
    if field.answers:
        if cell not in {code for code, _ in field.answers}:
            raise ValueError
        return cell
    if field.validation == "integer":
        return int(cell)
    if field.validation.endswith("comma_decimal"):
        return _number(cell.replace(",", "."))
    if field.validation.startswith("number") or field.type in ("calc", "slider"):
        return _number(cell)
    if field.validation in ("date_ymd", "date_mdy", "date_dmy"):
        return dt.date.fromisoformat(cell)  # whatever it shows, REDCap exports ISO dates
    return cell


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _written(field: Field, value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal) and field.validation.endswith("comma_decimal"):
        return str(value).replace(".", ",")
    return str(value)
