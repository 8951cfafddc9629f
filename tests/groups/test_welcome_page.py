"""Welcoming a parent: one page, and refusing everything is as welcome as agreeing."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_group,
    a_parent,
    an_enrolment,
)
from tests.groups.pages import inputs, newcomer, page, text, ticket
from village.groups.models import Enrolment
from village.people.consents import consents_of
from village.people.models import Consent, ContactDetails, Participant, Purpose

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


def test_a_parent_who_refuses_everything_is_welcome(client, group):
    response = newcomer(client, group)

    enrolment = Enrolment.objects.get()
    assert response.status_code == 302
    assert enrolment.joined_on == dt.date(2026, 11, 18)
    assert enrolment.participant.language == "en"
    assert Consent.objects.filter(given=False).count() == len(Purpose)
    assert not any(consents_of(enrolment.participant, at=NOW).values())


def test_everything_is_noted_at_once(client, group, farid):
    newcomer(
        client,
        group,
        email="chloe@example.org",
        phone="06 39 98 00 02",
        baby="expected",
        month="2027-02",
        agrees_messages="on",
        agrees_national="on",
    )

    parent = Participant.objects.get()
    assert (parent.contact.email, parent.contact.phone) == ("chloe@example.org", "+33639980002")
    assert parent.children.get().expected_month == dt.date(2027, 2, 1)
    agreed = [purpose for purpose, given in consents_of(parent, at=NOW).items() if given]
    assert agreed == [Purpose.MESSAGES, Purpose.NATIONAL]
    assert {consent.recorded_by for consent in parent.consents.all()} == {farid}


def test_no_box_is_ticked_beforehand_and_the_information_stands_before_them(client, group):
    opened = page(client, "welcome", group.pk)
    shown = text(opened)

    for purpose in Purpose:
        (box,) = inputs(opened, f"agrees_{purpose}")
        assert "checked" not in box
    assert shown.index("Qui est responsable") < shown.index("agrees_messages")
    assert "Version 2026-11" in shown


@pytest.mark.parametrize(
    ("mistake", "field", "sentence"),
    [
        ({"name": ""}, "name", "obligatoire"),
        ({"name": "x" * 100_000}, "name", "au plus 100"),
        ({"name": "285126204102317"}, "name", "sécurité sociale"),
        ({"phone": "2 85 12 62 041 023 17"}, "phone", "sécurité sociale"),
        ({"phone": "06"}, "phone", "dix chiffres"),
        ({"email": "chloé"}, "email", "adresse e-mail"),
        ({"language": "tlh"}, "language", "choix valide"),
        ({"month": "hier", "baby": "born"}, "month", "09/2026"),
        ({"month": "2026-09", "baby": ""}, "baby", "à venir, ou passée"),
        ({"joined_on": ""}, "joined_on", "obligatoire"),
        ({"joined_on": "2026-13-45"}, "joined_on", "date valide"),
        ({"joined_on": "2026-11-21"}, None, "à venir"),
        ({"joined_on": "2020-01-01"}, None, "ouvre le"),
        ({"month": "2026-12", "baby": "born"}, None, "ne peut pas être à venir"),
        ({"month": "2036-12", "baby": "expected"}, None, "trop loin"),
        ({"ticket": "forged"}, "ticket", "rouvrez la page"),
    ],
)
def test_a_mistake_is_said_at_its_place_and_nothing_is_kept(
    client, group, mistake, field, sentence
):
    response = (
        newcomer(client, group, email="chloe@example.org", **mistake)
        if ("email" not in mistake)
        else newcomer(client, group, **mistake)
    )

    errors = response.context["form"].errors
    assert response.status_code == 200
    assert list(errors) == [field or "__all__"]
    assert sentence in str(errors)
    assert "error-summary" in text(response)
    assert not Participant.objects.exists()
    assert not ContactDetails.objects.exists()


def test_what_was_typed_survives_a_mistake(client, group):
    response = newcomer(client, group, phone="06", agrees_quotes="on")

    assert inputs(response, "name")[0]["value"] == "Chloé"
    assert "checked" in inputs(response, "agrees_quotes")[0]


def test_a_month_may_be_typed_without_a_calendar(client, group):
    newcomer(client, group, baby="born", month="09/2026")

    assert Participant.objects.get().children.get().birth_month == dt.date(2026, 9, 1)


def test_the_same_page_sent_twice_makes_one_parent(client, group):
    same = ticket(client, group)

    for _ in range(2):
        assert newcomer(client, group, ticket=same).status_code == 302

    assert Enrolment.objects.count() == Participant.objects.count() == 1


def test_a_ticket_of_another_group_opens_nothing_here(client, group, farid):
    other = a_group(group.house, facilitator=farid)

    assert newcomer(client, group, ticket=ticket(client, other)).status_code == 200
    assert not Participant.objects.exists()


def test_a_full_group_says_so_before_and_takes_the_parent_all_the_same(client, group, anna):
    group.nominal_size = 2
    group.started_on = LONG_AGO
    group.save()
    an_enrolment(a_parent("Bilal", house=group.house), group)

    shown = text(page(client, "welcome", group.pk))

    assert "Le groupe est complet" in shown
    assert "en cours de route" in shown
    assert newcomer(client, group).status_code == 302
