"""Permissions are noted as they were given, and taken back with a date; none is erased."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.core.instruments import find_instrument
from village.core.wording import LANGUAGE_TAG
from village.documents.services import Upload, keep_document
from village.library.models import Grant
from village.library.reading import library
from village.network.models import Organisation, User


@transaction.atomic
def record_grant(
    *,
    instrument: str,
    language: str,
    holder: Organisation | None,
    granted_by: str,
    granted_on: dt.date,
    expires_on: dt.date | None,
    proof: Upload | None,
    actor: User | None,
    now: dt.datetime,
) -> Grant:
    """Note that whoever holds the words of an instrument lets a holder's houses, or all of them, show these words.

    `instrument` is a key. Where the words are only shown with a permission, its proof is needed.
    """
    permission = find_instrument(library(), instrument).evidence.permission
    if permission is None:
        raise NotAllowed(_("Ce questionnaire est le nôtre : personne n'a de permission à donner."))
    if not LANGUAGE_TAG.fullmatch(language):
        raise NotAllowed(_("Cette langue n'est pas connue."))
    if granted_on > localdate(now):
        raise NotAllowed(_("Une autorisation est notée une fois donnée : cette date est à venir."))
    if expires_on is not None and expires_on < granted_on:
        raise NotAllowed(_("Le dernier jour vient après celui où l'autorisation est donnée."))
    if proof is None and permission.is_asked_first:
        raise NotAllowed(_("Joignez le document qui le prouve : courrier, e-mail ou licence."))
    document = None if proof is None else keep_document(upload=proof, actor=actor, now=now)
    grant = Grant.objects.create(
        instrument=instrument,
        language=language,
        holder=holder,
        granted_by=granted_by.strip(),
        granted_on=granted_on,
        expires_on=expires_on,
        document=document,
        recorded_by=actor,
        recorded_at=now,
    )
    record("grant.recorded", subject=f"grant:{grant.pk}", actor=actor, now=now)
    return grant


@transaction.atomic
def take_back_grant(*, grant: Grant, actor: User | None, now: dt.datetime) -> Grant:
    """From today on, these words are no longer shown under this permission; what was asked before stays right."""
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.taken_back_on is not None:
        raise NotAllowed(_("Cette autorisation a déjà été reprise."))
    grant.taken_back_on, grant.taken_back_by = localdate(now), actor
    grant.save(update_fields=["taken_back_on", "taken_back_by"])
    record("grant.taken_back", subject=f"grant:{grant.pk}", actor=actor, now=now)
    return grant
