"""`village score`: the scores of one set of answers, or of many."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from village.cli.library import Folders, InOrder, Mapped, StartsAt, library, pairs
from village.cli.scored import Choosing, ScoredRow, rows_of_csv, rows_of_fhir, rows_of_redcap, show
from village.core.errors import InvalidAnswers, InvalidDocument
from village.core.golden import read_answer
from village.core.instruments import find_instrument
from village.core.scales import Instrument


class FhirRelease(StrEnum):
    """A release of FHIR."""

    R4 = "R4"
    R5 = "R5"


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
    fhir: Annotated[
        Path | None,
        typer.Option(
            help="A FHIR QuestionnaireResponse (.json), or many, one a line (.ndjson): then a line of JSON for each."
        ),
    ] = None,
    questionnaire: Annotated[
        Path | None,
        typer.Option(help="The FHIR Questionnaire it answers, when its codes are not enough."),
    ] = None,
    redcap: Annotated[
        Path | None,
        typer.Option(
            help="Records exported from REDCap (.csv, raw values): a line of JSON for each record and event."
        ),
    ] = None,
    dictionary: Annotated[
        Path | None,
        typer.Option(
            help="The data dictionary of that project; needed when its fields are not those of our own dictionaries."
        ),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(help="The events of that project: a row of any other event is refused."),
    ] = None,
    mapped: Mapped = None,
    in_order: InOrder = False,
    coding_starts_at: StartsAt = None,
    as_csv: Annotated[
        bool, typer.Option("--as-csv", help="Print CSV, a row for each, instead of JSON.")
    ] = False,
    as_fhir: Annotated[
        Path | None,
        typer.Option(
            help="A new file for the same answers as a QuestionnaireResponse; one a line (NDJSON), when there are many."
        ),
    ] = None,
    release: Annotated[
        FhirRelease, typer.Option(help="The release of FHIR to write.")
    ] = FhirRelease.R4,
    language: Annotated[
        str | None,
        typer.Option(help="Write the words of that language beside the codes.", show_default=False),
    ] = None,
    instruments: Folders = None,
) -> None:
    """Score one set of answers and print JSON: score, subscales, missing answers, alerts, version and hash.

    `score` is null when too many answers are missing, or when the instrument has no overall score. A response that
    carries its own total is refused when its answers do not give it. Of a file of many rows, either all are scored or
    none; what was understood of REDCap records, and what was lost, is said on standard error.

    Example: village score village-16 --keyed 3,1,2,3,0,2,4,1,0,2,3,,1,4,2,1
    """
    if sum(given is not None for given in (keyed, csv, fhir, redcap)) != 1:
        raise InvalidAnswers("Give the answers one way: --keyed, --csv, --fhir or --redcap.")
    if redcap is None and (dictionary or events):
        raise InvalidAnswers("--dictionary and --events go with --redcap.")
    if fhir is None and questionnaire:
        raise InvalidAnswers("--questionnaire explains a response: give it with --fhir.")
    if keyed is not None and (mapped or in_order or coding_starts_at is not None):
        raise InvalidAnswers(
            "--map, --in-order and --coding-starts-at are for a file: --keyed values are in order, and are what they count for."
        )
    if as_fhir is not None and csv is not None:
        raise InvalidAnswers("--as-fhir: the rows of a CSV file do not say whose they are.")
    instrument = find_instrument(library(instruments), key)
    how = Choosing(pairs(mapped, option="--map"), in_order, coding_starts_at)
    if csv is not None:
        rows = rows_of_csv(csv, instrument, how)
    elif redcap is not None:
        rows = rows_of_redcap(redcap, instrument, how, dictionary, events)
    elif fhir is not None:
        rows = rows_of_fhir(fhir, instrument, how, questionnaire)
    else:
        rows = [ScoredRow({}, _answers(instrument, keyed or ""))]
    if as_fhir is not None:
        _write_fhir(as_fhir, instrument, rows, release.value, language)
    show(instrument, rows, as_csv=as_csv)


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


def _write_fhir(
    path: Path, instrument: Instrument, rows: list[ScoredRow], release: str, language: str | None
) -> None:
    """One response as JSON a person can read, several as NDJSON; all of them, or no file."""
    from village.formats.fhir.returning import write_response

    if path.exists():
        raise InvalidDocument(f"{path}: is there already.")
    if language is not None and language not in instrument.wordings:
        known = ", ".join(sorted(instrument.wordings)) or "none"
        raise InvalidDocument(f"{instrument.name} has no words in {language!r} (it has: {known}).")
    wording = instrument.wordings[language] if language else None
    responses = [
        write_response(instrument, row.answers, wording=wording, release=release, more=row.whose)
        for row in rows
    ]
    is_one = len(rows) == 1 and not rows[0].place
    indent = 2 if is_one else None
    lines = (json.dumps(one, ensure_ascii=False, indent=indent) + "\n" for one in responses)
    path.write_text("".join(lines), encoding="utf-8")
