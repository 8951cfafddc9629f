"""A CSV of keyed answers: a row a person, a column an item, by its key or by the name it has in our forms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from village.core.errors import InvalidAnswers, InvalidDocument
from village.core.golden import read_answer
from village.core.scales import Instrument, Item
from village.core.scoring import check_answers
from village.formats.draft import field_name
from village.formats.keying import Choices
from village.formats.texts import read_csv
from village.formats.workbooks import cell_at, columns

NUMBERED = re.compile(r"(?:(?:item|question|q)[ _.]?)?0*([1-9][0-9]*)")


def read_answers(
    path: Path, instrument: Instrument, choices: Choices
) -> Iterator[tuple[int, dict[str, int | None]]]:
    """The number of each row (the header is row 1) and its checked answers; an empty cell is a gap.

    `choices` gives the item of a column that has another name, and the lowest value of a file that codes from another
    number. Raises `InvalidDocument` naming the column that is not there, the row that has other cells than the header,
    or the row and item of an answer that cannot be.
    """
    rows = read_csv(path)
    if not any(cell.strip() for row in rows for cell in row):
        raise InvalidDocument(f"{path.name}: is empty.")
    found = _columns_of_items(rows[0], instrument, choices, file=path.name)
    read = 0
    for number, row in enumerate(rows[1:], 2):
        if len(row) <= 1 and not any(cell.strip() for cell in row):
            continue  # an empty line; a line of empty cells is a person who answered nothing
        place = f"{path.name}, row {number}"
        if len(row) != len(rows[0]):
            raise InvalidDocument(
                f"{place}: there are {len(row)} cells for {len(rows[0])} columns; a gap is an empty cell."
            )
        yield number, _checked(row, instrument, choices, found, place)
        read += 1
    if not read:
        raise InvalidDocument(f"{path.name}: no answers under the names of the columns.")


def _checked(
    row: Sequence[str],
    instrument: Instrument,
    choices: Choices,
    found: Mapping[str, int],
    place: str,
) -> dict[str, int | None]:
    answers = {
        item.key: _answer(cell_at(row, found[item.key]), item, choices, f"{place}, {item.key}")
        for item in instrument.items
    }
    try:
        check_answers(instrument, answers)
    except InvalidAnswers as wrong:
        raise InvalidDocument(f"{place}: {wrong}.") from None
    return answers


def _columns_of_items(
    header: Sequence[str], instrument: Instrument, choices: Choices, *, file: str
) -> dict[str, int]:
    """Where the answers to each item stand."""
    place = f"{file}, row 1"
    places = columns([header], sheet=file)
    if choices.is_in_order:
        return _in_order(places, instrument, choices, place)
    said = _said(places, instrument, choices.items, place)
    found = {key: places[column] for key, column in said.items()}
    for item in instrument.items:
        if item.key in found:
            continue
        own = (item.key, field_name(instrument, item.key))
        names = {_plain(name) for name in own}
        named = [name for name in places if _plain(name) in names and name not in said.values()]
        if not named:
            raise InvalidDocument(f"{place}: no column {own[0]!r} nor {own[1]!r}.")
        if len(named) > 1:
            raise InvalidDocument(
                f"{place}: the columns {named[0]!r} and {named[1]!r} are both item {item.key}."
            )
        found[item.key] = places[named[0]]
    return found


def _said(
    places: Mapping[str, int], instrument: Instrument, items: Mapping[str, str], place: str
) -> dict[str, str]:
    """The column that the user says is an item, by item."""
    if strangers := [column for column in items if column not in places]:
        raise InvalidDocument(f"{place}: no column {strangers[0]!r}.")
    said = {item: column for column, item in items.items()}
    if unknown := sorted(set(said) - {item.key for item in instrument.items}):
        raise InvalidDocument(f"{place}: {instrument.name} has no item {unknown[0]!r}.")
    if len(said) < len(items):
        raise InvalidDocument(f"{place}: two columns are said to be the same item.")
    return said


def _in_order(
    places: Mapping[str, int], instrument: Instrument, choices: Choices, place: str
) -> dict[str, int]:
    if choices.items:
        raise InvalidDocument("--map and --in-order: say one or the other.")
    if len(places) != len(instrument.items):
        raise InvalidDocument(
            f"{place}: {len(places)} columns, and {instrument.name} has {len(instrument.items)} items: "
            "say which is which with --map."
        )
    return {
        item.key: position for item, position in zip(instrument.items, places.values(), strict=True)
    }


def _plain(name: str) -> str:
    """A name whatever its case; `item_3`, `Q3` and `03` are 3.

    >>> _plain("EPDS_3"), _plain("Item 3"), _plain("q03"), _plain("3")
    ('epds_3', '3', '3', '3')
    """
    plain = name.strip().lower().replace("-", "_")
    numbered = NUMBERED.fullmatch(plain)
    return numbered[1] if numbered else plain


def _answer(cell: str, item: Item, choices: Choices, place: str) -> int | None:
    try:
        value = read_answer(cell)
    except ValueError as wrong:
        raise InvalidDocument(f"{place}: {wrong}.") from None
    if value is None or value < 0 or choices.starts_at is None:
        return value
    return _shifted(value, item, choices.starts_at, place)


def _shifted(value: int, item: Item, starts_at: int, place: str) -> int:
    """The keyed value of an answer coded from another number."""
    if value < starts_at:
        raise InvalidDocument(f"{place}: {value} is below {starts_at}, where this file starts.")
    return value + item.lowest - starts_at
