"""Every date counts from the participant's own entry."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.core.errors import InvalidInstrument, UnknownInstrument
from village.core.instruments import load_library
from village.core.waves import Battery, add_months, find_battery, load_batteries

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


def with_instruments(batteries, *names, extra=""):
    """The battery of the batteries folder, asking these instruments."""
    path = batteries / "village-core/1/battery.toml"
    listed = ", ".join(f'"{name}"' for name in names)
    text = path.read_text().replace('instruments = ["village-16@1"]', f"instruments = [{listed}]")
    path.write_text(text.replace("format = 1\n", f"format = 1\n{extra}", 1))
    return path


@pytest.mark.parametrize(
    ("names", "extra", "reason"),
    [
        (
            (
                "village-16@1",
                "village-circumstances@1",
                "village-experience@1",
                "village-orientation@1",
            ),
            "",
            "42 items are more than the 40 a parent is asked",
        ),
        (("village-16@1",), "most_items = 12\n", "16 items are more than the 12"),
        (
            ("village-orientation@1",),
            "fewest_items = 16\n",
            "4 items are fewer than `fewest_items`, 16",
        ),
        (("village-16@1",), "most_items = 60\n", "a battery has from 1 to 40 items"),
        (("village-16@1",), "fewest_items = 0\n", "a battery has from 1 to 40 items"),
    ],
)
def test_a_battery_is_neither_too_long_nor_too_short(batteries, names, extra, reason):
    path = with_instruments(batteries, *names, extra=extra)

    with pytest.raises(InvalidInstrument, match=reason) as caught:
        load_batteries(batteries, LIBRARY)
    assert f"{path}:" in str(caught.value)


def test_a_pregnant_parent_is_asked_less_and_it_takes_less_time(batteries):
    with_instruments(batteries, "village-16@1", "village-experience@1")
    battery = load_batteries(batteries, LIBRARY)["village-core@1"]

    before = [len(items) for _, items in battery.asked(months_after_birth=None)]
    after = [len(items) for _, items in battery.asked(months_after_birth=3)]

    assert (before, after) == ([12, 5], [16, 6])
    assert battery.minutes(months_after_birth=None) == 17 * 7.5 / 60
    assert battery.minutes(months_after_birth=3) == 2.75


@pytest.mark.parametrize(
    ("months", "is_asked"), [(None, False), (0, True), (11.5, True), (12, True), (12.5, False)]
)
def test_a_scale_for_infants_is_asked_within_its_window_only(months, is_asked):
    """The Karitane scale as its manual has it; its words are not ours, so it is put in a battery by hand."""
    ours, karitane = LIBRARY["village-16@1"], LIBRARY["kpcs@1"]
    battery = Battery(key="b", version="1", instruments=(ours, karitane), waves=(), hash="")

    names = [instrument.name for instrument, _ in battery.asked(months_after_birth=months)]

    assert names == [ours.name, karitane.name][: 1 + is_asked]


def test_an_unknown_battery_says_what_there_is():
    with pytest.raises(UnknownInstrument, match="village-core@1"):
        find_battery(load_batteries(ROOT / "batteries", LIBRARY), "other@1")
