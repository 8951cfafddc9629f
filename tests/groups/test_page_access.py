"""What is not yours looks like what is not."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from tests.factories import (
    TODAY,
    a_child,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_member,
)
from tests.groups.pages import page, send, text
from village.audit.models import Event
from village.groups.access import groups_for
from village.groups.overview import meetings_with_counts, with_counts
from village.network.models import Role
from village.people.models import ContactDetails

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


PERSONAL = [
    ("parent", ()),
    ("contact", ()),
    ("consents", ()),
    ("new_child", ()),
    ("birth", ("child",)),
    ("leave", ()),
    ("withdraw", ()),
]
DEEDS = ["stop_messages", "come_back"]
OF_THE_GROUP = ["welcome", "new_meeting", "edit_group", "close_group"]


def strangers(group):
    """Everyone who must find nothing behind the addresses of this group's parents."""
    house = group.house
    return [
        a_facilitator(house),
        a_facilitator(a_house()),
        a_member(Role.COORDINATOR, house),
        a_member(Role.SAFETY_CONTACT, house),
        *(
            a_member(r)
            for r in (Role.NATIONAL_TEAM, Role.EVALUATOR, Role.FUNDER, Role.TRAINING_MANAGER)
        ),
    ]


def test_a_parent_of_someone_else_looks_like_a_parent_who_is_not(client, group, anna):
    child = a_child(anna.participant)
    a_meeting(group, held_on=TODAY)
    addresses = [
        *(
            (reverse(f"groups:{name}", args=[anna.pk, *([child.pk] if extra else [])]), "get")
            for name, extra in PERSONAL
        ),
        *((reverse(f"groups:{name}", args=[anna.pk]), "post") for name in DEEDS),
        *(
            (reverse(f"groups:{name}", args=[group.pk]), "get")
            for name in ("welcome", "new_meeting")
        ),
        (reverse("groups:meeting", args=[group.pk, "2026-11-20"]), "get"),
    ]
    for user in strangers(group):
        client.force_login(user)
        for address, method in addresses:
            missing = address.replace(str(anna.pk), str(uuid.uuid4())).replace(
                str(group.pk), str(uuid.uuid4())
            )
            foreign, nothing = getattr(client, method)(address), getattr(client, method)(missing)
            assert foreign.status_code == nothing.status_code == 404, address
            assert foreign.content == nothing.content
            assert "Anna" not in text(foreign)


def test_a_foreign_post_changes_nothing(client, group, anna):
    before = list(Event.objects.values_list("pk", flat=True))
    for user in strangers(group):
        client.force_login(user)
        for name in ("contact", "consents", "leave", "stop_messages", "come_back"):
            response = send(client, name, anna.pk, name="X", language="fr", day="2026-11-20")
            assert response.status_code == 404
        response = send(client, "withdraw", anna.pk, choice="delete", confirmed="yes")
        assert response.status_code == 404
        assert newcomer_refused(client, group)

    assert list(Event.objects.values_list("pk", flat=True)) == before
    assert ContactDetails.objects.get().name == "Anna Canari"


def newcomer_refused(client, group) -> bool:
    """Whether someone who does not lead the group is kept from adding to it."""
    return send(client, "welcome", group.pk, name="X").status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_reading_changes_nothing(client, anna, name):
    assert page(client, name, anna.pk).status_code == 405


def test_the_groups_of_a_house_are_closed_to_other_houses(client, group):
    client.force_login(a_facilitator(a_house()))

    foreign = page(client, "house_groups", group.house.code)
    missing = page(client, "house_groups", "nowhere")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert page(client, "group", group.pk).status_code == 404


def test_open_groups_and_recent_meetings_come_first(client, db):
    house = a_house(opened_on=TODAY - dt.timedelta(days=900))
    farid = a_facilitator(house)
    for name, days, ended in (("Ancien", 700, 300), ("Premier", 200, None), ("Second", 100, None)):
        group = a_group(
            house,
            name=name,
            facilitator=farid,
            started_on=TODAY - dt.timedelta(days=days),
            ended_on=ended and TODAY - dt.timedelta(days=ended),
        )
        a_meeting(group)
    a_meeting(group, held_on=group.started_on + dt.timedelta(days=14))

    assert [g.name for g in with_counts(groups_for(farid))] == ["Second", "Premier", "Ancien"]
    days = [meeting.held_on for meeting in meetings_with_counts(group)]
    assert days == sorted(days, reverse=True) and len(days) == 2
