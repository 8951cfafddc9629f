"""A group opens, changes hands, ends."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_parent,
    a_user,
    an_enrolment,
)
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.groups.models import PeerGroup
from village.groups.services import change_group, close_group, open_group

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def opened(house=None, **fields) -> PeerGroup:
    """Open the group of Tuesday evenings."""
    fields = {
        "name": "Mardi soir",
        "kind": "postnatal",
        "nominal_size": 10,
        "facilitator": None,
        "started_on": TODAY,
        **fields,
    }
    return open_group(house=house or a_house(), actor=None, now=NOW, **fields)


def changed(group: PeerGroup, **fields) -> PeerGroup:
    """Change only what is given."""
    as_it_is = {
        key: getattr(group, key)
        for key in ("name", "kind", "nominal_size", "facilitator", "started_on")
    }
    return change_group(group=group, actor=None, now=NOW, **{**as_it_is, **fields})


def test_a_house_opens_a_group_and_names_who_leads_it():
    house = a_house()
    facilitator = a_facilitator(house)

    group = opened(house, name="  Mardi   soir ", facilitator=facilitator)

    group.refresh_from_db()
    assert (group.name, group.facilitator, group.house) == ("Mardi soir", facilitator, house)
    assert Event.objects.get().subject == f"group:{group.pk}"


def test_a_group_may_be_planned_before_anyone_leads_it():
    assert opened(started_on=TODAY + 30 * DAY).facilitator is None


def test_two_houses_may_each_have_a_tuesday_evening():
    house = a_house()
    opened(house)
    opened()

    with pytest.raises(NotAllowed, match="déjà ce nom"):
        opened(house)


@pytest.mark.parametrize(
    "mistake",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"name": "2 85 12 62 041 023"},
        {"nominal_size": 1},
        {"nominal_size": 31},
        {"started_on": dt.date(2025, 10, 31)},  # the house opened the day after
    ],
)
def test_a_group_that_could_not_be_is_refused(mistake):
    with pytest.raises(NotAllowed):
        opened(**mistake)
    assert not PeerGroup.objects.exists()


def test_only_a_facilitator_of_the_house_may_lead_its_groups():
    house = a_house()
    gone = a_facilitator(house, is_active=False)

    for stranger in (a_user(), a_facilitator(a_house()), gone):
        with pytest.raises(NotAllowed, match="n'anime pas"):
            opened(house, facilitator=stranger)


def test_a_group_passes_to_another_facilitator_and_the_journal_says_to_whom():
    house = a_house()
    group = opened(house, facilitator=a_facilitator(house))
    successor = a_facilitator(house)

    changed(group, facilitator=successor, nominal_size=8)

    group.refresh_from_db()
    assert (group.facilitator, group.nominal_size) == (successor, 8)
    events = list(Event.objects.order_by("pk").values_list("name", "subject"))
    assert events[1:] == [
        ("group.changed", f"group:{group.pk}"),
        ("group.entrusted", f"user:{successor.pk}"),
    ]


def test_a_group_keeps_its_own_name_when_it_changes():
    group = opened()

    assert changed(group, nominal_size=12).name == "Mardi soir"


def test_the_first_day_cannot_move_after_a_meeting_that_was_held():
    group = a_group(started_on=TODAY - 7 * DAY)
    a_meeting(group, held_on=TODAY - 7 * DAY)

    with pytest.raises(NotAllowed, match="séance a été notée"):
        changed(group, started_on=TODAY)


def test_when_a_group_ends_nobody_is_said_to_have_left_it():
    group = a_group()
    enrolment = an_enrolment(a_parent("Anna", house=group.house), group)

    close_group(group=group, ended_on=TODAY, actor=None, now=NOW)

    group.refresh_from_db()
    enrolment.refresh_from_db()
    assert group.ended_on == TODAY
    assert enrolment.left_on is None


@pytest.mark.parametrize(
    ("ended_on", "why"),
    [
        (TODAY - 30 * DAY, "avant sa première séance"),
        (TODAY + DAY, "à venir"),
        (TODAY - 8 * DAY, "séance a été notée"),
        (TODAY - 4 * DAY, "parent est entré"),
    ],
)
def test_a_group_cannot_end_before_what_happened_in_it(ended_on, why):
    group = a_group(started_on=TODAY - 14 * DAY)
    a_meeting(group, held_on=TODAY - 7 * DAY)
    an_enrolment(group=group, joined_on=TODAY - 3 * DAY)

    with pytest.raises(NotAllowed, match=why):
        close_group(group=group, ended_on=ended_on, actor=None, now=NOW)


def test_today_is_the_day_it_is_in_the_house():
    """At 23:30 in Paris on the 20th, it is already the 21st in Saint-Denis de La Réunion."""
    evening = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)
    reunion = a_group(a_house(time_zone="Indian/Reunion"))
    paris = a_group(a_house())

    close_group(group=reunion, ended_on=dt.date(2026, 11, 21), actor=None, now=evening)
    with pytest.raises(NotAllowed, match="à venir"):
        close_group(group=paris, ended_on=dt.date(2026, 11, 21), actor=None, now=evening)
