"""`village plan`, as a researcher types it."""

import json
from pathlib import Path

import pytest

PLAN = "plans/village-core/1/plan.toml"


def test_a_plan_is_checked_and_named(village):
    found = json.loads(village("plan", "check", PLAN).stdout)

    assert found["plan"] == "village-core@1"
    assert len(found["hash"]) == 64


def test_a_plan_is_shown_with_its_usual_choices(village):
    shown = json.loads(village("plan", "show", PLAN).stdout)

    assert shown["outcomes"][0]["population"] == "everyone"
    assert shown["hash"] == json.loads(village("plan", "check", PLAN).stdout)["hash"]


def test_a_register_is_a_file_that_only_grows(village, tmp_path: Path):
    file, other = tmp_path / "register", tmp_path / "plan.toml"
    other.write_text(Path(PLAN).read_text().replace('version = "1"', 'version = "2"', 1))

    words = ("--author", "Anna", "--register", str(file))
    first = village("plan", "register", PLAN, *words).stdout
    second = village("plan", "register", str(other), *words).stdout
    again = village("plan", "register", PLAN, *words).stdout

    assert again == first
    assert file.read_text() == first + second
    assert json.loads(second)["previous"] == json.loads(first)["seal"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("check", "/nowhere.toml"), "village: /nowhere.toml: the file is missing"),
        (("check", "pyproject.toml"), "village: pyproject.toml:1: `format` is missing"),
        (("check", PLAN, "--snapshot", "/nowhere"), "village: /nowhere: there is no such folder."),
        (
            ("register", PLAN, "--author", "nobody@example.org", "--demo"),
            "village: No open account of this site has the address 'nobody@example.org'.",
        ),
        (
            ("register", PLAN, "--author", "Anna", "--register", "README.md"),
            "village: README.md:1: this is not a receipt of registration.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(village, words, sentence):
    if "--demo" in words:
        village("migrate", VILLAGE_MODE="demo")
    done = village("plan", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr
