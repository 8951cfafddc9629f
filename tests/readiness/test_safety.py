"""A house is ready for a parent in danger when nothing of it is missing; everybody there can read whom to call."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from tests import clock
from tests.factories import (
    NOW,
    TODAY,
    a_document,
    a_facilitator,
    a_house,
    a_member,
    a_readiness,
)
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.network.models import Role
from village.readiness.lacks import Lack, lacks, lacks_of_each
from village.readiness.models import SafetyReadiness
from village.readiness.services import prepare_safety
from village.readiness.waiting import not_ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def lens(db):
    return a_house(code="lens", name="Maison de Lens")


@pytest.fixture
def lea(client, lens):
    lea = a_member(Role.NATIONAL_TEAM, name="Léa")
    client.force_login(lea)
    return lea


def test_a_house_that_said_nothing_lacks_everything(lens):
    assert lacks(lens, on=TODAY) == tuple(Lack)


def test_a_house_that_said_everything_is_ready(lens, django_assert_num_queries):
    a_readiness(lens)

    with django_assert_num_queries(1):
        assert lacks(lens, on=TODAY) == ()


@pytest.mark.parametrize(
    ("field", "nothing", "lack"),
    [
        ("contact", None, Lack.CONTACT),
        ("contact_quality", "", Lack.CONTACT),
        ("deputy", None, Lack.DEPUTY),
        ("deputy_quality", "", Lack.DEPUTY),
        ("opening_hours", "", Lack.HOURS),
        ("pathway", "", Lack.PATHWAY),
        ("protocol_version", "", Lack.PROTOCOL),
        ("protocol_text", "", Lack.PROTOCOL),
        ("trained_on", None, Lack.TRAINING),
        ("trained_on", TODAY + dt.timedelta(days=1), Lack.TRAINING),
    ],
)
def test_each_piece_is_needed(lens, field, nothing, lack):
    a_readiness(lens, **{field: nothing})

    assert lacks(lens, on=TODAY) == (lack,)


def test_a_protocol_may_be_a_file_instead(lens):
    a_readiness(lens, protocol_text="", protocol_file=a_document())

    assert lacks(lens, on=TODAY) == ()


@pytest.mark.parametrize(("who", "lack"), [("contact", Lack.CONTACT), ("deputy", Lack.DEPUTY)])
def test_whoever_left_answers_no_more(lens, who, lack):
    ready = a_readiness(lens)
    person = getattr(ready, who)
    person.is_active = False
    person.save()
    assert lacks(lens, on=TODAY) == (lack,)

    person.is_active = True
    person.save()
    assert lacks(lens, on=TODAY) == ()
    person.memberships.update(role=Role.FACILITATOR)
    assert lacks(lens, on=TODAY) == (lack,)


def test_the_contact_of_another_house_is_not_ours(lens):
    a_readiness(lens, contact=a_member(Role.SAFETY_CONTACT, a_house()))

    assert lacks(lens, on=TODAY) == (Lack.CONTACT,)


def test_the_latest_declaration_counts_and_the_others_stay(lens, lea):
    a_readiness(lens, recorded_at=NOW - dt.timedelta(days=9))
    prepare_safety(house=lens, opening_hours="le lundi", actor=lea, now=NOW)

    assert Lack.CONTACT in lacks(lens, on=TODAY)
    assert Lack.HOURS not in lacks(lens, on=TODAY)
    assert SafetyReadiness.objects.count() == 2
    event = Event.objects.get(name="house.safety_prepared")
    assert (event.subject, event.actor) == (f"house:{lens.pk}", lea)


def test_of_many_houses_too_the_latest_declaration_counts(lens):
    a_readiness(lens, recorded_at=NOW - dt.timedelta(days=1), opening_hours="")
    a_readiness(lens)
    other = a_house()
    a_readiness(other, recorded_at=NOW - dt.timedelta(days=1))
    a_readiness(other, opening_hours="")

    assert lacks_of_each([lens, other], now=NOW) == {lens: (), other: (Lack.HOURS,)}


def test_of_many_houses_too_a_training_is_past_at_the_clock_of_each(lens):
    tomorrow = TODAY + dt.timedelta(days=1)
    saint_denis = a_house(time_zone="Indian/Reunion")
    for house in (lens, saint_denis):
        a_readiness(house, trained_on=tomorrow)
    evening_in_lens = dt.datetime(2026, 11, 20, 21, tzinfo=dt.UTC)

    assert lacks_of_each([lens, saint_denis], now=evening_in_lens) == {
        lens: (Lack.TRAINING,),
        saint_denis: (),
    }


def test_a_house_that_has_closed_lacks_nothing_any_more(lens):
    over = a_house(closed_on=TODAY - dt.timedelta(days=1))

    assert list(not_ready([lens, over], now=NOW)) == [lens]


def test_one_person_is_not_two(lens):
    one = a_member(Role.SAFETY_CONTACT, lens)

    with pytest.raises(NotAllowed, match="deux personnes"):
        prepare_safety(house=lens, contact=one, deputy=one, actor=None, now=NOW)
    with pytest.raises(IntegrityError):
        a_readiness(lens, contact=one, deputy=one)


@pytest.mark.parametrize(("zone", "is_past"), [("Europe/Paris", False), ("Indian/Reunion", True)])
def test_a_training_is_past_at_the_clock_of_the_house(zone, is_past):
    house = a_house(time_zone=zone)
    late = dt.datetime(2026, 11, 20, 21, tzinfo=dt.UTC)  # already the 21st in Saint-Denis
    tomorrow = TODAY + dt.timedelta(days=1)

    if is_past:
        prepare_safety(house=house, trained_on=tomorrow, actor=None, now=late)
        assert Lack.TRAINING not in lacks(house, on=house.date_at(late))
    else:
        with pytest.raises(NotAllowed, match="pas encore eu lieu"):
            prepare_safety(house=house, trained_on=tomorrow, actor=None, now=late)


def filled(lens, **known):
    return {
        "contact": a_member(Role.SAFETY_CONTACT, lens, name="Nadia").pk,
        "contact_quality": "sage-femme",
        "deputy": a_member(Role.SAFETY_CONTACT, lens, name="Paul").pk,
        "deputy_quality": "psychologue",
        "opening_hours": "du lundi au vendredi",
        "pathway": "CMP de Lens",
        "protocol_version": "2",
        "trained_on": "2026-10-01",
        "protocol_file": SimpleUploadedFile("protocole.pdf", b"%PDF-1.7 call"),
        **known,
    }


def test_the_national_team_prepares_a_house_and_its_whole_team_reads_it(client, lens, lea):
    response = client.post("/maisons/lens/securite/modifier/", filled(lens))

    assert response["Location"] == "/maisons/lens/securite/"
    assert lacks(lens, on=TODAY) == ()
    client.force_login(a_facilitator(lens))
    page = client.get("/maisons/lens/securite/").content.decode()
    assert "Nadia" in page
    assert "La maison est prête" in page
    file = client.get("/maisons/lens/securite/protocole/")
    assert file.content == b"%PDF-1.7 call"
    assert file["Content-Disposition"] == 'attachment; filename="protocole.pdf"'
    assert client.get("/maisons/lens/securite/modifier/").status_code == 404


def test_the_file_stays_when_something_else_is_changed(client, lens, lea):
    client.post("/maisons/lens/securite/modifier/", filled(lens))
    first = SafetyReadiness.objects.get().protocol_file

    client.post("/maisons/lens/securite/modifier/", filled(lens, protocol_file=""))

    assert SafetyReadiness.objects.count() == 2
    assert {ready.protocol_file for ready in SafetyReadiness.objects.all()} == {first}


def test_what_is_typed_is_kept_when_something_is_wrong(client, lens, lea):
    nadia = a_member(Role.SAFETY_CONTACT, lens, name="Nadia")

    page = client.post(
        "/maisons/lens/securite/modifier/", filled(lens, contact=nadia.pk, deputy=nadia.pk)
    ).content.decode()

    assert "Choisissez une autre personne" in page
    assert "CMP de Lens" in page
    assert not SafetyReadiness.objects.exists()


def test_only_safety_contacts_of_the_house_are_proposed(client, lens, lea):
    a_member(Role.SAFETY_CONTACT, lens, name="Nadia")
    a_member(Role.SAFETY_CONTACT, a_house(), name="Étrangère")
    a_facilitator(lens, name="Fatou")
    a_member(Role.SAFETY_CONTACT, lens, name="Partie", is_active=False)

    page = client.get("/maisons/lens/securite/modifier/").content.decode()

    assert "Nadia" in page
    assert not any(name in page for name in ("Étrangère", "Fatou", "Partie"))


def test_what_a_house_lacks_is_said_to_its_team(client, lens):
    client.force_login(a_facilitator(lens))

    page = client.get("/maisons/lens/securite/").content.decode()

    assert "Rien n'est encore noté" in page
    assert "le protocole écrit" in page
