"""Invented networks: the same from the same seed, at real places, with a truth that is the truth."""

import datetime as dt
import json
import zoneinfo
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from village.core.scales import Instrument, Item, Scale
from village.core.scoring import score_all
from village.laboratory.simulation.calendar import add_months
from village.laboratory.simulation.design import CannotSimulate, Construct, Design
from village.laboratory.simulation.network import InventedNetwork, simulate
from village.laboratory.simulation.places import places
from village.laboratory.simulation.records import RECORDS
from village.laboratory.simulation.truth import expected_answers, home, mean_scores, truth

END = dt.date(2026, 11, 15)
SMALL = Design(seed=3, end=END, houses=4)

Records = Mapping[str, pa.Table]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    instrument: Instrument, tmp_path: Path
):
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        simulate(tmp_path / name, instrument=instrument, design=replace(SMALL, seed=seed))
    one, again, other = (
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}
        for name in ("one", "again", "other")
    )

    assert set(one) == {f"{name}.parquet" for name in RECORDS} | {"truth.json"}
    assert one == again
    assert all(one[name] != other[name] for name in one)


def test_answers_drawn_otherwise_leave_the_calendar_as_it_was(instrument: Instrument):
    other = replace(SMALL, constructs={"stress": Construct(entry=0.3, natural=0, groups=0)})
    one, changed = (
        dict(InventedNetwork(instrument, SMALL).tables()),
        dict(InventedNetwork(instrument, other).tables()),
    )

    assert one["attendance"].equals(changed["attendance"])
    assert not one["answers"].equals(changed["answers"])


def test_the_network_has_the_size_it_says(records: Records):
    assert records["houses"].num_rows == 62
    assert 2_300 <= records["participants"].num_rows <= 2_700
    sizes = Counter(records["enrolments"].column("group").to_pylist()).values()
    assert sorted(sizes)[0] == 3
    assert all(8 <= size <= 12 for size in sorted(sizes)[1:])


def test_one_house_has_three_parents(records: Records):
    parents = Counter(records["participants"].column("house").to_pylist())

    assert [house for house, count in parents.items() if count < 5] == ["mende"]
    assert parents["mende"] == 3


def test_houses_stand_in_the_three_zones_of_france(records: Records):
    houses = records["houses"].to_pylist()

    assert {house["zone"] for house in houses} == {"metropole", "drom", "com"}
    assert {house["departement"] for house in houses} >= {"971", "972", "973", "974", "976", "978"}
    assert (
        len({house["house"] for house in houses}) == len({house["name"] for house in houses}) == 62
    )


@pytest.mark.parametrize("place", places(), ids=lambda place: place.slug)
def test_a_place_is_coherent(place):
    assert len(place.code) == 5
    assert place.code.startswith(place.departement)
    assert (place.zone == "metropole") == (place.time_zone == "Europe/Paris")
    assert place.time_zone in zoneinfo.available_timezones()


def test_beyond_sixty_two_a_commune_has_several_houses(instrument: Instrument):
    houses = dict(
        InventedNetwork(instrument, replace(SMALL, houses=70, parents_per_house=10)).tables()
    )["houses"]

    assert len(set(houses.column("house").to_pylist())) == 70
    assert "beauvais-2" in houses.column("house").to_pylist()


IMPOSSIBLE = {
    "a house opens before its first group": """
        select * from houses join groups using (house) where started_on <= opened_on""",
    "nobody joins before the group, or after its end": """
        select * from enrolments join groups using ("group") where joined_on < started_on or joined_on > ended_on""",
    "nobody leaves before joining": "select * from enrolments where left_on < joined_on",
    "nobody comes before joining or after leaving": """
        select * from attendance join meetings using (meeting) join enrolments using (participant)
        where held_on < joined_on or held_on > left_on or meetings."group" != enrolments."group" """,
    "no meeting is after the end": "select * from meetings where held_on > date '2026-11-15'",
    "meetings are not on Sundays": "select * from meetings where dayofweek(held_on) = 0",
    "a group meets at most twice in fifteen days": """
        select count(*) from meetings group by "group", held_on having count(*) > 1""",
    "nobody answers before being asked, or after the window": """
        select * from waves where answered_on < opens_on or answered_on >= closes_on""",
    "nobody answers after the end": "select * from waves where answered_on > date '2026-11-15'",
    "nobody who refused the evaluation is asked": """
        select * from waves join participants using (participant) where not agrees_evaluation""",
    "sharing nationally implies the evaluation": """
        select * from participants where agrees_national and not agrees_evaluation""",
    "every answer was asked": "select * from answers anti join waves using (participant, wave)",
    "every answered wave has sixteen items": """
        select participant from waves left join answers using (participant, wave) where answered_on is not null
        group by participant, wave having count(item) != 16""",
    "answers are from 0 to 4": "select * from answers where value not between 0 and 4",
    "a future parent of a postnatal group is not expected any more": """
        select * from participants join enrolments using (participant) join groups using ("group")
        where kind = 'postnatal' and (birth_month is null or birth_month > joined_on)""",
    "a future parent expects": """
        select * from participants join enrolments using (participant) join groups using ("group")
        where kind = 'antenatal' and expected_month is null""",
}


@pytest.mark.parametrize("story", IMPOSSIBLE)
def test_what_cannot_happen_does_not(records: Records, story: str):
    connection = duckdb.connect()
    for name, table in records.items():
        connection.register(name, table)

    assert connection.sql(IMPOSSIBLE[story]).fetchall() == []


def test_a_wave_opens_months_after_entry_or_on_the_last_day_of_a_shorter_month():
    days = np.array(["2025-11-30", "2025-12-31", "2026-01-15"], dtype="datetime64[D]")

    assert add_months(days, 3).astype(str).tolist() == ["2026-02-28", "2026-03-31", "2026-04-15"]


def test_an_expected_answer_is_the_mean_of_many_draws():
    item = Item(key="calm", lowest=1, highest=6)
    latent = np.random.default_rng(5).normal(0.7, 0.3, 400_000)
    drawn = 1 + np.clip(np.rint(latent * 5), 0, 5)

    (expected,) = expected_answers(item, means=np.array([0.7]), sd=0.3)
    assert expected == pytest.approx(drawn.mean(), abs=0.01)


def test_the_truth_is_the_mean_of_a_large_draw(instrument: Instrument):
    """Scored by `core`, gaps and reversals included: what a site would compute."""
    design = Design(seed=11, end=END, houses=100, days=1200)
    records = dict(InventedNetwork(instrument, design).tables())
    answered = records["answers"]
    sheets: dict[tuple[str, str], dict[str, int | None]] = {}
    for person, wave, item, value in zip(
        *(column.to_pylist() for column in answered.columns), strict=True
    ):
        sheets.setdefault((person, wave), {})[item] = value
    expected = truth(instrument, design)
    for wave in design.waves:
        scored = [
            score_all(instrument, sheet).scores for (_, at), sheet in sheets.items() if at == wave
        ]
        for scale in instrument.scales:
            found = [scores[scale.key].value for scores in scored]
            values = [float(value) for value in found if value is not None]
            # twice the naive error: parents of a house resemble one another
            error = 2 * np.std(values) / np.sqrt(len(values))
            assert abs(np.mean(values) - expected[scale.key][wave]["mean"]) < 3 * error


def test_part_of_the_change_would_have_come_anyway(instrument: Instrument):
    confidence = truth(instrument, SMALL)["confidence"]["t3"]

    assert 0 < confidence["natural_change"] < confidence["mean_change"]


def test_without_groups_and_without_nature_nothing_changes(instrument: Instrument):
    still = {scale.key: Construct(entry=0.5, natural=0, groups=0) for scale in instrument.scales}
    design = replace(SMALL, constructs=still)

    assert mean_scores(instrument, design, months=12) == pytest.approx(
        mean_scores(instrument, design, months=0)
    )


def test_a_mean_scored_scale_has_a_mean_truth():
    items = (Item(key="a", lowest=0, highest=4), Item(key="b", lowest=0, highest=4))
    scale = Scale(key="total", items=items, method="mean", multiply=2, reversed=frozenset({"b"}))
    one = Instrument(
        key="k", version="1", validated=False, recall_days=None, licence="", items=items,
        scales=(scale,), safety=(), wordings={}, hash="",
    )  # fmt: skip
    middle = replace(SMALL, constructs={"total": Construct(entry=0.5, natural=0, groups=0)})

    assert home(one, items[0]) is scale
    assert mean_scores(one, middle, months=0)["total"] == pytest.approx(4.0)


def test_the_truth_lies_beside_the_records(instrument: Instrument, tmp_path: Path):
    simulate(tmp_path / "network", instrument=instrument, design=SMALL)
    found = json.loads((tmp_path / "network/truth.json").read_text())

    assert found["scales"] == truth(instrument, SMALL)
    assert found["design"]["seed"] == 3
    assert found["design"]["spread"]["group"] > 0
    assert found["design"]["lost_by_wave"]["t3"] == 0.4
    assert found["instrument"] == {"name": "village-16@1", "hash": instrument.hash}
    assert "exact expectation" in found["method"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seed": -1}, "The seed is a whole number from 0 up, not -1"),
        ({"houses": 0}, "at least one house, not 0"),
        ({"parents_per_house": -3}, "at least one parent, not -3"),
        ({"end": dt.date(1900, 1, 1)}, "too long ago"),
    ],
)
def test_an_impossible_network_is_refused(
    change: dict[str, Any], sentence: str, instrument: Instrument, tmp_path: Path
):
    with pytest.raises(CannotSimulate, match=sentence):
        simulate(tmp_path / "network", instrument=instrument, design=replace(SMALL, **change))
    assert list(tmp_path.iterdir()) == []


def test_a_network_is_never_written_over_another(instrument: Instrument, tmp_path: Path):
    with pytest.raises(CannotSimulate, match="already exists"):
        simulate(tmp_path, instrument=instrument, design=SMALL)


def test_a_disk_that_fills_up_leaves_nothing_behind(
    instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(table: pa.Table, path: Path, **options: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("pyarrow.parquet.write_table", full)

    with pytest.raises(OSError, match="No space left"):
        simulate(tmp_path / "network", instrument=instrument, design=SMALL)
    assert list(tmp_path.iterdir()) == []


def test_one_house_alone_is_not_the_small_one(instrument: Instrument):
    alone = dict(InventedNetwork(instrument, replace(SMALL, houses=1)).tables())

    assert alone["participants"].num_rows > 20
