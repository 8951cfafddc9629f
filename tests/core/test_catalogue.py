"""What a catalogue says of an instrument beyond its folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from village.core.battery_reading import load_batteries
from village.core.catalogue import (
    changes,
    is_free,
    is_open,
    minutes_alone,
    unchecked,
    uses,
    versions_of,
)
from village.core.evidence import PERMISSIONS, Evidence, Permission, Window
from village.core.instruments import load_library

ROOT = Path(__file__).parents[2]
LIBRARY = load_library([ROOT / "instruments"])
OURS = LIBRARY["village-16@1"]
BATTERIES = load_batteries(ROOT / "batteries", LIBRARY)


def permitted(needed):
    """Our questionnaire, if somebody held the rights of its words."""
    permission = Permission(needed=needed, holder="Bilal", how="Ask Bilal.")
    return replace(OURS, evidence=Evidence(permission=permission))


def test_what_nobody_knows_the_rights_of_is_not_free():
    assert is_free(OURS)
    free = {needed for needed in PERMISSIONS if is_free(permitted(needed))}
    assert free == {"none", "citation"}


@pytest.mark.parametrize("needed", PERMISSIONS)
def test_the_words_of_others_are_never_open_even_under_a_free_licence(needed):
    words = replace(OURS.wordings["fr"], licence="CC-BY-4.0")

    assert not is_open(permitted(needed), words)


def test_our_words_are_open_under_the_licence_of_their_folder_or_their_own():
    words = OURS.wordings["fr"]

    assert is_open(OURS, words)
    assert not is_open(OURS, replace(words, licence="with the authors' leave"))
    assert not is_open(replace(OURS, licence="all rights reserved"), words)
    assert is_open(replace(OURS, licence="ours"), replace(words, licence="CC-BY-4.0"))


def test_one_fact_from_memory_is_enough_to_say_so():
    window = Window(
        before_birth=True, after_birth=True, until_months=None, status="memory", source="memory"
    )
    assert not unchecked(OURS)
    assert unchecked(replace(OURS, evidence=Evidence(window=window)))
    assert not unchecked(replace(OURS, evidence=Evidence(window=replace(window, status="derived"))))
    assert unchecked(LIBRARY["phq4@1"])


def test_sixteen_questions_take_two_minutes():
    assert minutes_alone(OURS) == 2


def test_what_stands_in_is_in_use_and_what_it_replaces_is_said_to_be_absent():
    here = [
        battery.resolved(lambda one: one.key != "who5" and "fr" in one.wordings)
        for battery in BATTERIES.values()
    ]

    told = {
        name: [
            (one.battery.name, one.waves, one.is_absent)
            for one in uses(LIBRARY[name], BATTERIES.values(), here)
        ]
        for name in ("village-16@1", "mspss@1", "epds@1")
    }

    every_wave = ("t0", "birth", "month3", "month7", "month12", "month21")
    assert told == {
        "village-16@1": [
            ("village-core@1", ("t0", "t1", "t2", "t3"), False),
            ("village-recommended@1", every_wave, False),
        ],
        "mspss@1": [("village-recommended@1", ("t0", "month21"), True)],
        "epds@1": [],
    }


def test_versions_are_in_the_order_of_numbers():
    library = [replace(OURS, version=version) for version in ("10", "2", "1.1")]

    assert [one.version for one in versions_of("village-16", library)] == ["1.1", "2", "10"]
    assert versions_of("calm", library) == ()


def test_a_version_compared_with_itself_has_not_changed():
    assert all(changes(one, replace(one, version="2")) == () for one in LIBRARY.values())


def test_what_changed_is_told_item_by_item_scale_by_scale_language_by_language():
    first, *items = OURS.items
    total, *subscales = OURS.scales
    words = {language: OURS.wordings[language] for language in ("en", "ar")}
    after = replace(
        OURS,
        version="2",
        recall_days=7,
        items=(replace(first, highest=5), *items[:-1]),
        scales=(replace(total, max_missing=1, reversed=frozenset({"rushing"})), *subscales[:-1]),
        safety=(),
        wordings={**words, "en": replace(words["en"], hash="another")},
    )

    told = {(one.about, one.key): (one.before, one.after) for one in changes(OURS, after)}

    assert told["item", "savoured"] == ("0–4", "0–5")
    assert told["item", "something_good"] == ("0–4", None)
    assert "max_missing = 3" in told["scale", "total"][0]
    assert "max_missing = 1" in told["scale", "total"][1]
    assert told["scale", "support"][1] is None
    assert told["safety", "end_of_strength"] == ("end_of_strength: 4 – ", None)
    assert told["words", "en"] == (words["en"].hash, "another")
    assert told["words", "fr"] == (OURS.wordings["fr"].hash, None)
    assert ("words", "ar") not in told
    assert told["recall_days", ""] == ("14", "7")
