"""`village batteries`, run as a person runs it: one sentence and exit code 2, or all of it."""

import datetime as dt
import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.calm import write_calm
from village.cli import main
from village.core.babies import Birth
from village.core.battery_reading import load_batteries
from village.core.instruments import load_library

ROOT = Path(__file__).parents[2]
JUNE = dt.date(2026, 6, 1)
MARCH = dt.date(2026, 3, 10)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this very process: its exit code, what it printed, what it refused."""

    def here(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["village", "batteries", *words])
        with pytest.raises(SystemExit) as done:
            main()
        said = capsys.readouterr()
        return int(done.value.code or 0), said.out, said.err

    return here


def test_the_batteries_are_listed_with_their_waves_and_their_words(village):
    done = village("batteries", "list", "--json")

    listed = {one["battery"]: one for one in json.loads(done.stdout)}
    assert listed["village-core@1"]["waves"] == ["t0", "t1", "t2", "t3"]
    assert listed["village-core@1"]["languages"][0] == "fr"
    assert listed["village-recommended@1"]["languages"] == []
    assert "none: see `show`" in village("batteries", "list").stdout


def test_a_battery_says_what_it_wants_and_what_stands_in_here(run):
    code, out, _err = run("show", "Village-Recommended", "--json")

    first, second, third = json.loads(out)["waves"][:3]
    assert code == 0
    assert (first["of"], first["items"], first["minutes"]) == ("antenatal", 12, 1.5)
    assert first["absent"] == ["who5@1", "phq4@1", "pss4@1", "ucla3@1", "mspss@1"]
    assert first["stand_ins"] == ["village-16@1"]
    assert (second["of"], second["items"]) == ("postnatal", 16)
    assert (third["wave"], third["when"], third["rest_days"]) == (
        "birth",
        "2 to 6 weeks after the birth",
        42,
    )


@pytest.mark.parametrize(
    ("words", "birth"),
    [
        ((), None),
        (("--expected", "2026-06"), Birth(expected_in=JUNE)),
        (("--born", "2026-06"), Birth(born_in=JUNE)),
        (
            ("--expected", "2026-05", "--born", "2026-06"),
            Birth(expected_in=dt.date(2026, 5, 1), born_in=JUNE),
        ),
    ],
)
def test_a_preview_is_the_calendar_of_the_rules(run, words, birth):
    battery = load_batteries(ROOT / "batteries", load_library([ROOT / "instruments"]))[
        "village-recommended@1"
    ]

    _code, out, _err = run(
        "preview", "village-recommended", "--entered", "2026-03-10", *words, "--json"
    )

    told = json.loads(out)
    assert told["hash"] == battery.hash
    assert [(t["wave"], t["from"], t["to"], t["provisional"]) for t in told["turns"]] == [
        (t.wave.key, t.opens_on.isoformat(), t.closes_on.isoformat(), t.is_provisional)
        for t in battery.calendar(entered_on=MARCH, birth=birth)
    ]


def test_a_preview_says_what_is_provisional_and_what_is_over(run):
    _code, expected, _err = run(
        "preview", "village-recommended", "--entered", "2026-03-10", "--expected", "2026-06"
    )
    _code, born, _err = run(
        "preview", "village-recommended", "--entered", "2026-03-10", "--born", "2025-07"
    )

    sentence = "Provisional until the birth is noted: birth, month3, month7, month12, month21."
    assert sentence in expected
    assert "month3: is over before the rest it leaves a newcomer (closed on 2025-11-04" in born
    assert "Provisional" not in born


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("preview", "village-core", "--entered", "hier"), "'hier' is not a day: write it as"),
        (("preview", "village-core", "--entered", "9999-12-31"), "is not between 1900 and 2200"),
        (
            ("preview", "village-core", "--entered", "2026-03-10", "--born", "juin"),
            "'juin' is not a month: write it as 2026-06.",
        ),
        (("show", "elsewhere"), "No battery 'elsewhere' here. Installed: village-core@1, village"),
        (("show", "village-core@2"), "No battery 'village-core@2' here."),
        (("show", "village-core", "--language", "xx"), "cannot be asked in 'xx': it has all its"),
        (("list", "--batteries", "/nowhere"), "/nowhere: no such folder of batteries"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(run, words, sentence):
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert sentence in err


def test_a_site_that_has_the_words_sees_its_own_calendar(run, tmp_path):
    write_calm(tmp_path / "scales")
    folder = tmp_path / "batteries/quiet/1"
    folder.mkdir(parents=True)
    text = (ROOT / "batteries/village-core/1/battery.toml").read_text()
    (folder / "battery.toml").write_text(
        text.replace('"village-core"', '"quiet"').replace("village-16@1", "calm@1")
    )
    here = ("--batteries", str(tmp_path / "batteries"), "--instruments", str(tmp_path / "scales"))

    _code, out, _err = run("show", "quiet", "--language", "en", "--json", *here)

    assert {one["items"] for one in json.loads(out)["waves"]} == {2}
    assert run("show", "quiet", *here)[2].startswith("village: quiet@1 cannot be asked in 'fr'")
    checked = ("check", str(tmp_path / "batteries"), "--instruments", str(tmp_path / "scales"))
    assert run(*checked)[1] == "1 batteries, 4 waves, each within its length.\n"


def test_an_error_in_a_battery_is_named_with_its_line(run, tmp_path):
    shutil.copytree(ROOT / "batteries", tmp_path / "batteries")
    path = tmp_path / "batteries/village-core/1/battery.toml"
    path.write_text(path.read_text().replace("months = 8", "months = -8"))

    code, _out, err = run("check", str(tmp_path / "batteries"))

    assert code == 2
    assert "battery.toml:25: `months` cannot be negative" in err
