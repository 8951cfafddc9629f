"""Which question is which item, and what its answers are worth: the file says so, or the user does."""

import pytest

from tests.formats.fhir.forms import ENGLISH, choice, questionnaire
from village.core.errors import DomainError
from village.core.instruments import find_instrument
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.writing import write_questionnaire
from village.formats.keying import Choices
from village.formats.matching import guess, read_words


@pytest.mark.parametrize(
    ("items", "in_order", "reason"),
    [
        ({"/44250-9": "1", "44250-9": "2"}, False, "44250-9: is said to be two items"),
        ({"/44250-9": "1", "/44255-8": "1"}, False, "/44255-8: item 1 is already /44250-9"),
        ({"/44250-9": "x"}, False, "/44250-9: phq9@1 has no item 'x'"),
        ({"/44261-6": "1"}, False, "/44261-6: decimal is not a closed list of answers"),
        ({"/44250-9": "1"}, True, "--map and --in-order: say one or the other"),
        ({}, True, "10 questions can be keyed, and phq9@1 has 9 items"),
    ],
)
def test_what_the_user_says_must_hold_together(phq9, depression, items, in_order, reason):
    choices = Choices(language="en", items=items, is_in_order=in_order)

    _, report = read_words(read_questionnaire(phq9), depression, choices, file="f.json")

    assert reason in report.refusal


def test_two_questions_with_the_same_code_are_refused(phq9, depression):
    phq9["item"][1]["code"] = phq9["item"][0]["code"]

    _, report = read_words(read_questionnaire(phq9), depression, ENGLISH, file="f.json")

    assert report.refusal == "/44255-8: has the same code as /44250-9."


def test_answers_coded_from_one_are_refused_until_it_is_said(calm):
    form = questionnaire(choice("calm_1", 1, 2, 3), choice("calm_2", 1, 2, 3))
    form["item"][1]["answerOption"].append(
        {
            "valueCoding": {
                "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
                "code": "NA",
                "display": "no night",
            }
        }
    )
    draft = read_questionnaire(form)

    _, refused = read_words(draft, calm, ENGLISH, file="f.json")
    wording, _ = read_words(draft, calm, Choices(language="en", starts_at=1), file="f.json")

    assert "its answers are worth 1, 2, 3, where item 1 needs 0, 1, 2" in refused.refusal
    assert "--coding-starts-at 1" in refused.refusal
    assert wording is not None
    assert [(o.value, o.label) for o in wording.options["1"]] == [
        (0, "answer 1"),
        (1, "answer 2"),
        (2, "answer 3"),
    ]


def test_an_unknown_language_is_refused(phq9, depression):
    for tag in ("xx", "french", "fr_FR", "f"):
        wording, report = read_words(
            read_questionnaire(phq9), depression, Choices(language=tag), file="f.json"
        )
        assert wording is None
        assert f"{tag!r} is not the tag of a language" in report.refusal


def test_a_form_of_nothing_we_score_is_refused(library):
    with pytest.raises(DomainError, match="carries the code of no instrument installed here"):
        guess(read_questionnaire(questionnaire(choice("a", 0, 1))), library)


def test_an_answer_whose_code_and_value_disagree_is_refused(phq9, depression):
    options = phq9["item"][0]["answerOption"]
    first, last = options[0]["extension"], options[3]["extension"]
    options[0]["extension"], options[3]["extension"] = last, first

    _, report = read_words(read_questionnaire(phq9), depression, ENGLISH, file="f.json")

    assert report.refusal == ("/44250-9: the answer LA6568-5 is worth 0, and the file says 3.")


def test_the_report_shows_which_way_up_each_question_is(phq9, depression, library):
    ours = find_instrument(library, "village-16")
    form = write_questionnaire(ours, language="en")

    _, known = read_words(read_questionnaire(phq9), depression, ENGLISH, file="f.json")
    _, own = read_words(read_questionnaire(form), ours, ENGLISH, file="f.json")

    assert str(known.understood[0]) == ("/44250-9: item 1: 0 “Not at all” … 3 “Nearly every day”")
    assert str(own.understood[3]) == (
        "rushing: item rushing: 0 “Never” … 4 “Almost always”, turned round in total"
    )
