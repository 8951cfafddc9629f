"""A published questionnaire is read by the values of its answers, and gives its published total."""

import json
from pathlib import Path

import pytest

from village.core.errors import InvalidDocument
from village.core.instruments import load_instrument
from village.core.scoring import score_all
from village.formats.fhir import published_values, read_answers, read_questionnaire, read_resource
from village.formats.folders import write_folder

GOLDEN = Path(__file__).parents[1] / "golden/fhir"
PHQ9 = GOLDEN / "Questionnaire-phq-9-example.json"
ANSWERED = GOLDEN / "QuestionnaireResponse-phq-9-example.json"
# More real files stand beside some checkouts; those that are there are tried too.
REAL = sorted(
    [*GOLDEN.glob("*.json"), *(Path(__file__).parents[3] / "shared/reference/fhir").rglob("*.json")]
)


@pytest.fixture
def phq9():
    return read_resource(PHQ9, kind="Questionnaire")


@pytest.fixture
def answered():
    return read_resource(ANSWERED, kind="QuestionnaireResponse")


def test_the_published_answers_give_the_published_total(phq9, answered, tmp_path):
    questionnaire = read_questionnaire(phq9)
    answers = read_answers(answered, questionnaire)
    folder = write_folder(
        questionnaire,
        tmp_path / "phq-9/1",
        language="en",
        licence="test only",
        source="US Core",
        higher_is="worse",
        safety_item="44260-8",
    )
    keys = [item.key for item in questionnaire.items]
    (folder / "golden.csv").write_text(
        ",".join([*keys, "total", "missing", "alerts"])
        + "\n"
        + ",".join([*(str(answers[key]) for key in keys), "12", "0", ""])
        + "\n"
    )
    instrument = load_instrument(folder)

    assert list(answers.values()) == [2, 2, 2, 2, 1, 1, 2, 0, 0]
    assert score_all(instrument, answers).total == 12 == published_values(answered)["/44261-6"]
    assert score_all(instrument, answers).alerts == ()
    assert score_all(instrument, {**answers, "44260-8": 1}).alerts == ("safety",)


def test_what_cannot_be_scored_is_left_out_with_its_reason(phq9):
    left_out = read_questionnaire(phq9).left_out

    assert left_out["/44261-6"] == "/44261-6: decimal is not a choice"
    assert left_out["/69722-7"] == "/69722-7: an answer has no whole ordinal value"


def test_values_are_read_and_positions_are_not(phq9, answered):
    for item in phq9["item"]:
        item.get("answerOption", []).reverse()

    assert list(read_answers(answered, read_questionnaire(phq9)).values()) == [
        2,
        2,
        2,
        2,
        1,
        1,
        2,
        0,
        0,
    ]


def test_a_question_without_an_answer_is_a_gap(phq9, answered):
    answered["item"] = answered["item"][1:]

    assert read_answers(answered, read_questionnaire(phq9))["44250-9"] is None


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_every_real_file_is_read_or_refused_with_a_reason(path):
    try:
        questionnaire = read_questionnaire(read_resource(path, kind="Questionnaire"))
    except InvalidDocument as refusal:
        assert len(str(refusal)) > 20
    else:
        assert questionnaire.items
        assert all(item.options for item in questionnaire.items)


def test_a_file_that_is_not_fhir_is_refused(tmp_path):
    path = tmp_path / "x.json"
    for content, reason in (
        ("{", "not JSON"),
        ("[]", "this is no FHIR resource"),
        ('{"resourceType": "Bundle"}', "a Questionnaire was expected, this is Bundle"),
        ("[" * 100_000, "not JSON"),
    ):
        path.write_text(content)
        with pytest.raises(InvalidDocument, match=reason):
            read_resource(path, kind="Questionnaire")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(" " * 2_000_001)

    with pytest.raises(InvalidDocument, match="larger than 2 MB"):
        read_resource(path, kind="Questionnaire")


def test_contradictions_are_refused(phq9, answered):
    twice = json.loads(json.dumps(phq9, default=float))
    twice["item"][1]["linkId"] = twice["item"][0]["linkId"]
    with pytest.raises(InvalidDocument, match="'/44250-9' is used twice"):
        read_questionnaire(twice)

    answered["item"][0]["answer"] *= 2
    with pytest.raises(InvalidDocument, match="2 answers to a question that takes one"):
        read_answers(answered, read_questionnaire(phq9))

    answered["item"][0]["answer"] = [{"valueCoding": {"code": "LA0000-0"}}]
    with pytest.raises(InvalidDocument, match="LA0000-0 is not one of its answers"):
        read_answers(answered, read_questionnaire(phq9))


def test_words_with_quotes_and_newlines_survive_the_folder(phq9, tmp_path):
    phq9["item"][0]["text"] = 'He said: "no\\way"\nمرحبا'
    questionnaire = read_questionnaire(phq9)
    folder = write_folder(
        questionnaire, tmp_path / "q/1", language="en", licence="x", source="y", higher_is="worse"
    )
    columns = [item.key for item in questionnaire.items]
    (folder / "golden.csv").write_text(
        ",".join([*columns, "total", "missing", "alerts"]) + "\n" + "0," * 9 + "0,0,\n"
    )

    wording = load_instrument(folder).wordings["en"]

    assert wording.questions["44250-9"] == 'He said: "no\\way"\nمرحبا'
