"""The proof of an instrument folder: answers scored by hand, against which its own scoring is held when it is loaded."""

import csv
from fractions import Fraction
from pathlib import Path

from village.core.errors import InvalidAnswers, InvalidInstrument
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument
from village.core.scoring import Scored, score_all

WORDS = {"NA": NOT_APPLICABLE, "DECLINED": DECLINED}
MOST_DIGITS, MOST_SHOWN = 9, 20


def prove(instrument: Instrument, path: Path) -> None:
    """Score every golden row and compare; raises `InvalidInstrument` with file, line and both values."""
    if not path.is_file():
        raise InvalidInstrument(f"{path}: the answers scored by hand are missing")
    columns = columns_of(instrument)
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise InvalidInstrument(f"{path}:1: the columns must be {', '.join(columns)}")
        rows = 0
        for rows, row in enumerate(reader, 1):
            try:
                answers = {item.key: read_answer(row[item.key]) for item in instrument.items}
                expected = _expected(instrument, row)
                found = _found(score_all(instrument, answers))
            except (ValueError, ArithmeticError, InvalidAnswers) as error:
                raise InvalidInstrument(f"{path}:{rows + 1}: {error}") from None
            if found != expected:
                wrong = ", ".join(
                    f"{k} is {found[k]}, by hand {expected[k]}"
                    for k in expected
                    if found[k] != expected[k]
                )
                raise InvalidInstrument(f"{path}:{rows + 1}: {wrong}")
        if not rows:
            raise InvalidInstrument(f"{path}:1: there is no answer scored by hand")


def columns_of(instrument: Instrument) -> list[str]:
    """The columns of golden.csv, in order."""
    items, scales = instrument.items, instrument.scales
    return [*(item.key for item in items), *(scale.key for scale in scales), "missing", "alerts"]


def read_answer(text: str) -> int | None:
    """A keyed value as it is written in files and on the command line; `ValueError` for anything else.

    Plain digits only: a -1 in a file of elsewhere is a gap there, and would be “not applicable” here.

    >>> [read_answer(text) for text in ("2", "", " na ", "DECLINED")]
    [2, None, -1, -2]
    """
    plain = text.strip()
    if plain.upper() in WORDS:
        return WORDS[plain.upper()]
    if plain and not (plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS):
        raise ValueError(f"{plain[:MOST_SHOWN]!r} is not a whole number in plain digits")
    return int(plain) if plain else None


def _expected(instrument: Instrument, row: dict[str, str]) -> dict[str, object]:
    scores = {
        scale.key: Fraction(row[scale.key]) if row[scale.key] else None
        for scale in instrument.scales
    }
    return {**scores, "missing": int(row["missing"]), "alerts": row["alerts"].split()}


def _found(scored: Scored) -> dict[str, object]:
    values = {key: score.value for key, score in scored.scores.items()}
    return {**values, "missing": scored.missing, "alerts": list(scored.alerts)}
