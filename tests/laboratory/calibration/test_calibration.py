"""The calibration counts right, catches a wrong interval, can be stopped and taken up again, and writes its page."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from village.laboratory.calibration import running
from village.laboratory.calibration.designs import MAIN_DESIGNS, MainDesign, Setting
from village.laboratory.calibration.page import page, verdict
from village.laboratory.calibration.running import CannotCalibrate, calibrate, steps
from village.laboratory.simulation import analyses
from village.laboratory.simulation.repeat import pool_of

ALIKE = Setting(houses=60, icc_house=0.1, icc_group=0.1)
[CHANGE] = [
    replace(design, settings=(ALIKE,), times=1) for design in MAIN_DESIGNS if design.key == "change"
]
KNOWN = {"seed": 4, "code_version": "1.2.3"}


def test_an_honest_interval_is_within():
    [cell] = calibrate([CHANGE], networks=400, **KNOWN).cells

    assert cell.is_within
    assert 0.92 < cell.coverage < 0.98
    assert 0.02 < cell.false_positives < 0.08
    assert cell.power > 0.9
    assert cell.mean == pytest.approx(cell.truth, abs=0.02)
    assert (cell.networks, cell.failed) == (400, 0)


@pytest.mark.parametrize(
    "wrong",
    [analyses.change_of_strangers, analyses.change_in_these_houses],
    ids=lambda f: f.__name__,
)
def test_an_interval_that_forgets_who_resembles_whom_is_caught(wrong):
    [cell] = calibrate([replace(CHANGE, analyse=wrong)], networks=200, **KNOWN).cells

    assert not cell.is_within
    assert verdict(cell) == "**outside**"
    assert cell.coverage < 0.92
    assert cell.false_positives > 0.08
    assert cell.claimed < 0.9 * cell.spread


def test_every_main_design_can_be_tried():
    """A handful of networks each: that they run, and that their truth is near what they find."""
    small = [replace(design, settings=design.settings[:1], times=1) for design in MAIN_DESIGNS]

    for cell in calibrate(small, networks=6, **KNOWN).cells:
        assert cell.failed == 0
        assert abs(cell.mean - cell.truth) < 5 * cell.spread / 6**0.5


def test_the_number_of_processes_does_not_move_a_byte():
    alone = calibrate([CHANGE], networks=60, **KNOWN).as_json()
    with pool_of(2) as pool:
        together = calibrate([CHANGE], networks=60, pool=pool, **KNOWN).as_json()

    assert alone == together


def test_what_was_counted_is_not_counted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = replace(CHANGE, settings=(replace(ALIKE, houses=8),))
    both = replace(CHANGE, settings=(*CHANGE.settings, *other.settings))
    kept = tmp_path / "kept.json"
    whole = calibrate([both], networks=20, **KNOWN).as_json()
    calibrate([CHANGE], networks=20, kept=kept, **KNOWN)
    drawn: list[str] = []
    again = running.repeat
    monkeypatch.setattr(
        running, "repeat", lambda study, **how: drawn.append(study.name) or again(study, **how)
    )

    assert calibrate([both], networks=20, kept=kept, **KNOWN).as_json() == whole
    assert drawn == [f"change/8 houses, ICC 0.1 + 0.1/{name}" for name in ("effect", "nothing")]
    assert kept.read_bytes() == whole


def test_a_file_counted_otherwise_is_not_continued(tmp_path: Path):
    kept = tmp_path / "kept.json"
    calibrate([CHANGE], networks=5, kept=kept, **KNOWN)

    with pytest.raises(CannotCalibrate, match="counted with networks 5, not 6"):
        calibrate([CHANGE], networks=6, kept=kept, **KNOWN)
    kept.write_text("[]")
    with pytest.raises(CannotCalibrate, match="not a calibration that can be continued"):
        calibrate([CHANGE], networks=5, kept=kept, **KNOWN)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"networks": 0}, "At least one network"), ({"networks": 5, "seed": -1}, "whole number")],
)
def test_an_impossible_calibration_is_refused(how: dict[str, int], sentence: str):
    with pytest.raises(CannotCalibrate, match=sentence):
        calibrate([CHANGE], **{**KNOWN, **how})


def test_a_design_that_never_estimates_is_said():
    one_house = replace(CHANGE, settings=(replace(ALIKE, houses=1),))
    lonely: MainDesign = replace(
        one_house,
        with_effect=replace(CHANGE.with_effect, groups=1),
        without=replace(CHANGE.without, groups=1),
    )

    with pytest.raises(CannotCalibrate, match="Nothing could be estimated for change, 1 houses"):
        calibrate([lonely], networks=3, **KNOWN)


def test_the_page_says_what_was_counted_and_how_to_count_it_again():
    found = calibrate([CHANGE], networks=40, **KNOWN)
    [cell] = found.cells
    text = page(found, [CHANGE], on=dt.date(2026, 11, 20), command="village calibrate --seed 4")

    assert "Written by `village calibrate --seed 4`" in text
    assert "On 20 November 2026, with village 1.2.3, seed 4: 40 invented networks" in text
    assert f"| 60 houses, ICC 0.1 + 0.1 | 40 | {100 * cell.coverage:.1f} ±" in text


def test_the_file_says_what_it_takes_to_count_again():
    content = json.loads(calibrate([CHANGE], networks=5, **KNOWN).as_json())

    assert (content["seed"], content["networks"], content["code_version"]) == (4, 5, "1.2.3")
    assert content["cells"][0]["design"] == "change"


def test_the_work_ahead_is_known():
    often = replace(CHANGE, times=3)
    heard: list[int] = []
    calibrate([CHANGE, often], networks=4, on_draws=lambda key, done: heard.append(done), **KNOWN)

    assert steps([CHANGE, often], 4) == 2 * 4 * (1 + 3)
    assert calibrate([often], networks=4, **KNOWN).cells[0].networks == 12
    assert sum(heard) == steps([CHANGE, often], 4)


def test_what_needs_the_uncertainty_to_be_within_is_at_the_edge():
    [cell] = calibrate([CHANGE], networks=40, **KNOWN).cells
    inside = replace(cell, coverage=0.95, false_positives=0.05)

    assert verdict(inside) == "within"
    assert verdict(replace(inside, coverage=0.935, coverage_error=0.01)) == "at the edge"
    assert verdict(replace(inside, coverage=0.935, coverage_error=0.001)) == "**outside**"
    assert (
        verdict(replace(inside, false_positives=0.3, is_claimed=False))
        == "outside, as it should be"
    )
