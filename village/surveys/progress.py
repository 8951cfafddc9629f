"""Who was asked and who answered, for the people who lead the group: a status, never an answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from village.groups.models import Enrolment
from village.library.installed import battery_named
from village.people.consents import consents_of_each
from village.surveys.models import Invitation, Sheet
from village.surveys.services.letters import may_write_to
from village.surveys.services.links import is_open, local_date, takes_part

Column = tuple[str, str, str]  # battery, version, wave


class Status(models.TextChoices):
    """Where an invitation stands on a given day."""

    LATER = "later", _("plus tard")
    AWAITS_BIRTH = "awaits_birth", _("après la naissance")
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
    """One parent's calendar: a step for each column of the table, None where nothing is planned."""

    enrolment: Enrolment
    agrees: bool
    can_be_written_to: bool
    steps: list[Step | None]

    @property
    def open_step(self) -> Step | None:
        """What can be answered today: what closes first, when two are open."""
        return next((step for step in self.steps if step and step.status is Status.OPEN), None)

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets of paper handed out and not typed in yet, the latest first."""
        waiting = (step for step in self.steps if step and step.status is not Status.ANSWERED)
        return [sheet for step in waiting for sheet in step.invitation.sheets.all()]


@dataclass(frozen=True, slots=True)
class ProgressTable:
    """The calendars of a group: one column a wave, one row a parent."""

    titles: list[str]
    rows: list[Progress]


def status_of(invitation: Invitation, *, now: dt.datetime) -> Status:
    """Where this invitation stands now, at the parent's house."""
    if hasattr(invitation, "submission"):
        return Status.ANSWERED
    if invitation.revoked_at is not None:
        return Status.REVOKED
    if invitation.awaits_birth:
        return Status.AWAITS_BIRTH
    if is_open(invitation, now=now):
        return Status.OPEN
    return Status.LATER if local_date(now, invitation) < invitation.opens_on else Status.LAPSED


def progress_of(invitations: Iterable[Invitation], *, now: dt.datetime) -> ProgressTable:
    """The calendars of a group, parent by parent, in the order of their names.

    Parents of one group may be asked at other waves: a baby of eight months has no questionnaire of six weeks.
    """
    calendars: dict[Enrolment, dict[Column, Invitation]] = {}
    for invitation in invitations:
        own = calendars.setdefault(invitation.enrolment, {})
        own[(invitation.battery, invitation.battery_version, invitation.wave)] = invitation
    columns = _in_order({column for own in calendars.values() for column in own})
    consents = consents_of_each({one.participant_id for one in calendars}, at=now)
    rows = [
        Progress(
            enrolment=enrolment,
            agrees=takes_part(enrolment.participant, consents[enrolment.participant_id]),
            can_be_written_to=may_write_to(
                enrolment.participant, consents[enrolment.participant_id]
            ),
            steps=[_step(own.get(column), column, now=now) for column in columns],
        )
        for enrolment, own in calendars.items()
    ]
    rows.sort(key=lambda row: _name(row.enrolment).casefold())
    return ProgressTable([_title(*column) for column in columns], rows)


def _in_order(columns: set[Column]) -> list[Column]:
    """As their batteries have them."""

    def place(column: Column) -> tuple[str, str, int]:
        key, version, wave = column
        return key, version, [w.key for w in battery_named(key, version).moments].index(wave)

    return sorted(columns, key=place)


def _step(invitation: Invitation | None, column: Column, *, now: dt.datetime) -> Step | None:
    if invitation is None:
        return None
    return Step(invitation, _title(*column), status_of(invitation, now=now))


def _title(key: str, version: str, wave: str) -> str:
    titles = battery_named(key, version).wave(wave).titles
    return titles.get(get_language() or "fr") or titles["fr"]


def _name(enrolment: Enrolment) -> str:
    contact = getattr(enrolment.participant, "contact", None)
    return contact.name if contact else ""
