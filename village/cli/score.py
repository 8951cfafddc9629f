"""`village score`: the scores of one set of answers, or of many."""

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from village.cli.library import Folders, InOrder, Mapped, StartsAt, library, pairs
from village.core.errors import InvalidAnswers
from village.core.golden import read_answer
from village.core.instruments import find_instrument
from village.core.scales import TOTAL, Instrument
from village.core.scoring import Scored, score_all

if TYPE_CHECKING:
    from village.formats.keying import Choices


def score(
    key: Annotated[str, typer.Argument(help="The instrument: its key, or key@version.")],
    keyed: Annotated[
        str | None,
        typer.Option(
            help="Keyed values in the order of the items, separated by commas; an empty place is a missing answer, "
            "NA is not applicable. A keyed value is the number an answer counts for, not its position on the page."
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file: a person a row, an item a column (its key, `item_1`, `q1`, or its name in our forms); "
            "a line of JSON for each row."
        ),
    ] = None,
    fhir: Annotated[Path | None, typer.Option(help="A FHIR QuestionnaireResponse (JSON).")] = None,
    questionnaire: Annotated[
        Path | None,
        typer.Option(help="The FHIR Questionnaire it answers, when its codes are not enough."),
    ] = None,
    mapped: Mapped = None,
    in_order: InOrder = False,
    coding_starts_at: StartsAt = None,
    instruments: Folders = None,
) -> None:
    """Score one set of answers and print JSON: score, subscales, missing answers, alerts, version and hash.

    `score` is null when too many answers are missing, or when the instrument has no overall score. A response that
    carries its own total is refused when its answers do not give it.

    Example: village score village-16 --keyed 3,1,2,3,0,2,4,1,0,2,3,,1,4,2,1
    """
    if sum(given is not None for given in (keyed, csv, fhir)) != 1:
        raise InvalidAnswers("Give the answers one way: --keyed, --csv or --fhir.")
    choices = _choices(keyed, questionnaire, fhir, mapped, in_order, coding_starts_at)
    instrument = find_instrument(library(instruments), key)
    if csv is not None:
        _score_rows(csv, instrument, choices)
        return
    if fhir is not None:
        answers = _answers_of_response(fhir, questionnaire, instrument, choices)
    else:
        answers = _answers(instrument, keyed or "")
    _print(_found(instrument, score_all(instrument, answers)))


def _choices(
    keyed: str | None,
    questionnaire: Path | None,
    fhir: Path | None,
    mapped: list[str] | None,
    is_in_order: bool,
    starts_at: int | None,
) -> "Choices":
    """What the user confirms of a file; an option that would change nothing is refused, not overlooked."""
    from village.formats.keying import Choices

    if questionnaire is not None and fhir is None:
        raise InvalidAnswers("--questionnaire explains a response: give it with --fhir.")
    if keyed is not None and (mapped or is_in_order or starts_at is not None):
        raise InvalidAnswers(
            "--map, --in-order and --coding-starts-at are for a file: --keyed values are in order, and are what they count for."
        )
    items = pairs(mapped, option="--map")
    return Choices(items=items, is_in_order=is_in_order, starts_at=starts_at)


def number(value: Fraction | None) -> Any:
    """An exact score as JSON can hold it: a whole number when it is one."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def _found(instrument: Instrument, scored: Scored) -> dict[str, Any]:
    return {
        "instrument": instrument.key,
        "version": instrument.version,
        "hash": instrument.hash,
        "score": number(scored.total),
        "subscales": {k: number(s.value) for k, s in scored.scores.items() if k != TOTAL},
        "missing": scored.missing,
        "alerts": list(scored.alerts),
        "not_assessed": list(scored.not_assessed),
    }


def _score_rows(path: Path, instrument: Instrument, choices: "Choices") -> None:
    from village.formats.answer_sheets import read_answers

    # Nothing is printed before every row was read: half a result looks like a whole one.
    scored = [
        (row, score_all(instrument, answers))
        for row, answers in read_answers(path, instrument, choices)
    ]
    for row, found in scored:
        _print({"row": row, **_found(instrument, found)})


def _answers_of_response(
    path: Path, questionnaire: Path | None, instrument: Instrument, choices: "Choices"
) -> dict[str, int | None]:
    from village.formats.fhir.resources import read_resource
    from village.formats.fhir.responses import read_response

    asked = read_resource(questionnaire, kind="Questionnaire") if questionnaire else None
    return read_response(
        read_resource(path, kind="QuestionnaireResponse"),
        instrument,
        questionnaire=asked,
        choices=choices,
    )


def _answers(instrument: Instrument, keyed: str) -> dict[str, int | None]:
    values = keyed.split(",")
    if len(values) != len(instrument.items):
        raise InvalidAnswers(
            f"{instrument.name} has {len(instrument.items)} items, and {len(values)} values were given."
        )
    answers: dict[str, int | None] = {}
    for item, value in zip(instrument.items, values, strict=True):
        try:
            answers[item.key] = read_answer(value)
        except ValueError as wrong:
            raise InvalidAnswers(f"{item.key}: {wrong}.") from None
    return answers


def _print(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False))
