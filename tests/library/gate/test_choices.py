"""A house chooses its questionnaires, and asks what it may of them, that day."""

import datetime as dt

import pytest

from tests.factories import NOW, TODAY, a_grant, a_group, a_house, a_parent, a_readiness
from tests.library.gate.words import STANDS_IN
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.groups.services.belonging import enrol
from village.library.gate.asking import (
    HouseStanding,
    battery_for,
    languages_in,
    resolved_here,
    still_asked,
)
from village.library.installed import wanted_batteries
from village.library.reading import library
from village.library.services.choices import choose_battery
from village.library.services.grants import take_back_grant
from village.people.services import note_child
from village.surveys.models import Invitation

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def names(battery):
    return [part.name for wave in battery.waves for part in wave.parts]


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
    assert not HouseStanding(lens, TODAY).may_ask(library()["epds@1"], "fr")


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
