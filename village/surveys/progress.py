"""Who was asked and who answered, for the people who lead the group: a status, never an answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from village.groups.models import Enrolment
from village.library.installed import battery_named
from village.surveys.models import Invitation
from village.surveys.services.letters import can_be_written_to
from village.surveys.services.links import agrees_to_evaluation, is_open, local_date


class Status(models.TextChoices):
    """Where an invitation stands on a given day."""

    LATER = "later", _("plus tard")
    OPEN = "open", _("à faire")
    ANSWERED = "answered", _("répondu")
    LAPSED = "lapsed", _("terminé sans réponse")
    REVOKED = "revoked", _("arrêté")


@dataclass(frozen=True, slots=True)
class Step:
    """One wave of one parent."""

    invitation: Invitation
    title: str
    status: Status


@dataclass(frozen=True, slots=True)
class Progress:
    """One parent's calendar."""

    enrolment: Enrolment
    agrees: bool
    can_be_written_to: bool
    steps: list[Step]

    @property
    def open_step(self) -> Step | None:
        """What can be answered today."""
        return next((step for step in self.steps if step.status is Status.OPEN), None)


def status_of(invitation: Invitation, *, now: dt.datetime) -> Status:
    """Where this invitation stands now, at the parent's house."""
    if hasattr(invitation, "submission"):
        return Status.ANSWERED
    if invitation.revoked_at is not None:
        return Status.REVOKED
    if is_open(invitation, now=now):
        return Status.OPEN
    return Status.LATER if local_date(now, invitation) < invitation.opens_on else Status.LAPSED


def progress_of(invitations: Iterable[Invitation], *, now: dt.datetime) -> list[Progress]:
    """The calendars of a group, parent by parent, in the order of their names."""
    by_enrolment: dict[object, list[Invitation]] = {}
    for invitation in invitations:
        by_enrolment.setdefault(invitation.enrolment_id, []).append(invitation)
    rows = [_row(own, now=now) for own in by_enrolment.values()]
    return sorted(rows, key=lambda row: _name(row.enrolment).casefold())


def _row(invitations: list[Invitation], *, now: dt.datetime) -> Progress:
    invitations.sort(key=lambda invitation: invitation.opens_on)
    steps = [Step(i, _title(i), status_of(i, now=now)) for i in invitations]
    first = invitations[0]
    return Progress(
        enrolment=first.enrolment,
        agrees=agrees_to_evaluation(first.enrolment.participant, now=now),
        can_be_written_to=can_be_written_to(first, now=now),
        steps=steps,
    )


def _title(invitation: Invitation) -> str:
    titles = (
        battery_named(invitation.battery, invitation.battery_version).wave(invitation.wave).titles
    )
    return titles.get(get_language() or "fr") or titles["fr"]


def _name(enrolment: Enrolment) -> str:
    contact = getattr(enrolment.participant, "contact", None)
    return contact.name if contact else ""
