"""`village score` on files of other tools: every row or none, as JSON, CSV or FHIR."""

import csv
import json
from pathlib import Path

import pytest

from tests.calm import write_calm

ANSWERED = Path(__file__).parents[1] / "golden/fhir/QuestionnaireResponse-phq-9-example.json"
RECORDS = "record_id,redcap_event_name,calm_1,calm_2\n=Anna,t0_arm_1,2,na\nBilal,t0_arm_1,1,\n"


@pytest.fixture
def calm(tmp_path):
    write_calm(tmp_path / "site")
    return ("--instruments", str(tmp_path / "site"))


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text(RECORDS)
    return str(path)


def test_records_of_redcap_are_scored_as_a_table(village, calm, records):
    done = village("score", "calm", "--redcap", records, "--as-csv", *calm)

    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["record"], row["event"], row["score"], row["missing"]) for row in rows] == [
        ("'=Anna", "t0_arm_1", "3", "0"),
        ("Bilal", "t0_arm_1", "", "1"),
    ]
    assert "understood: calm_1: item 1" in done.stderr


def test_a_wrong_code_is_named_and_nothing_is_printed_or_written(village, calm, records, tmp_path):
    Path(records).write_text(RECORDS + "Chloé,t0_arm_1,9,0\n")
    out = tmp_path / "out.ndjson"

    done = village("score", "calm", "--redcap", records, "--as-fhir", str(out), *calm)

    assert (done.returncode, done.stdout) == (2, "")
    assert "records.csv, row 4, calm_1: '9' is none of its answers (0, 1, 2)" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_answers_leave_as_a_response_and_come_back(village, calm, tmp_path, release):
    out = str(tmp_path / "response.json")
    words = ("--as-fhir", out, "--release", release, "--language", "en")

    before = village("score", "calm", "--keyed", ",NA", *words, *calm)
    response = json.loads(Path(out).read_text())
    after = village("score", "calm", "--fhir", out, *calm)

    assert before.stdout == after.stdout
    assert response["item"][1]["answer"][0]["valueCoding"]["display"] == "Does not concern me"
    assert response["item"][0] == {"linkId": "1", "text": "I felt calm."}
    assert "subject" not in response and "authored" not in response
    assert "is there already" in village("score", "calm", "--keyed", "1,1", *words, *calm).stderr


def test_a_published_response_leaves_with_its_published_total(village, tmp_path):
    out = str(tmp_path / "response.json")

    village("score", "phq9", "--fhir", str(ANSWERED), "--as-fhir", out)
    left = json.loads(Path(out).read_text())
    total = left["item"][-1]

    given = json.loads(ANSWERED.read_text())
    assert (left["subject"], left["authored"]) == (given["subject"], given["authored"])
    assert total == {"linkId": "total", "answer": [{"valueDecimal": 12.0}]}
    assert json.loads(village("score", "phq9", "--fhir", out).stdout)["score"] == 12


def test_records_become_responses_one_a_line(village, calm, records, tmp_path):
    out = tmp_path / "all.ndjson"

    before = village("score", "calm", "--redcap", records, "--as-fhir", str(out), *calm)
    after = village("score", "calm", "--fhir", str(out), *calm)

    scores = [
        [json.loads(line)["score"] for line in x.stdout.splitlines()] for x in (before, after)
    ]
    assert scores == [[3, None], [3, None]]
    assert [json.loads(line)["subject"] for line in after.stdout.splitlines()] == ["=Anna", "Bilal"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "line 2: not JSON"),
        ('{"resourceType": "Bundle"}', "line 2: a QuestionnaireResponse was expected, this is a B"),
        (
            '{"resourceType": "QuestionnaireResponse", "item": []}',
            "line 2: No answer here is to an item of phq9@1",
        ),
        (" " * 10_000_001, "line 2: larger than 10 MB"),
    ],
)
def test_the_line_that_cannot_be_read_is_named(village, tmp_path, line, sentence):
    path = tmp_path / "many.ndjson"
    path.write_text(json.dumps(json.loads(ANSWERED.read_text())) + "\n" + line + "\n")

    done = village("score", "phq9", "--fhir", str(path))

    assert (done.returncode, done.stdout) == (2, "")
    assert f"many.ndjson, {sentence}" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--keyed", "1,1", "--events", "x.csv"), "--dictionary and --events go with --redcap"),
        (
            ("--keyed", "1,1", "--as-fhir", "x.json", "--language", "fr"),
            "calm@1 has no words in 'f",
        ),
        (("--redcap", "/nowhere.csv"), "No such file"),
        (("--csv", "x.csv", "--as-fhir", "x.json"), "the rows of a CSV file do not say whose"),
    ],
)
def test_options_that_do_not_go_together_are_one_sentence(village, calm, words, sentence):
    done = village("score", "calm", *words, *calm)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert sentence in done.stderr
