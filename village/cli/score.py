"""`village score`: the scores of one set of answers."""

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from village.core.errors import InvalidAnswers
from village.core.golden import read_answer
from village.core.instruments import find_instrument, load_library
from village.core.scales import TOTAL, Instrument
from village.core.scoring import score_all

SHIPPED = Path(__file__).resolve().parents[2] / "instruments"


def score(
    key: Annotated[str, typer.Argument(help="The instrument: its key, or key@version.")],
    keyed: Annotated[
        str,
        typer.Option(
            help="Keyed values in the order of the items, separated by commas; an empty place is a missing answer. "
            "A keyed value is the number an answer counts for, not its position on the page."
        ),
    ],
    instruments: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folders of instruments; by default those of this site.", show_default=False
        ),
    ] = None,
) -> None:
    """Score one set of answers and print JSON: score, subscales, missing answers, alerts, version and hash.

    `score` is null when too many answers are missing, or when the instrument has no overall score.

    Example: village score village-16 --keyed 3,1,2,3,0,2,4,1,0,2,3,,1,4,2,1
    """
    instrument = find_instrument(load_library(instruments or _folders()), key)
    scored = score_all(instrument, _answers(instrument, keyed))
    found = {
        "instrument": instrument.key,
        "version": instrument.version,
        "hash": instrument.hash,
        "score": number(scored.total),
        "subscales": {k: number(s.value) for k, s in scored.scores.items() if k != TOTAL},
        "missing": scored.missing,
        "alerts": list(scored.alerts),
        "not_assessed": list(scored.not_assessed),
    }
    print(json.dumps(found, ensure_ascii=False))


def number(value: Fraction | None) -> Any:
    """An exact score as JSON can hold it: a whole number when it is one."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def _folders() -> list[Path]:
    listed = os.environ.get("VILLAGE_INSTRUMENTS", "")
    return [Path(path) for path in listed.split(",") if path] or [SHIPPED]


def _answers(instrument: Instrument, keyed: str) -> dict[str, int | None]:
    values = [place.strip() for place in keyed.split(",")]
    if len(values) != len(instrument.items):
        raise InvalidAnswers(
            f"{instrument.name} has {len(instrument.items)} items, and {len(values)} values were given."
        )
    answers: dict[str, int | None] = {}
    for item, value in zip(instrument.items, values, strict=True):
        try:
            answers[item.key] = read_answer(value)
        except ValueError:
            raise InvalidAnswers(f"{item.key}: {value!r} is not a whole number.") from None
    return answers
