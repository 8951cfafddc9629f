"""A CSV of keyed answers: a row a person, a column an item, by its key or by the name it has in our forms."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from village.core.errors import InvalidAnswers, InvalidDocument
from village.core.golden import read_answer
from village.core.scales import Instrument
from village.core.scoring import check_answers
from village.formats.draft import NAMED_ANSWERS, field_name
from village.formats.texts import read_csv
from village.formats.workbooks import cell_at, columns


def read_answers(
    path: Path, instrument: Instrument, *, mapped: Mapping[str, str] | None = None
) -> Iterator[tuple[int, dict[str, int | None]]]:
    """The number of each row (the header is row 1) and its checked answers; an empty cell is a gap.

    `mapped` gives the item of a column that has another name. Raises `InvalidDocument` naming the column that is not there, or the row and item of an answer that cannot be.
    """
    rows = read_csv(path)
    found = _columns_of_items(
        columns(rows, sheet=path.name), instrument, mapped or {}, place=f"{path.name}, row 1"
    )
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        place = f"{path.name}, row {number}"
        answers = {
            key: _answer(cell_at(row, position), f"{place}, {key}")
            for key, position in found.items()
        }
        try:
            check_answers(instrument, answers)
        except InvalidAnswers as wrong:
            raise InvalidDocument(f"{place}: {wrong}.") from None
        yield number, answers


def _columns_of_items(
    places: Mapping[str, int], instrument: Instrument, mapped: Mapping[str, str], *, place: str
) -> dict[str, int]:
    """Where the answers to each item stand."""
    if strangers := [column for column in mapped if column not in places]:
        raise InvalidDocument(f"{place}: no column {strangers[0]!r}.")
    said = {item: column for column, item in mapped.items()}
    if unknown := sorted(set(said) - {item.key for item in instrument.items}):
        raise InvalidDocument(f"{place}: {instrument.name} has no item {unknown[0]!r}.")
    if len(said) < len(mapped):
        raise InvalidDocument(f"{place}: two columns are said to be the same item.")
    found: dict[str, int] = {}
    for item in instrument.items:
        own = (item.key, field_name(instrument, item.key))
        names = (said[item.key],) if item.key in said else own
        named = [name for name in names if name in places]
        if not named:
            raise InvalidDocument(f"{place}: no column {own[0]!r} nor {own[1]!r}.")
        found[item.key] = places[named[-1]]
    return found


def _answer(cell: str, place: str) -> int | None:
    try:
        return read_answer(cell.upper() if cell.lower() in NAMED_ANSWERS.values() else cell)
    except ValueError:
        raise InvalidDocument(f"{place}: {cell!r} is not a whole number.") from None
