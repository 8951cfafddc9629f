"""What a facilitator's groups wait for: counts by group, never a name."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_child,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_parent,
    an_enrolment,
)
from village.groups.models import PeerGroup
from village.groups.waiting import births_to_note, next_steps
from village.network.models import House

pytestmark = pytest.mark.django_db

OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture
def lea():
    return a_facilitator(a_house())


@pytest.fixture
def group(lea):
    return a_group(lea.memberships.get().house, facilitator=lea, name="Phare")


def expecting(group, month=OCTOBER, name="Anna", **enrolment):
    enrolled = an_enrolment(a_parent(name, house=group.house), group, **enrolment)
    return enrolled, a_child(enrolled.participant, expected_month=month)


def test_a_baby_whose_month_is_over_leads_to_the_page_where_its_birth_is_noted(lea, group):
    anna, child = expecting(group)

    (one,) = births_to_note(lea, NOW)

    assert one.sentence == "Un bébé est peut-être né." and one.about == "Phare"
    assert one.url == f"/parents/{anna.pk}/enfant/{child.pk}/"
    assert (one.day, one.is_late) == (None, False)


def test_several_babies_of_a_group_are_counted_and_lead_to_the_group(lea, group):
    expecting(group)
    expecting(group, name="Bilal")

    (one,) = births_to_note(lea, NOW)

    assert one.sentence == "2 bébés sont peut-être nés."
    assert one.url == f"/groupes/{group.pk}/"
    assert "Anna" not in f"{one}" and "Bilal" not in f"{one}"


def test_a_month_that_lasts_still_a_birth_that_was_noted_and_a_parent_who_left_wait_for_nothing(
    lea, group
):
    expecting(group, TODAY.replace(day=1))
    _chloe, born = expecting(group)
    born.birth_month = OCTOBER
    born.save()
    expecting(group, left_on=TODAY)

    assert list(births_to_note(lea, NOW)) == []


def test_a_baby_who_did_not_come_is_not_asked_about_for_ever(lea, group):
    expecting(group, dt.date(2026, 8, 1))
    assert len(list(births_to_note(lea, NOW))) == 1

    december = NOW + dt.timedelta(days=15)
    assert list(births_to_note(lea, december)) == []


def test_the_month_is_over_where_the_house_is(lea):
    reunion = a_house(time_zone="Indian/Reunion")
    marie = a_facilitator(reunion)
    expecting(a_group(reunion, facilitator=marie), dt.date(2026, 11, 1))
    last_night_in_paris = dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)

    assert len(list(births_to_note(marie, last_night_in_paris))) == 1


def test_another_one_s_group_waits_for_somebody_else(lea, group):
    expecting(group)
    colleague = a_facilitator(group.house)

    assert list(births_to_note(colleague, NOW)) == []
    assert list(next_steps(colleague, NOW)) == []


def test_a_group_that_has_not_met_for_three_weeks_is_late(lea, group):
    an_enrolment(group=group)
    a_meeting(group, held_on=TODAY - dt.timedelta(days=22))

    (one,) = next_steps(lea, NOW)

    assert one.sentence == "La dernière séance notée date du 29/10/2026."
    assert one.url == f"/groupes/{group.pk}/seances/nouvelle/"
    assert (one.day, one.is_late) == (TODAY - dt.timedelta(days=1), True)


def test_a_group_that_met_or_that_is_over_waits_for_nothing(lea, group):
    an_enrolment(group=group)
    a_meeting(group, held_on=TODAY)
    a_group(group.house, facilitator=lea, ended_on=TODAY)

    assert list(next_steps(lea, NOW)) == []


def test_a_group_still_running_in_a_house_that_has_closed_waits_to_be_ended(lea, group):
    House.objects.update(closed_on=TODAY - dt.timedelta(days=1))

    (one,) = next_steps(lea, NOW)

    assert one.sentence == "La maison a fermé : ce groupe est à terminer."
    assert one.url == f"/groupes/{group.pk}/terminer/"
    PeerGroup.objects.update(started_on=TODAY + dt.timedelta(days=1))
    assert list(next_steps(lea, NOW)) == []
