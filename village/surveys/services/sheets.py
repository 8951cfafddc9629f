"""Paper: a sheet is printed for one parent, comes back by hand, and is typed in by somebody who does not know whose it is.

Whoever leads the group never types its sheets: the person in the room is not the one who reads the answers.
"""

import datetime as dt
import secrets
import string
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.core.scoring import Answers
from village.core.waves import what_is_asked
from village.network.models import User
from village.surveys.asked import asked_today, battery_of
from village.surveys.models import Invitation, Keying, Link, Sheet, Submission
from village.surveys.services.answers import (
    Delivery,
    Receipt,
    calls_for_help,
    submit_answers,
    words_noted,
)
from village.surveys.services.links import Issued, agrees_to_evaluation, issue_link, local_date

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L: a code is read aloud
CODE_HALF = 4

SheetAnswers = dict[str, dict[str, int | None]]


@dataclass(frozen=True, slots=True)
class Keyed:
    """What became of a sheet that was typed: kept (with its receipt), or waiting for a second person."""

    receipt: Receipt | None
    needs_help: bool = False  # whether an answer calls for help: said at once, kept or not
    differing: tuple[tuple[str, str], ...] = ()  # (instrument, item) typed otherwise the first time


@transaction.atomic
def print_sheet(
    *, invitation: Invitation, language: str, actor: User, now: dt.datetime
) -> tuple[Sheet, Issued]:
    """Prepare a sheet for an open invitation, with the link its QR code carries; raises `NotAllowed`."""
    if Submission.objects.filter(invitation=invitation).exists():
        raise NotAllowed(_("Cette personne a déjà répondu."))
    today = asked_today(invitation, on=local_date(now, invitation))
    if language not in today.languages:
        raise NotAllowed(_("Ce questionnaire n'existe pas dans cette langue."))
    asked = what_is_asked(today.parts, baby=today.baby)
    if not asked:
        raise NotAllowed(_("Il n'y a rien à demander à ce parent aujourd'hui."))
    issued = issue_link(invitation=invitation, channel=Link.Channel.PAPER, actor=actor, now=now)
    sheet = Sheet.objects.create(
        invitation=invitation,
        code=_free_code(),
        language=language,
        asked={one.name: [item.key for item in items] for one, items in asked},
        words=words_noted((one for one, _items in asked), language),
        opens_on=invitation.opens_on,
        closes_on=invitation.closes_on,
        printed_at=now,
        printed_by=actor,
    )
    record("sheet.printed", subject=f"sheet:{sheet.pk}", actor=actor, now=now)
    return sheet, issued


def key_sheet(
    *,
    sheet: Sheet,
    answers: SheetAnswers,
    answered_on: dt.date,
    is_keyed_twice: bool,
    actor: User,
    now: dt.datetime,
) -> Keyed:
    """Type what is written on a sheet.

    Typed once, it is kept at once; set aside at once, with `AlreadyAnswered`, when the parent answered on a screen too. To be typed twice, it waits for a second person; when both typed the same it is
    kept, otherwise `differing` says where they do not agree, and `settle_sheet` ends it. Raises `NotAllowed`, and what
    `submit_answers` raises.
    """
    needs_help = calls_for_help(answers, battery_of(sheet.invitation))
    with transaction.atomic():
        sheet = _to_key(sheet, answered_on=answered_on, actor=actor, now=now)
        is_answered = Submission.objects.filter(invitation=sheet.invitation).exists()
        is_keyed_twice = is_keyed_twice or sheet.is_keyed_twice  # nobody undoes it alone
        first = sheet.keyings.order_by("keyed_at").first()
        is_alone = first is None or first.keyed_by_id == actor.pk
        if not is_answered and (is_keyed_twice or not is_alone):
            _note(sheet, answers, answered_on, actor=actor, now=now)
    if is_answered:  # nothing to compare: it is set aside as it is
        return Keyed(_keep(sheet, answers, answered_on, actor=actor, now=now), needs_help)
    if is_alone and is_keyed_twice:
        return Keyed(None, needs_help)
    if not is_alone:
        assert first is not None
        if first.answered_on != answered_on:
            raise NotAllowed(
                _("La première saisie a lu une autre date : %(date)s. Regardez encore la feuille.")
                % {"date": f"{first.answered_on:%d/%m/%Y}"}
            )
        if differing := _differing(first.answers, answers):
            return Keyed(None, needs_help, differing)
    differences = None if is_alone else 0
    receipt = _keep(sheet, answers, answered_on, actor=actor, now=now, differences=differences)
    return Keyed(receipt, needs_help)


def settle_sheet(
    *, sheet: Sheet, answers: SheetAnswers, answered_on: dt.date, actor: User, now: dt.datetime
) -> Receipt:
    """Keep what the second person read again, the sheet in hand, where the two did not agree; raises `NotAllowed`."""
    with transaction.atomic():
        sheet = _to_key(sheet, answered_on=answered_on, actor=actor, now=now)
        first = sheet.keyings.exclude(keyed_by=actor).order_by("keyed_at").first()
        second = sheet.keyings.filter(keyed_by=actor).first()
    if first is None or second is None:
        raise NotAllowed(_("Cette feuille n'a pas encore été saisie par deux personnes."))
    disputed = _differing(first.answers, second.answers)
    if set(_differing(second.answers, answers)) - set(disputed):
        raise NotAllowed(
            _("Ne changez que les réponses sur lesquelles les deux saisies diffèrent.")
        )
    return _keep(sheet, answers, answered_on, actor=actor, now=now, differences=len(disputed))


def _to_key(sheet: Sheet, *, answered_on: dt.date, actor: User, now: dt.datetime) -> Sheet:
    """The sheet, locked, if this person may type it now."""
    sheet = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("invitation__enrolment__participant__house", "invitation__enrolment__group")
        .get(pk=sheet.pk)
    )
    invitation = sheet.invitation
    participant = invitation.enrolment.participant
    if actor.pk in (invitation.enrolment.group.facilitator_id, sheet.printed_by_id):
        raise NotAllowed(
            _("Qui mène le groupe ne saisit pas ses feuilles : demandez à quelqu'un d'autre.")
        )
    if not agrees_to_evaluation(participant, now=now):
        raise NotAllowed(
            _("Cette personne ne participe plus à l'évaluation : détruisez la feuille.")
        )
    if answered_on > participant.house.date_at(now):
        raise NotAllowed(_("La date écrite sur la feuille est encore à venir."))
    if not sheet.is_open_on(answered_on):
        raise NotAllowed(
            _("Ce questionnaire était ouvert du %(opens)s au %(closes)s : vérifiez la date.")
            % {
                "opens": f"{sheet.opens_on:%d/%m/%Y}",
                "closes": f"{sheet.closes_on:%d/%m/%Y}",
            }
        )
    return sheet


def _note(
    sheet: Sheet, answers: SheetAnswers, answered_on: dt.date, *, actor: User, now: dt.datetime
) -> None:
    Keying.objects.update_or_create(
        sheet=sheet,
        keyed_by=actor,
        defaults={"keyed_at": now, "answered_on": answered_on, "answers": answers},
    )
    if not sheet.is_keyed_twice:
        sheet.is_keyed_twice = True
        sheet.save(update_fields=["is_keyed_twice"])
    record("sheet.keyed", subject=f"sheet:{sheet.pk}", actor=actor, now=now)


def _keep(
    sheet: Sheet,
    answers: SheetAnswers,
    answered_on: dt.date,
    *,
    actor: User,
    now: dt.datetime,
    differences: int | None = None,
) -> Receipt:
    # Not in one transaction with what follows: answers that come second are set aside by a refusal, which must stay.
    receipt = submit_answers(
        invitation=sheet.invitation,
        delivery=Delivery(
            id=uuid4(),
            language=sheet.language,
            answers=answers,
            mode=Submission.Mode.PAPER,
            words=sheet.words,
            sheet=sheet,
            answered_on=answered_on,
        ),
        now=now,
    )
    with transaction.atomic():
        sheet.differences = differences
        sheet.save(update_fields=["differences"])
        record("sheet.kept", subject=f"sheet:{sheet.pk}", actor=actor, now=now)
    return receipt


def _differing(
    one: dict[str, Answers], other: dict[str, Answers] | SheetAnswers
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, item)
        for name in one
        for item in one[name]
        if one[name][item] != other.get(name, {}).get(item)
    )


def _free_code() -> str:
    """Two groups of four signs, used by no other sheet; a digit among them, so that chance never spells a name."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(2 * CODE_HALF))
        code = f"{letters[:CODE_HALF]}-{letters[CODE_HALF:]}"
        if set(code) & set(string.digits) and not Sheet.objects.filter(code=code).exists():
            return code
