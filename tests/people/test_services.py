"""Someone arrives, is corrected, has a baby, leaves for good."""

import datetime as dt

import pytest

from tests.factories import NOW, a_child, a_facilitator, a_house, a_parent
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.people.consents import consents_of
from village.people.models import Child, ContactDetails, Participant, Purpose
from village.people.services import (
    correct_contact,
    note_child,
    record_birth,
    register_participant,
    withdraw,
)
from village.people.signals import participant_withdrawn

pytestmark = pytest.mark.django_db

KEEP, DELETE = Participant.Withdrawal


def register(house=None, **fields):
    """Anna arrives, and is asked the five questions."""
    fields = {
        "name": "Anna",
        "language": "fr",
        "consents": dict.fromkeys(Purpose, True),
        "actor": None,
        "now": NOW,
        **fields,
    }
    return register_participant(house=house or a_house(), **fields)


def journal() -> list[str]:
    """What was written in the journal, in order."""
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_anna_arrives_with_how_to_reach_her_and_what_she_agreed_to():
    house = a_house()
    facilitator = a_facilitator(house)
    anna = register(
        house,
        email=" anna@example.org ",
        phone="06 39 98 00 01",
        consents={Purpose.MESSAGES: True, Purpose.QUOTES: False},
        birth_month=dt.date(2026, 9, 17),
        actor=facilitator,
    )

    assert (anna.contact.email, anna.contact.phone) == ("anna@example.org", "+33639980001")
    assert [p for p, given in consents_of(anna, at=NOW).items() if given] == [Purpose.MESSAGES]
    assert anna.consents.count() == 2  # a no is written too; a question not asked leaves no trace
    assert anna.children.get().birth_month == dt.date(2026, 9, 1)
    assert {event.actor for event in Event.objects.all()} == {facilitator}


def test_refusing_everything_closes_no_door():
    bilal = register(name="Bilal", consents=dict.fromkeys(Purpose, False))

    assert not any(consents_of(bilal, at=NOW).values())
    assert Participant.objects.filter(pk=bilal.pk).exists()


def test_the_journal_knows_numbers_and_no_names():
    anna = register(email="anna@example.org", phone="0639980001")

    text = " ".join(f"{event.name} {event.subject}" for event in Event.objects.all())
    assert f"participant:{anna.pk}" in text
    assert not any(clear in text for clear in ("Anna", "anna", "639980001"))


@pytest.mark.parametrize(
    "mistake",
    [
        {"name": " "},
        {"name": "2 85 12 62 041 023 17"},
        {"email": "anna@"},
        {"phone": "06"},
        {"birth_month": dt.date(2026, 12, 1)},
        {"birth_month": dt.date(2012, 12, 1)},
        {"expected_month": dt.date(2030, 1, 1)},
    ],
)
def test_a_mistake_leaves_nothing_half_written(mistake):
    with pytest.raises(NotAllowed):
        register(**mistake)

    assert not Participant.objects.exists()
    assert not ContactDetails.objects.exists()
    assert not Child.objects.exists()
    assert journal() == []


def test_a_birth_this_month_is_no_longer_to_come_even_on_the_last_evening():
    """23:30 in Paris is already tomorrow, and another month, in Nouméa."""
    evening = dt.datetime(2026, 11, 30, 22, 30, tzinfo=dt.UTC)
    december = dt.date(2026, 12, 1)

    with pytest.raises(NotAllowed):
        register(a_house(), birth_month=december, now=evening)
    register(a_house(time_zone="Pacific/Noumea"), birth_month=december, now=evening)


def test_a_mistake_in_an_address_is_corrected():
    anna = a_parent("Anna", email="anna@exemple.org", phone="+33639980001")

    correct_contact(
        participant=anna,
        name="Anna B.",
        email="anna@example.org",
        phone="",
        language="en",
        actor=None,
        now=NOW,
    )

    contact = ContactDetails.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("Anna B.", "anna@example.org", "")
    assert Participant.objects.get().language == "en"
    assert journal() == ["contact.corrected"]


def test_the_expected_month_stays_beside_the_month_of_birth():
    anna = a_parent("Anna")
    child = note_child(participant=anna, expected_month=dt.date(2026, 12, 24), actor=None, now=NOW)

    record_birth(child=child, month=dt.date(2026, 11, 19), actor=None, now=NOW)

    child.refresh_from_db()
    assert child.expected_month == dt.date(2026, 12, 1)
    assert child.birth_month == dt.date(2026, 11, 1)
    assert journal() == ["child.noted", "child.born"]


def test_a_child_is_not_born_in_a_month_to_come():
    child = a_child(a_parent("Anna"))

    with pytest.raises(NotAllowed, match="à venir"):
        record_birth(child=child, month=dt.date(2026, 12, 1), actor=None, now=NOW)


def test_leaving_and_keeping_the_answers_erases_how_to_be_reached():
    anna = a_parent("Anna", email="anna@example.org", agrees=Purpose)
    a_child(anna)

    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)

    anna.refresh_from_db()
    assert (anna.withdrawn_at, anna.withdrawal) == (NOW, "keep")
    assert not ContactDetails.objects.exists()
    assert [p for p, given in consents_of(anna, at=NOW).items() if given] == [
        Purpose.EVALUATION,
        Purpose.NATIONAL,
    ]
    assert anna.children.exists()
    assert journal()[-1] == "participant.withdrawn"


def test_leaving_and_deleting_leaves_a_random_number_and_the_proof():
    anna = a_parent("Anna", email="anna@example.org", agrees=Purpose)
    a_child(anna)

    withdraw(participant=anna, choice=DELETE, actor=None, now=NOW)

    anna.refresh_from_db()
    assert anna.withdrawal == "delete"
    assert not any(consents_of(anna, at=NOW).values())
    assert not ContactDetails.objects.exists()
    assert not Child.objects.exists()


def test_the_floors_above_hear_of_it_and_can_prevent_it():
    anna = a_parent("Anna")
    heard = []

    def listen(sender, participant, choice, actor, now, **_):
        heard.append((participant.pk, choice, now))
        raise RuntimeError("answers could not be deleted")

    participant_withdrawn.connect(listen)
    try:
        with pytest.raises(RuntimeError):
            withdraw(participant=anna, choice=DELETE, actor=None, now=NOW)
    finally:
        participant_withdrawn.disconnect(listen)

    assert heard == [(anna.pk, "delete", NOW)]
    anna.refresh_from_db()
    assert not anna.has_withdrawn
    assert anna.contact.name == "Anna"


def test_leaving_twice_is_leaving_once():
    anna = a_parent("Anna")
    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)
    written = journal()

    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW + dt.timedelta(days=1))

    anna.refresh_from_db()
    assert anna.withdrawn_at == NOW
    assert journal() == written


def test_answers_that_were_kept_may_still_be_deleted_but_not_the_other_way_round():
    anna = a_parent("Anna")
    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)
    withdraw(participant=anna, choice=DELETE, actor=None, now=NOW)

    with pytest.raises(NotAllowed, match="effacé"):
        withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)


def test_after_leaving_nothing_new_is_written():
    anna = a_parent("Anna")
    child = a_child(anna)
    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)

    with pytest.raises(NotAllowed):
        record_birth(child=child, month=dt.date(2026, 10, 1), actor=None, now=NOW)
    with pytest.raises(NotAllowed):
        note_child(participant=anna, birth_month=dt.date(2026, 10, 1), actor=None, now=NOW)
    with pytest.raises(NotAllowed):
        correct_contact(
            participant=anna, name="Anna", email="", phone="", language="fr", actor=None, now=NOW
        )
