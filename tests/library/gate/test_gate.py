"""An instrument is asked where there are words, a permission, and somebody to answer, that day."""

import datetime as dt

import pytest

from tests.factories import TODAY, a_grant, a_house, a_readiness, an_approval, an_organisation
from tests.library.gate.words import STANDS_IN
from village.library.gate.asking import HouseStanding, obstacles
from village.library.gate.obstacles import ObstacleKind
from village.library.installed import wanted_batteries
from village.library.languages import parity
from village.library.reading import library

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def epds():
    return library()["epds@1"]


def kinds(house, name, **known):
    found = obstacles(wanted_batteries()[name], house, **{"on": TODAY, **known})
    return [(obstacle.kind, obstacle.instrument.key) for obstacle in found]


def test_the_edinburgh_scale_needs_words_a_permission_and_somebody_to_answer(
    lens, bring, write_battery
):
    mood = write_battery("mood", "epds@1", stand_in=STANDS_IN)
    assert [kind for kind, _key in kinds(lens, mood)] == [
        ObstacleKind.WORDS,
        ObstacleKind.PERMISSION,
        ObstacleKind.SAFETY,
    ]
    assert not HouseStanding(lens, TODAY).may_ask(epds(), "fr")

    bring("epds", "fr")
    assert [kind for kind, _key in kinds(lens, mood)] == [
        ObstacleKind.PERMISSION,
        ObstacleKind.SAFETY,
    ]
    assert not HouseStanding(lens, TODAY).may_ask(epds(), "fr")

    a_grant()
    assert [kind for kind, _key in kinds(lens, mood)] == [ObstacleKind.SAFETY]
    assert not HouseStanding(lens, TODAY).may_ask(epds(), "fr")

    a_readiness(lens)
    assert kinds(lens, mood) == []
    assert HouseStanding(lens, TODAY).may_ask(epds(), "fr")


@pytest.mark.parametrize(("missing", "kind"), [("grant", "permission"), ("readiness", "safety")])
def test_each_condition_is_needed_even_when_the_others_are_there(
    lens, bring, write_battery, missing, kind
):
    mood = write_battery("mood", "epds@1", stand_in=STANDS_IN)
    bring("epds", "fr")
    if missing != "grant":
        a_grant()
    if missing != "readiness":
        a_readiness(lens)

    assert [found for found, _key in kinds(lens, mood)] == [kind]


def test_a_permission_is_for_an_instrument_a_language_and_a_holder(lens, bring, site):
    bring("epds", "fr")
    bring("epds", "en")
    a_readiness(lens)
    a_grant(instrument="pss_bj")
    a_grant(holder=an_organisation())
    assert not HouseStanding(lens, TODAY).may_ask(epds(), "fr")

    a_grant(holder=lens.holder)

    assert HouseStanding(lens, TODAY).may_ask(epds(), "fr")
    assert not HouseStanding(lens, TODAY).may_ask(epds(), "en")
    neighbour = a_house()
    a_readiness(neighbour)
    assert not HouseStanding(neighbour, TODAY).may_ask(epds(), "fr")


@pytest.mark.parametrize(
    ("fields", "first", "last"),
    [
        ({"granted_on": TODAY, "expires_on": TODAY + 5 * DAY}, TODAY, TODAY + 5 * DAY),
        ({"granted_on": TODAY, "expires_on": TODAY}, TODAY, TODAY),
    ],
)
def test_a_permission_counts_from_its_first_day_to_its_last(lens, bring, fields, first, last):
    bring("epds", "fr")
    a_readiness(lens)
    a_grant(**fields)

    days = [TODAY + n * DAY for n in range(-2, 10)]
    asked = [day for day in days if HouseStanding(lens, day).may_ask(epds(), "fr")]

    assert (asked[0], asked[-1]) == (first, last)
    assert len(asked) == (last - first).days + 1


def test_the_last_day_is_that_of_the_house(bring):
    bring("epds", "fr")
    a_grant(expires_on=TODAY)
    late = dt.datetime(2026, 11, 20, 21, 30, tzinfo=dt.UTC)  # already the 21st in Saint-Denis
    asked = {}
    for zone in ("Europe/Paris", "Indian/Reunion", "America/Martinique"):
        house = a_house(time_zone=zone)
        a_readiness(house)
        asked[zone] = HouseStanding(house, house.date_at(late)).may_ask(epds(), "fr")

    assert asked == {"Europe/Paris": True, "Indian/Reunion": False, "America/Martinique": True}


def test_our_own_questionnaires_cost_no_question_to_the_database(
    lens, site, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert HouseStanding(lens, TODAY).may_ask(library()["village-16@1"], "fr")


@pytest.mark.parametrize(("key", "queries"), [("who5", 0), ("swemwbs", 1), ("phq9", 1)])
def test_only_what_is_needed_is_looked_up(lens, bring, django_assert_num_queries, key, queries):
    bring(key, "fr")

    with django_assert_num_queries(queries):
        assert HouseStanding(lens, TODAY).may_ask(library()[f"{key}@1"], "fr") is (queries == 0)


def test_rights_that_nobody_has_traced_are_held_to_be_kept(lens, bring):
    bring("mibs", "fr")
    assert not HouseStanding(lens, TODAY).may_ask(library()["mibs@1"], "fr")

    a_grant(instrument="mibs")

    assert HouseStanding(lens, TODAY).may_ask(library()["mibs@1"], "fr")


def test_words_that_nobody_read_again_are_not_shown(lens, bring):
    bring("who5", "fr", status="not-validated")
    who5 = library()["who5@1"]
    assert not HouseStanding(lens, TODAY).may_ask(who5, "fr")

    an_approval(subject="who5@1", language="fr", words_hash=parity.instrument_hash(who5, "fr"))

    assert HouseStanding(lens, TODAY).may_ask(who5, "fr")
