"""Every date counts from the participant's own entry."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.core.errors import InvalidInstrument, UnknownInstrument
from village.core.instruments import load_library
from village.core.waves import add_months, find_battery, load_batteries

ROOT = Path(__file__).parents[2]
LIBRARY = load_library([ROOT / "instruments"])


@pytest.fixture
def batteries(tmp_path):
    return Path(shutil.copytree(ROOT / "batteries", tmp_path / "batteries"))


def test_anna_who_entered_on_the_31st_of_august_is_asked_again_around_the_last_of_november():
    battery = find_battery(load_batteries(ROOT / "batteries", LIBRARY), "village-core@1")

    opens_on, closes_on = battery.wave("t1").window(entered_on=dt.date(2026, 8, 31))

    assert (opens_on, closes_on) == (dt.date(2026, 11, 16), dt.date(2026, 12, 28))
    assert [wave.months for wave in battery.waves] == [0, 3, 8, 12]
    assert battery.languages[:3] == ("fr", "ar", "en")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)), st.integers(0, 60))
def test_months_are_added_without_ever_skipping_one(day, months):
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + dt.timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("village-16@1", "village-17@1", "not installed: village-17@1"),
        ("months = 3", "months = -3", "`months` cannot be negative"),
        ('key = "t1"', 'key = "t0"', "wave 't0' is defined twice"),
        ('key = "village-core"', 'key = "core"', "lives in another folder than its name says"),
        ("months = 8", "month = 8", "`months` is missing"),
    ],
)
def test_an_error_in_a_battery_is_named(batteries, old, new, reason):
    path = batteries / "village-core/1/battery.toml"
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(InvalidInstrument, match=reason):
        load_batteries(batteries, LIBRARY)


def test_an_unknown_battery_says_what_there_is():
    with pytest.raises(UnknownInstrument, match="village-core@1"):
        find_battery(load_batteries(ROOT / "batteries", LIBRARY), "other@1")
