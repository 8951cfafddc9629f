"""Anna, enrolled three weeks ago, who agreed to everything; her questionnaire of entry is open."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from tests import clock
from tests.factories import NOW, TODAY, a_facilitator, a_group, a_house, a_parent, an_enrolment
from village.core.waves import what_is_asked
from village.library.installed import default_battery
from village.people.models import Purpose
from village.surveys.asked import asked_today
from village.surveys.models import Invitation, Link
from village.surveys.served import ServedPage
from village.surveys.services.answers import Delivery
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations

ITEMS = [item.key for item in default_battery().instruments[0].items]


def all_answers(value: int | None = 2, **changes: int | None) -> dict[str, dict[str, int | None]]:
    """The same answer everywhere, but for `changes`."""
    return {"village-16@1": {**dict.fromkeys(ITEMS, value), **changes}}


def a_delivery(
    value: int | None = 2, *, language: str = "fr", is_plain: bool = False, **changes: int | None
) -> Delivery:
    """What a phone sends."""
    return Delivery(
        id=uuid.uuid4(),
        language=language,
        is_plain=is_plain,
        answers=all_answers(value, **changes),
    )


def as_form(delivery: Delivery, **fields: str) -> dict[str, str]:
    """The same, as the page posts it: the page of the last link that was issued."""
    invitation = Link.objects.latest("issued_at").invitation
    values = {
        f"{name.split('@')[0]}.{item}": str(value)
        for name, answers in delivery.answers.items()
        for item, value in answers.items()
        if value is not None
    }
    page = served_page(
        invitation, delivery.id, language=delivery.language, is_plain=delivery.is_plain
    )
    return {"delivery": page.signed, **values, **fields}


def served_page(
    invitation: Invitation, delivery_id: uuid.UUID, *, language: str = "fr", **changes: Any
) -> ServedPage:
    """The page this invitation opens today."""
    today = asked_today(invitation, on=TODAY)
    page = ServedPage(
        invitation_id=invitation.pk,
        planned=today.planned,
        delivery_id=delivery_id,
        language=language,
        shown=what_is_asked(today.parts, baby=today.baby),
    )
    return replace(page, **changes)


@pytest.fixture(autouse=True)
def stopped_clock():
    """It is 20 November 2026, in the morning."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def facilitator(house):
    return a_facilitator(house)


@pytest.fixture
def group(house, facilitator):
    return a_group(house, facilitator=facilitator)


@pytest.fixture
def anna(house):
    return a_parent("Anna", house=house, email="anna@example.org", agrees=list(Purpose))


@pytest.fixture
def enrolment(anna, group):
    enrolment = an_enrolment(anna, group)
    plan_invitations(enrolment=enrolment, battery=default_battery())
    return enrolment


@pytest.fixture
def invitation(enrolment):
    return Invitation.objects.get(enrolment=enrolment, wave="t0")


@pytest.fixture
def token(invitation):
    return issue_link(invitation=invitation, channel="qr", actor=None, now=NOW).token


@pytest.fixture
def phone(client, token):
    """A browser that followed Anna's link."""
    client.get(f"/l/{token}")
    return client
