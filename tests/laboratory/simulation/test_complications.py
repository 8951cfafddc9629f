"""What makes an evaluation hard: each complication does what it says, and the truth stays the truth."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest

from village.core.scales import Instrument
from village.laboratory.simulation.design import (
    CannotSimulate,
    Complications,
    Construct,
    Design,
    Loss,
    Spread,
    resembling,
    scaled,
)
from village.laboratory.simulation.network import InventedNetwork, simulate
from village.laboratory.simulation.truth import expected_score, home

EVERYBODY = {
    "skipped_item": 0.0,
    "skipped_wave": 0.0,
    "entry_unanswered": 0.0,
    "lost_by_wave": {},
    "days": 1200,
}
LARGE = Design(seed=5, end=dt.date(2026, 11, 15), houses=50, **EVERYBODY)


def drawn(
    instrument: Instrument, complications: Complications, design: Design = LARGE
) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """The truth, and the tables."""
    network = InventedNetwork(instrument, replace(design, complications=complications))
    tables = dict(network.tables(on_step=lambda step: None))
    return network.truth(), tables


def item_means(
    instrument: Instrument, answers: pa.Table, wave: str
) -> dict[str, tuple[float, float]]:
    """The mean answer to each item at a wave, and its naive standard error."""
    at = answers.filter(pa.compute.equal(answers["wave"], wave))
    values = at["value"].to_numpy().reshape(-1, len(instrument.items))
    errors = values.std(axis=0) / np.sqrt(len(values))
    pairs = zip(values.mean(axis=0), errors, strict=True)
    return dict(zip([item.key for item in instrument.items], pairs, strict=True))


COMPLICATIONS = {
    "nothing": Complications(),
    "meetings": Complications(per_meeting=0.01),
    "a passing state": Complications(passing=0.12),
    "entering on a bad day": Complications(passing=0.12, entering=0.3),
    "items that shift": Complications(dif={"calm": 0.2, "rested": -0.3}, other_language=0.4),
    "all of it": Complications(
        per_meeting=0.005, passing=0.1, entering=0.5, dif={"calm": 0.2}, dif_language="fr"
    ),
}


@pytest.mark.parametrize("name", COMPLICATIONS)
def test_the_truth_is_the_mean_of_a_large_draw(name: str, instrument: Instrument):
    how = COMPLICATIONS[name]
    how = replace(how, dif=dict(zip(some_items(instrument), how.dif.values(), strict=False)))
    truth, tables = drawn(instrument, how)
    for wave in LARGE.waves:
        means = item_means(instrument, tables["answers"], wave)
        for scale in instrument.scales:
            found = expected_score(scale, {key: mean for key, (mean, _) in means.items()})
            per_item = scale.multiply / (len(scale.items) if scale.method == "mean" else 1)
            # the items of a parent go together, parents of a house too: the sum of the naive errors, and half more
            error = 1.5 * per_item * sum(means[item.key][1] for item in scale.items)
            assert abs(found - truth["scales"][scale.key][wave]["mean"]) < 3 * error, (
                scale.key,
                wave,
            )


def some_items(instrument: Instrument) -> list[str]:
    return [item.key for item in instrument.items[:2]]


def test_those_who_enter_on_a_bad_day_rise_without_groups_and_without_nature(
    instrument: Instrument,
):
    still = {scale.key: Construct(entry=0.5, natural=0, groups=0) for scale in instrument.scales}
    design = replace(LARGE, constructs=still, houses=10)
    truth, _ = drawn(instrument, Complications(passing=0.12, entering=0.3), design)
    for scale in instrument.scales:
        change = truth["scales"][scale.key]["t3"]
        if scale.higher_is == "better":
            assert change["mean_change"] > 0.02 * (scale.highest - scale.lowest)
        assert change["natural_change"] == pytest.approx(change["mean_change"])


def test_what_meetings_add_is_not_what_would_have_come_anyway(instrument: Instrument):
    none, _ = drawn(instrument, Complications(), replace(LARGE, houses=10))
    meetings, _ = drawn(instrument, Complications(per_meeting=0.01), replace(LARGE, houses=10))
    before, after = (found["scales"]["confidence"]["t3"] for found in (none, meetings))

    assert after["mean_change"] > before["mean_change"] + 1
    assert after["natural_change"] == before["natural_change"]
    assert meetings["method"].endswith("as drawn")
    assert not none["method"].endswith("as drawn")


def test_those_who_come_more_change_more_by_what_each_meeting_adds(instrument: Instrument):
    design = replace(LARGE, spread=replace(Spread(), person_change=0.0))
    _, tables = drawn(instrument, Complications(per_meeting=0.01), design)
    answers, waves = tables["answers"], tables["waves"]
    item = next(
        item
        for item in instrument.items
        if home(instrument, item).key == "confidence"
        and item.key not in home(instrument, item).reversed
    )
    change = pivot(answers, item.key)
    attended = meetings_before(tables, waves, "t3")
    both = [(attended[who], shift) for who, shift in change.items() if who in attended]
    slope = np.polyfit(*np.array(both, dtype=float).T, 1)[0] / (item.highest - item.lowest)

    assert slope == pytest.approx(0.01, abs=0.003)  # floor and ceiling take a little of it


def pivot(answers: pa.Table, item: str) -> dict[str, float]:
    rows = answers.filter(pa.compute.equal(answers["item"], item)).to_pylist()
    values = {(row["participant"], row["wave"]): row["value"] for row in rows}
    return {who: value - values[who, "t0"] for (who, wave), value in values.items() if wave == "t3"}


def meetings_before(tables: dict[str, pa.Table], waves: pa.Table, wave: str) -> dict[str, int]:
    held = {row["meeting"]: row["held_on"] for row in tables["meetings"].to_pylist()}
    opens = {
        row["participant"]: row["opens_on"] for row in waves.to_pylist() if row["wave"] == wave
    }
    counts = dict.fromkeys(opens, 0)
    for row in tables["attendance"].to_pylist():
        who = row["participant"]
        if row["present"] and who in opens and held[row["meeting"]] < opens[who]:
            counts[who] += 1
    return counts


LOSING = {"lost_by_wave": {"t1": 0.2, "t2": 0.32, "t3": 0.4}}


@pytest.mark.parametrize("loss", Loss)
def test_as_many_are_lost_whatever_the_reason_and_for_good(loss: Loss, instrument: Instrument):
    _, tables = drawn(instrument, Complications(loss=loss), replace(LARGE, **LOSING))
    waves = tables["waves"].to_pandas()
    asked_last = waves[waves.wave == "t3"].set_index("participant").answered_on
    table = waves[waves.participant.isin(asked_last.index)].pivot(
        index="participant", columns="wave", values="answered_on"
    )
    answered = table.notna()
    closed = waves[waves.wave == "t3"].closes_on.max() <= dt.date(2026, 11, 15)
    rates = answered.mean()

    assert rates[["t0", "t1", "t2"]].to_numpy() == pytest.approx([1, 0.8, 0.68], abs=0.03)
    assert 0.5 < rates["t3"] <= 0.63 or not closed
    assert not (answered["t2"] & ~answered["t1"]).any()


def test_a_sheet_that_is_lost_leaves_no_answer(instrument: Instrument):
    small = replace(LARGE, houses=10, **LOSING)
    _, tables = drawn(instrument, Complications(loss=Loss.BY_UNSEEN_SCORE), small)
    waves = tables["waves"].to_pylist()
    answers = tables["answers"].to_pylist()
    back = {(row["participant"], row["wave"]) for row in waves if row["answered_on"]}

    assert {(row["participant"], row["wave"]) for row in answers} == back
    assert len(answers) == len(back) * len(instrument.items)


def test_when_those_who_are_low_leave_those_who_stay_seem_better_than_all(instrument: Instrument):
    found = {}
    for loss in Loss:
        truth, tables = drawn(instrument, Complications(loss=loss), replace(LARGE, **LOSING))
        means = item_means(instrument, tables["answers"], "t3")
        for scale in instrument.scales:
            if scale.key == "confidence":
                stayed = expected_score(scale, {key: mean for key, (mean, _) in means.items()})
                found[loss] = stayed - truth["scales"]["confidence"]["t3"]["mean"]

    assert abs(found[Loss.AT_RANDOM]) < 0.25
    assert found[Loss.BY_SCORE_BEFORE] > 0.3
    assert found[Loss.BY_UNSEEN_SCORE] > 0.5


def test_houses_of_a_later_cohort_start_later(instrument: Instrument):
    _, tables = drawn(instrument, Complications(cohorts=4), replace(LARGE, houses=40))
    houses = tables["houses"]["house"].to_pylist()
    first: dict[int, list[dt.date]] = {}
    starts: dict[str, dt.date] = {}
    for row in tables["groups"].to_pylist():
        starts[row["house"]] = min(starts.get(row["house"], row["started_on"]), row["started_on"])
    for place, house in enumerate(houses):
        first.setdefault(place % 4, []).append(starts[house])
    earliest = [min(first[cohort]) for cohort in range(4)]

    assert earliest == sorted(earliest)
    assert (earliest[3] - earliest[0]).days > 700


def test_another_language_has_as_many_parents_as_said(instrument: Instrument):
    _, tables = drawn(instrument, Complications(other_language=0.3))
    languages = tables["participants"]["language"].to_pylist()

    assert languages.count("en") / len(languages) == pytest.approx(0.3, abs=0.03)


def test_without_complications_nothing_of_them_is_written(instrument: Instrument):
    none, _ = drawn(instrument, Complications(), replace(LARGE, houses=4))
    some, _ = drawn(instrument, Complications(leaning=0.4), replace(LARGE, houses=4))

    assert "complications" not in none["design"]
    assert some["design"]["complications"]["leaning"] == 0.4


def test_a_complication_of_answers_leaves_the_calendar_as_it_was(instrument: Instrument):
    small = replace(LARGE, houses=4)
    hard = Complications(passing=0.1, entering=0.5, loss=Loss.BY_SCORE_BEFORE, per_meeting=0.01)
    one = dict(InventedNetwork(instrument, small).tables())
    other = dict(InventedNetwork(instrument, replace(small, complications=hard)).tables())

    for name in ("houses", "groups", "participants", "enrolments", "meetings", "attendance"):
        assert one[name].equals(other[name])
    assert not one["answers"].equals(other["answers"])


def test_iccs_are_what_they_are_said_to_be():
    spread = resembling(house=0.1, group=0.2)
    total = spread.house**2 + spread.group**2 + spread.person**2

    assert resembling() == Spread()
    assert (spread.house**2 / total, spread.group**2 / total) == pytest.approx((0.1, 0.2))
    assert total == pytest.approx(Spread().house ** 2 + Spread().group ** 2 + Spread().person ** 2)


def test_what_changes_can_be_more_or_nothing():
    none = scaled(natural=0, groups=2)

    assert none["stress"].natural == 0
    assert none["stress"].groups == 2 * scaled()["stress"].groups


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"leaning": 1.5}, "leaning is a share"),
        ({"entering": 0}, "entering is a share above 0"),
        ({"passing": -1}, "passing is a standard deviation"),
        ({"passing": float("nan")}, "passing is a standard deviation, not nan"),
        ({"per_meeting": float("inf")}, "per_meeting is a number, not inf"),
        ({"dif": {"calm": float("nan")}}, "calm is a number, not nan"),
        ({"dif_language": "es"}, "not in 'es'"),
    ],
)
def test_an_impossible_complication_is_refused(how: dict[str, Any], sentence: str):
    with pytest.raises(CannotSimulate, match=sentence):
        Complications(**how)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"dif": {"zzz": 0.1}}, "no item 'zzz'"), ({"cohorts": 9}, "from 1 to 4 cohorts .* not 9")],
)
def test_what_this_network_cannot_have_is_refused(
    how: dict[str, Any], sentence: str, instrument: Instrument, tmp_path: Any
):
    design = replace(LARGE, houses=4, complications=Complications(**how))

    with pytest.raises(CannotSimulate, match=sentence):
        simulate(tmp_path / "network", instrument=instrument, design=design)


@pytest.mark.parametrize("how", [{"house": 0.6, "group": 0.5}, {"house": -0.1}])
def test_impossible_iccs_are_refused(how: dict[str, float]):
    with pytest.raises(CannotSimulate, match="less than 1 together"):
        resembling(**how)
