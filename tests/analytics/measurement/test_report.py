"""What is said of how each scale measured: to whom, with what it is hidden behind."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.snapshot_folder import snapshot_of, write_snapshot
from village.analytics.engine import Snapshot, open_snapshot
from village.analytics.manifest import seal
from village.analytics.measurement import ScaleMeasurement, measurement_report
from village.analytics.results import as_json
from village.core.canonical import canonical
from village.core.privacy import Audience
from village.core.scales import Instrument
from village.laboratory.simulation.design import Complications, Design
from village.laboratory.simulation.network import InventedNetwork

WAVES = {"t0": 0, "t1": 3}


@pytest.fixture(scope="module")
def report(network: Path) -> tuple[ScaleMeasurement, ...]:
    with open_snapshot(network) as snapshot:
        return measurement_report(snapshot, audience=Audience.PUBLIC)


def test_every_scale_is_measured_at_every_wave(report, network: Path):
    with open_snapshot(network) as snapshot:
        scales, waves = len(snapshot.manifest.scales), len(snapshot.manifest.waves)

    assert len({(one.scale, one.wave) for one in report}) == scales * waves


def test_reliability_comes_with_its_interval_and_the_error_of_one_score(report):
    one = next(one for one in report if (one.scale, one.wave) == ("confidence", "t0"))

    assert one.alpha.low < one.alpha.value < one.alpha.high
    assert one.omega.value == pytest.approx(one.alpha.value, abs=0.02)  # the items are drawn alike
    assert one.mdc95 == pytest.approx(1.96 * 2**0.5 * one.sem, abs=0.2)  # both are rounded
    assert {item.item for item in one.items} == {
        "own_way",
        "something_new",
        "choosing_advice",
        "what_i_noticed",
    }
    assert one.cautions == ()


def test_five_subjects_are_not_one_and_the_total_says_so(report):
    total = next(one for one in report if (one.scale, one.wave) == ("total", "t0"))

    assert "no_single_factor" in {caution.code for caution in total.cautions}
    assert all(comparison.level is None for comparison in total.comparisons)


def test_languages_and_modes_that_measure_alike_are_said_to(report):
    one = next(one for one in report if (one.scale, one.wave) == ("stress", "t0"))
    by = {comparison.by: comparison for comparison in one.comparisons}

    assert by["language"].groups[0] == "fr"
    assert by["language"].level == "scalar"
    assert not any(item.flagged for item in by["language"].items)
    assert by["mode"].level == "scalar"


def test_respondents_are_rounded_and_small_ends_are_silent(report):
    assert all(one.respondents % 10 == 0 for one in report if one.respondents is not None)
    for one in report:
        for share in (one.floor, one.ceiling):
            assert share is None or (0.01 <= share <= 0.99 and share == round(share, 2))
        assert (one.floor is None) == ("floor" in one.silences)


def test_no_figure_tells_the_exact_spread_of_those_who_have_a_score(report):
    """Beside the exact spread of the paired, it would tell the score of the one parent who is not compared."""
    for one in report:
        coefficients = [one.average_r, one.srmr, one.cfi]
        for estimate in (one.alpha, one.omega, one.rmsea):
            coefficients += [estimate.value, estimate.low] if estimate else []
        coefficients += [item.rest_correlation for item in one.items]
        coefficients += [caution.value for caution in one.cautions]
        assert all(c is None or c == round(c, 2) for c in coefficients)
        assert all(points is None or points == round(points, 1) for points in (one.sem, one.mdc95))


def test_the_same_snapshot_gives_the_same_bytes(report, network: Path):
    with open_snapshot(network, threads=1) as snapshot:
        again = measurement_report(snapshot, audience=Audience.PUBLIC)

    assert canonical({"report": as_json(again)}) == canonical({"report": as_json(report)})


def test_only_the_scales_and_waves_asked_for(snapshot: Snapshot):
    key = snapshot.manifest.scales[0].key
    found = measurement_report(snapshot, audience=Audience.PUBLIC, scales=[key], waves=["t1"])

    assert [(one.instrument, one.version, one.scale, one.wave) for one in found] == [(*key, "t1")]


def written(
    folder: Path,
    *,
    parents: dict[str, int],
    shift: int = 0,
    groups: int = 20,
    seed: int = 4,
    answered: bool = True,
) -> Path:
    """Four items 0–8 that share a factor; parents of each language, the first item `shift` higher in the others."""
    rng = np.random.default_rng(seed)
    items = ["calm", "ask", "rest", "alone"]
    answers, scores, number = [], [], 0
    for language, count in parents.items():
        for values in 4 + 1.2 * rng.normal(size=(count, 1)) + rng.normal(size=(count, 4)):
            number += 1
            keyed = np.clip(np.rint(values), 0, 8).astype(int)
            if language != "fr":
                keyed[0] = min(8, keyed[0] + shift)
            name, group = f"p{number:05}", f"g{number % groups}"
            total = int(keyed.sum())
            keyed[3] = 8 - keyed[3]  # asked the other way round
            answers += [
                (name, "t0", "calm", "1", item, value, language, "phone", "true")
                for item, value in zip(items, keyed, strict=True)
            ]
            scores.append((name, "lille", group, "t0", "calm", "1", "calm", total, 0))
    heads = (
        "participant wave instrument version item value language mode validated",
        "participant house group wave instrument version scale value missing",
    )
    tables = {
        name: "\n".join([head, *(" ".join(map(str, row)) for row in rows)])
        for name, head, rows in zip(("answers", "scores"), heads, (answers, scores), strict=True)
    }
    if not answered:
        del tables["answers"]
    scale = {
        "title": {"fr": "Calme"},
        "higher_is": "better",
        "lowest": 0,
        "highest": 32,
        "change_threshold": None,
    }
    scale["items"] = [
        {"key": item, "lowest": 0, "highest": 8, "reversed": item == "alone"} for item in items
    ]
    note = {
        "key": "calm",
        "version": "1",
        "hash": "0",
        "validated": False,
        "scales": {"calm": scale},
    }
    return write_snapshot(
        folder / "snapshot", instruments={"calm@1": note}, waves=WAVES, tables=tables
    )


@pytest.fixture
def measured(tmp_path: Path) -> Iterator:
    def measure(audience: Audience = Audience.PUBLIC, **drawn) -> ScaleMeasurement:
        with open_snapshot(written(tmp_path, **drawn)) as snapshot:
            (found,) = measurement_report(snapshot, audience=audience)
        return found

    return measure


def test_an_item_turned_round_by_the_scale_goes_with_the_others(measured):
    found = measured(parents={"fr": 300})

    assert found.alpha.value > 0.8
    assert all(item.rest_correlation > 0.5 for item in found.items)


def test_a_translation_that_makes_an_item_easier_is_found_and_named(measured):
    found = measured(parents={"fr": 500, "ar": 400}, shift=2)
    (comparison,) = found.comparisons

    assert comparison.level == "metric"
    assert comparison.means == {}, "means may not be compared"
    assert [item.item for item in comparison.items if item.flagged] == ["calm"]


def test_a_language_of_a_few_is_not_given_away_by_those_compared(measured):
    found = measured(parents={"fr": 400, "ar": 300, "en": 160, "tr": 4})
    (comparison,) = found.comparisons

    assert comparison.groups == (
        "fr",
        "ar",
    )  # with English as well, the four who are left would be known


def test_one_language_is_compared_with_none(measured):
    assert measured(parents={"fr": 400, "ar": 40}).comparisons == ()


def test_too_few_parents_are_measured_for_nobody(measured):
    found = measured(parents={"fr": 10})

    assert found.silences == {"all": "too_few"}
    assert (found.alpha, found.respondents, found.floor) == (None, None, None)


def test_one_peer_group_is_measured_for_nobody_outside(measured):
    assert measured(parents={"fr": 200}, groups=1).silences == {"all": "too_few"}


def test_enough_to_publish_is_not_enough_to_estimate(measured):
    found = measured(parents={"fr": 40})

    assert found.respondents == 40
    assert found.alpha is None
    assert "Fewer than 50" in found.refused


def test_alpha_needs_fewer_parents_than_a_factor(measured):
    found = measured(parents={"fr": 80})

    assert found.alpha is not None
    assert (found.omega, found.cfi) == (None, None)


def test_a_snapshot_taken_before_items_were_written_has_no_section(tmp_path: Path):
    folder = written(tmp_path, parents={"fr": 60})
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    del content["instruments"]["calm@1"]["scales"]["calm"]["items"]
    path.write_text(json.dumps(seal(content)))
    with open_snapshot(folder) as snapshot:
        assert measurement_report(snapshot, audience=Audience.PUBLIC) == ()


def test_scores_without_their_answers_are_said_to_have_none(tmp_path: Path):
    folder = written(tmp_path, parents={"fr": 60}, answered=False)
    with open_snapshot(folder) as snapshot:
        (found,) = measurement_report(snapshot, audience=Audience.PUBLIC)

    assert "Nobody answered" in found.refused
    assert found.alpha is None


def test_an_item_planted_to_be_easier_in_one_language_is_found(
    instrument: Instrument, tmp_path: Path
):
    planted = Complications(other_language=0.3, dif={"own_way": 0.2})
    design = Design(seed=1, end=dt.date(2026, 11, 15), complications=planted)
    folder = snapshot_of(
        dict(InventedNetwork(instrument, design).tables()), instrument, tmp_path / "snapshot"
    )
    key = ("village-16", "1", "confidence")
    with open_snapshot(folder) as snapshot:
        (found,) = measurement_report(
            snapshot, audience=Audience.PUBLIC, waves=["t0"], scales=[key]
        )
    by_language = next(one for one in found.comparisons if one.by == "language")

    assert by_language.level == "metric"
    assert [item.item for item in by_language.items if item.flagged] == ["own_way"]
    assert by_language.items[0].shifts["en"].low > 0
