"""The answers of a question, and the value each is keyed as: said by the file, never counted off.

A value is looked for in the option (`ordinalValue`, or `itemWeight`), in its coding, in the contained code system or
value set that defines it, and among the answer lists of LOINC that were verified.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from village.core.errors import InvalidDocument
from village.core.scales import DECLINED, NOT_APPLICABLE
from village.formats.draft import DraftOption
from village.formats.fhir.resources import Json, listed, text_of

ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
VALUE_EXTENSIONS = frozenset(
    {
        ORDINAL_VALUE,
        ITEM_WEIGHT,
        "http://hl7.org/fhir/StructureDefinition/codesystem-ordinalValue",
        "http://hl7.org/fhir/StructureDefinition/valueset-ordinalValue",
    }
)
ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
# Answers that are no number, by their code and its system: the first of each is the one we write.
NAMED_CODES: Mapping[tuple[str, str], int] = {
    (ABSENT_REASON, "not-applicable"): NOT_APPLICABLE,
    (ABSENT_REASON, "asked-declined"): DECLINED,
    ("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "NA"): NOT_APPLICABLE,
}
# LOINC answer lists whose scores were verified. The words of LOINC stay with LOINC.
KNOWN_LISTS: Mapping[str, Mapping[str, int]] = {
    "LL358-3": {"LA6568-5": 0, "LA6569-3": 1, "LA6570-1": 2, "LA6571-9": 3},
}


class AnswerSets:
    """The value sets and code systems a Questionnaire carries inside itself."""

    def __init__(self, questionnaire: Json) -> None:
        self.sets: dict[str, Json] = {}
        self.values: dict[tuple[str, str], int | None] = {}
        self.words: dict[tuple[str, str], str] = {}
        for resource in listed(questionnaire, "contained"):
            if resource.get("resourceType") == "ValueSet":
                for name in (f"#{resource.get('id')}", resource.get("url")):
                    if name:
                        self.sets[str(name)] = resource
            elif resource.get("resourceType") == "CodeSystem":
                self._read_system(resource)

    def options(self, entry: Json, *, place: str) -> tuple[tuple[DraftOption, ...], str]:
        """The options of an item, and the name of its answer list when their words are not in the file."""
        if own := listed(entry, "answerOption"):
            return tuple(self._option(option, place) for option in own), ""
        name = str(entry.get("answerValueSet", "")).partition("|")[0]
        if name in self.sets:
            return tuple(self._concepts(name, place, ())), ""
        return (), name

    def _option(self, option: Json, place: str) -> DraftOption:
        coding = option.get("valueCoding")
        if isinstance(coding, dict):
            return self.keyed(coding, beside=option, place=place)
        if isinstance(option.get("valueInteger"), int):
            # A number chosen as an answer is its own value.
            number = option["valueInteger"]
            return DraftOption(label=str(number), value=_whole(number), code=str(number))
        text = text_of(option, "valueString", place=place)
        return DraftOption(label=text, value=value_of(option, place), code=text)

    def keyed(self, coding: Json, *, beside: Json, place: str) -> DraftOption:
        """One coded answer with the value it is keyed as."""
        system, code = str(coding.get("system", "")), str(coding.get("code", ""))
        label = text_of(coding, "display", place=place) or self.words.get((system, code), "")
        value = value_of(beside, place)
        if value is None:
            value = value_of(coding, place)
        if value is None:
            value = NAMED_CODES.get((system, code), self.values.get((system, code)))
        return DraftOption(label=label, value=value, code=code or label)

    def _concepts(self, name: str, place: str, above: tuple[str, ...]) -> Iterator[DraftOption]:
        if name in above:
            raise InvalidDocument(f"{place}: the value set {name!r} includes itself.")
        content = self.sets.get(name)
        if content is None:
            raise InvalidDocument(f"{place}: the value set {name!r} is not in the file.")
        expansion = content.get("expansion")
        if isinstance(expansion, dict) and listed(expansion, "contains"):
            for concept in listed(expansion, "contains"):
                yield self.keyed(concept, beside=concept, place=place)
            return
        compose = content.get("compose")
        for included in listed(compose, "include") if isinstance(compose, dict) else []:
            others = included.get("valueSet")
            for other in others if isinstance(others, list) else []:
                yield from self._concepts(str(other), place, (*above, name))
            for concept in listed(included, "concept"):
                coding = {**concept, "system": included.get("system", "")}
                yield self.keyed(coding, beside=concept, place=place)

    def _read_system(self, resource: Json) -> None:
        system = str(resource.get("url", ""))
        for concept in listed(resource, "concept"):
            key = (system, str(concept.get("code", "")))
            value = value_of(concept, f"contained {system}")
            for entry in listed(concept, "property"):
                if value is None and entry.get("code") in ("itemWeight", "ordinalValue"):
                    value = _whole(entry.get("valueDecimal", entry.get("valueInteger")))
            self.values[key] = value
            self.words[key] = text_of(concept, "display", place=f"contained {system}")


def value_of(entry: Json, place: str) -> int | None:
    """The value written on an option or a coding; two that disagree are refused."""
    found = set()
    for extension in listed(entry, "extension"):
        if str(extension.get("url")) in VALUE_EXTENSIONS:
            found.add(_whole(extension.get("valueDecimal", extension.get("valueInteger"))))
    if len(found) > 1:
        raise InvalidDocument(f"{place}: an answer has two values.")
    return found.pop() if found else None


def known_list(name: str) -> Mapping[str, int]:
    """The values of a LOINC answer list, by answer code; empty when it was not verified here."""
    return KNOWN_LISTS.get(name.rstrip("/").rpartition("/")[2], {})


def _whole(value: Any) -> int | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    is_whole = number.is_finite() and number == number.to_integral_value()
    return int(number) if is_whole and number >= 0 else None  # no answer is keyed below zero
