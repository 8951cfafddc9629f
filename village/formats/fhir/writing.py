"""An instrument in one language as a Questionnaire, R4 (which is R4B here) or R5; HL7's own rules are the last reader."""

from collections.abc import Callable, Mapping
from typing import Any

from village.core.errors import InvalidDocument
from village.core.scales import TOTAL, Instrument, Item, Wording
from village.formats.draft import canonical, form_name
from village.formats.fhir.answers import ITEM_WEIGHT, NAMED_CODES, ORDINAL_VALUE

LOINC = "http://loinc.org"


def write_questionnaire(
    instrument: Instrument, *, language: str, release: str = "R4"
) -> dict[str, Any]:
    """The Questionnaire, every answer with its value; raises `InvalidDocument` when there are no words to write."""
    wording = instrument.wordings.get(language)
    if wording is None:
        known = ", ".join(sorted(instrument.wordings)) or "none"
        raise InvalidDocument(f"{instrument.name} has no words in {language!r} (it has: {known}).")
    codes = instrument.evidence.codes
    resource: dict[str, Any] = {
        "resourceType": "Questionnaire",
        "url": canonical(instrument),
        "version": instrument.version,
        "name": form_name(instrument).capitalize(),
        "title": wording.title,
        "status": "active" if instrument.validated and wording.is_validated else "draft",
        "language": wording.language,
        "description": f"{instrument.full_name}. Words: {wording.status}.",
        "copyright": wording.licence or instrument.licence,
        "item": _items(instrument, wording, release),
    }
    if codes.form:
        resource["code"] = [{"system": LOINC, "code": codes.form}]
    return held_to_hl7(resource, release=release)


def coding_of(instrument: Instrument, item: Item, value: int, label: str = "") -> dict[str, Any]:
    """One answer as a code, with the value it is keyed as; without its words, when there is no label."""
    words = {"display": label} if label else {}
    for (system, code), named_value in NAMED_CODES.items():
        if value == named_value:
            return {"system": system, "code": code, **words}
    answers = instrument.evidence.codes.answers
    named = (
        {"system": LOINC, "code": answers[value - item.lowest]}
        if answers
        else {"system": f"{canonical(instrument)}:answers", "code": str(value)}
    )
    weight = {"url": ORDINAL_VALUE, "valueDecimal": value}
    return {"extension": [weight], **named, **words}


def held_to_hl7(resource: dict[str, Any], *, release: str) -> dict[str, Any]:
    """The same resource, once `fhir.resources` has found nothing against it; raises `InvalidDocument`."""
    from pydantic import ValidationError

    try:
        _reader(resource["resourceType"], release)(resource)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise InvalidDocument(f"{place}: not FHIR {release}: {first['msg']}.") from None
    return resource


def _reader(kind: str, release: str) -> Callable[[Mapping[str, Any]], Any]:
    """What reads a resource strictly; slow to import, so only when one is written."""
    from fhir.resources.questionnaire import Questionnaire
    from fhir.resources.questionnaireresponse import QuestionnaireResponse
    from fhir.resources.R4B.questionnaire import Questionnaire as Questionnaire4
    from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse as Response4

    readers: dict[tuple[str, str], Callable[[Mapping[str, Any]], Any]] = {
        ("Questionnaire", "R4"): Questionnaire4.model_validate,
        ("Questionnaire", "R5"): Questionnaire.model_validate,
        ("QuestionnaireResponse", "R4"): Response4.model_validate,
        ("QuestionnaireResponse", "R5"): QuestionnaireResponse.model_validate,
    }
    return readers[kind, release]


def _items(instrument: Instrument, wording: Wording, release: str) -> list[dict[str, Any]]:
    codes = instrument.evidence.codes
    items: list[dict[str, Any]] = []
    if wording.introduction:
        items.append({"linkId": "introduction", "type": "display", "text": wording.introduction})
    for position, item in enumerate(instrument.items):
        entry: dict[str, Any] = {
            "linkId": item.key,
            "text": wording.questions[item.key],
            "type": "coding" if release == "R5" else "choice",
            "required": False,
            "repeats": False,
            "answerOption": [
                _option(coding_of(instrument, item, option.value, option.label), release)
                for option in wording.options[item.key]
            ],
        }
        if codes.items:
            entry["code"] = [{"system": LOINC, "code": codes.items[position]}]
        if release == "R5":
            entry["answerConstraint"] = "optionsOnly"
        items.append(entry)
    if instrument.scale(TOTAL) is not None:
        total: dict[str, Any] = {"linkId": TOTAL, "type": "decimal", "readOnly": True}
        if codes.total:
            total["code"] = [{"system": LOINC, "code": codes.total}]
        items.append(total)
    return items


def _option(coding: dict[str, Any], release: str) -> dict[str, Any]:
    """R4 readers look for the value on the option, R5 readers for a weight on the coding."""
    weights = coding.pop("extension", [])
    if not weights:
        return {"valueCoding": coding}
    if release == "R5":
        weight = {"url": ITEM_WEIGHT, "valueDecimal": weights[0]["valueDecimal"]}
        return {"valueCoding": {"extension": [weight], **coding}}
    return {"extension": weights, "valueCoding": coding}
