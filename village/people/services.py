"""What happens to a person here: arriving, deciding, being corrected, leaving for good."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.network.models import House, User
from village.people.consents import consents_of
from village.people.models import Child, Consent, ContactDetails, Participant, Purpose
from village.people.months import near_month, past_month
from village.people.notice import NOTICE_VERSION
from village.people.signals import birth_noted, participant_withdrawn
from village.ui.contact import email_address, phone_number, usual_name

Withdrawal = Participant.Withdrawal

# Keeping one's answers means that what allowed their use goes on; everything that reaches out stops.
ENDED_BY_WITHDRAWAL = {
    Withdrawal.KEEP: (Purpose.MESSAGES, Purpose.RECONTACT, Purpose.QUOTES),
    Withdrawal.DELETE: tuple(Purpose),
}


@transaction.atomic
def register_participant(
    *,
    house: House,
    name: str,
    language: str,
    consents: Mapping[Purpose, bool],
    actor: User | None,
    now: dt.datetime,
    email: str = "",
    phone: str = "",
    notice_version: str = NOTICE_VERSION,
    expected_month: dt.date | None = None,
    birth_month: dt.date | None = None,
    id: uuid.UUID | None = None,
) -> Participant:
    """Add someone who takes part in a house; refusing every purpose is as welcome as agreeing.

    A purpose absent from `consents` was not asked, which counts as no. `id` is for the caller who must be
    able to say the same thing twice. Raises `NotAllowed` with the sentence for whoever typed.
    """
    participant = Participant.objects.create(
        id=id or uuid.uuid4(), house=house, language=language, created_at=now
    )
    ContactDetails.objects.create(
        participant=participant,
        name=usual_name(name),
        email=email_address(email),
        phone=phone_number(phone, departement=house.departement),
    )
    record("participant.registered", subject=f"participant:{participant.pk}", actor=actor, now=now)
    for purpose, given in consents.items():
        _decide(
            participant,
            purpose=purpose,
            given=given,
            notice_version=notice_version,
            actor=actor,
            now=now,
        )
    if expected_month or birth_month:
        note_child(
            participant=participant,
            expected_month=expected_month,
            birth_month=birth_month,
            actor=actor,
            now=now,
        )
    return participant


@transaction.atomic
def correct_contact(
    *,
    participant: Participant,
    name: str,
    email: str,
    phone: str,
    language: str,
    actor: User | None,
    now: dt.datetime,
) -> None:
    """Replace how someone is called and reached, and the language of the questions."""
    participant = _taking_part(participant)
    contact = participant.contact
    contact.name = usual_name(name)
    contact.email = email_address(email)
    contact.phone = phone_number(phone, departement=participant.house.departement)
    contact.save()
    participant.language = language
    participant.save(update_fields=["language"])
    record("contact.corrected", subject=f"participant:{participant.pk}", actor=actor, now=now)


@transaction.atomic
def decide_consent(
    *,
    participant: Participant,
    purpose: Purpose,
    given: bool,
    notice_version: str,
    actor: User | None,
    now: dt.datetime,
) -> Consent:
    """Write down a yes or a no, dated, with the information it was given on. Nothing is overwritten."""
    return _decide(
        _taking_part(participant),
        purpose=purpose,
        given=given,
        notice_version=notice_version,
        actor=actor,
        now=now,
    )


@transaction.atomic
def change_consents(
    *,
    participant: Participant,
    decisions: Mapping[Purpose, bool],
    notice_version: str,
    actor: User | None,
    now: dt.datetime,
) -> list[Consent]:
    """Write down the decisions that differ from what holds; what stays the same is not said again."""
    participant = _taking_part(participant)
    held = consents_of(participant, at=now)
    return [
        _decide(
            participant,
            purpose=purpose,
            given=given,
            notice_version=notice_version,
            actor=actor,
            now=now,
        )
        for purpose, given in decisions.items()
        if given != held[purpose]
    ]


def stop_messages(*, participant: Participant, actor: User | None, now: dt.datetime) -> Consent:
    """Send this person nothing any more, from now on: one action, nothing else changes."""
    return decide_consent(
        participant=participant,
        purpose=Purpose.MESSAGES,
        given=False,
        notice_version=NOTICE_VERSION,
        actor=actor,
        now=now,
    )


@transaction.atomic
def withdraw(
    *, participant: Participant, choice: Withdrawal, actor: User | None, now: dt.datetime
) -> Participant:
    """End someone's part for good: contact details go now, and answers too when that is the choice.

    Said twice, it changes nothing; who kept the answers may still have them deleted, not the other way
    round. What remains after a deletion is a random id, a house, and the proof that it was done.
    """
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    choice = Withdrawal(choice)
    if participant.withdrawal == choice:
        return participant
    if participant.withdrawal == Withdrawal.DELETE:
        raise NotAllowed(_("Tout a déjà été effacé : il ne reste rien à garder."))
    for purpose in ENDED_BY_WITHDRAWAL[choice]:
        _decide(
            participant,
            purpose=purpose,
            given=False,
            notice_version=NOTICE_VERSION,
            actor=actor,
            now=now,
        )
    ContactDetails.objects.filter(participant=participant).delete()
    if choice == Withdrawal.DELETE:
        participant.children.all().delete()
    participant.withdrawn_at, participant.withdrawal = now, choice
    participant.save(update_fields=["withdrawn_at", "withdrawal"])
    record("participant.withdrawn", subject=f"participant:{participant.pk}", actor=actor, now=now)
    participant_withdrawn.send(
        Participant, participant=participant, choice=choice, actor=actor, now=now
    )
    return participant


@transaction.atomic
def note_child(
    *,
    participant: Participant,
    expected_month: dt.date | None = None,
    birth_month: dt.date | None = None,
    actor: User | None,
    now: dt.datetime,
) -> Child:
    """Note a baby, expected or born, by its month; the day of the date is dropped."""
    participant = _taking_part(participant)
    today = participant.house.date_at(now)
    child = Child.objects.create(
        participant=participant,
        expected_month=near_month(expected_month, today=today),
        birth_month=past_month(birth_month, today=today),
    )
    record("child.noted", subject=f"participant:{participant.pk}", actor=actor, now=now)
    birth_noted.send(Child, participant=participant, now=now)
    return child


@transaction.atomic
def record_birth(*, child: Child, month: dt.date, actor: User | None, now: dt.datetime) -> Child:
    """Note the month a baby was born in; the month it was expected in is kept beside."""
    participant = _taking_part(child.participant)
    today = participant.house.date_at(now)
    child.birth_month = past_month(month, today=today)
    child.save(update_fields=["birth_month"])
    record("child.born", subject=f"participant:{participant.pk}", actor=actor, now=now)
    birth_noted.send(Child, participant=participant, now=now)
    return child


def _taking_part(participant: Participant) -> Participant:
    """The participant, locked until the end of the transaction; `NotAllowed` after a withdrawal."""
    participant = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("house", "contact")
        .get(pk=participant.pk)
    )
    if participant.has_withdrawn:
        raise NotAllowed(_("Ce parent ne participe plus : rien de nouveau ne peut être noté."))
    return participant


def _decide(
    participant: Participant,
    *,
    purpose: Purpose,
    given: bool,
    notice_version: str,
    actor: User | None,
    now: dt.datetime,
) -> Consent:
    consent = Consent.objects.create(
        participant=participant,
        purpose=Purpose(purpose),
        given=given,
        notice_version=notice_version,
        decided_at=now,
        recorded_by=actor,
    )
    record(
        f"consent.{'given' if given else 'refused'}",
        subject=f"consent:{consent.pk}",
        actor=actor,
        now=now,
    )
    return consent
