"""Keyed answers as QuestionnaireResponses: those of one person, or all those of a snapshot."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from village.core.respondents import Respondent, Returned
from village.core.scales import TOTAL, Instrument, Wording
from village.core.scoring import Answers, score_all
from village.formats.draft import canonical
from village.formats.fhir.resources import Json
from village.formats.fhir.writing import coding_of, held_to_hl7

ABOUT = "urn:village:returned"  # what a snapshot says of a sheet, and FHIR has no element for


def write_response(
    instrument: Instrument,
    answers: Answers,
    *,
    wording: Wording | None = None,
    release: str = "R4",
    more: Json | None = None,
) -> dict[str, Any]:
    """A completed QuestionnaireResponse to the Questionnaire that `writing` writes, with its words when they are given.

    What was asked and left empty is an item without an answer; what was never asked (no key in `answers`) is not
    there, and then neither is the total. `more` are the elements that answers do not hold: whose, when.
    """
    total = instrument.scale(TOTAL)
    asked = [item for item in instrument.items if item.key in answers]
    items = []
    for item in asked:
        entry: dict[str, Any] = {"linkId": item.key}
        if wording is not None:
            entry["text"] = wording.questions[item.key]
        if (value := answers[item.key]) is not None:
            labels = {o.value: o.label for o in wording.options[item.key]} if wording else {}
            coding = coding_of(instrument, item, value, labels.get(value, ""))
            entry["answer"] = [{"valueCoding": coding}]
        items.append(entry)
    score = score_all(instrument, answers).total
    if score is not None and total is not None and set(total.items) <= set(asked):
        items.append({"linkId": TOTAL, "answer": [{"valueDecimal": float(score)}]})
    resource = {
        "resourceType": "QuestionnaireResponse",
        **({"language": wording.language} if wording else {}),
        "questionnaire": f"{canonical(instrument)}|{instrument.version}",
        "status": "completed",
        **(more or {}),
        "item": items,
    }
    return held_to_hl7(resource, release=release)


def responses_of(
    respondent: Respondent, library: Mapping[str, Instrument], *, snapshot: str, release: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The instrument and the response of each sheet; the subject is the pseudonym, in the space of its `snapshot` (a hash).

    Codes and values only: the words of others stay at the site that obtained them.
    """
    for returned in respondent.returned:
        instrument = library[returned.instrument]
        yield (
            instrument.name,
            write_response(
                instrument,
                returned.answers,
                release=release,
                more=_about(respondent, returned, snapshot),
            ),
        )


def whose(response: Json) -> dict[str, Any]:
    """Whose answers a response holds, and since when, for another response with the same answers."""
    return {key: response[key] for key in ("subject", "authored") if key in response}


def whose_record(record: str, event: str | None) -> dict[str, Any]:
    """The same, of a record of REDCap at one of its events."""
    subject = {"subject": {"type": "Patient", "identifier": {"value": record}}}
    if event is None:
        return subject
    return {**subject, "extension": [{"url": f"{ABOUT}:wave", "valueCode": event}]}


def _about(respondent: Respondent, returned: Returned, snapshot: str) -> dict[str, Any]:
    name = (snapshot, respondent.pseudonym, returned.wave, str(returned.turn), returned.instrument)
    said = {
        "wave": ("valueCode", returned.wave),
        "days-since-entry": ("valueInteger", returned.answered_after_days),
        "mode": ("valueCode", returned.mode),
        "plain": ("valueBoolean", returned.is_plain),
        "wording": ("valueCode", returned.wording),
        "words": ("valueString", returned.words),
    }
    about: dict[str, Any] = {
        # The same snapshot gives the same identifiers: sent twice, a response is replaced, not doubled.
        "id": hashlib.sha256("\n".join(name).encode()).hexdigest()[:40],
        "language": returned.language,
        "extension": [
            {"url": f"{ABOUT}:{key}", kind: value}
            for key, (kind, value) in said.items()
            if value is not None
        ],
        "subject": {
            "type": "Patient",
            "identifier": {
                "system": f"urn:village:snapshot:{snapshot}",
                "value": respondent.pseudonym,
            },
        },
    }
    when = respondent.answered_in(returned)
    return about if when is None else {**about, "authored": when}
