"""Sets of answers from files of other tools, and their scores as lines of JSON or rows of CSV."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from village.core.scales import TOTAL, Instrument
from village.core.scoring import Scored, score_all

if TYPE_CHECKING:
    from village.formats.keying import Choices
    from village.formats.report import ImportReport


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the user says of the questions of a file."""

    items: dict[str, str]
    is_in_order: bool
    starts_at: int | None

    def choices(self) -> "Choices":
        """The same, for those who read foreign files."""
        from village.formats.keying import Choices

        return Choices(items=self.items, is_in_order=self.is_in_order, starts_at=self.starts_at)


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """One set of answers, where it stands in a file (nowhere, when it was the only one), and whose it is, as FHIR says it."""

    place: Mapping[str, Any]
    answers: Mapping[str, int | None]
    whose: Mapping[str, Any] = field(default_factory=dict)


def rows_of_csv(path: Path, instrument: Instrument, how: Choosing) -> list[ScoredRow]:
    """A row a person, an item a column."""
    from village.formats.answer_sheets import read_answers

    return [
        ScoredRow({"row": number}, answers)
        for number, answers in read_answers(path, instrument, how.choices())
    ]


def rows_of_redcap(
    path: Path,
    instrument: Instrument,
    how: Choosing,
    dictionary: Path | None,
    events: Path | None,
) -> list[ScoredRow]:
    """A row a record and event; what was understood and lost is told on standard error."""
    from village.formats.fhir.returning import whose_record
    from village.formats.redcap.answered import read_answered

    answered, report = read_answered(
        path, instrument, dictionary=dictionary, events=events, choices=how.choices()
    )
    _tell(report)
    return [
        ScoredRow(
            {
                "row": one.row,
                "record": one.record,
                "event": one.event,
                "instance": one.instance or None,
            },
            one.answers,
            whose_record(one.record, one.event),
        )
        for one in answered
    ]


def rows_of_fhir(
    path: Path, instrument: Instrument, how: Choosing, questionnaire: Path | None
) -> list[ScoredRow]:
    """One response, or one a line of an `.ndjson` file."""
    from village.core.errors import InvalidDocument
    from village.formats.fhir.resources import read_lines, read_resource
    from village.formats.fhir.responses import read_response, subject_of
    from village.formats.fhir.returning import whose

    kind = "QuestionnaireResponse"
    form = read_resource(questionnaire, kind="Questionnaire") if questionnaire else None
    choices = how.choices()
    if path.suffix.lower() != ".ndjson":
        response = read_resource(path, kind=kind)
        answers = read_response(response, instrument, questionnaire=form, choices=choices)
        return [ScoredRow({}, answers, whose(response))]
    rows = []
    for number, response in read_lines(path, kind=kind):
        try:
            answers = read_response(response, instrument, questionnaire=form, choices=choices)
        except InvalidDocument as wrong:
            raise InvalidDocument(f"{path.name}, line {number}: {wrong}") from None
        place = {"line": number, "id": response.get("id"), "subject": subject_of(response)}
        place["authored"] = response.get("authored")
        rows.append(ScoredRow(place, answers, whose(response)))
    return rows


def show(instrument: Instrument, rows: Sequence[ScoredRow], *, as_csv: bool) -> None:
    """Print every score, once all of them exist: half a result looks like a whole one."""
    found = [
        {**row.place, **_found(instrument, score_all(instrument, row.answers))} for row in rows
    ]
    if not as_csv:
        for one in found:
            print(json.dumps(one, ensure_ascii=False))
        return
    from village.formats.texts import write_csv_rows

    flat = [_flat(one) for one in found]
    write_csv_rows(
        sys.stdout, [*(list(one) for one in flat[:1]), *(list(o.values()) for o in flat)]
    )


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


def _flat(found: Mapping[str, Any]) -> dict[str, str]:
    """A column for each subscale; lists in one cell, one space between."""
    flat: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            flat |= {key: "" if one is None else str(one) for key, one in value.items()}
        elif isinstance(value, list):
            flat[name] = " ".join(value)
        else:
            flat[name] = "" if value is None else str(value)
    return flat


def _tell(report: "ImportReport") -> None:
    for name, lines in (("understood", report.understood), ("lost", report.lost)):
        for line in lines:
            print(f"{name}: {line}", file=sys.stderr)
