"""The same world with one of everything, with three, with twelve: what a page costs may not follow.

A crowd is the world of `test_access.py` where each thing has others beside it: houses where one works, groups one leads,
parents in the group, babies, meetings, sheets, accounts, permissions…
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.access_registry import NATIONAL, NO_ROLE, OWN_ACCOUNT, Page
from tests.architecture.test_access import World, a_world, thing_of
from tests.factories import (
    NOW,
    TODAY,
    a_child,
    a_consent,
    a_contact,
    a_document,
    a_facilitator,
    a_grant,
    a_group,
    a_house,
    a_link,
    a_meeting,
    a_member,
    a_parent,
    a_readiness,
    a_sheet,
    a_submission,
    a_user,
    an_approval,
    an_attendance,
    an_enrolment,
    an_invitation,
    an_organisation,
    answers_set_aside,
)
from village.groups.models import Enrolment, PeerGroup
from village.library.models import Choice
from village.network.models import House, Membership, Role, User
from village.people.models import Purpose
from village.snapshots.models import Publication
from village.surveys.models import Invitation, Keying, Link, Sheet
from village.surveys.services.links import issue_link

COUNTS = (1, 3, 12)
STRANGER, PARENT = "stranger", "parent"
LAST_MONTH = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)  # a birth to note
INSTRUMENTS = ("epds", "who5", "phq9", "gad7")
LANGUAGES = ("ar", "es", "pt", "tr", "uk")

Costs = dict[tuple[str, str], int]  # queries, by page and by who opens it


@dataclass(frozen=True)
class Crowd:
    """A world, and the way in of one of its parents."""

    world: World
    token: str


def a_crowd(count: int) -> Crowd:
    """A world with `count` of everything a page may list."""
    world = a_world()
    group = PeerGroup.objects.get(facilitator=world.people["leader"])
    anna = group.enrolments.get()
    keyer = a_member(Role.COORDINATOR, world.here.house)
    for number in range(count):
        one_more_account(world.here.house)
        one_more_house(world)
        one_more_line_of_the_library(world.here.house, number)
        one_more_of_anna(anna, keyer, number)
        one_more_parent(group, keyer)
        Publication.objects.create(snapshot=f"{number:064}", taken_at=NOW, published_at=NOW)
    invitation = Invitation.objects.get(enrolment=anna, wave="t0")
    issued = issue_link(invitation=invitation, channel=Link.Channel.QR, actor=None, now=NOW)
    return Crowd(world, issued.token)


def one_more_account(house: House) -> None:
    """One more colleague in the house, one more in the nation, one more who does nothing yet."""
    a_facilitator(house)
    a_member(Role.NATIONAL_TEAM)
    a_user()


def one_more_house(world: World) -> None:
    """One more organisation; one more person in that of the house, and one more house of it, not ready, where everyone of the first one works too, with a group and a parent."""
    an_organisation()
    a_contact(world.here.house.holder)
    house = a_house(holder=world.here.house.holder)
    a_readiness(house, trained_on=None)
    for who, role in {
        "leader": Role.FACILITATOR,
        "colleague": Role.FACILITATOR,
        "coordinator": Role.COORDINATOR,
        "safety_contact": Role.SAFETY_CONTACT,
    }.items():
        Membership.objects.create(user=world.people[who], house=house, role=role)
    for place in (house, world.here.house):
        group = a_group(place, facilitator=world.people["leader"])
        one_more_parent(group, world.people["evaluator"])


def one_more_line_of_the_library(house: House, number: int) -> None:
    """One more permission that ends soon, one more reader of a language, one more choice of the house."""
    language = LANGUAGES[number % len(LANGUAGES)]
    a_grant(
        instrument=INSTRUMENTS[number % len(INSTRUMENTS)],
        expires_on=TODAY + dt.timedelta(days=30),
        document=a_document(),
        holder=house.holder if number % 2 else None,
    )
    an_approval(subject="site" if number % 2 else "village-16@1", language=language)
    Choice.objects.create(house=house, battery="village-core@1", starts_on=TODAY, chosen_at=NOW)
    a_readiness(house, protocol_file=a_document())


def one_more_of_anna(anna: Enrolment, keyer: User, number: int) -> None:
    """One more meeting where she was, one more baby, one more time her mind was asked, one more sheet of hers."""
    held_on = anna.group.started_on + dt.timedelta(days=number + 1)
    an_attendance(a_meeting(anna.group, held_on=held_on), anna)
    a_child(anna.participant, expected_month=LAST_MONTH)
    for purpose in Purpose:
        a_consent(anna.participant, purpose)
    sheet = a_sheet(Invitation.objects.get(enrolment=anna, wave="t0"))
    typed(sheet, keyer)


def one_more_parent(group: PeerGroup, keyer: User) -> None:
    """Bilal, who agreed to everything, expected a baby last month, was asked twice and answered once, then again."""
    parent = a_parent("Bilal", house=group.house, email="bilal@example.org", agrees=tuple(Purpose))
    bilal = an_enrolment(parent, group)
    a_child(parent, expected_month=LAST_MONTH)
    asked = an_invitation(bilal)
    a_link(asked)
    typed(a_sheet(asked), keyer)
    answered = an_invitation(bilal, wave="t1")
    a_submission(answered)
    answers_set_aside(answered)
    if meeting := group.meetings.order_by("held_on").first():
        an_attendance(meeting, bilal)


def typed(sheet: Sheet, keyer: User) -> None:
    """Somebody typed it; it waits for another person."""
    Keying.objects.create(sheet=sheet, keyed_by=keyer, keyed_at=NOW, answered_on=TODAY, answers={})


def records() -> dict[str, int]:
    """How many records of each kind there are."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model.__module__.startswith("village.")
    }


def costs_of(crowd: Crowd, pages: Mapping[str, Page]) -> Costs:
    """The queries of each page, for everyone who may open it. Nothing of what they send is kept."""
    ways_in = {who: _signed_in(user) for who, user in crowd.world.people.items()}
    ways_in |= {STRANGER: Client(), PARENT: _come_by_link(crowd.token)}
    return {
        (name, who): _cost(ways_in[who], page, _address(name, page, crowd), who)
        for name, page in pages.items()
        for who in visitors(name, page)
    }


def visitors(name: str, page: Page) -> list[str]:
    """Everyone a page opens for. A few, for what is public or of one's own account; one, for what opens for nobody."""
    if page.is_public:
        return [PARENT] if name.startswith("surveys:") else [STRANGER, NATIONAL]
    if page == OWN_ACCOUNT and name != "network:start":
        return [NATIONAL, NO_ROLE]
    return sorted(page.who) or [NO_ROLE]


def _cost(way_in: Client, page: Page, address: str, who: str) -> int:
    client = Client()
    client.cookies.load({key: one.value for key, one in way_in.cookies.items()})
    cache.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = client.generic(page.method.upper(), address)
        transaction.set_rollback(True)
    opens = response.status_code < 400 or response.status_code in {403, 409}
    assert opens or page.is_public or not page.who, (
        f"{address} refuses {who}: {response.status_code}"
    )
    return len(queries)


def _address(name: str, page: Page, crowd: Crowd) -> str:
    thing = {"token": crowd.token} if page.about == "link" else thing_of(crowd.world.here, page)
    return reverse(name, kwargs=thing)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _come_by_link(token: str) -> Client:
    client = Client()
    client.get(reverse("surveys:enter", kwargs={"token": token}))
    assert client.get(reverse("surveys:questions")).status_code == 200
    return client
