"""Somebody who speaks a language read its words again, and answers for them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.library.languages.parity import words_of
from village.library.models import Approval
from village.network.models import User


@transaction.atomic
def approve_words(
    *,
    subject: str,
    language: str,
    words_hash: str,
    reviewer: str,
    actor: User | None,
    now: dt.datetime,
) -> Approval:
    """Let parents read the words of a subject (an instrument, `key@version`, or `SITE`) in a language.

    `words_hash` is that of the words the reviewer had before their eyes: `NotAllowed` when they changed since, or when
    some are missing.
    """
    words = words_of(subject, language)
    if not words.is_whole:
        raise NotAllowed(_("Il manque des mots : ils sont à traduire avant d'être relus."))
    if words.hash != words_hash:
        raise NotAllowed(_("Les mots ont changé pendant la relecture : relisez-les avant d'approuver."))  # fmt: skip
    approval = Approval.objects.create(
        subject=subject,
        language=language,
        words_hash=words_hash,
        reviewer=reviewer.strip(),
        approved_by=actor,
        approved_at=now,
    )
    record("words.approved", subject=f"approval:{approval.pk}", actor=actor, now=now)
    return approval


@transaction.atomic
def take_back_approval(*, approval: Approval, actor: User | None, now: dt.datetime) -> Approval:
    """Close a language again at once: somebody found a sentence that should not be read."""
    approval = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    if approval.taken_back_at is not None:
        raise NotAllowed(_("Cette relecture a déjà été reprise."))
    approval.taken_back_at, approval.taken_back_by = now, actor
    approval.save(update_fields=["taken_back_at", "taken_back_by"])
    record("words.approval_taken_back", subject=f"approval:{approval.pk}", actor=actor, now=now)
    return approval
