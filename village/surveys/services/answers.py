"""What a parent sends is kept exactly as given, once."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from village.core.errors import AlreadyAnswered, InvalidAnswers, InvitationClosed
from village.core.scoring import Answers, check_answers, score_all
from village.core.waves import Battery, all_of
from village.surveys.asked import battery_of
from village.surveys.models import Invitation, SetAside, Submission
from village.surveys.services.links import is_open

MOST_SET_ASIDE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What arrived: an id chosen when the page was served, a language, and answers by instrument."""

    id: UUID
    language: str
    answers: Mapping[str, Answers]
    mode: str = Submission.Mode.PHONE
    is_plain: bool = False  # the questions were read in easy words
    answered_on: dt.date | None = None  # written on paper; None: today

    @property
    def content_hash(self) -> str:
        """The same answers give the same hash, whatever the order they came in."""
        content = json.dumps(self.answers, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


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
        if SetAside.objects.filter(invitation=invitation).count() >= MOST_SET_ASIDE:
            return None  # whoever sends ten different sheets is not answering
        SetAside.objects.get_or_create(
            invitation=invitation,
            content_hash=delivery.content_hash,
            defaults={
                "delivery_id": delivery.id,
                "received_at": now,
                "language": delivery.language,
                "answers": delivery.answers,
            },
        )
        return None
    if not _in_time(invitation, delivery, now):
        raise InvitationClosed(_("Ce questionnaire n'est plus ouvert."))
    if Submission.objects.filter(pk=delivery.id).exists():
        raise InvalidAnswers(_("Cette page a déjà servi. Ouvrez de nouveau votre lien."))
    submission = Submission.objects.create(
        id=delivery.id,
        invitation=invitation,
        received_at=now,
        answered_on=delivery.answered_on,
        language=delivery.language,
        mode=delivery.mode,
        is_plain=delivery.is_plain,
        words=words_read(battery, delivery),
        answers=delivery.answers,
        content_hash=delivery.content_hash,
    )
    return _receipt(submission, battery)


def words_read(battery: Battery, delivery: Delivery) -> dict[str, dict[str, str]]:
    """The hash and the status of the words of each instrument answered, so that they can be told years later."""
    read = {
        one.name: one.wordings[delivery.language]
        for one in battery.instruments
        if one.name in delivery.answers
    }
    return {name: {"hash": words.hash, "status": words.status} for name, words in read.items()}


def _in_time(invitation: Invitation, delivery: Delivery, now: dt.datetime) -> bool:
    """A sheet of paper is in time by the day written on it, whenever somebody gets round to typing it."""
    if delivery.answered_on is None:
        return is_open(invitation, now=now)
    in_window = invitation.opens_on <= delivery.answered_on <= invitation.closes_on
    return in_window and invitation.revoked_at is None


def _check(battery: Battery, delivery: Delivery) -> None:
    """Refuse what this invitation never asks. What it does not ask today may come: a page can be older than a birth."""
    if delivery.language not in battery.languages:
        raise InvalidAnswers(_("Ce questionnaire n'existe pas dans cette langue."))
    asked = {one.name: (one, items) for one, items in all_of(battery.waves[0].parts)}
    if not delivery.answers or not delivery.answers.keys() <= asked.keys():
        raise InvalidAnswers(_("Ces réponses ne sont pas celles de ce questionnaire."))
    for name, answers in delivery.answers.items():
        instrument, items = asked[name]
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
