"""Published answers give their published total, by the values of the answers and never by their places."""

from decimal import Decimal

import pytest

from tests.formats.fhir.forms import saved
from village.core.errors import InvalidDocument
from village.core.instruments import find_instrument
from village.core.scales import NOT_APPLICABLE
from village.core.scoring import score_all
from village.formats.fhir.answers import ABSENT_REASON, ORDINAL_VALUE
from village.formats.fhir.resources import read_resource
from village.formats.fhir.responses import read_response
from village.formats.fhir.returning import write_response
from village.formats.fhir.writing import write_questionnaire

ANSWERS = [2, 2, 2, 2, 1, 1, 2, 0, 0]


def test_the_published_answers_give_the_published_total(phq9, answered, depression):
    alone = read_response(answered, depression)
    beside = read_response(answered, depression, questionnaire=phq9)

    assert list(alone.values()) == list(beside.values()) == ANSWERS
    assert score_all(depression, alone).total == 12
    assert score_all(depression, alone).alerts == ()
    assert score_all(depression, {**alone, "9": 1}).alerts == ("item_9",)


def test_a_total_that_the_answers_do_not_give_is_refused(answered, depression):
    answered["item"][-2]["answer"] = [{"valueDecimal": Decimal(13)}]

    with pytest.raises(InvalidDocument, match="/44261-6: says 13, and the answers give 12"):
        read_response(answered, depression)


def test_values_are_read_and_positions_are_not(phq9, answered, depression):
    for item in phq9["item"]:
        item.get("answerOption", []).reverse()

    found = read_response(answered, depression, questionnaire=phq9)

    assert list(found.values()) == ANSWERS


def test_a_question_without_an_answer_is_a_gap(answered, depression):
    answered["item"] = answered["item"][1:-2]

    assert read_response(answered, depression)["1"] is None


def test_an_answer_may_be_given_by_its_words_only(phq9, answered, depression):
    for entry in answered["item"][:9]:
        del entry["answer"][0]["valueCoding"]["code"]

    found = read_response(answered, depression, questionnaire=phq9)

    assert list(found.values()) == ANSWERS


def test_an_answer_without_a_value_is_never_counted_off(answered, depression):
    answered["item"][0]["answer"] = [{"valueCoding": {"system": "x", "code": "second"}}]

    with pytest.raises(InvalidDocument, match="the answer 'second' has no value"):
        read_response(answered, depression)


@pytest.mark.parametrize("written", ["R4", "R5"])
def test_answers_come_back_as_they_were_given(calm, written, tmp_path):
    words = calm.wordings["en"]
    for given in ({"1": 2, "2": NOT_APPLICABLE}, {"1": None, "2": 0}):
        response = write_response(calm, given, wording=words, release=written)
        again = read_resource(saved(tmp_path, response), kind="QuestionnaireResponse")
        form = write_questionnaire(calm, language="en", release=written)

        assert read_response(again, calm) == given
        assert read_response(again, calm, questionnaire=form) == given


def test_a_total_is_not_written_of_what_was_never_asked(library):
    """A gap the scale forgives leaves a total; a question nobody asked leaves none, as in a snapshot."""
    ours = find_instrument(library, "village-16")
    first, *others = [item.key for item in ours.items]
    asked = dict.fromkeys(others, 2)

    left_empty = write_response(ours, {first: None, **asked})["item"]
    never_asked = write_response(ours, asked)["item"]

    assert (left_empty[0], left_empty[-1]["linkId"]) == ({"linkId": first}, "total")
    assert [entry["linkId"] for entry in never_asked] == others


def written_of(instrument, **given):
    answers = {item.key: given.get(item.key, item.lowest) for item in instrument.items}
    return write_response(instrument, answers)


def test_a_code_and_a_value_that_contradict_each_other_are_refused(depression):
    """The words say “nearly every day”, the number says never: whoever believed the number would call nobody."""
    response = written_of(depression)
    response["item"] = [one for one in response["item"] if one["linkId"] != "total"]
    response["item"][8]["answer"][0]["valueCoding"]["code"] = "LA6571-9"

    with pytest.raises(
        InvalidDocument, match="'LA6571-9' is worth 3, and the value beside it is 0"
    ):
        read_response(response, depression)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1", "'1' is worth 1, and the value beside it is 0"),
        ("99", "'99' is none of the answers: 0, 1"),
    ],
)
def test_our_own_codes_are_what_they_say(calm, code, reason):
    response = written_of(calm)
    response["item"] = [one for one in response["item"] if one["linkId"] != "total"]
    response["item"][0]["answer"][0]["valueCoding"]["code"] = code

    with pytest.raises(InvalidDocument, match=reason):
        read_response(response, calm)


def worth(value):
    return {"extension": [{"url": ORDINAL_VALUE, "valueDecimal": value}]}


ABSENT = {"system": ABSENT_REASON, "code": "not-applicable"}
STRANGER = {"system": "https://elsewhere.example/codes", "code": "x"}
OTHER = {"system": "urn:village:other:answers", "code": "2"}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"valueCoding": {**STRANGER, **worth(1)}, **worth(2)}, "1: an answer has two values"),
        ({"valueCoding": {**ABSENT, **worth(0)}}, "'not-applicable' is worth -1, .* it is 0"),
        ({"valueCoding": {**OTHER, **worth(0)}}, "1: an answer of 'urn:village:other:answers'"),
        ({"valueCoding": {"display": "Often", **worth(0)}}, "'Often' is worth 2, .* it is 0"),
        ({"valueCoding": STRANGER}, "'x' has no value"),
    ],
)
def test_no_number_is_believed_against_what_the_answer_says(calm, answer, reason):
    response = written_of(calm)
    response["item"] = [one for one in response["item"] if one["linkId"] != "total"]
    response["item"][0]["answer"] = [answer]

    with pytest.raises(InvalidDocument, match=reason):
        read_response(response, calm)
