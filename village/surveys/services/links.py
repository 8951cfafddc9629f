"""Personal links: 160 random bits that let a parent write, and never read back."""

import datetime as dt
import hashlib
import secrets
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.people import services as people
from village.people.consents import consents_of
from village.people.models import Participant, Purpose
from village.surveys.asked import asked_today
from village.surveys.models import Invitation, Link

TOKEN_BYTES = 20  # 160 bits: a fast hash is enough above 112 (ASVS 5.0, 6.5.2)
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class Issued:
    """A link at the only moment its token is known."""

    link: Link
    token: str


def fingerprint(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def local_date(moment: dt.datetime, invitation: Invitation) -> dt.date:
    """The date at the parent's house: 23:50 in Paris is another day in Saint-Denis de La Réunion."""
    return invitation.enrolment.participant.house.date_at(moment)


def is_open(invitation: Invitation, *, now: dt.datetime) -> bool:
    """Whether answers to this invitation are welcome at this moment."""
    return (
        invitation.revoked_at is None
        and not invitation.awaits_birth
        and invitation.opens_on <= local_date(now, invitation) <= invitation.closes_on
    )


def expiry_of(invitation: Invitation) -> dt.datetime:
    """When its links end: at the end of its last day, at the parent's house."""
    zone = zoneinfo.ZoneInfo(invitation.enrolment.participant.house.time_zone)
    return dt.datetime.combine(invitation.closes_on + dt.timedelta(days=1), dt.time(), zone)


def agrees_to_evaluation(participant: Participant, *, now: dt.datetime) -> bool:
    """Whether this parent, today, wants to take part in the evaluation."""
    return takes_part(participant, consents_of(participant, at=now))


def takes_part(participant: Participant, consents: Mapping[Purpose, bool]) -> bool:
    """The same, for whoever has read what holds for many parents."""
    return participant.withdrawn_at is None and consents[Purpose.EVALUATION]


@transaction.atomic
def issue_link(
    *, invitation: Invitation, channel: str, actor: object | None, now: dt.datetime
) -> Issued:
    """Make a new way in to an open invitation; raises `NotAllowed` with the reason otherwise."""
    participant = invitation.enrolment.participant
    if not agrees_to_evaluation(participant, now=now):
        raise NotAllowed(
            _("Cette personne ne participe pas à l'évaluation : rien ne lui est envoyé.")
        )
    if not is_open(invitation, now=now):
        raise NotAllowed(
            _("Ce questionnaire est ouvert du %(opens)s au %(closes)s.")
            % {
                "opens": f"{invitation.opens_on:%d/%m/%Y}",
                "closes": f"{invitation.closes_on:%d/%m/%Y}",
            }
        )
    if not asked_today(invitation, on=local_date(now, invitation)).languages:
        raise NotAllowed(_("Ces questions ne peuvent plus être posées dans cette maison."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = Link.objects.create(
        invitation=invitation,
        token_hash=fingerprint(token),
        channel=channel,
        issued_at=now,
        expires_at=expiry_of(invitation),
    )
    record("link.issued", subject=f"invitation:{invitation.pk}", actor=actor, now=now)
    return Issued(link, token)


def find_link(token: str, *, now: dt.datetime) -> Link | None:
    """The usable link of this token. Unknown, malformed, expired and revoked are all None."""
    if len(token) > LONGEST_TOKEN:
        return None
    return usable(Link.objects.filter(token_hash=fingerprint(token)), now=now)


def link_of(link_id: str, *, now: dt.datetime) -> Link | None:
    """The usable link that a cookie names."""
    return usable(Link.objects.filter(pk=link_id), now=now)


def usable(links: object, *, now: dt.datetime) -> Link | None:
    """The first of these links that still opens something now."""
    link = (
        links.filter(revoked_at=None, expires_at__gt=now)  # type: ignore[attr-defined]
        .select_related("invitation__enrolment__participant__house")
        .first()
    )
    if link is None or not is_open(link.invitation, now=now):
        return None
    return link if agrees_to_evaluation(link.invitation.enrolment.participant, now=now) else None


@transaction.atomic
def stop_messages(*, link: Link, now: dt.datetime) -> None:
    """ "Not me", or "no more messages": one tap takes back every link of this parent and the consent to messages."""
    participant = link.invitation.enrolment.participant
    Link.objects.filter(invitation__enrolment__participant=participant, revoked_at=None).update(
        revoked_at=now
    )
    people.stop_messages(participant=participant, actor=None, now=now)
