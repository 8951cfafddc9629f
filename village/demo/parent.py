"""A questionnaire to try, as a parent would receive it."""

import datetime as dt
import random
import uuid

from django.db.models import F, QuerySet

from village.demo.accounts import address_of
from village.demo.names import invented_name
from village.groups.models import Enrolment, PeerGroup
from village.groups.services import welcome_parent
from village.network.models import Role
from village.people.models import Purpose
from village.surveys.addresses import link_url
from village.surveys.models import Invitation, Link
from village.surveys.services.links import agrees_to_evaluation, is_open, issue_link


def open_invitation(*, now: dt.datetime, site: str) -> str:
    """The address of a personal link to a questionnaire nobody has answered yet; made for this moment.

    When everything that is open was answered, somebody new is invented and joins the demo facilitator's group.
    """
    invitation = _waiting(now) or _waiting_of(_newcomer(now))
    issued = issue_link(invitation=invitation, channel=Link.Channel.QR, actor=None, now=now)
    return link_url(issued.token, site=site)


def _waiting(now: dt.datetime) -> Invitation | None:
    candidates = (
        Invitation.objects.filter(
            enrolment__group__in=_groups(),
            submission=None,
            revoked_at=None,
            opens_on__lte=now.date() + dt.timedelta(days=1),
            closes_on__gte=now.date() - dt.timedelta(days=1),
        )
        .select_related("enrolment__participant__house")
        .order_by(
            F("links__issued_at").asc(nulls_first=True), "pk"
        )  # those nobody tried come first
    )
    for invitation in candidates:
        participant = invitation.enrolment.participant
        if is_open(invitation, now=now) and agrees_to_evaluation(participant, now=now):
            return invitation
    return None


def _newcomer(now: dt.datetime) -> Enrolment:
    group = _groups().filter(ended_on=None).select_related("house").latest("started_on")
    return welcome_parent(
        group=group,
        participant_id=uuid.uuid4(),
        name=invented_name(random.SystemRandom()),
        language="fr",
        joined_on=max(group.started_on, group.house.date_at(now)),
        consents=dict.fromkeys(Purpose, True),
        actor=None,
        now=now,
    )


def _waiting_of(enrolment: Enrolment) -> Invitation:
    return enrolment.invitations.order_by("opens_on").first()  # type: ignore[return-value]


def _groups() -> QuerySet[PeerGroup]:
    return PeerGroup.objects.filter(facilitator__email=address_of(Role.FACILITATOR))
