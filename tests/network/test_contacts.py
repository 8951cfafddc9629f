"""Whom to speak to in an organisation: sealed, read by the national team alone, and forgotten in time."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import clock
from tests.factories import NOW, TODAY, a_contact, a_facilitator, a_house, a_member, an_organisation
from village.audit.models import Event
from village.cli.tidy import tidy_up
from village.core.errors import NotAllowed
from village.core.months import add_months
from village.network.models import Contact, Role
from village.network.services import (
    add_contact,
    change_contact,
    confirm_contact,
    erase_stale_contacts,
    remove_contact,
)
from village.sealing.values import SealedValueMoved

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def caf():
    return an_organisation(name="CAF du Nord", kind="caf")


@pytest.fixture
def lea(client):
    lea = a_member(Role.NATIONAL_TEAM, name="Léa")
    client.force_login(lea)
    return lea


def filled(**known) -> dict[str, str]:
    return {
        "name": "Dominique Sureau",
        "position": "action sociale",
        "email": "d.sureau@example.org",
        "phone": "06 39 98 00 01",
        **known,
    }


def said(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def test_what_was_noted_is_read_back_and_lies_sealed(caf):
    contact = add_contact(organisation=caf, **filled(), actor=None, now=NOW)

    kept = Contact.objects.get()
    assert (kept.name, kept.position) == ("Dominique Sureau", "action sociale")
    assert (kept.email, kept.phone) == ("d.sureau@example.org", "+33639980001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, position, email, phone FROM network_contact")
        row = b"".join(map(bytes, cursor.fetchone()))
    assert not any(word in row for word in (b"Sureau", b"sociale", b"example", b"639980001"))
    assert "Sureau" not in str(contact)


def test_a_sealed_name_moved_to_another_contact_does_not_open(caf):
    one, other = a_contact(caf), a_contact(caf, name="Camille Thym")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE network_contact SET name = (SELECT name FROM network_contact WHERE id = %s) WHERE id = %s",
            [Contact._meta.pk.get_db_prep_value(key, connection) for key in (one.pk, other.pk)])  # fmt: skip

    with pytest.raises(SealedValueMoved):
        _ = Contact.objects.get(pk=other.pk).name


def test_each_deed_is_in_the_journal_by_an_id_and_never_by_a_name(caf):
    contact = add_contact(organisation=caf, **filled(), actor=None, now=NOW)
    change_contact(contact=contact, **filled(phone=""), actor=None, now=NOW)
    confirm_contact(contact=contact, actor=None, now=NOW)
    key = contact.pk
    remove_contact(contact=contact, actor=None, now=NOW)

    assert [event.name for event in Event.objects.all()] == [
        f"organisation_contact.{what}" for what in ("added", "changed", "confirmed", "removed")
    ]
    assert {event.subject for event in Event.objects.all()} == {f"contact:{key}"}
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"name": " "}, "prénom"),
        ({"email": "", "phone": ""}, "un nom seul ne sert pas"),
        ({"email": "sureau"}, "pas complète"),
        ({"phone": "1234"}, "pas complet"),
        ({"position": "2 85 12 62 041 023 17"}, "sécurité sociale"),
        ({"position": "a" * 101}, "trop longue"),
    ],
)
def test_what_nobody_could_use_is_refused(caf, known, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        add_contact(organisation=caf, **filled(**known), actor=None, now=NOW)

    assert not Contact.objects.exists()
    assert not Event.objects.exists()


def test_the_database_refuses_a_name_without_a_way_to_reach_it(caf):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_contact(caf, email="", phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        a_contact(caf, name="")


def test_a_short_number_means_something_where_the_organisation_is():
    papeete = an_organisation(commune_code="98735")

    contact = add_contact(organisation=papeete, **filled(phone="87 12 34 56"), actor=None, now=NOW)

    assert contact.phone == "+68987123456"


def test_three_years_without_a_word_and_it_is_forgotten(caf):
    limit = add_months(TODAY, -36)
    stale = a_contact(caf, name="Camille Thym", confirmed_on=limit - DAY)
    a_contact(caf, confirmed_on=limit)

    assert erase_stale_contacts(now=NOW) == 1

    assert [contact.name for contact in Contact.objects.all()] == ["Dominique Sureau"]
    event = Event.objects.get()
    assert (event.name, event.subject) == ("organisation_contact.expired", f"contact:{stale.pk}")
    assert erase_stale_contacts(now=NOW) == 0


def test_saying_that_it_is_right_keeps_it_as_long_again(caf):
    contact = a_contact(caf, confirmed_on=add_months(TODAY, -36))
    contact = confirm_contact(contact=contact, actor=None, now=NOW)

    later = NOW + dt.timedelta(days=1_000)
    assert erase_stale_contacts(now=later) == 0
    assert contact.kept_until_on == add_months(TODAY, 36)


def test_correcting_a_contact_says_that_it_is_right(caf):
    contact = a_contact(caf, confirmed_on=add_months(TODAY, -36))

    assert change_contact(contact=contact, **filled(), actor=None, now=NOW).confirmed_on == TODAY
    assert Contact.objects.get().confirmed_on == TODAY


def test_the_nightly_tidying_forgets_them_too(caf):
    a_contact(caf, confirmed_on=dt.date(2020, 1, 1))

    with clock.set_to(NOW):
        assert tidy_up() == 1
    assert not Contact.objects.exists()


def test_an_organisation_that_goes_takes_its_contacts(caf):
    a_contact(caf)

    caf.delete()

    assert not Contact.objects.exists()


def test_the_national_team_adds_corrects_confirms_and_erases(client, lea, caf):
    page = f"/organismes/{caf.pk}/"
    response = client.post(f"{page}personnes/nouvelle/", filled())
    assert response["Location"] == page
    assert "Dominique Sureau" in said(client.get(page))
    contact = Contact.objects.get()
    Contact.objects.update(confirmed_on=dt.date(2024, 1, 1))

    client.post(f"{page}personnes/{contact.pk}/confirmer/")
    assert Contact.objects.get().confirmed_on == TODAY
    client.post(f"{page}personnes/{contact.pk}/modifier/", filled(name="Camille Thym"))
    assert "Camille Thym" in said(client.get(page))
    assert "Effacer ces coordonnées ?" in said(client.get(f"{page}personnes/{contact.pk}/retirer/"))
    assert Contact.objects.exists()
    client.post(f"{page}personnes/{contact.pk}/retirer/")
    assert "Personne n'est encore noté ici" in said(client.get(page))


def test_what_is_typed_is_kept_when_something_is_wrong(client, lea, caf):
    page = said(
        client.post(f"/organismes/{caf.pk}/personnes/nouvelle/", filled(email="", phone=""))
    )

    assert "un nom seul ne sert pas" in page
    assert "Dominique Sureau" in page
    assert not Contact.objects.exists()


def test_the_contact_of_another_organisation_is_not_found_here(client, lea, caf):
    other = a_contact()

    assert client.get(f"/organismes/{caf.pk}/personnes/{other.pk}/modifier/").status_code == 404


def test_nobody_else_reads_them(client, caf):
    a_contact(caf)
    client.force_login(a_facilitator(a_house(holder=caf)))

    assert client.get(f"/organismes/{caf.pk}/").status_code == 404


def test_a_page_costs_the_same_whatever_the_number_of_contacts(
    client,
    lea,
    caf,
):
    a_contact(caf)
    address = f"/organismes/{caf.pk}/"
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(12):
        a_contact(caf)
        a_house(holder=caf)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many)


def test_what_was_forgotten_while_somebody_corrected_it_does_not_come_back(caf):
    contact = a_contact(caf)
    opened = Contact.objects.get(pk=contact.pk)
    remove_contact(contact=contact, actor=None, now=NOW)

    with pytest.raises(NotAllowed, match="retiré entre-temps"):
        change_contact(contact=opened, **filled(), actor=None, now=NOW)
    with pytest.raises(NotAllowed, match="retiré entre-temps"):
        confirm_contact(contact=opened, actor=None, now=NOW)

    assert not Contact.objects.exists()
