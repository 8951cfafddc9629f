"""One JSON resource from a file: of the right kind, the right release, and a size a person could have written."""

import itertools
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from village.core.errors import InvalidDocument
from village.formats.draft import MOST_ITEMS
from village.formats.texts import LARGEST_BYTES, read_bytes

DEEPEST = 12
# What R3 (STU3) or earlier wrote, and later releases do not.
OF_R3 = ("option", "options", "initialBoolean", "initialCoding", "initialString")

Json = Mapping[str, Any]


def read_resource(path: Path, *, kind: str) -> Json:
    """Read one resource of the expected kind, R4 or later; `InvalidDocument` names the file and the reason."""
    return resource_in(read_bytes(path), kind=kind, place=path.name)


def read_lines(path: Path, *, kind: str) -> Iterator[tuple[int, Json]]:
    """The number and the resource of each line of an NDJSON file, as a bulk export of FHIR writes it."""
    with path.open("rb") as file:
        for number in itertools.count(1):
            line = file.readline(LARGEST_BYTES + 1)
            if not line:
                return
            place = f"{path.name}, line {number}"
            if len(line) > LARGEST_BYTES:
                raise InvalidDocument(f"{place}: larger than {LARGEST_BYTES // 1_000_000} MB.")
            if line.strip():
                yield number, resource_in(line, kind=kind, place=place)


def resource_in(text: bytes, *, kind: str, place: str) -> Json:
    """The same, of bytes that were read; `place` is the file they come from, and the line."""
    try:
        resource = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(f"{place}: not JSON: {error}.") from None
    found = resource.get("resourceType") if isinstance(resource, dict) else None
    if found == "Bundle":
        held = ", ".join(sorted(_kinds(resource))) or "nothing"
        raise InvalidDocument(
            f"{place}: a {kind} was expected, this is a Bundle of {held}: save the {kind} by itself."
        )
    if found != kind:
        raise InvalidDocument(
            f"{place}: a {kind} was expected, this is {found or 'no FHIR resource'}."
        )
    check_items(resource, file=place)
    if release(resource) == "R3":
        raise InvalidDocument(
            f"{place}: a {kind} of FHIR R3 (STU3); R4, R4B and R5 are read: convert it first."
        )
    return dict(resource)


def release(resource: Json) -> str:
    """ "R3", "R4" (which is R4B for these resources) or "R5", as far as the resource shows it."""
    entries = list(every_item(resource))
    if any(key in entry for entry in entries for key in OF_R3) or any(
        "operator" not in condition
        for entry in entries
        for condition in listed(entry, "enableWhen")
    ):
        return "R3"
    if any(entry.get("type") == "coding" or "answerConstraint" in entry for entry in entries):
        return "R5"
    return "R4"


def check_items(resource: Json, *, file: str) -> None:
    """Refuse what no person would be asked: too many items, or groups in groups without end, naming where."""
    count = 0
    waiting = [(entry, f"item[{i}]", 1) for i, entry in enumerate(_list(resource, "item", file))]
    while waiting:
        entry, place, depth = waiting.pop(0)
        count += 1
        if count > MOST_ITEMS:
            raise InvalidDocument(
                f"{file}: {place} is one item too many: at most {MOST_ITEMS} are read."
            )
        if not isinstance(entry, dict):
            raise InvalidDocument(f"{file}: {place} is not a JSON object.")
        if depth > DEEPEST:
            raise InvalidDocument(f"{file}: {place} is deeper than {DEEPEST} groups.")
        inside = [*_list(entry, "item", place), *_items_of_answers(entry, place)]
        waiting[:0] = [(e, f"{place}.item[{i}]", depth + 1) for i, e in enumerate(inside)]


def every_item(resource: Json) -> Iterator[Json]:
    """Every item of a checked resource, groups before what they hold."""
    for entry in resource.get("item", []):
        yield entry
        yield from every_item(entry)
        for answer in listed(entry, "answer"):
            yield from every_item(answer)


def listed(entry: Json, key: str) -> list[dict[str, Any]]:
    """The JSON objects listed under a key; anything else there is left out."""
    found = entry.get(key, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_of(entry: Json, key: str, *, place: str) -> str:
    """The text under a key, empty when there is none; `InvalidDocument` for what is no text."""
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidDocument(f"{place}: `{key}` is not a text.")
    return value or ""


def codes_of(entry: Json) -> tuple[str, ...]:
    """The codes of a resource or an item, in order."""
    return tuple(str(coding["code"]) for coding in listed(entry, "code") if coding.get("code"))


def _list(entry: Json, key: str, place: str) -> list[Any]:
    found = entry.get(key, [])
    if not isinstance(found, list):
        raise InvalidDocument(f"{place}: `{key}` is not a list.")
    return found


def _items_of_answers(entry: Json, place: str) -> list[Any]:
    return [inside for answer in listed(entry, "answer") for inside in _list(answer, "item", place)]


def _kinds(bundle: Json) -> set[str]:
    return {
        str(entry["resource"].get("resourceType"))
        for entry in listed(bundle, "entry")
        if isinstance(entry.get("resource"), dict)
    }
