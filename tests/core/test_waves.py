"""Every date counts from the participant's own entry."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.core.babies import UNBORN, UNKNOWN, aged
from village.core.battery_reading import load_batteries
from village.core.errors import InvalidInstrument, UnknownInstrument
from village.core.instruments import load_library
from village.core.months import add_months
from village.core.waves import Part, find_battery, minutes, part_named, what_is_asked

ROOT = Path(__file__).parents[2]
LIBRARY = load_library([ROOT / "instruments"])


@pytest.fixture
def batteries(tmp_path):
    return Path(shutil.copytree(ROOT / "batteries", tmp_path / "batteries"))


def test_anna_who_entered_on_the_31st_of_august_is_asked_again_around_the_last_of_november():
    battery = find_battery(load_batteries(ROOT / "batteries", LIBRARY), "village-core@1")

    opens_on, closes_on = battery.wave("t1").window(anchored_on=dt.date(2026, 8, 31))

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

    parts = battery.wave("t0").parts
    before, after = (what_is_asked(parts, baby=baby) for baby in (UNBORN, aged(3)))

    assert [len(items) for _, items in before] == [12, 5]
    assert [len(items) for _, items in after] == [16, 6]
    assert (minutes(before), minutes(after)) == (17 * 7.5 / 60, 2.75)


@pytest.mark.parametrize(
    ("baby", "is_asked"),
    [
        (UNBORN, False),
        (UNKNOWN, False),
        (aged(0), True),
        (aged(11.5), True),
        (aged(12), True),
        (aged(12.5), False),
    ],
)
def test_a_scale_for_infants_is_asked_within_its_window_only(baby, is_asked):
    """The Karitane scale as its manual has it; its words are not ours, so it is put in a battery by hand."""
    ours, karitane = LIBRARY["village-16@1"], LIBRARY["kpcs@1"]
    parts = [Part(instrument=ours), Part(instrument=karitane)]

    names = [instrument.name for instrument, _ in what_is_asked(parts, baby=baby)]

    assert names == [ours.name, karitane.name][: 1 + is_asked]


def test_an_unknown_battery_says_what_there_is():
    with pytest.raises(UnknownInstrument, match="village-core@1"):
        find_battery(load_batteries(ROOT / "batteries", LIBRARY), "other@1")


RECOMMENDED = load_batteries(ROOT / "batteries", LIBRARY)["village-recommended@1"]


def test_the_recommended_plan_is_as_long_as_it_says():
    """The table of the design: items at each wave, as its authors meant them."""
    counted = {}
    for wave in RECOMMENDED.waves:
        asked = what_is_asked(wave.parts, baby=UNBORN if wave.entry == "antenatal" else aged(6))
        counted[wave.key, wave.entry] = sum(len(items) for _, items in asked)

    assert counted == {
        ("t0", "antenatal"): 28,
        ("t0", "postnatal"): 31,
        ("birth", None): 20,
        ("month3", None): 31,
        ("month7", None): 39,
        ("month12", None): 31,
        ("month21", None): 28,
    }


def names(wave):
    return [part.name for part in wave.parts]


def test_where_no_word_is_here_our_whole_questionnaire_stands_in():
    asked = RECOMMENDED.resolved(lambda one: bool(one.wordings))

    assert {name for wave in asked.waves for name in names(wave)} == {"village-16@1"}
    assert {one.key for one in asked.absent} == {
        "who5",
        "phq4",
        "pss4",
        "ucla3",
        "mspss",
        "kpcs",
        "mibs",
    }
    assert asked.languages[:3] == ("fr", "ar", "en")


def test_where_some_words_are_here_only_the_missing_scales_are_replaced():
    asked = RECOMMENDED.resolved(lambda one: one.key in {"who5", "phq4", "ucla3", "village-16"})

    assert names(asked.wave("month3")) == [
        "who5@1",
        "phq4@1",
        "ucla3@1",
        "village-16@1/confidence",
        "village-16@1/stress",
    ]
    (_, mood, _, ours) = what_is_asked(asked.wave("month3").parts, baby=aged(3))
    assert [item.key for item in ours[1]] == [
        "own_way",
        "rushing",
        "something_new",
        "small_annoyance",
        "choosing_advice",
        "end_of_strength",
        "what_i_noticed",
    ]
    assert len(mood[1]) == 4
    assert "mibs@1" not in names(asked.wave("birth"))  # nothing of ours asks about the bond


def test_a_scale_of_pregnancy_is_not_asked_once_the_baby_is_there():
    parts = (Part(instrument=LIBRARY["maas19@1"]), Part(instrument=LIBRARY["village-16@1"]))

    def asked(baby):
        return {instrument.key for instrument, _items in what_is_asked(parts, baby=baby)}

    assert asked(UNBORN) == {"maas19", "village-16"}
    assert asked(aged(0)) == asked(aged(20)) == asked(UNKNOWN) == {"village-16"}


def test_a_part_is_known_by_its_name():
    stress = part_named("village-16@1/stress", LIBRARY)

    assert stress.name == "village-16@1/stress"
    assert [item.key for item in stress.items] == ["rushing", "small_annoyance", "end_of_strength"]
    with pytest.raises(UnknownInstrument, match="village-16@1 has no scale 'luck'"):
        part_named("village-16@1/luck", LIBRARY)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"kpcs@1" = "confidence"', '"kpcs@1" = "luck"', "village-16@1 has no scale 'luck'"),
        ('"kpcs@1" = "confidence"', '"kpcs@9" = "confidence"', "not installed: kpcs@9"),
        ('instrument = "village-16@1"', 'instrument = "village-9@1"', "not installed: village-9@1"),
        ('anchor = "birth"', 'anchor = "moon"', "`anchor` is one of entry, birth, not 'moon'"),
        ('entry = "postnatal"', 'entry = "antenatal"', "wave 't0' is defined twice"),
        ('entry = "postnatal"', "", "wave 't0' is defined twice"),
        ("weeks = 4", "weeks = -4", "`weeks` cannot be negative"),
        ("months = 0", "months = 1", "wave 't0' is not the same moment for both entries"),
        ("most_items = 40", "most_items = 38", "month7: 39 items are more than the 38"),
        ("months = 0\n", "months = 0\nrest_days = 3\n", "a wave counted from the entry says how"),
        ('"mibs@1"]', '"mibs@1/luck"]', "mibs@1 has no scale 'luck'"),
        ('"mspss@1"]', '"kpcs@1"]', "t0: kpcs@1 is asked after the birth until 12 months, which"),
        ('"mibs@1"]', '"maas19@1"]', "birth: maas19@1 is asked before the birth, which is never"),
        ("weeks = 50", "weeks = 56", "month12: kpcs@1 is asked after the birth until 12 months"),
    ],
)
def test_an_error_in_a_calendar_is_named(batteries, old, new, reason):
    path = batteries / "village-recommended/1/battery.toml"
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(InvalidInstrument, match=reason) as caught:
        load_batteries(batteries, LIBRARY)
    assert f"{path}:" in str(caught.value)


def test_a_wave_that_asked_nothing_else_goes_away_with_what_may_not_be_asked():
    wanted = find_battery(load_batteries(ROOT / "batteries", LIBRARY), "village-recommended@1")
    mibs, *others = (LIBRARY[f"{key}@1"] for key in ("mibs", "who5", "phq4", "ucla3"))

    without = wanted.without((mibs, *others))

    assert {wave.key for wave in wanted.moments} - {wave.key for wave in without.moments} == {
        "birth"
    }
    assert "mibs@1" not in {one.name for one in without.instruments}
    assert mibs in without.absent
