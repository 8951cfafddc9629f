"""A house asks what it may ask, that day: words, permission, somebody to answer."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_grant,
    a_group,
    a_holder,
    a_house,
    a_parent,
    a_readiness,
    an_approval,
)
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.groups.services.belonging import enrol
from village.library import parity
from village.library.gate import (
    battery_for,
    languages_in,
    may_be_asked,
    obstacles,
    resolved_here,
    still_asked,
)
from village.library.installed import wanted_batteries
from village.library.obstacles import Kind
from village.library.reading import library
from village.library.services.choices import choose_battery
from village.library.services.grants import take_back_grant
from village.people.services import note_child
from village.surveys.models import Invitation

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
STANDS_IN = '[stand_in]\ninstrument = "village-16@1"\n[stand_in.for]\n"epds@1" = "wellbeing"\n'


def epds():
    return library()["epds@1"]


def kinds(house, name, **known):
    found = obstacles(wanted_batteries()[name], house, **{"on": TODAY, **known})
    return [(obstacle.kind, obstacle.instrument.key) for obstacle in found]


def names(battery):
    return [part.name for wave in battery.waves for part in wave.parts]


def test_the_edinburgh_scale_needs_words_a_permission_and_somebody_to_answer(
    lens, bring, write_battery
):
    mood = write_battery("mood", "epds@1", stand_in=STANDS_IN)
    assert [kind for kind, _key in kinds(lens, mood)] == [Kind.WORDS, Kind.PERMISSION, Kind.SAFETY]
    assert not may_be_asked(epds(), lens, "fr", on=TODAY)

    bring("epds", "fr")
    assert [kind for kind, _key in kinds(lens, mood)] == [Kind.PERMISSION, Kind.SAFETY]
    assert not may_be_asked(epds(), lens, "fr", on=TODAY)

    a_grant()
    assert [kind for kind, _key in kinds(lens, mood)] == [Kind.SAFETY]
    assert not may_be_asked(epds(), lens, "fr", on=TODAY)

    a_readiness(lens)
    assert kinds(lens, mood) == []
    assert may_be_asked(epds(), lens, "fr", on=TODAY)


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
    a_grant(holder=a_holder())
    assert not may_be_asked(epds(), lens, "fr", on=TODAY)

    a_grant(holder=lens.holder)

    assert may_be_asked(epds(), lens, "fr", on=TODAY)
    assert not may_be_asked(epds(), lens, "en", on=TODAY)
    neighbour = a_house()
    a_readiness(neighbour)
    assert not may_be_asked(epds(), neighbour, "fr", on=TODAY)


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
    asked = [day for day in days if may_be_asked(epds(), lens, "fr", on=day)]

    assert (asked[0], asked[-1]) == (first, last)
    assert len(asked) == (last - first).days + 1


def test_a_permission_taken_back_after_midnight_ends_where_it_is_still_the_day_before(bring):
    bring("epds", "fr")
    fort_de_france = a_house(time_zone="America/Martinique")
    a_readiness(fort_de_france)
    grant = a_grant(granted_on=TODAY - 3 * DAY)
    past_midnight = NOW.replace(hour=0)  # in Paris; the evening before in Fort-de-France
    day = fort_de_france.date_at(past_midnight)
    assert may_be_asked(epds(), fort_de_france, "fr", on=day)

    take_back_grant(grant=grant, actor=None, now=past_midnight)

    assert day < TODAY
    assert not may_be_asked(epds(), fort_de_france, "fr", on=day)


def test_the_last_day_is_that_of_the_house(bring):
    bring("epds", "fr")
    a_grant(expires_on=TODAY)
    late = dt.datetime(2026, 11, 20, 21, 30, tzinfo=dt.UTC)  # already the 21st in Saint-Denis
    asked = {}
    for zone in ("Europe/Paris", "Indian/Reunion", "America/Martinique"):
        house = a_house(time_zone=zone)
        a_readiness(house)
        asked[zone] = may_be_asked(epds(), house, "fr", on=house.date_at(late))

    assert asked == {"Europe/Paris": True, "Indian/Reunion": False, "America/Martinique": True}


def test_our_own_questionnaires_cost_no_question_to_the_database(
    lens, site, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert may_be_asked(library()["village-16@1"], lens, "fr", on=TODAY)


@pytest.mark.parametrize(("key", "queries"), [("who5", 0), ("swemwbs", 1), ("phq9", 1)])
def test_only_what_is_needed_is_looked_up(lens, bring, django_assert_num_queries, key, queries):
    bring(key, "fr")

    with django_assert_num_queries(queries):
        assert may_be_asked(library()[f"{key}@1"], lens, "fr", on=TODAY) is (queries == 0)


def test_rights_that_nobody_has_traced_are_held_to_be_kept(lens, bring):
    bring("mibs", "fr")
    assert not may_be_asked(library()["mibs@1"], lens, "fr", on=TODAY)

    a_grant(instrument="mibs")

    assert may_be_asked(library()["mibs@1"], lens, "fr", on=TODAY)


def test_words_that_nobody_read_again_are_not_shown(lens, bring):
    bring("who5", "fr", status="not-validated")
    who5 = library()["who5@1"]
    assert not may_be_asked(who5, lens, "fr", on=TODAY)

    an_approval(subject="who5@1", language="fr", words_hash=parity.instrument_hash(who5, "fr"))

    assert may_be_asked(who5, lens, "fr", on=TODAY)


def test_a_house_that_chose_nothing_asks_what_the_site_asks(lens, site):
    assert battery_for(lens, on=TODAY).name == "village-core@1"


def test_a_choice_counts_from_its_day_and_the_earlier_one_is_kept(lens, lea, site):
    for name, day in (("village-recommended@1", TODAY), ("village-core@1", TODAY + 9 * DAY)):
        choose_battery(house=lens, battery=name, starts_on=day, actor=lea, now=NOW)

    days = (TODAY - DAY, TODAY, TODAY + 8 * DAY, TODAY + 9 * DAY)
    asked = [battery_for(lens, on=day).key for day in days]

    assert asked == ["village-core", "village-recommended", "village-recommended", "village-core"]
    assert lens.battery_choices.count() == 2
    events = Event.objects.filter(name="house.battery_chosen", subject=f"house:{lens.pk}")
    assert {event.actor for event in events} == {lea}
    assert battery_for(a_house(), on=TODAY + 9 * DAY).key == "village-core"


def test_a_choice_is_for_whoever_enrols_from_now_on(lens, site):
    with pytest.raises(NotAllowed, match="à partir d'aujourd'hui"):
        choose_battery(
            house=lens, battery="village-core@1", starts_on=TODAY - DAY, actor=None, now=NOW
        )


def test_a_battery_in_which_nothing_stands_in_is_refused_with_each_obstacle(
    lens, bring, write_battery
):
    mood = write_battery("mood", "epds@1", "village-16@1")
    bring("epds", "fr")

    with pytest.raises(NotAllowed) as refusal:
        choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=None, now=NOW)

    assert "aucune autorisation en cours ne couvre cette maison" in str(refusal.value)
    assert "n'est pas encore prête" in str(refusal.value)
    assert not lens.battery_choices.exists()


def test_the_day_a_permission_ends_others_are_asked_something_else(lens, bring, write_battery):
    mood = write_battery("mood", "epds@1", "village-experience@1", stand_in=STANDS_IN)
    bring("epds", "fr")
    a_readiness(lens)
    a_grant(expires_on=TODAY + 5 * DAY)
    choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=None, now=NOW)

    assert names(battery_for(lens, on=TODAY + 5 * DAY)) == ["epds@1", "village-experience@1"]
    assert names(battery_for(lens, on=TODAY + 6 * DAY)) == [
        "village-experience@1",
        "village-16@1/wellbeing",
    ]


def test_the_day_a_contact_leaves_nothing_is_asked_about_self_harm(lens, bring, write_battery):
    mood = write_battery("mood", "epds@1", "village-experience@1")
    bring("epds", "fr")
    ready, _grant = a_readiness(lens), a_grant()
    choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=None, now=NOW)
    assert "epds@1" in names(battery_for(lens, on=TODAY))

    ready.deputy.memberships.all().delete()

    # Nothing stands in here: it is left out, and nobody is kept from enrolling.
    assert names(battery_for(lens, on=TODAY)) == ["village-experience@1"]
    assert not may_be_asked(epds(), lens, "fr", on=TODAY)


def test_a_battery_of_which_nothing_is_left_gives_way_to_that_of_the_site(
    lens, bring, write_battery
):
    mood = write_battery("mood", "epds@1")
    bring("epds", "fr")
    a_readiness(lens)
    grant = a_grant()
    choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=None, now=NOW)

    take_back_grant(grant=grant, actor=None, now=NOW)

    assert battery_for(lens, on=TODAY).name == "village-core@1"


def test_a_language_without_its_own_permission_is_not_offered(lens, bring, write_battery):
    mood = write_battery("mood", "epds@1", "village-16@1")
    for language in ("fr", "en"):
        bring("epds", language)
    a_readiness(lens)
    a_grant()
    choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=None, now=NOW)

    assert languages_in(battery_for(lens, on=TODAY), lens, on=TODAY) == ("fr",)
    a_grant(language="en")
    assert languages_in(battery_for(lens, on=TODAY), lens, on=TODAY) == ("fr", "en")


def test_anna_is_planned_what_her_house_may_ask(lens, bring, write_battery, lea):
    mood = write_battery("mood", "epds@1", stand_in=STANDS_IN)
    bring("epds", "fr")
    a_readiness(lens)
    a_grant()
    choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=lea, now=NOW)
    here, elsewhere = a_group(lens), a_group(a_house())

    for group in (here, elsewhere):
        anna = a_parent("Anna", house=group.house)
        enrol(participant=anna, group=group, joined_on=TODAY, actor=lea, now=NOW)

    asked = {
        i.enrolment.group_id: (i.battery, i.asked) for i in Invitation.objects.filter(wave="t0")
    }
    assert asked[here.pk] == ("mood", ["epds@1"])
    assert asked[elsewhere.pk] == ("village-core", ["village-16@1"])


def test_a_baby_noted_after_a_permission_ended_brings_no_words_that_may_not_be_shown(
    lens, bring, lea
):
    for key in ("who5", "mibs"):
        bring(key, "fr")
    grant = a_grant(instrument="mibs")
    choose_battery(
        house=lens, battery="village-recommended@1", starts_on=TODAY, actor=None, now=NOW
    )
    bilal = a_parent("Bilal", house=lens)
    enrol(participant=bilal, group=a_group(lens), joined_on=TODAY, actor=lea, now=NOW)
    take_back_grant(grant=grant, actor=None, now=NOW)

    note_child(participant=bilal, expected_month=dt.date(2027, 2, 1), actor=None, now=NOW)

    birth = Invitation.objects.get(enrolment__participant=bilal, wave="birth")
    assert "who5@1" in birth.asked
    assert "mibs@1" not in birth.asked


def test_what_was_planned_stays_when_its_permission_ends(lens, bring, write_battery, lea):
    mood = write_battery("mood", "epds@1")
    bring("epds", "fr")
    a_readiness(lens)
    grant = a_grant()
    choose_battery(house=lens, battery=mood, starts_on=TODAY, actor=None, now=NOW)
    chloe = a_parent("Chloé", house=lens)
    enrol(participant=chloe, group=a_group(lens), joined_on=TODAY, actor=lea, now=NOW)
    take_back_grant(grant=grant, actor=None, now=NOW)

    note_child(participant=chloe, birth_month=dt.date(2026, 9, 1), actor=None, now=NOW)

    assert resolved_here(wanted_batteries()[mood], lens, on=TODAY).waves == ()
    assert Invitation.objects.get(enrolment__participant=chloe).battery == "mood"


def test_a_page_planned_before_leaves_out_what_may_no_longer_be_asked(lens, bring, write_battery):
    mood = write_battery("mood", "epds@1", "village-16@1", stand_in=STANDS_IN)
    bring("epds", "fr")
    a_readiness(lens)
    a_grant(expires_on=TODAY)
    planned = wanted_batteries()[mood]

    assert names(still_asked(planned, lens, on=TODAY)) == ["epds@1", "village-16@1"]
    assert names(still_asked(planned, lens, on=TODAY + DAY)) == ["village-16@1"]
