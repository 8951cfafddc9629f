"""The page of one parent: what was agreed, a birth, leaving, withdrawing."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import (
    NOW,
    TODAY,
    a_child,
    a_parent,
    an_enrolment,
)
from tests.groups.pages import page, send, text, title
from village.people.consents import consents_of
from village.people.models import ContactDetails, Participant, Purpose

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


def test_the_page_of_a_parent_says_everything_but_in_its_title(client, anna):
    a_child(anna.participant)

    response = page(client, "parent", anna.pk)

    for expected in ("Anna Canari", "anna@example.org", "septembre 2026", "Français"):
        assert expected in text(response)
    assert "Anna" not in title(response)


def test_contact_details_are_corrected(client, anna):
    assert "anna@example.org" in text(page(client, "contact", anna.pk))

    send(client, "contact", anna.pk, name="Anna B.", email="", phone="0639980001", language="en")

    contact = ContactDetails.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("Anna B.", "", "+33639980001")


def test_a_language_is_noted_even_before_the_questions_are_open_in_it(client, anna):
    form = text(page(client, "contact", anna.pk))
    assert form.count("<option") == 9
    assert "Créole haïtien · Kreyòl ayisyen" in form

    send(client, "contact", anna.pk, name="Anna", email="", phone="", language="ht")

    anna.participant.refresh_from_db()
    assert anna.participant.language == "ht"
    assert "Kreyòl ayisyen" in text(page(client, "parent", anna.pk))


def test_only_the_choice_that_changed_is_written(client, anna, farid):
    ticked = {f"agrees_{purpose}": "on" for purpose in Purpose if purpose != Purpose.QUOTES}

    send(client, "consents", anna.pk, **ticked)

    latest = anna.participant.consents.order_by("-decided_at").first()
    assert (latest.purpose, latest.given, latest.recorded_by) == (Purpose.QUOTES, False, farid)
    assert anna.participant.consents.count() == len(Purpose) + 1


def test_unticking_everything_is_an_answer(client, anna):
    assert send(client, "consents", anna.pk).status_code == 302

    assert not any(consents_of(anna.participant, at=NOW).values())


def test_messages_stop_with_one_touch(client, anna):
    address = reverse("groups:stop_messages", args=[anna.pk])
    assert address in text(page(client, "parent", anna.pk))

    client.post(address)

    assert consents_of(anna.participant, at=NOW)[Purpose.MESSAGES] is False
    assert address not in text(page(client, "parent", anna.pk))


def test_a_birth_is_noted(client, anna):
    child = a_child(anna.participant, expected_month=dt.date(2026, 12, 1))

    send(client, "birth", anna.pk, child.pk, month="2026-11")

    child.refresh_from_db()
    assert child.birth_month == dt.date(2026, 11, 1)


def test_the_baby_of_another_parent_is_not_found(client, anna):
    bilal = an_enrolment(a_parent("Bilal", house=anna.group.house), anna.group)
    child = a_child(bilal.participant)

    assert page(client, "birth", anna.pk, child.pk).status_code == 404


def test_a_baby_is_noted_later(client, anna):
    assert "obligatoire" in text(send(client, "new_child", anna.pk, baby="", month=""))

    send(client, "new_child", anna.pk, baby="expected", month="2027-01")

    assert anna.participant.children.get().expected_month == dt.date(2027, 1, 1)


def test_leaving_the_group_and_coming_back(client, anna):
    send(client, "leave", anna.pk, day="2026-11-19")
    anna.refresh_from_db()
    assert anna.left_on == dt.date(2026, 11, 19)

    send(client, "come_back", anna.pk)
    anna.refresh_from_db()
    assert anna.left_on is None


def test_nothing_is_erased_before_it_was_confirmed(client, anna):
    for fields in ({}, {"choice": "perhaps"}, {"choice": "delete"}, {"choice": "keep"}):
        response = send(client, "withdraw", anna.pk, **fields)
        assert response.status_code == 200

    assert "Cela ne peut pas être annulé" in text(response)
    assert ContactDetails.objects.exists()


def test_withdrawing_and_keeping_the_answers(client, anna):
    send(client, "withdraw", anna.pk, choice="keep", confirmed="yes")

    shown = text(page(client, "parent", anna.pk))
    assert "Anna" not in shown
    assert "Parent retiré" in shown
    assert "Effacer aussi le reste" in shown
    for closed in ("contact", "consents", "new_child"):
        assert page(client, closed, anna.pk).status_code == 404


def test_withdrawing_and_erasing_everything(client, anna, group):
    response = send(client, "withdraw", anna.pk, choice="delete", confirmed="yes")

    assert response.headers["Location"] == reverse("groups:group", args=[group.pk])
    assert page(client, "parent", anna.pk).status_code == 404
    assert Participant.objects.get().withdrawal == "delete"
