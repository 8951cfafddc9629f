"""The rows of a snapshot go to REDCap or FHIR and are scored again from there: same scores, no name, no day."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.calm import write_calm
from tests.snapshot_folder import describe, write_snapshot
from village.core.instruments import load_library
from village.formats.fhir.resources import read_lines

PARTICIPANTS = """
    participant house  entry     language entered_in
    a1          lens   postnatal fr       2026-01-01
    b2          arras  antenatal ar       2025-11-01
    c3          lens   postnatal fr       2026-05-01
"""
INVITATIONS = """
    participant house group battery wave opens_after_days closes_after_days status   answered_after_days
    a1          lens  g     core    t0   0                28                answered 0
    a1          lens  g     core    t1   80               120               answered 90
    b2          arras g     core    t0   0                60                answered 45
    c3          lens  g     core    t0   0                28                lapsed   .
"""
ANSWERS = """
    participant wave instrument version item value language mode  validated wording       words plain
    a1          t0   calm       1       1    2     fr       phone true      original      h1    false
    a1          t0   calm       1       2    -1    fr       phone true      original      h1    false
    a1          t1   calm       1       1    .     fr       paper true      original      h1    false
    a1          t1   calm       1       2    1     fr       paper true      original      h1    false
    b2          t0   calm       1       2    0     ar       phone false     not-validated .     true
"""


@pytest.fixture
def calm(tmp_path):
    """A site's own instruments: the invented scale, and its words."""
    write_calm(tmp_path / "site")
    return ("--instruments", str(tmp_path / "site"))


@pytest.fixture
def snapshot(tmp_path, calm):
    instruments = describe(load_library([tmp_path / "site"])["calm@1"])

    def write(name="s", **tables) -> str:
        drawn = {"participants": PARTICIPANTS, "invitations": INVITATIONS, "answers": ANSWERS}
        folder = write_snapshot(
            tmp_path / name,
            instruments=instruments,
            waves={"t0": 0, "t1": 3},
            tables=drawn | tables,
        )
        return str(folder)

    return write


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_snapshot_becomes_a_redcap_project_that_scores_the_same(
    village, snapshot, calm, tmp_path
):
    out = tmp_path / "redcap"
    words = ("export", snapshot(), str(out), "--format", "redcap", "--language", "en", *calm)

    told = json.loads(village(*words).stdout)
    records = table(out / "records.csv")
    scored = village(
        *("score", "calm", "--redcap", str(out / "records.csv"), *calm),
        *("--dictionary", str(out / "dictionary.csv"), "--events", str(out / "events.csv")),
    )

    assert (told["persons"], told["rows"], told["sheets"]) == (3, 4, 3)
    assert table(out / "events.csv")[1] == {
        "event_name": "t1",
        "arm_num": "1",
        "unique_event_name": "t1_arm_1",
        "custom_event_label": "at 3 months",
    }
    asked = [(row["unique_event_name"], row["form"]) for row in table(out / "forms-by-event.csv")]
    assert asked == [
        *(("t0_arm_1", form) for form in ("participant", "sheet", "calm")),
        *(("t1_arm_1", form) for form in ("sheet", "calm")),
    ]
    assert (
        records[0]
        | {
            "record_id": "a1",
            "redcap_event_name": "t0_arm_1",
            "participant_house": "lens",
            "participant_entered_in": "2026-01-01",
            "sheet_days_since_entry": "0",
            "sheet_plain": "0",
            "calm_1": "2",
            "calm_2": "na",
            "words_of_calm": "original",
            "calm_complete": "2",
        }
        == records[0]
    )
    assert (records[1]["participant_house"], records[1]["participant_complete"]) == ("", "")
    assert (records[3]["record_id"], records[3]["sheet_complete"]) == ("c3", "")
    assert [(one["record"], one["event"], one["score"]) for one in lines(scored.stdout)] == [
        ("a1", "t0_arm_1", 3),
        ("a1", "t1_arm_1", None),
        ("b2", "t0_arm_1", None),
    ]
    assert "understood: calm_1: item 1: 0 “0” … 2 “2”" in scored.stderr
    assert "I felt calm" not in (out / "dictionary.csv").read_text()  # the words of others stay


@pytest.mark.parametrize("release", ["r4", "r5"])
def test_a_snapshot_becomes_responses_that_score_the_same(
    village, snapshot, calm, tmp_path, release
):
    out = tmp_path / "fhir"
    taken = snapshot()

    told = json.loads(
        village("export", taken, str(out), "--format", f"fhir-{release}", *calm).stdout
    )
    file = out / "calm-1.ndjson"
    responses = [one for _, one in read_lines(file, kind="QuestionnaireResponse")]
    scored = lines(village("score", "calm", "--fhir", str(file), *calm).stdout)

    assert (told["persons"], told["sheets"]) == (3, {"calm@1": 3})
    assert [one.get("authored") for one in responses] == ["2026-01", "2026", None]
    assert responses[0]["subject"]["identifier"] == {
        "system": f"urn:village:snapshot:{told['snapshot']}",
        "value": "a1",
    }
    # Asked and left empty, then never asked.
    assert [one["linkId"] for one in responses[1]["item"]] == ["1", "2"]
    assert "answer" not in responses[1]["item"][0]
    assert [one["linkId"] for one in responses[2]["item"]] == ["2"]
    said = {one["url"].rpartition(":")[2]: one for one in responses[2]["extension"]}
    assert said["wording"]["valueCode"] == "not-validated"
    assert said["plain"]["valueBoolean"] is True
    assert [(one["line"], one["subject"], one["score"]) for one in scored] == [
        (1, "a1", 3),
        (2, "a1", None),
        (3, "b2", None),
    ]
    assert "I felt calm" not in file.read_text()


def test_whoever_was_asked_twice_at_a_wave_is_told(village, snapshot, calm, tmp_path):
    """In two groups: an event of REDCap has room for one sheet; FHIR keeps both, each with its day."""
    again = "a1 t0 calm 1 1 0 fr phone true original h1 false"
    second = "a1 lens h core t0 0 28 answered 70"
    answers = ANSWERS.splitlines()
    answers.insert(4, again)
    invitations = INVITATIONS.splitlines()
    invitations.insert(3, second)
    taken = snapshot(answers="\n".join(answers), invitations="\n".join(invitations))

    redcap = village("export", taken, str(tmp_path / "r"), "--format", "redcap", *calm)
    village("export", taken, str(tmp_path / "f"), "--format", "fhir-r4", *calm)

    responses = [json.loads(one) for one in (tmp_path / "f/calm-1.ndjson").read_text().splitlines()]
    assert json.loads(redcap.stdout)["second_sheets_left_out"] == 1
    assert Counter(one["subject"]["identifier"]["value"] for one in responses) == {"a1": 3, "b2": 1}
    assert len({one["id"] for one in responses}) == 4
    assert [one.get("authored") for one in responses[:2]] == ["2026-01", "2026"]


def test_no_cell_starts_a_formula(village, snapshot, calm, tmp_path):
    taken = snapshot(participants=PARTICIPANTS.replace("arras", "=1+1"))

    village("export", taken, str(tmp_path / "r"), "--format", "redcap", *calm)

    assert ",'=1+1," in (tmp_path / "r/records.csv").read_text()


def test_the_same_snapshot_gives_the_same_bytes_for_its_holder_only(
    village, snapshot, calm, tmp_path
):
    taken = snapshot()
    for name in ("one", "two"):
        village("export", taken, str(tmp_path / name), "--format", "redcap", *calm)

    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o700


def test_what_cannot_be_exported_is_one_sentence_and_leaves_nothing(
    village, snapshot, calm, tmp_path
):
    out = str(tmp_path / "out")
    taken = snapshot()
    header, *people = PARTICIPANTS.strip().splitlines()
    shuffled = snapshot("shuffled", participants="\n".join([header, *reversed(people)]))
    write_calm(tmp_path / "other")
    other = tmp_path / "other/calm/1/scale.toml"
    other.write_text(other.read_text().replace('"better"', '"worse"'))
    (tmp_path / "here").mkdir()
    Path(taken, "answers.parquet").chmod(0o644)

    for words, sentence in (
        (("--instruments", "instruments"), "calm@1 is in this snapshot, and not installed here"),
        (("--instruments", str(tmp_path / "other")), "its hash is another"),
        ((*calm, "--only", "epds"), "No instrument 'epds' here"),
    ):
        done = village("export", taken, out, "--format", "redcap", *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert sentence in done.stderr
    disordered = village("export", shuffled, out, "--format", "redcap", *calm)
    there = village("export", taken, str(tmp_path / "here"), "--format", "redcap", *calm)
    Path(taken, "answers.parquet").write_bytes(b"")
    changed = village("export", taken, out, "--format", "fhir-r5", *calm)

    assert "is there already" in there.stderr
    assert "this file was changed after the snapshot was taken" in changed.stderr
    assert not Path(out).exists()
    assert not list(tmp_path.glob("*.part"))
    assert "in the order of pseudonyms" in disordered.stderr
