"""An invented network asked by the calendar of a battery: the product's own windows, and a truth that draws agree with."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from village.core.babies import Birth
from village.core.battery_reading import load_batteries
from village.core.instruments import load_library
from village.core.scales import Instrument
from village.core.waves import Battery
from village.laboratory.simulation.design import CannotSimulate, Complications, Design
from village.laboratory.simulation.network import InventedNetwork

ROOT = Path(__file__).parents[3]
END = dt.date(2026, 11, 15)
SMALL = Design(seed=3, end=END, houses=12)
CONFIDENCE = {"own_way", "something_new", "choosing_advice", "what_i_noticed"}

Records = Mapping[str, pa.Table]


@pytest.fixture(scope="module")
def recommended() -> Battery:
    return load_batteries(ROOT / "batteries", load_library([ROOT / "instruments"]))[
        "village-recommended@1"
    ]


@pytest.fixture(scope="module")
def network(instrument: Instrument, recommended: Battery) -> InventedNetwork:
    return InventedNetwork(instrument, SMALL, recommended)


@pytest.fixture(scope="module")
def followed(network: InventedNetwork) -> Records:
    return dict(network.tables(on_step=lambda _step: None))


def rows(records: Records, name: str) -> list[dict[str, object]]:
    return records[name].to_pylist()


def test_every_window_is_the_one_the_product_gives(followed: Records, network: InventedNetwork):
    people = {row["participant"]: row for row in rows(followed, "participants")}
    known = {
        code: Birth(expected_in=row["expected_month"], born_in=row["birth_month"])  # type: ignore[arg-type]
        for code, row in people.items()
    }
    asked = rows(followed, "waves")

    for row in asked:
        code = row["participant"]
        turns = network.battery.calendar(entered_on=people[code]["entered_on"], birth=known[code])
        [turn] = [turn for turn in turns if turn.wave.key == row["wave"]]
        assert (row["opens_on"], row["closes_on"]) == (turn.opens_on, turn.closes_on)
        assert not turn.is_provisional
        assert row["answered_on"] is None or row["answered_on"] <= min(turn.closes_on, END)
    assert len({(row["participant"], row["wave"]) for row in asked}) == len(asked) > 800


def test_a_birth_that_nobody_has_noted_opens_nothing(followed: Records):
    waiting = {
        row["participant"] for row in rows(followed, "participants") if row["birth_month"] is None
    }
    asked = {row["wave"] for row in rows(followed, "waves") if row["participant"] in waiting}

    assert len(waiting) > 10
    assert asked == {"t0"}


def test_births_are_noted_late_and_not_always_in_the_month_expected(
    network: InventedNetwork, followed: Records
):
    births = network.followed[1]
    late = (births.noted_on - births.born_on)[births.is_antenatal].astype(float)
    months = [
        (row["expected_month"], row["birth_month"])
        for row in rows(followed, "participants")
        if row["expected_month"] and row["birth_month"]
    ]

    assert np.nanmedian(late) > 3
    assert 0.05 < np.mean([expected != born for expected, born in months]) < 0.5


def test_a_pregnant_parent_is_not_asked_how_sure_they_are(followed: Records):
    waiting = {
        row["participant"] for row in rows(followed, "participants") if row["birth_month"] is None
    }
    asked = {row["item"] for row in rows(followed, "answers") if row["participant"] in waiting}
    others = {row["item"] for row in rows(followed, "answers")}

    assert others - asked == CONFIDENCE


def test_the_truth_is_the_mean_of_many_parents(instrument: Instrument, recommended: Battery):
    """Where nobody is lost: for each kind of entry, at each wave since each start, within four standard errors."""
    design = replace(SMALL, houses=150, skipped_item=0.0)
    network = InventedNetwork(instrument, design, recommended)
    network.design = replace(network.design, lost_by_wave=dict.fromkeys(network.design.waves, 0.0))
    records = dict(network.tables(on_step=lambda _step: None))
    truth = network.truth()["scales"]
    entry = {
        row["participant"]: "postnatal" if row["expected_month"] is None else "antenatal"
        for row in rows(records, "participants")
    }
    given: dict[tuple[object, object], dict[str, int]] = {}
    for row in rows(records, "answers"):
        given.setdefault((row["participant"], row["wave"]), {})[str(row["item"])] = row["value"]  # type: ignore[assignment]

    looked_at = 0
    for scale in instrument.scales:
        keys = [item.key for item in scale.items]
        scores = {
            who: sum(
                item.lowest + item.highest - sheet[item.key]
                if item.key in scale.reversed
                else sheet[item.key]
                for item in scale.items
            )
            for who, sheet in given.items()
            if all(key in sheet for key in keys)
        }
        for wave, start, kind in (
            ("month7", "t0", "postnatal"),
            ("month7", "birth", "antenatal"),
            ("month3", "birth", "antenatal"),
        ):
            changes = np.array(
                [
                    score - scores[code, start]
                    for (code, at), score in scores.items()
                    if at == wave and (code, start) in scores and entry[str(code)] == kind
                ]
            )
            expected = truth[scale.key][wave]["since"][start][kind]["mean_change"]
            error = 1.5 * changes.std(ddof=1) / np.sqrt(len(changes))  # parents of a group resemble
            assert abs(changes.mean() - expected) < 4 * error, (scale.key, wave)
            looked_at += len(changes) > 300
    assert looked_at == 3 * len(instrument.scales)


def test_confidence_has_no_change_since_the_entry_for_who_entered_pregnant(
    network: InventedNetwork,
):
    since = network.truth()["scales"]["confidence"]["month7"]["since"]

    assert since["t0"].keys() == {"postnatal"}
    # Who entered with a baby was resting six weeks, and the questionnaire after the birth was over.
    assert since["birth"].keys() == {"antenatal"}
    assert since["birth"]["antenatal"]["natural_change"] > 0


def test_four_waves_from_the_entry_are_drawn_as_they_were(
    instrument: Instrument, followed: Records
):
    """Houses, groups, meetings and who comes are the same, whatever is asked."""
    plain = dict(InventedNetwork(instrument, SMALL).tables())

    for name in ("houses", "groups", "enrolments", "meetings", "attendance"):
        assert plain[name].equals(followed[name]), name


def test_a_battery_that_asks_something_else_is_refused(
    instrument: Instrument, recommended: Battery
):
    alone = replace(recommended, stand_in=None)

    with pytest.raises(CannotSimulate, match="an invented network answers village-16@1 only"):
        InventedNetwork(instrument, SMALL, alone)


def test_what_meetings_add_is_not_drawn_on_a_battery(instrument: Instrument, recommended: Battery):
    design = replace(SMALL, complications=Complications(per_meeting=0.01))

    with pytest.raises(CannotSimulate, match="on four waves from the entry only"):
        InventedNetwork(instrument, design, recommended)
