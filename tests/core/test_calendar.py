"""The calendar of one parent: waves counted from an entry, or from a birth."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.core.babies import Birth
from village.core.battery_reading import load_batteries
from village.core.instruments import load_library
from village.core.months import add_months

ROOT = Path(__file__).parents[2]
LIBRARY = load_library([ROOT / "instruments"])
RECOMMENDED = load_batteries(ROOT / "batteries", LIBRARY)["village-recommended@1"]


def calendar(*, entered_on, birth):
    """The wave, the days it is open, and whether it waits for a birth nobody has noted."""
    return {
        turn.wave.key: (turn.opens_on, turn.closes_on, turn.is_provisional)
        for turn in RECOMMENDED.calendar(entered_on=entered_on, birth=birth)
    }


def test_anna_who_entered_pregnant_is_asked_at_entry_then_at_ages_of_her_baby():
    found = calendar(entered_on=dt.date(2026, 3, 10), birth=Birth(born_in=dt.date(2026, 6, 1)))

    assert found == {
        "t0": (dt.date(2026, 2, 24), dt.date(2026, 4, 7), False),
        "birth": (dt.date(2026, 6, 29), dt.date(2026, 7, 27), False),
        "month3": (dt.date(2026, 8, 24), dt.date(2026, 10, 5), False),
        "month7": (dt.date(2026, 11, 30), dt.date(2027, 2, 22), False),
        "month12": (dt.date(2027, 5, 17), dt.date(2027, 6, 14), False),
        "month21": (dt.date(2027, 12, 15), dt.date(2028, 6, 14), False),
    }


def test_a_birth_that_is_only_expected_gives_dates_that_may_move():
    found = calendar(entered_on=dt.date(2026, 3, 10), birth=Birth(expected_in=dt.date(2026, 6, 1)))

    assert {key for key, (_, _, is_provisional) in found.items() if is_provisional} == {
        "birth",
        "month3",
        "month7",
        "month12",
        "month21",
    }


def test_whoever_comes_late_is_not_asked_about_weeks_that_are_over():
    found = calendar(entered_on=dt.date(2026, 9, 1), birth=Birth(born_in=dt.date(2026, 6, 1)))

    assert list(found) == ["t0", "month7", "month12", "month21"]


def test_a_newcomer_rests_six_weeks_before_the_next_questionnaire():
    found = calendar(entered_on=dt.date(2026, 7, 20), birth=Birth(born_in=dt.date(2026, 6, 1)))

    assert found["month3"][:2] == (dt.date(2026, 8, 31), dt.date(2026, 10, 5))


def test_nothing_is_counted_from_a_birth_nobody_spoke_of():
    assert list(calendar(entered_on=dt.date(2026, 7, 20), birth=None)) == ["t0"]


@pytest.mark.parametrize(
    ("birth", "support", "confidence"),
    [
        (Birth(expected_in=dt.date(2026, 9, 1)), True, False),
        (Birth(born_in=dt.date(2026, 6, 1)), False, True),
        (None, False, True),
    ],
)
def test_entry_before_and_after_the_birth_asks_other_scales(birth, support, confidence):
    first = RECOMMENDED.calendar(entered_on=dt.date(2026, 7, 20), birth=birth)[0]

    names = {part.instrument.key for part in first.wave.parts}
    assert ("mspss" in names, "kpcs" in names) == (support, confidence)


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.integers(-30, 10),
    st.booleans(),
)
def test_every_turn_is_a_window_and_leaves_the_rest_it_promises(entered_on, months, is_noted):
    month = add_months(entered_on, months)
    birth = Birth(born_in=month) if is_noted else Birth(expected_in=month)

    for turn in RECOMMENDED.calendar(entered_on=entered_on, birth=birth):
        assert turn.opens_on <= turn.closes_on
        if turn.wave.anchor == "birth":
            assert (turn.opens_on - entered_on).days >= 42
            assert turn.is_provisional is not is_noted
