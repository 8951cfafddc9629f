"""Meetings as they happened: a date, how long, and for each member whether they were there."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.groups.membership import members_on
from village.groups.models import MEETING_MINUTES, Attendance, Meeting, PeerGroup
from village.groups.services.days import refuse_closed
from village.network.models import User


@transaction.atomic
def note_meeting(
    *,
    group: PeerGroup,
    held_on: dt.date,
    minutes: int,
    present: Collection[UUID],
    actor: User | None,
    now: dt.datetime,
) -> Meeting:
    """Note a meeting and, for every member of that day, present or absent.

    `present` holds ids of enrolments. The same meeting noted twice is one meeting; another one on the same
    day is refused, since it would write over the first.
    """
    group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    existing = Meeting.objects.filter(group=group, held_on=held_on).first()
    if existing is not None:
        if existing.minutes == minutes and _present_at(existing) == set(present):
            return existing
        raise NotAllowed(_("Une séance est déjà notée ce jour-là : ouvrez-la pour la corriger."))
    _check(group, held_on, minutes, now)
    meeting = Meeting.objects.create(group=group, held_on=held_on, minutes=minutes)
    _note_attendance(meeting, present)
    record("meeting.noted", subject=f"meeting:{meeting.pk}", actor=actor, now=now)
    return meeting


@transaction.atomic
def correct_meeting(
    *,
    meeting: Meeting,
    held_on: dt.date,
    minutes: int,
    present: Collection[UUID],
    actor: User | None,
    now: dt.datetime,
) -> Meeting:
    """Replace what was noted of a meeting, its date included."""
    group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=meeting.group_id)
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if Meeting.objects.filter(group=group, held_on=held_on).exclude(pk=meeting.pk).exists():
        raise NotAllowed(_("Une autre séance est déjà notée ce jour-là."))
    _check(group, held_on, minutes, now)
    meeting.held_on, meeting.minutes = held_on, minutes
    meeting.save()
    meeting.attendance.all().delete()
    _note_attendance(meeting, present)
    record("meeting.corrected", subject=f"meeting:{meeting.pk}", actor=actor, now=now)
    return meeting


def _present_at(meeting: Meeting) -> set[UUID]:
    return set(meeting.attendance.filter(present=True).values_list("enrolment_id", flat=True))


def _check(group: PeerGroup, held_on: dt.date, minutes: int, now: dt.datetime) -> None:
    """`NotAllowed` for a meeting that could not have been."""
    if held_on > group.house.date_at(now):
        raise NotAllowed(_("Cette séance est à venir : notez-la quand elle aura eu lieu."))
    refuse_closed(held_on, house=group.house)
    if held_on < group.started_on:
        raise NotAllowed(
            _("La première séance du groupe est le %(day)s.")
            % {"day": f"{group.started_on:%d/%m/%Y}"}
        )
    if group.ended_on is not None and held_on > group.ended_on:
        raise NotAllowed(_("Ce groupe est terminé."))
    if not MEETING_MINUTES[0] <= minutes <= MEETING_MINUTES[1]:
        raise NotAllowed(_("Indiquez la durée en minutes, par exemple 90."))


def _note_attendance(meeting: Meeting, present: Collection[UUID]) -> None:
    members = set(members_on(meeting.group, meeting.held_on).values_list("pk", flat=True))
    if not members.issuperset(present):
        raise NotAllowed(_("Une des personnes cochées n'était pas dans le groupe ce jour-là."))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, enrolment_id=member, present=member in present)
        for member in sorted(members)
    )
