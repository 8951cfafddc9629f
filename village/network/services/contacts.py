"""Contacts of organisations are noted, corrected, said to be right again, and forgotten in time."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.core.months import add_months
from village.network.models import Contact, Organisation, User
from village.network.models.contacts import MONTHS_KEPT
from village.ui.contact import (
    LONGEST_NAME,
    email_address,
    phone_number,
    refuse_social_security_number,
    usual_name,
)


@transaction.atomic
def add_contact(
    *,
    organisation: Organisation,
    name: str,
    position: str = "",
    email: str = "",
    phone: str = "",
    actor: User | None,
    now: dt.datetime,
) -> Contact:
    """Note whom to speak to, by which way. `NotAllowed` when there is none."""
    contact = Contact(organisation=organisation)
    _write(contact, name=name, position=position, email=email, phone=phone, now=now)
    record("organisation_contact.added", subject=f"contact:{contact.pk}", actor=actor, now=now)
    return contact


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    name: str,
    position: str = "",
    email: str = "",
    phone: str = "",
    actor: User | None,
    now: dt.datetime,
) -> Contact:
    """Correct a contact, which is thereby right today. `NotAllowed` when it was forgotten meanwhile."""
    contact = _still_there(contact)
    _write(contact, name=name, position=position, email=email, phone=phone, now=now)
    record("organisation_contact.changed", subject=f"contact:{contact.pk}", actor=actor, now=now)
    return contact


@transaction.atomic
def confirm_contact(*, contact: Contact, actor: User | None, now: dt.datetime) -> Contact:
    """Say that a contact is still right: it is kept as long again."""
    contact = _still_there(contact)
    contact.confirmed_on = localdate(now)
    contact.save(update_fields=["confirmed_on"])
    record("organisation_contact.confirmed", subject=f"contact:{contact.pk}", actor=actor, now=now)
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, actor: User | None, now: dt.datetime) -> None:
    """Forget somebody: a change of post, or a wish."""
    record("organisation_contact.removed", subject=f"contact:{contact.pk}", actor=actor, now=now)
    contact.delete()


@transaction.atomic
def erase_stale_contacts(*, now: dt.datetime) -> int:
    """Forget the contacts that nobody said to be right for three years. Returns how many."""
    limit = add_months(localdate(now), -MONTHS_KEPT)
    stale = Contact.objects.filter(confirmed_on__lt=limit)
    ids = list(stale.values_list("pk", flat=True))
    for contact_id in ids:
        record("organisation_contact.expired", subject=f"contact:{contact_id}", actor=None, now=now)
    stale.delete()
    return len(ids)


def _still_there(contact: Contact) -> Contact:
    """The contact as it is kept now, and nobody else's to change meanwhile: what was forgotten does not come back."""
    kept = Contact.objects.select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if kept is None:
        raise NotAllowed(_("Ce contact a été retiré entre-temps : ajoutez-le de nouveau."))
    return kept


def _write(
    contact: Contact, *, name: str, position: str, email: str, phone: str, now: dt.datetime
) -> None:
    position = " ".join(position.split())
    refuse_social_security_number(position)
    if len(position) > LONGEST_NAME:
        raise NotAllowed(_("Cette fonction est trop longue."))
    where = contact.organisation.commune
    contact.name, contact.position = usual_name(name), position
    contact.email = email_address(email)
    contact.phone = phone_number(phone, departement=(where and where.departement) or "")
    if not (contact.email or contact.phone):
        raise NotAllowed(_("Notez une adresse e-mail ou un téléphone : un nom seul ne sert pas."))
    contact.confirmed_on = localdate(now)
    contact.save()
