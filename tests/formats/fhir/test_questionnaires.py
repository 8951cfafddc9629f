"""What a questionnaire of another tool may hold, and what becomes of it here."""

import pytest

from tests.formats.fhir.forms import ENGLISH, choice, questionnaire
from village.core.errors import InvalidDocument
from village.core.scales import NOT_APPLICABLE
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.responses import read_response
from village.formats.matching import read_words


def test_the_words_of_a_form_become_words_of_the_instrument(phq9, depression):
    wording, report = read_words(read_questionnaire(phq9), depression, ENGLISH, file="phq.json")

    assert wording is not None
    assert wording.questions["1"] == "Little interest or pleasure in doing things?"
    assert [option.value for option in wording.options["1"]] == [0, 1, 2, 3]
    assert not wording.is_validated
    assert [str(line) for line in report.lost] == [
        "/44261-6: decimal is not a closed list of answers",
        "/69722-7: is no item of phq9@1",
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"linkId": "a", "type": "decimal"}, "decimal is not a closed list"),
        (choice("a", 0, 1, repeats=True), "takes several answers"),
        (choice("a", 0, 1, type="coding", answerConstraint="optionsOrString"), "other answers"),
        (choice("a", 0, 1, type="open-choice"), "open-choice is not a closed list"),
    ],
)
def test_what_an_item_cannot_be_is_left_out_with_its_reason(item, reason):
    (line,) = read_questionnaire(questionnaire(item)).left_out

    assert reason in line.says


def test_questions_inside_a_group_that_repeats_are_left_out(calm):
    form = questionnaire(
        {"linkId": "g", "type": "group", "repeats": True, "item": [choice("calm_1", 0, 1, 2)]}
    )

    _, report = read_words(read_questionnaire(form), calm, ENGLISH, file="f.json")

    assert report.refusal == "calm_1: is in g, which repeats."


def test_answers_may_stand_in_a_value_set_inside_the_file(calm):
    words = {"0": "never", "1": "a bit", "2": "often"}
    system = {
        "resourceType": "CodeSystem",
        "url": "urn:calm",
        "concept": [
            {"code": f"k{v}", "display": w, "property": [{"code": "itemWeight", "valueDecimal": v}]}
            for v, w in words.items()
        ],
    }
    chosen = {"system": "urn:calm", "concept": [{"code": f"k{v}"} for v in words]}
    values = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [chosen]}}
    item = {"linkId": "q", "type": "choice", "text": "Calm?", "answerValueSet": "#v"}

    (found,) = read_questionnaire(questionnaire(item, contained=[system, values])).items

    assert [(option.label, option.value) for option in found.options] == [
        ("never", 0),
        ("a bit", 1),
        ("often", 2),
    ]


def test_a_question_asked_on_a_condition_is_told_in_words(calm):
    when = {"question": "calm_1", "operator": "!=", "answerCoding": {"code": "c0"}}
    form = questionnaire(
        choice("calm_1", 0, 1, 2),
        choice("calm_2", 0, 1, 2, enableWhen=[when]),
    )
    form["item"][1]["answerOption"].append(
        {
            "valueCoding": {
                "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
                "code": "NA",
                "display": "no night",
            }
        }
    )
    response = {
        "resourceType": "QuestionnaireResponse",
        "item": [
            {"linkId": "calm_1", "answer": [{"valueCoding": {"code": "c0"}}]},
            {"linkId": "calm_2", "answer": [{"valueCoding": {"code": "NA"}}]},
        ],
    }

    wording, report = read_words(read_questionnaire(form), calm, ENGLISH, file="f.json")

    assert wording is not None
    assert wording.options["2"][-1].value == NOT_APPLICABLE
    assert [str(line) for line in report.lost] == [
        "calm_2: is asked only when calm_1 != “c0”; here it is always asked"
    ]
    with pytest.raises(InvalidDocument, match="calm_2: is answered, and these answers do not ask"):
        read_response(response, calm, questionnaire=form)
    response["item"][0]["answer"] = [{"valueCoding": {"code": "c1"}}]
    assert read_response(response, calm, questionnaire=form) == {"1": 1, "2": NOT_APPLICABLE}
