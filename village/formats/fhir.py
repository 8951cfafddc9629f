"""HL7 FHIR Questionnaires (R4, R4B): what can be scored is read, what cannot is named.

A first, minimal reader: choice items whose every option carries an ordinal value
(http://hl7.org/fhir/StructureDefinition/ordinalValue). Keyed values are read, never positions.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from village.core.errors import InvalidDocument

ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LARGEST_BYTES = 2_000_000

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FhirOption:
    """One answer: its code, its words, and the value it is keyed as."""

    code: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class FhirItem:
    """One question that can be scored."""

    link_id: str
    key: str  # its first code (LOINC as a rule), or its linkId
    question: str
    options: tuple[FhirOption, ...]


@dataclass(frozen=True, slots=True)
class FhirQuestionnaire:
    """What was understood of a Questionnaire, and what was left out, with the reason."""

    title: str
    code: str
    items: tuple[FhirItem, ...]
    left_out: Mapping[str, str]


def read_resource(path: Path, *, kind: str) -> Json:
    """Read one JSON resource of the expected kind; `InvalidDocument` names the file and the reason."""
    if path.stat().st_size > LARGEST_BYTES:
        raise InvalidDocument(f"{path.name}: larger than {LARGEST_BYTES // 1_000_000} MB.")
    try:
        resource = json.loads(path.read_bytes(), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(f"{path.name}: not JSON: {error}.") from None
    found = resource.get("resourceType") if isinstance(resource, dict) else None
    if found != kind:
        raise InvalidDocument(
            f"{path.name}: a {kind} was expected, this is {found or 'no FHIR resource'}."
        )
    return dict(resource)


def read_questionnaire(resource: Json) -> FhirQuestionnaire:
    """Keep every choice item that can be scored, and say why the others are left out."""
    items: dict[str, FhirItem] = {}
    left_out: dict[str, str] = {}
    for entry in _flat(resource):
        link_id = str(entry.get("linkId", ""))
        if not link_id:
            raise InvalidDocument("An item has no linkId.")
        if link_id in items or link_id in left_out:
            raise InvalidDocument(f"The linkId {link_id!r} is used twice.")
        reason = _why_not(entry)
        if reason:
            left_out[link_id] = reason
        else:
            items[link_id] = _read_item(entry, link_id)
    if not items:
        raise InvalidDocument(
            "No item of this Questionnaire can be scored: " + "; ".join(left_out.values())
        )
    return FhirQuestionnaire(
        title=str(resource.get("title") or resource.get("name") or ""),
        code=_first_code(resource),
        items=tuple(items.values()),
        left_out=left_out,
    )


def read_answers(response: Json, questionnaire: FhirQuestionnaire) -> dict[str, int | None]:
    """The keyed value of every item of `questionnaire` in a QuestionnaireResponse; None for a gap."""
    given = {str(entry.get("linkId")): entry.get("answer", []) for entry in _flat(response)}
    answers: dict[str, int | None] = {}
    for item in questionnaire.items:
        values = given.get(item.link_id, [])
        if len(values) > 1:
            raise InvalidDocument(
                f"{item.link_id}: {len(values)} answers to a question that takes one."
            )
        answers[item.key] = _keyed(item, values[0]) if values else None
    return answers


def published_values(response: Json) -> dict[str, Decimal]:
    """The numbers a QuestionnaireResponse carries itself (totals), by linkId."""
    numbers = {}
    for entry in _flat(response):
        for answer in entry.get("answer", []):
            for kind in ("valueDecimal", "valueInteger"):
                if kind in answer:
                    numbers[str(entry["linkId"])] = Decimal(answer[kind])
    return numbers


def _flat(resource: Json) -> Iterator[Json]:
    for entry in resource.get("item", []):
        if not isinstance(entry, dict):
            raise InvalidDocument("An item is not a JSON object.")
        yield entry
        yield from _flat(entry)


def _why_not(entry: Json) -> str:
    kind = entry.get("type")
    if kind not in {"choice", "coding"}:
        return f"{entry['linkId']}: {kind or 'no type'} is not a choice"
    if entry.get("repeats"):
        return f"{entry['linkId']}: takes several answers"
    options = entry.get("answerOption", [])
    if not options:
        return f"{entry['linkId']}: its answers are not listed in the document"
    if any(_ordinal(option) is None for option in options):
        return f"{entry['linkId']}: an answer has no whole ordinal value"
    return ""


def _read_item(entry: Json, link_id: str) -> FhirItem:
    options = tuple(
        FhirOption(
            code=str(option["valueCoding"].get("code", "")),
            label=str(option["valueCoding"].get("display", "")),
            value=_ordinal(option) or 0,
        )
        for option in entry["answerOption"]
    )
    if len({option.value for option in options}) < len(options):
        raise InvalidDocument(f"{link_id}: two answers have the same value.")
    return FhirItem(link_id, _first_code(entry) or link_id, str(entry.get("text", "")), options)


def _ordinal(option: Json) -> int | None:
    coding = option.get("valueCoding")
    if not isinstance(coding, dict):
        return None
    for extension in [*option.get("extension", []), *coding.get("extension", [])]:
        if extension.get("url") == ORDINAL_VALUE:
            value = Decimal(extension.get("valueDecimal", "nan"))
            return int(value) if value == value.to_integral_value() else None
    return None


def _first_code(entry: Json) -> str:
    codes = entry.get("code", [])
    return str(codes[0].get("code", "")) if codes else ""


def _keyed(item: FhirItem, answer: Json) -> int:
    coding = answer.get("valueCoding", {})
    for option in item.options:
        if (
            coding.get("code") == option.code
            if option.code
            else coding.get("display") == option.label
        ):
            return option.value
    raise InvalidDocument(
        f"{item.link_id}: {coding.get('code') or coding} is not one of its answers."
    )
