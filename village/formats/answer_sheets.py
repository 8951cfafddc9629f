"""A CSV of keyed answers: a row a person, a column an item, by its key or by the name it has in our forms."""

from collections.abc import Iterator
from pathlib import Path

from village.core.errors import InvalidAnswers, InvalidDocument
from village.core.golden import read_answer
from village.core.scales import Instrument
from village.core.scoring import check_answers
from village.formats.draft import NAMED_ANSWERS, field_name
from village.formats.texts import read_csv
from village.formats.workbooks import cell_at, columns


def read_answers(path: Path, instrument: Instrument) -> Iterator[tuple[int, dict[str, int | None]]]:
    """The number of each row (the header is row 1) and its checked answers; an empty cell is a gap.

    Raises `InvalidDocument` naming the column that is not there, or the row and item of an answer that cannot be.
    """
    rows = read_csv(path)
    places = columns(rows, sheet=path.name)
    found: dict[str, int] = {}
    for item in instrument.items:
        named = [name for name in (item.key, field_name(instrument, item.key)) if name in places]
        if not named:
            raise InvalidDocument(
                f"{path.name}, row 1: no column {item.key!r} nor {field_name(instrument, item.key)!r}."
            )
        found[item.key] = places[named[-1]]
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


def _answer(cell: str, place: str) -> int | None:
    try:
        return read_answer(cell.upper() if cell.lower() in NAMED_ANSWERS.values() else cell)
    except ValueError:
        raise InvalidDocument(f"{place}: {cell!r} is not a whole number.") from None
