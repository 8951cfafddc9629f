"""An export of records and the keyed answers in it: one set for each record, at each of its events."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item
from village.formats.draft import DraftItem, DraftOption, field_name, stored_name
from village.formats.keying import Choices
from village.formats.matching import Match, match, told
from village.formats.redcap.dictionary import Field, read_dictionary
from village.formats.redcap.drafts import draft_of
from village.formats.redcap.events import read_events
from village.formats.redcap.records import (
    BOX,
    INSTANCE,
    LARGEST_BYTES,
    OWN_COLUMNS,
    REPEATED,
    Records,
    RedcapRecord,
    Value,
    read_records,
)
from village.formats.report import ImportReport, ReportLine
from village.formats.texts import read_csv
from village.formats.workbooks import columns

STARTED = ("1", "2")  # what `<form>_complete` says once somebody has opened the form
NUMBERS = ("text", "slider")  # fields in which a person, or a machine, writes the number itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one row says of one instrument; a gap is None."""

    row: int
    record: str
    event: str | None
    instance: str  # of a form or an event that repeats; empty: it does not
    answers: Mapping[str, int | None]


def read_answered(
    path: Path,
    instrument: Instrument,
    *,
    dictionary: Path | None = None,
    events: Path | None = None,
    choices: Choices | None = None,
) -> tuple[list[Answered], ImportReport]:
    """The answers of every row that has some, and what was understood and lost.

    Without its dictionary, fields are known by the names our own dictionaries give them, and codes are held to be
    keyed values. Raises `InvalidDocument` naming row and column: a code that is no answer, a row that comes twice.
    """
    fields = read_dictionary(dictionary) if dictionary else _our_fields(path, instrument, choices)
    listed = read_events(events) if events else ()
    records = read_records(path, fields, events=listed)
    found = _match(fields, instrument, choices or Choices())
    if absent := [e.place for e in found.items.values() if e.place not in records.columns]:
        raise InvalidDocument(f"{path.name}, row 1: there is no column {absent[0]!r}.")
    answered = list(_answered(records, found, fields, file=path.name))
    report = ImportReport(
        file=path.name,
        kind="REDCap records",
        instrument=instrument.name,
        language=None,
        understood=tuple(
            told(entry := found.items[item.key], item, instrument, entry.options)
            for item in instrument.items
        ),
        lost=tuple(_lost(records, found, fields, answered=len(answered), file=path.name)),
    )
    return answered, report


def _lost(
    records: Records, found: Match, fields: Sequence[Field], *, answered: int, file: str
) -> Iterator[ReportLine]:
    """What is in the file and not in the answers: counted, since a project may have thousands of other fields."""
    items = {entry.place for entry in found.items.values()}
    yield from (line for line in found.beside if line.place in items)  # asked on a condition
    name = found.instrument.name
    if others := len({field.name for field in fields[1:]} - items):
        yield ReportLine(file, f"fields that are no item of {name}: {others}")
    cells = [line.place.partition(", ")[2] for line in records.kept_as_text]
    for column in dict.fromkeys(cells):
        if column not in items:
            yield ReportLine(
                column, f"cells that are not what the dictionary says: {cells.count(column)}"
            )
    if silent := len(records.rows) - answered:
        yield ReportLine(file, f"rows without an answer to {name}: {silent}")


def _match(fields: Sequence[Field], instrument: Instrument, choices: Choices) -> Match:
    """The field of each item, those in which a number is written included."""
    draft = draft_of(fields)
    named = {field_name(instrument, item.key): item for item in instrument.items}
    keys = {item.key: item for item in instrument.items}
    named |= {place: keys[key] for place, key in choices.items.items() if key in keys}
    numbers = [
        _numbered(field, named[field.name], choices)
        for field in fields
        if field.name in named and _is_number(field)
    ]
    places = {entry.place for entry in numbers}
    left_out = tuple(line for line in draft.left_out if line.place not in places)
    draft = replace(draft, items=(*draft.items, *numbers), left_out=left_out)
    return match(draft, instrument, choices)


def _is_number(field: Field) -> bool:
    is_validated = field.validation == "integer" or field.validation.startswith("number")
    return field.type in NUMBERS and (field.type == "slider" or is_validated)


def _numbered(field: Field, item: Item, choices: Choices) -> DraftItem:
    """A field whose answers are the numbers of the item, as the file codes them."""
    shift = 0 if choices.starts_at is None else choices.starts_at - item.lowest
    values = list(range(item.lowest + shift, item.highest + shift + 1))
    values += [NOT_APPLICABLE] if item.not_applicable is not None else []
    values += [DECLINED] if item.may_decline else []
    options = tuple(
        DraftOption(label=stored_name(value), value=value, code=stored_name(value))
        for value in values
    )
    return DraftItem(
        place=field.name, names=(field.name,), question=field.label or field.name, options=options
    )


def _answered(
    records: Records, found: Match, fields: Sequence[Field], *, file: str
) -> Iterator[Answered]:
    forms = {field.name: field.form for field in fields}
    complete = {f"{forms[entry.place]}_complete" for entry in found.items.values()}
    seen: dict[tuple[str, ...], int] = {}
    for record in records.rows:
        row = record.row or 0
        values = {key: record.values.get(entry.place) for key, entry in found.items.items()}
        is_started = any(_cell(record, column) in STARTED for column in complete)
        if all(value is None for value in values.values()) and not is_started:
            continue
        own = (record.record, *(_cell(record, c) for c in (REPEATED, INSTANCE)))
        name = (*own, record.event or "")
        if name in seen:
            raise InvalidDocument(
                f"{file}, row {row}: record {record.record!r} is that of row {seen[name]}, at the same event."
            )
        seen[name] = row
        answers = {
            key: _keyed(found.items[key], value, place=f"{file}, row {row}")
            for key, value in values.items()
        }
        yield Answered(
            row=row,
            record=record.record,
            event=record.event,
            instance=_cell(record, INSTANCE),
            answers=answers,
        )


def _cell(record: RedcapRecord, column: str) -> str:
    value = record.beside.get(column, record.values.get(column))
    return "" if value is None else str(value)


def _keyed(entry: DraftItem, value: Value, *, place: str) -> int | None:
    """The value of the answer whose code a cell holds."""
    if value is None:
        return None
    is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
    code = str(int(value)) if is_whole and isinstance(value, Decimal) else str(value)
    for option in entry.options:
        if option.code == code:
            return option.value
    codes = ", ".join(option.code for option in entry.options)
    raise InvalidDocument(f"{place}, {entry.place}: {code!r} is none of its answers ({codes}).")


def _our_fields(path: Path, instrument: Instrument, choices: Choices | None) -> list[Field]:
    """The columns of a file that came without its dictionary: ours are numbers, the others are text."""
    ours = {field_name(instrument, item.key) for item in instrument.items}
    ours |= set(choices.items) if choices else set()
    found: dict[str, Field] = {}
    for column in columns(read_csv(path, at_most=LARGEST_BYTES)[:1], sheet=path.name):
        name, box, code = column.partition(BOX)
        if column in OWN_COLUMNS:
            continue
        if box:
            before = found[name].choices + " | " if name in found else ""
            found[name] = Field(
                name=name, form="", type="checkbox", choices=f"{before}{code}, {code}"
            )
        else:
            kind = "integer" if column in ours else ""
            found[column] = Field(name=column, form="", type="text", validation=kind)
    return list(found.values())
