"""The calendar of one parent, told before anybody enters."""

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from village.core.babies import Birth
from village.core.battery_reading import load_batteries
from village.core.calendars import NO_BIRTH, OTHER_ENTRY, OVER, Span, occasions, preview, span
from village.core.instruments import load_library
from village.core.waves import Wave

ROOT = Path(__file__).parents[2]
LIBRARY = load_library([ROOT / "instruments"])
BATTERIES = load_batteries(ROOT / "batteries", LIBRARY)
WANTED = BATTERIES["village-recommended@1"]
HERE = WANTED.resolved(lambda one: "fr" in one.wordings)
MARCH = dt.date(2026, 3, 10)
MONTHS = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 1))
BIRTHS = st.none() | st.builds(Birth, expected_in=MONTHS, born_in=st.none() | MONTHS)


def test_anna_who_enters_in_march_and_waits_for_june_sees_every_wave_to_come():
    planned, skipped = preview(HERE, entered_on=MARCH, birth=Birth(expected_in=dt.date(2026, 6, 1)))

    told = [
        (one.turn.wave.key, one.turn.is_provisional, sum(len(items) for _, items in one.asked))
        for one in planned
    ]
    assert told == [
        ("t0", False, 12),
        ("birth", True, 16),
        ("month3", True, 16),
        ("month7", True, 16),
        ("month12", True, 16),
        ("month21", True, 16),
    ]
    assert skipped == ()


def test_bilal_whose_baby_is_eight_months_old_is_told_what_is_over_and_why():
    birth = Birth(born_in=dt.date(2025, 7, 1))

    planned, skipped = preview(HERE, entered_on=MARCH, birth=birth)

    assert [one.turn.wave.key for one in planned] == ["t0", "month12", "month21"]
    assert [(one.wave.key, one.reason) for one in skipped] == [
        ("birth", OVER),
        ("month3", OVER),
        ("month7", OVER),
    ]
    assert skipped[0].closed_on == dt.date(2025, 8, 26)
    assert skipped[2].closed_on < skipped[2].rest_until == dt.date(2026, 4, 21)


def test_chloe_of_whose_baby_nobody_spoke_has_no_wave_counted_from_a_birth():
    planned, skipped = preview(HERE, entered_on=MARCH, birth=None)

    assert [one.turn.wave.entry for one in planned] == ["postnatal"]
    assert {one.reason for one in skipped} == {NO_BIRTH}


def test_a_wave_for_those_who_enter_before_the_birth_is_not_for_those_who_enter_after(tmp_path):
    path = tmp_path / "one/1/battery.toml"
    path.parent.mkdir(parents=True)
    text = (ROOT / "batteries/village-core/1/battery.toml").read_text()
    path.write_text(
        text.replace('"village-core"', '"one"').replace(
            'key = "t3"', 'key = "t3"\nentry = "antenatal"'
        )
    )
    (battery,) = load_batteries(tmp_path, LIBRARY).values()

    _planned, skipped = preview(battery, entered_on=MARCH, birth=Birth(born_in=dt.date(2026, 1, 1)))

    assert [(one.wave.key, one.reason) for one in skipped] == [("t3", OTHER_ENTRY)]


@given(entered_on=MONTHS, birth=BIRTHS)
def test_a_preview_is_the_calendar_itself_and_forgets_no_wave(entered_on, birth):
    for battery in (WANTED, HERE, BATTERIES["village-core@1"]):
        planned, skipped = preview(battery, entered_on=entered_on, birth=birth)

        assert tuple(one.turn for one in planned) == battery.calendar(
            entered_on=entered_on, birth=birth
        )
        keys = [one.turn.wave.key for one in planned] + [one.wave.key for one in skipped]
        assert sorted(keys) == sorted(wave.key for wave in battery.moments)
        assert all(
            one.reason != OVER or one.closed_on < max(one.rest_until, entered_on) for one in skipped
        )


def test_what_a_scale_for_infants_no_longer_measures_is_seen_on_the_last_day():
    birth = Birth(born_in=dt.date(2025, 12, 1))

    planned, _skipped = preview(
        WANTED, entered_on=dt.date(2026, 11, 25), birth=birth
    )  # a window that ends as the baby turns twelve months

    first = planned[0]
    assert first.turn.wave.key == "t0"
    assert "kpcs@1" in {one.name for one, _items in first.asked}
    assert "kpcs@1" not in {one.name for one, _items in first.asked_last}


def test_each_wave_is_told_once_for_each_situation_that_changes_what_is_asked():
    told = [
        (one.wave.key, one.wave.entry, one.is_born, sum(len(items) for _, items in one.asked))
        for one in occasions(WANTED, HERE)
    ]
    assert told[:3] == [
        ("t0", "antenatal", False, 12),
        ("t0", "postnatal", True, 16),
        ("birth", None, True, 16),
    ]

    core = BATTERIES["village-core@1"]
    told = [(o.wave.key, o.is_born, len(o.asked[0][1])) for o in occasions(core, core)]
    assert told[:2] == [("t0", False, 12), ("t0", True, 16)]
    assert told[-1] == ("t3", True, 16)  # a year later, nobody still waits for that birth
    assert len(told) == 7


def test_what_is_missing_here_is_named_with_what_stands_in_for_it():
    here = WANTED.resolved(lambda one: one.key in ("village-16", "who5", "ucla3"))

    first = occasions(WANTED, here)[0]

    assert [one.name for one in first.absent] == ["phq4@1", "pss4@1", "mspss@1"]
    assert first.stand_ins == ("village-16@1/stress", "village-16@1/support")
    assert [one.name for one, _items in first.asked] == ["who5@1", "ucla3@1", "village-16@1"]


def test_a_window_is_said_in_weeks_when_both_ends_are_whole_weeks():
    def window(before, after, **when):
        wave = Wave(key="w", titles={}, opens_days_before=before, closes_days_after=after, **when)
        return span(wave)

    assert window(14, 28, months=0) == Span(anchor="entry", unit="weeks", first=-2, last=4)
    assert window(10, 14, months=1, weeks=4, anchor="birth") == Span(
        anchor="birth", unit="days", first=18, last=42
    )
    assert window(91, 91, months=21, anchor="birth") == Span(
        anchor="birth", unit="weeks", first=-13, last=13, months=21
    )
