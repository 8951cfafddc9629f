"""Letters that carry a personal link, and nothing else that a stranger could read something into."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from village.core.errors import NotAllowed
from village.people.consents import consents_of, consents_of_each
from village.people.models import Participant, Purpose
from village.post.sending import send_now
from village.surveys.asked import asked_today
from village.surveys.models import Invitation, Link, Submission
from village.surveys.services.links import issue_link, local_date


def can_be_written_to(invitation: Invitation, *, now: dt.datetime) -> bool:
    """Whether this parent gave an address and agreed to messages."""
    participant = invitation.enrolment.participant
    return may_write_to(participant, consents_of(participant, at=now))


def may_write_to(participant: Participant, consents: Mapping[Purpose, bool]) -> bool:
    """The same, for whoever has read what holds for many parents."""
    contact = getattr(participant, "contact", None)
    return bool(contact and contact.email) and consents[Purpose.MESSAGES]


def reachable(invitations: Iterable[Invitation], *, now: dt.datetime) -> list[Invitation]:
    """Of these invitations, those whose parents can be written to. One query for all consents."""
    asked = {one: one.enrolment.participant for one in invitations}
    consents = consents_of_each({parent.pk for parent in asked.values()}, at=now)
    return [one for one, parent in asked.items() if may_write_to(parent, consents[parent.pk])]


def agrees_to_messages(invitation: Invitation, *, now: dt.datetime) -> bool:
    """Whether this parent, today, wants messages, by whatever way."""
    return consents_of(invitation.enrolment.participant, at=now)[Purpose.MESSAGES]


def language_written_to(invitation: Invitation, *, on: dt.date) -> str:
    """The parent's own language where the questions are open in it that day; the site's own otherwise."""
    language = invitation.enrolment.participant.language
    return (
        language if language in asked_today(invitation, on=on).languages else settings.LANGUAGE_CODE
    )


def text_message(invitation: Invitation, *, url: str, on: dt.date) -> str:
    """What a facilitator may send from a telephone of her own: it says nothing of what the link is about."""
    with translation.override(language_written_to(invitation, on=on)):
        words = {"url": url, "closes_on": invitation.closes_on}
        return render_to_string("surveys/sms.txt", words).strip()


def send_letter(
    *,
    invitation: Invitation,
    link_url: Callable[[str], str],
    actor: object | None,
    now: dt.datetime,
) -> Link:
    """Write to a parent with a fresh link. The link counts as sent only when the post office took the letter.

    `NotAllowed` when nothing is to be sent (any more); `LetterNotSent` when it may be tried again.
    """
    if not can_be_written_to(invitation, now=now):
        raise NotAllowed(_("Cette personne n'a pas donné d'adresse, ou ne veut pas de messages."))
    if Submission.objects.filter(invitation=invitation).exists():
        raise NotAllowed(_("Cette personne a déjà répondu."))
    issued = issue_link(invitation=invitation, channel=Link.Channel.EMAIL, actor=actor, now=now)
    language = language_written_to(invitation, on=local_date(now, invitation))
    words = {
        "url": link_url(issued.token),
        "closes_on": invitation.closes_on,
        "site_name": settings.SITE_NAME,
    }
    with translation.override(language):
        letter = EmailMessage(
            subject=render_to_string("surveys/letter_subject.txt").strip(),
            body=render_to_string("surveys/letter.txt", words),
            to=[invitation.enrolment.participant.contact.email],
            headers={"Content-Language": language},  # mail readers lay the text out by it
        )
    try:
        send_now(letter)
    except Exception:
        issued.link.delete()  # nobody holds this token: it must not stay open
        raise
    issued.link.sent_at = now
    issued.link.save(update_fields=["sent_at"])
    return issued.link
