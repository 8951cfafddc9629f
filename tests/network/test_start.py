"""The page of the day: one thing first, then the list, then where one works."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import clock
from tests.factories import (
    NOW,
    TODAY,
    a_child,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_member,
    a_parent,
    a_readiness,
    an_enrolment,
)
from village.network.models import Membership, Role
from village.readiness.waiting import houses_not_ready

pytestmark = pytest.mark.django_db


def opened(client, user) -> str:
    client.force_login(user)
    with clock.set_to(NOW):
        return " ".join(client.get(reverse("network:start")).content.decode().split())


def test_it_says_the_day_where_one_works(client):
    in_the_evening = dt.datetime(2026, 11, 30, 21, tzinfo=dt.UTC)
    client.force_login(a_facilitator(a_house(time_zone="Indian/Reunion")))

    with clock.set_to(in_the_evening):
        page = client.get("/accueil/").content.decode()

    assert "Mardi 1er décembre" in page


def test_what_is_late_comes_first_and_nobody_is_named(client):
    house = a_house()
    lea = a_facilitator(house)
    group = a_group(house, facilitator=lea, started_on=TODAY - dt.timedelta(days=60))
    anna = an_enrolment(a_parent("Anna", house=house), group)
    a_child(anna.participant, expected_month=dt.date(2026, 10, 1))
    a_meeting(group)

    page = opened(client, lea)

    assert page.index("À faire d'abord") < page.index("La dernière séance notée date du")
    assert page.index("La dernière séance notée date du") < page.index("Un bébé est peut-être né.")
    assert "Anna" not in page


def test_what_does_not_fit_in_a_day_is_folded(client):
    house = a_house()
    lea = a_facilitator(house)
    for _ in range(9):
        a_group(house, facilitator=lea)

    page = opened(client, lea)

    assert page.count("est encore inscrit.") == 9
    assert "et 3 autres" in page


def test_a_day_when_nothing_waits_says_so_kindly(client):
    assert "Rien ne presse aujourd'hui." in opened(client, a_member(Role.EVALUATOR))


def test_whoever_does_everything_in_six_houses_costs_eight_queries(client):
    houses = [a_house() for _ in range(6)]
    lea = a_facilitator(houses[0])
    for house in houses:
        a_readiness(house, trained_on=None)
        an_enrolment(group=a_group(house, facilitator=lea))
        for role in (Role.FACILITATOR, Role.COORDINATOR):
            Membership.objects.get_or_create(user=lea, house=house, role=role)
    client.force_login(lea)

    with clock.set_to(NOW), CaptureQueriesContext(connection) as queries:
        client.get("/accueil/")

    assert len(queries) <= 8


def test_a_house_that_is_not_ready_is_told_to_its_coordination_and_to_nobody_who_leads_groups():
    house = a_house(name="Le Nid")
    a_readiness(house, trained_on=None, deputy=None)

    (one,) = houses_not_ready(a_member(Role.COORDINATOR, house), NOW)

    assert one.sentence == "Il manque 2 choses pour pouvoir répondre à un parent en danger."
    assert (one.about, one.url) == ("Le Nid", f"/maisons/{house.code}/securite/")
    assert list(houses_not_ready(a_facilitator(house), NOW)) == []
    assert list(houses_not_ready(a_member(Role.COORDINATOR, a_ready_house()), NOW)) == []


def test_many_houses_that_are_not_ready_are_counted_and_shown_on_one_page(client):
    ready = a_ready_house()
    lacking = [a_house() for _ in range(4)]
    lea = a_member(Role.NATIONAL_TEAM)

    (one,) = houses_not_ready(lea, NOW)
    client.force_login(lea)
    with clock.set_to(NOW):
        page = client.get(one.url).content.decode()

    assert one.sentence == "4 maisons ne sont pas prêtes à répondre à un parent en danger."
    assert all(f"/maisons/{house.code}/securite/" in page for house in lacking)
    assert f"/maisons/{ready.code}/" not in page


def a_ready_house():
    house = a_house()
    a_readiness(house)
    return house
