"""Files that are something else, too large, too deep, too old, or that contradict themselves."""

import copy
from typing import Any

import pytest

from tests.formats.fhir.forms import choice, questionnaire, saved
from village.core.errors import InvalidDocument
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import read_resource
from village.formats.fhir.responses import read_response
from village.formats.importing import bring_words
from village.formats.keying import Choices


def test_a_file_that_is_not_a_questionnaire_is_refused(tmp_path):
    path = tmp_path / "x.json"
    for content, reason in (
        ("{", "x.json: not JSON"),
        ("[]", "this is no FHIR resource"),
        (
            '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Questionnaire"}}]}',
            "this is a Bundle of Questionnaire: save the Questionnaire by itself",
        ),
        ("[" * 100_000, "not JSON"),
        ('{"resourceType": "Questionnaire", "item": {}}', "`item` is not a list"),
        ('{"resourceType": "Questionnaire", "item": [3]}', r"item\[0\] is not a JSON object"),
    ):
        path.write_text(content)
        with pytest.raises(InvalidDocument, match=reason):
            read_resource(path, kind="Questionnaire")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(" " * 10_000_001)

    with pytest.raises(InvalidDocument, match=r"x.json: 10.0 MB, larger than 10 MB"):
        read_resource(path, kind="Questionnaire")


def test_five_thousand_questions_are_refused_at_the_first_one_too_many(tmp_path):
    items = [choice(str(i), 0, 1, 2, 3) for i in range(5_000)]

    with pytest.raises(InvalidDocument, match=r"item\[1000\] is one item too many"):
        read_resource(saved(tmp_path, questionnaire(*items)), kind="Questionnaire")


def test_groups_without_end_are_refused(tmp_path):
    inside: dict[str, Any] = {"linkId": "last", "type": "group"}
    for depth in range(40):
        inside = {"linkId": str(depth), "type": "group", "item": [inside]}

    with pytest.raises(InvalidDocument, match="is deeper than 12 groups"):
        read_resource(saved(tmp_path, questionnaire(inside)), kind="Questionnaire")


@pytest.mark.parametrize(
    "old",
    [
        {"linkId": "a", "type": "choice", "option": [{"valueCoding": {"code": "x"}}]},
        {"linkId": "a", "type": "choice", "options": {"reference": "ValueSet/x"}},
        {"linkId": "a", "type": "choice", "enableWhen": [{"question": "b", "hasAnswer": True}]},
    ],
)
def test_an_older_release_is_named_and_refused(tmp_path, old):
    with pytest.raises(InvalidDocument, match=r"of FHIR R3 \(STU3\)"):
        read_resource(saved(tmp_path, questionnaire(old)), kind="Questionnaire")


def when(question: str) -> list[dict[str, Any]]:
    return [{"question": question, "operator": "exists", "answerBoolean": True}]


def test_contradictions_are_refused(phq9, answered, depression):
    twice = copy.deepcopy(phq9)
    twice["item"][1]["linkId"] = twice["item"][0]["linkId"]
    circle = questionnaire(
        choice("a", 0, 1, enableWhen=when("b")), choice("b", 0, 1, enableWhen=when("a"))
    )
    endless: dict[str, Any] = {"resourceType": "ValueSet", "id": "v"}
    endless["compose"] = {"include": [{"valueSet": ["#v"]}]}
    itself = questionnaire(
        {"linkId": "a", "type": "choice", "answerValueSet": "#v"}, contained=[endless]
    )
    nowhere = questionnaire(choice("a", 0, 1, enableWhen=when("z")))
    group = questionnaire(
        {"linkId": "g", "type": "group", "enableWhen": when("a"), "item": [choice("a", 0, 1)]}
    )
    for form, reason in (
        (twice, "'/44250-9' is used twice"),
        (circle, "a: waits for itself"),
        (itself, "the value set '#v' includes itself"),
        (nowhere, "a: is asked after 'z', which is not there"),
        (group, "g: waits for itself"),
    ):
        with pytest.raises(InvalidDocument, match=reason):
            read_questionnaire(form)

    answered["item"][0]["answer"] *= 2
    with pytest.raises(InvalidDocument, match="2 answers to a question that takes one"):
        read_response(answered, depression)
    answered["item"][0]["answer"] = [{"valueCoding": {"code": "LA0000-0"}}]
    with pytest.raises(InvalidDocument, match="'LA0000-0' is not one of its answers"):
        read_response(answered, depression, questionnaire=phq9)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("text", {"fr": "?"}, "1: `text` is not a text"),
        ("text", None, "1: there are no words"),
        ("answerOption", [{"valueCoding": {"code": "a", "display": 5}}], "1: `display` is not a"),
        ("answerValueSet", "#v", "not in the file: give each with --label"),
    ],
)
def test_what_is_no_text_is_never_taken_for_words(calm, tmp_path, key, value, reason):
    odd = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"valueSet": 5}]}}
    first = choice("1", 0, 1, 2) | {key: value}
    if key == "answerValueSet":
        del first["answerOption"]
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    second = choice("2", 0, 1, 2)
    second["answerOption"].append(
        {"valueCoding": {"system": system, "code": "not-applicable", "display": "no night"}}
    )
    form = questionnaire(first, second, contained=[odd])
    path = saved(tmp_path, form)

    choices = Choices(language="en", is_in_order=True)
    with pytest.raises(InvalidDocument, match=reason):
        _, report = bring_words(path, {calm.name: calm}, key="calm", choices=choices)
        raise InvalidDocument(report.refusal)
