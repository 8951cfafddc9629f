"""The commands that design an evaluation, as typed: what they print, what they refuse, and with which exit code."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.analytics.test_commands import Typed, typed
from village.laboratory.power.answers import needed
from village.laboratory.power.followed import Paired

__all__ = ["typed"]  # the fixture

FAST = ("--networks", 20)


def test_power_prints_formula_simulation_numbers_and_assumptions(typed: Typed):
    code, out, err = typed("power", "paired", "--effect", 0.11, *FAST)

    assert (code, err) == (0, "")
    assert "by formula" in out
    assert "80%" in out
    assert "± " in out
    assert f"· {needed(Paired(effect=0.11), 'houses', target=0.8)} houses" in out
    assert "Nobody is compared: this is a change, not an effect." in out


def test_power_prints_json_and_nothing_else(typed: Typed):
    code, out, err = typed("power", "stepped", "--effect", 0.25, "--networks", 0, "--json")
    found = json.loads(out)

    assert (code, err) == (0, "")
    assert found["drawn"] is None
    assert found["needed"] == {"houses": 25, "parents": 11}


def test_power_by_formula_alone_draws_nothing(typed: Typed):
    code, out, _ = typed("power", "compared", "--effect", 0.2, "--networks", 0)

    assert code == 0
    assert "Simulation" not in out


def test_power_says_when_no_number_is_enough(typed: Typed):
    code, out, _ = typed(
        "power", "paired", "--effect", 0.2, "--houses", 8, "--icc-house", 0.1, "--networks", 0
    )

    assert code == 0
    assert "no number of parents is enough" in out


def test_power_takes_the_shares_who_answer_at_several_waves(typed: Typed):
    code, out, _ = typed(
        "power", "repeated", "--effect", 0.3, "--answering", "0.9,0.8,0.7", "--houses", 10, *FAST
    )

    assert code == 0
    assert "90%, 80%, 70% answer" in out


REFUSED = [
    (("power", "stepped", "--effect", 1, "--correlation", 0.4), "does not look at --correlation"),
    (
        ("power", "paired", "--effect", 1, "--answering", "a"),
        "separated by commas (0.8,0.7), not 'a'",
    ),
    (("power", "paired", "--effect", 0), "a number other than 0"),
    (("power", "paired", "--effect", 1, "--houses", 1), "nothing to tell how houses differ"),
    (("power", "paired", "--effect", 1, "--processes", 0), "At least one process"),
    (("calibrate", "nothing"), "There is no design 'nothing'; there are change, "),
    (("calibrate", "change", "--networks", 0), "At least one network"),
    (("simulate", "{folder}", "--dif", "calm"), "calm=0.2"),
    (("simulate", "{folder}", "--dif", "zzz=0.2"), "village-16@1 has no item 'zzz'"),
    (("simulate", "{folder}", "--entering", 0), "entering is a share"),
    (("simulate", "{folder}", "--icc-house", 0.9, "--icc-group", 0.2), "less than 1 together"),
    (("simulate", "{folder}", "--cohorts", 0), "from 1 to 62 cohorts"),
]


@pytest.mark.parametrize(("words", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(
    words: tuple[object, ...], sentence: str, typed: Typed, tmp_path: Path
):
    folder = tmp_path / "network"
    code, out, err = typed(*(str(word).format(folder=folder) for word in words))

    assert (code, out) == (2, "")
    assert sentence in err
    assert err.startswith("village: ")
    assert err.count("\n") == 1
    assert not folder.exists()


def test_calibrate_writes_its_page_and_its_counts(typed: Typed, tmp_path: Path):
    page, counts = tmp_path / "page.md", tmp_path / "counts.json"
    words = ("calibrate", "strangers", "--networks", 5, "--processes", 1, "--seed", 3)
    code, out, err = typed(*words, "--page", page, "--out", counts, "--on", "2026-11-20")

    assert (code, err) == (0, "")
    assert "60 houses, ICC 0.1 + 0.1" in out
    text = page.read_text()
    assert "Written by `village calibrate strangers --networks 5 --seed 3`" in text
    assert "On 20 November 2026" in text
    assert json.loads(counts.read_text())["networks"] == 5


def test_calibrate_prints_json_and_nothing_else(typed: Typed):
    words = ("calibrate", "strangers", "--networks", 5, "--processes", 1, "--json")
    (code, once, err), (_, twice, _) = typed(*words), typed(*words)

    assert (code, err) == (0, "")
    assert once == twice
    assert len(json.loads(once)["cells"]) == 3


def test_simulate_draws_a_hard_network_and_the_same_one_again(typed: Typed, tmp_path: Path):
    hard = (
        "--houses", 4, "--seed", 3, "--loss", "mnar", "--leaning", 0.7, "--entering", 0.4, "--passing", 0.1,
        "--english", 0.3, "--dif", "{item}=0.2", "--per-meeting", 0.005, "--cohorts", 2, "--icc-house", 0.1,
        "--natural", 0, "--groups-add", 2,
    )  # fmt: skip
    seen = set()
    for name in ("one", "again"):
        code, out, err = typed(
            "simulate", tmp_path / name, *(str(word).format(item=ITEM) for word in hard)
        )
        assert (code, out.strip(), err) == (0, str(tmp_path / name), "")
        files = sorted((tmp_path / name).iterdir())
        seen.add(hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest())
    truth = json.loads((tmp_path / "one/truth.json").read_text())

    assert len(seen) == 1
    assert truth["design"]["complications"]["loss"] == "mnar"
    assert truth["design"]["complications"]["dif"] == {ITEM: 0.2}
    assert truth["design"]["constructs"]["stress"]["natural"] == 0


ITEM = "own_way"
