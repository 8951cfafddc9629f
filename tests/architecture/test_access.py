"""Every page, every role: what one may not see looks, to the byte, like what does not exist.

The pages are read from the site itself; who may open them, from `access_registry.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.access_registry import ACCESS, EVERYBODY, OF_THE_HOUSE, Page
from tests.factories import (
    a_child,
    a_contact,
    a_document,
    a_facilitator,
    a_grant,
    a_group,
    a_house,
    a_meeting,
    a_member,
    a_parent,
    a_readiness,
    a_sheet,
    a_user,
    an_approval,
    an_enrolment,
    an_invitation,
)
from village.network.models import House, Role, User

NOTHING = UUID("00000000-0000-4000-8000-000000000000")


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The name of every page of the site."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        else:
            yield from names(
                entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            )


@dataclass(frozen=True)
class Place:
    """A house with one of each thing in it."""

    house: House
    things: dict[str, dict[str, Any]]


def a_place(leader: User, house: House) -> Place:
    """Anna's group in a house: a meeting, a baby, a questionnaire."""
    group = a_group(house, facilitator=leader)
    anna = an_enrolment(a_parent("Anna", house=house), group)
    a_readiness(house, protocol_file=a_document())
    meeting, child = a_meeting(group), a_child(anna.participant)
    return Place(
        house,
        {
            "house": {"code": house.code},
            "organisation": {"organisation_id": house.holder_id},
            "contact": {
                "organisation_id": house.holder_id,
                "contact_id": a_contact(house.holder).pk,
            },
            "group": {"group_id": group.pk},
            "meeting": {"group_id": group.pk, "held_on": meeting.held_on.isoformat()},
            "enrolment": {"enrolment_id": anna.pk},
            "child": {"enrolment_id": anna.pk, "child_id": child.pk},
            "invitation": {"invitation_id": (invitation := an_invitation(anna)).pk},
            "sheet": {"code": a_sheet(invitation).code},
            "account": {"user_id": leader.pk},
            "membership": {"user_id": leader.pk, "membership_id": leader.memberships.get().pk},
            "instrument": {"key": "village-16", "version": "1"},
            "battery": {"key": "village-core", "version": "1"},
            "instrument_key": {"key": "epds"},
            "key": {"pk": 1},
            "protocol": {"code": house.code},
            "language": {"battery": "village-core@1", "language": "ar"},
            "printed": {"key": "village-core", "version": "1", "number": 1, "language": "fr"},
            "document": {"battery": "village-core@1", "language": "ar", "kind": "pdf"},
            "approval": {"approval_id": an_approval().pk},
            "grant": {"grant_id": a_grant(document=a_document()).pk},
            "link": {"token": "a" * 27},
            "password_link": {"uidb36": leader.pk.hex, "key": "abc123-" + "0" * 32},
        },
    )


MISSING = {
    "house": {"code": "nulle-part"},
    "organisation": {"organisation_id": NOTHING},
    "contact": {"organisation_id": NOTHING, "contact_id": NOTHING},
    "group": {"group_id": NOTHING},
    "meeting": {"group_id": NOTHING, "held_on": "2026-11-06"},
    "enrolment": {"enrolment_id": NOTHING},
    "child": {"enrolment_id": NOTHING, "child_id": 999_999},
    "invitation": {"invitation_id": NOTHING},
    "sheet": {"code": "2222-2222"},
    "account": {"user_id": NOTHING},
    "membership": {"user_id": NOTHING, "membership_id": 999_999},
    "instrument": {"key": "nowhere", "version": "1"},
    "battery": {"key": "nowhere", "version": "1"},
    "instrument_key": {"key": "nowhere"},
    "key": {"pk": 999_999},
    "protocol": {"code": "nulle-part"},
    "language": {"battery": "nothing@1", "language": "ar"},
    "printed": {"key": "nowhere", "version": "1", "number": 1, "language": "fr"},
    "document": {"battery": "nothing@1", "language": "ar", "kind": "pdf"},
    "approval": {"approval_id": 999_999},
    "grant": {"grant_id": NOTHING},
    "link": {"token": "b" * 27},
    "password_link": {"uidb36": NOTHING.hex, "key": "abc123-" + "0" * 32},
}


@dataclass(frozen=True)
class World:
    """A house, another one, and everyone the matrix knows."""

    here: Place
    elsewhere: Place
    people: dict[str, User]


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return a_world()


def a_world() -> World:
    """One of everything here, one elsewhere, and everyone."""
    house, other = a_house(), a_house()
    people = {
        "leader": a_facilitator(house),
        "colleague": a_facilitator(house),
        "coordinator": a_member(Role.COORDINATOR, house),
        "safety_contact": a_member(Role.SAFETY_CONTACT, house),
        "neighbour": a_facilitator(other),
        "no_role": a_user(),
        **{
            role: a_member(Role(role))
            for role in ("national_team", "evaluator", "funder", "training_manager")
        },
    }
    a_member(Role.NATIONAL_TEAM)  # two, so that one may leave
    assert people.keys() == EVERYBODY
    return World(a_place(people["leader"], house), a_place(people["neighbour"], other), people)


def answer(name: str, page: Page, thing: dict[str, Any], user: User | None, **headers: str) -> Any:
    """What the site answers one person about one thing."""
    client = Client(headers=headers)
    if user is not None:
        client.force_login(user)
    return client.generic(page.method.upper(), reverse(name, kwargs=thing))


def is_sign_in(response: Any) -> bool:
    """Whether one is sent to the door."""
    location = response.headers.get("Location", "")
    return response.status_code == 302 and location.startswith(
        reverse(settings.LOGIN_URL) + "?next="
    )


def thing_of(place: Place, page: Page) -> dict[str, Any]:
    """What the address of a page points to, in a place."""
    return place.things[page.about] if page.about else {}


def test_every_page_says_who_may_open_it():
    assert set(names(get_resolver())) == set(ACCESS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACCESS)
def test_a_stranger_is_asked_to_sign_in_unless_the_page_is_public(name):
    page = ACCESS[name]
    response = answer(name, page, MISSING.get(page.about, {}), None)

    assert is_sign_in(response) == (not page.is_public)
    assert response.status_code < 500


CLOSED = [name for name, page in ACCESS.items() if not page.is_public]


@pytest.mark.parametrize("name", CLOSED)
def test_a_page_opens_for_those_it_is_for_and_does_not_exist_for_the_others(name, world):
    page = ACCESS[name]
    statuses = {
        who: answer(name, page, thing_of(world.here, page), user).status_code
        for who, user in world.people.items()
    }

    assert {who for who, status in statuses.items() if status != 404} == page.who
    assert all(status < 400 or status in {403, 404, 409} for status in statuses.values()), statuses


@pytest.mark.parametrize("name", [name for name in CLOSED if ACCESS[name].about])
def test_what_is_elsewhere_and_what_is_nowhere_are_the_same_bytes(name, world):
    page = ACCESS[name]
    for who in (EVERYBODY - page.who) | (page.who & OF_THE_HOUSE):
        user = world.people[who]
        foreign = world.here if who == "neighbour" else world.elsewhere
        theirs = answer(name, page, thing_of(foreign, page), user)
        missing = answer(name, page, MISSING[page.about], user)
        piece = answer(name, page, thing_of(foreign, page), user, **{"HX-Request": "true"})

        assert (theirs.status_code, missing.status_code) == (404, 404), who
        assert theirs.content == missing.content == piece.content, who
        assert theirs.headers == missing.headers == piece.headers, who
