"""Rights are read once a request, and never remembered longer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, a_house, a_member, a_user
from village.network import services
from village.network.access import Right, has_right, has_right_in, houses_for, rights_now, rights_of
from village.network.middleware import with_roles
from village.network.models import Membership, Role

pytestmark = pytest.mark.django_db


def readings_of_roles(queries: CaptureQueriesContext) -> int:
    return sum(
        query["sql"].startswith('SELECT "network_membership"') for query in queries.captured_queries
    )


def test_a_page_reads_the_roles_of_whoever_opens_it_once(client):
    anna = a_member(Role.COORDINATOR, a_house())
    for _ in range(5):
        Membership.objects.create(user=anna, house=a_house(), role=Role.COORDINATOR)
    client.force_login(anna)

    with CaptureQueriesContext(connection) as queries:
        client.get("/accueil/")

    assert readings_of_roles(queries) == 1


def test_a_page_open_to_all_reads_them_once_too_and_of_nobody_for_a_stranger(client):
    with CaptureQueriesContext(connection) as strangers:
        client.get("/aide-maintenant/")
    client.force_login(a_member(Role.NATIONAL_TEAM))
    with CaptureQueriesContext(connection) as ours:
        client.get("/accessibilite/")

    assert (len(strangers), readings_of_roles(ours)) == (0, 1)


def test_a_role_taken_back_counts_at_the_next_request(client):
    house = a_house()
    anna = a_member(Role.COORDINATOR, house)
    client.force_login(anna)
    assert client.get(f"/maisons/{house.code}/").status_code == 200

    services.remove_membership(membership=anna.memberships.get(), actor=None, now=NOW)

    assert client.get(f"/maisons/{house.code}/").status_code == 404


def test_an_account_that_did_not_come_with_a_request_is_asked_again_each_time():
    house = a_house()
    anna = a_member(Role.COORDINATOR, house)
    assert has_right_in(anna, Right.MANAGE_GROUPS, house)

    anna.memberships.all().delete()

    assert not has_right_in(anna, Right.MANAGE_GROUPS, house)


def test_a_verb_does_not_trust_what_a_page_remembers():
    anna = with_roles(a_member(Role.EVALUATOR))
    Membership.objects.all().delete()

    assert has_right(anna, Right.REGISTER_PLANS)
    assert not rights_now(anna).has(Right.REGISTER_PLANS)


def test_a_closed_account_has_no_right_even_if_its_roles_were_left():
    house = a_house()
    bilal = a_member(Role.COORDINATOR, house, is_active=False)

    assert not rights_of(bilal).has(Right.MANAGE_GROUPS)
    assert not rights_now(bilal).has(Right.MANAGE_GROUPS)
    assert not houses_for(bilal, Right.MANAGE_GROUPS).exists()


def test_two_roles_in_one_house_add_up_and_stay_in_it():
    house, other = a_house(), a_house()
    anna = a_member(Role.FACILITATOR, house)
    Membership.objects.create(user=anna, house=house, role=Role.COORDINATOR)

    assert has_right_in(anna, Right.SEE_PERSONS, house)
    assert has_right_in(anna, Right.KEY_SHEETS, house)
    assert not has_right_in(anna, Right.KEY_SHEETS, other)


def test_a_national_right_holds_in_every_house_and_no_other_does():
    house = a_house()
    chloe = a_member(Role.EVALUATOR)

    assert has_right_in(chloe, Right.SEE_HOUSE_FIGURES, house)
    assert not has_right_in(chloe, Right.MANAGE_GROUPS, house)
    assert not has_right(a_user(), Right.SEE_HOUSE_FIGURES)
