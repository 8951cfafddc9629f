"""What a parent sends is kept exactly as given, once."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from village.core.errors import AlreadyAnswered, InvalidAnswers, InvitationClosed
from village.core.scales import Instrument
from village.core.scoring import Answers, check_answers, score_all
from village.core.waves import Battery, all_of
from village.surveys.asked import battery_of
from village.surveys.models import Invitation, Keying, SetAside, Sheet, Submission
from village.surveys.services.links import is_open

MOST_SET_ASIDE = 10


def hash_of(answers: Mapping[str, Answers]) -> str:
    """The same answers give the same hash, whatever the order they came in."""
    content = json.dumps(answers, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What arrived: an id chosen when the page was served, a language, and answers by instrument."""

    id: UUID
    language: str
    answers: Mapping[str, Answers]
    mode: str = Submission.Mode.PHONE
    is_plain: bool = False  # the questions were read in easy words
    words: Mapping[str, Mapping[str, str]] | None = None  # that were read; None: those of now
    sheet: Sheet | None = None  # typed from paper; None: answered on a screen
    answered_on: dt.date | None = None  # written on the sheet

    @property
    def content_hash(self) -> str:
        """What tells these answers from others."""
        return hash_of(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof that answers were kept; sent again, the same answers get the same receipt."""

    submission_id: UUID
    received_at: dt.datetime
    needs_help: bool


def submit_answers(*, invitation: Invitation, delivery: Delivery, now: dt.datetime) -> Receipt:
    """Record what a parent answered: once, in time, exactly as given.

    Raises `InvalidAnswers`, `InvitationClosed`, or `AlreadyAnswered` when other answers came first
    (these ones are then set aside, not dropped).
    """
    battery = battery_of(invitation)
    _check(battery, delivery)
    with transaction.atomic():
        receipt = _record(invitation, battery, delivery, now)
    if receipt is None:
        raise AlreadyAnswered(
            _(
                "Vous avez déjà répondu à ce questionnaire. Vos premières réponses sont bien gardées."
            ),
            needs_help=calls_for_help(delivery.answers, battery),
        )
    return receipt


def _record(
    invitation: Invitation, battery: Battery, delivery: Delivery, now: dt.datetime
) -> Receipt | None:
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    earlier = Submission.objects.filter(invitation=invitation).first()
    if earlier is not None:
        if earlier.content_hash == delivery.content_hash:
            return _receipt(earlier, battery)
        _set_aside(invitation, delivery.id, delivery.answers, language=delivery.language, now=now)
        _end_keyings(invitation, earlier, of=delivery.sheet, now=now)
        return None
    if not _in_time(invitation, delivery, now):
        raise InvitationClosed(_("Ce questionnaire n'est plus ouvert."))
    if Submission.objects.filter(pk=delivery.id).exists():
        raise InvalidAnswers(_("Cette page a déjà servi. Ouvrez de nouveau votre lien."))
    sheet = delivery.sheet
    submission = Submission.objects.create(
        id=delivery.id,
        invitation=invitation,
        received_at=now,
        answered_on=delivery.answered_on,
        language=delivery.language,
        mode=delivery.mode,
        is_plain=delivery.is_plain,
        words=delivery.words or words_read(battery, delivery),
        answers=delivery.answers,
        content_hash=delivery.content_hash,
    )
    if sheet:
        _as_printed(invitation, sheet)
    _end_keyings(invitation, submission, of=sheet, now=now)
    return _receipt(submission, battery)


def words_noted(instruments: Iterable[Instrument], language: str) -> dict[str, dict[str, str]]:
    """The hash and the status of the words of instruments, so that they can be told years later."""
    words = {one.name: one.wordings[language] for one in instruments}
    return {name: {"hash": own.hash, "status": own.status} for name, own in words.items()}


def words_read(battery: Battery, delivery: Delivery) -> dict[str, dict[str, str]]:
    """The words of each instrument answered."""
    answered = (one for one in battery.instruments if one.name in delivery.answers)
    return words_noted(answered, delivery.language)


def _set_aside(
    invitation: Invitation,
    delivery_id: UUID,
    answers: Mapping[str, Answers],
    *,
    language: str,
    now: dt.datetime,
) -> None:
    if SetAside.objects.filter(invitation=invitation).count() >= MOST_SET_ASIDE:
        return  # whoever sends ten different sheets is not answering
    SetAside.objects.get_or_create(
        invitation=invitation,
        content_hash=hash_of(answers),
        defaults={
            "delivery_id": delivery_id,
            "received_at": now,
            "language": language,
            "answers": answers,
        },
    )


def _as_printed(invitation: Invitation, sheet: Sheet) -> None:
    """What was answered stays where it was asked: a birth noted since the sheet was printed moved the invitation."""
    invitation.opens_on, invitation.closes_on = sheet.opens_on, sheet.closes_on
    invitation.awaits_birth = False
    invitation.save(update_fields=["opens_on", "closes_on", "awaits_birth"])


def _end_keyings(
    invitation: Invitation, kept: Submission, *, of: Sheet | None, now: dt.datetime
) -> None:
    """What was typed from paper and waits for a second person waits no more.

    Of the sheet that is kept, it is erased; from another one, or when the parent answered on a screen since, other
    answers are set aside, not dropped.
    """
    for keying in Keying.objects.filter(sheet__invitation=invitation).select_related("sheet"):
        if keying.sheet != of and hash_of(keying.answers) != kept.content_hash:
            _set_aside(invitation, uuid4(), keying.answers, language=keying.sheet.language, now=now)
        keying.delete()


def _in_time(invitation: Invitation, delivery: Delivery, now: dt.datetime) -> bool:
    """A sheet of paper is in time by the day written on it, whenever somebody gets round to typing it."""
    if delivery.sheet is None or delivery.answered_on is None:
        return is_open(invitation, now=now)
    return delivery.sheet.is_open_on(delivery.answered_on) and invitation.revoked_at is None


def _check(battery: Battery, delivery: Delivery) -> None:
    """Refuse what this invitation never asks. What it does not ask today may come: a page can be older than a birth."""
    asked = {one.name: (one, items) for one, items in all_of(battery.waves[0].parts)}
    if not delivery.answers or not delivery.answers.keys() <= asked.keys():
        raise InvalidAnswers(_("Ces réponses ne sont pas celles de ce questionnaire."))
    for name, answers in delivery.answers.items():
        instrument, items = asked[name]
        if delivery.language not in instrument.wordings:
            raise InvalidAnswers(_("Ce questionnaire n'existe pas dans cette langue."))
        if not answers.keys() <= {item.key for item in items}:
            raise InvalidAnswers(_("Ces réponses ne sont pas celles de ce questionnaire."))
        check_answers(instrument, answers)


def _receipt(submission: Submission, battery: Battery) -> Receipt:
    return Receipt(
        submission_id=submission.pk,
        received_at=submission.received_at,
        needs_help=calls_for_help(submission.answers, battery),
    )


def calls_for_help(answers: Mapping[str, Answers], battery: Battery) -> bool:
    """Whether one of these answers is one after which help is shown at once."""
    return any(
        score_all(instrument, answers[instrument.name]).alerts
        for instrument in battery.instruments
        if instrument.name in answers
    )
