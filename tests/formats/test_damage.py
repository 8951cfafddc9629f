"""Whatever a file became on its way, it is read or refused with a sentence: nothing else, a thousand times."""

import copy
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from village.core.errors import DomainError, InvalidDocument
from village.core.instruments import find_instrument
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import read_resource
from village.formats.fhir.responses import read_response
from village.formats.keying import Choices
from village.formats.matching import guess, read_words
from village.formats.workbooks import write_workbook
from village.formats.xlsform.reading import read_xlsform
from village.formats.xlsform.writing import xlsform_sheets

GOLDEN = Path(__file__).parents[1] / "golden/fhir"
ODD: list[Any] = [
    None,
    0,
    -1,
    1.5,
    "x",
    "",
    True,
    [],
    {},
    [1],
    {"a": 1},
    [[]],
    [{}],
    10**30,
    "\u202e",
]


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every place of a JSON document where a value stands."""
    keys = (
        list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
    )
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


def damaged(document: Any, chance: random.Random) -> Any:
    """The same document with a few values of another kind."""
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 4)):
        node, key = chance.choice(places(document))
        node[key] = copy.deepcopy(chance.choice(ODD))
    return document


@pytest.mark.parametrize("kind", ["Questionnaire", "QuestionnaireResponse"])
def test_a_damaged_resource_is_read_or_refused(kind, library, tmp_path):
    chance, path = random.Random(20261120), tmp_path / "resource.json"
    whole = json.loads((GOLDEN / f"{kind}-phq-9-example.json").read_text())
    form = read_resource(GOLDEN / "Questionnaire-phq-9-example.json", kind="Questionnaire")
    depression = find_instrument(library, "phq9")
    read = refused = 0
    for _ in range(400):
        path.write_text(json.dumps(damaged(whole, chance)))
        try:
            resource = read_resource(path, kind=kind)
            if kind == "QuestionnaireResponse":
                read_response(resource, depression)
                read_response(resource, depression, questionnaire=form)
            else:
                draft = read_questionnaire(resource)
                read_words(draft, depression, Choices(language="en"), file="f.json")
                guess(draft, library)
            read += 1
        except DomainError as refusal:
            assert len(str(refusal)) > 15
            refused += 1

    assert read > 20
    assert refused > 20


def repacked(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return packed.getvalue()


def damaged_workbook(whole: bytes, chance: random.Random) -> bytes:
    """The same workbook with some bytes changed, or one part of it cut."""
    if chance.random() < 0.5:
        content = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        return bytes(content)
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = chance.choice(list(parts))
    start = chance.randrange(len(parts[name]))
    parts[name] = parts[name][:start] + parts[name][start + chance.randint(1, 50) :]
    return repacked(parts)


def test_a_damaged_workbook_is_read_or_refused(library, tmp_path):
    chance, path = random.Random(20261120), tmp_path / "form.xlsx"
    ours = find_instrument(library, "village-16")
    sheets = xlsform_sheets([ours], form_id="v", title="x", languages=["fr", "en"])
    whole = write_workbook(sheets)
    read = refused = 0
    for _ in range(200):
        path.write_bytes(damaged_workbook(whole, chance))
        try:
            read_xlsform(path, language="fr")
            read += 1
        except InvalidDocument as refusal:
            assert len(str(refusal)) > 15
            refused += 1

    assert read > 5
    assert refused > 50
