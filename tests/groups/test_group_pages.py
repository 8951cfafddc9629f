"""A group on its pages: opened, changed, ended, read by those who may."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from tests.factories import (
    TODAY,
    a_facilitator,
    a_group,
    a_meeting,
    a_member,
    a_parent,
    an_attendance,
    an_enrolment,
)
from tests.groups.pages import page, send, text, title
from village.groups.models import PeerGroup
from village.network.models import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


def test_a_facilitator_starts_from_the_groups_he_leads(client, group):
    a_group(group.house, name="Jeudi soir")

    response = page(client, "mine")

    assert "Mardi matin" in text(response)
    assert "Jeudi soir" not in text(response)


def test_whoever_leads_no_group_and_never_could_has_no_such_page(client):
    client.force_login(a_member(Role.FUNDER))

    assert page(client, "mine").status_code == 404


def test_a_group_is_opened_from_the_page_of_the_house(client, farid):
    house = farid.memberships.get().house
    opened = page(client, "new_group", house.code)
    assert f'<option value="{farid.pk}" selected>' in text(opened)  # he will most often lead it

    response = send(
        client,
        "new_group",
        house.code,
        name="Samedi",
        kind="antenatal",
        nominal_size=8,
        facilitator=farid.pk,
        started_on="2026-12-05",
    )

    group = PeerGroup.objects.get()
    assert response.status_code == 302
    assert (group.name, group.kind, group.nominal_size) == ("Samedi", "antenatal", 8)
    assert (group.facilitator, group.started_on) == (farid, dt.date(2026, 12, 5))


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "x" * 5000}, "au plus 100"),
        ({"name": "2 85 12 62 041 023"}, "sécurité sociale"),
        ({"name": "Mardi matin"}, "déjà ce nom"),
        ({"kind": "eternal"}, "choix valide"),
        ({"nominal_size": "dix"}, "nombre entier"),
        ({"nominal_size": 300}, "inférieure ou égale à 30"),
        ({"started_on": "31/02/2026"}, "date valide"),
        ({"started_on": "2020-01-01"}, "ouvre le 01/11/2025"),
        ({"facilitator": str(uuid.uuid4())}, "choix valide"),
    ],
)
def test_a_mistake_in_a_new_group_is_said_and_the_rest_is_kept(client, group, mistake, sentence):
    fields = {"name": "Samedi", "kind": "postnatal", "nominal_size": 8, "started_on": "2026-12-05"}

    response = send(client, "new_group", group.house.code, **{**fields, **mistake})

    assert response.status_code == 200
    assert sentence in text(response)
    assert "error-summary" in text(response)
    assert PeerGroup.objects.count() == 1


def test_a_group_is_changed_by_who_leads_it_and_by_coordination_never_by_a_colleague(client, group):
    colleague = a_facilitator(group.house, name="Gaëlle")
    fields = {
        "name": "Mardi",
        "kind": "postnatal",
        "nominal_size": 9,
        "facilitator": colleague.pk,
        "started_on": group.started_on.isoformat(),
    }
    client.force_login(colleague)
    assert page(client, "edit_group", group.pk).status_code == 404
    assert send(client, "edit_group", group.pk, **fields).status_code == 404
    assert send(client, "close_group", group.pk, day="2026-11-20").status_code == 404

    client.force_login(a_member(Role.COORDINATOR, group.house))
    assert send(client, "edit_group", group.pk, **fields).status_code == 302

    group.refresh_from_db()
    assert (group.name, group.facilitator) == ("Mardi", colleague)


def test_a_group_is_ended_on_its_last_day(client, group):
    assert "2026-11-20" in text(page(client, "close_group", group.pk))
    assert "à venir" in text(send(client, "close_group", group.pk, day="2026-11-21"))

    send(client, "close_group", group.pk, day="2026-11-20")

    group.refresh_from_db()
    assert group.ended_on == TODAY
    assert "Noter une séance" not in text(page(client, "group", group.pk))


def test_the_group_page_shows_who_is_in_it_and_how_often_they_came(client, group, anna):
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group, left_on=TODAY)
    for days, present in ((14, True), (7, False)):
        an_attendance(a_meeting(group, held_on=TODAY - days * DAY), anna, present=present)

    response = page(client, "group", group.pk)

    assert "Anna Canari" in text(response)
    assert "1 sur 2" in text(response)
    assert "1 parent parti" in text(response)
    assert bilal.participant.contact.name in text(response)
    assert "Anna" not in title(response)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.NATIONAL_TEAM])
def test_coordination_and_the_national_team_read_counts(client, group, anna, role):
    an_attendance(a_meeting(group), anna)
    client.force_login(a_member(role, group.house if role == Role.COORDINATOR else None))

    response = page(client, "group", group.pk)

    assert "1 pour 10 places" in text(response)
    assert "1 sur 1" in text(response)
    assert "Anna" not in text(response)
    assert str(anna.pk) not in text(response)


@pytest.mark.parametrize(
    ("days_since", "expected"),
    [(None, "Aucune séance n&#x27;est encore notée."), (22, "date du 29/10/2026"), (21, None)],
)
def test_the_group_page_says_what_comes_next(client, group, anna, days_since, expected):
    group.started_on = LONG_AGO
    group.save()
    if days_since:
        a_meeting(group, held_on=TODAY - days_since * DAY)

    response = page(client, "group", group.pk)

    step = text(response).split('<p class="notice">')
    assert (expected in step[1]) if expected else len(step) == 1


def test_the_first_step_of_a_group_is_to_welcome_somebody(client, group):
    step = text(page(client, "group", group.pk)).split('<p class="notice">')[1]

    assert "Personne n&#x27;est encore inscrit." in step
    assert reverse("groups:welcome", args=[group.pk]) in step
