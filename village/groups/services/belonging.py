"""A parent joins a group, leaves it, comes back."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.groups.models import Attendance, Enrolment, PeerGroup
from village.groups.services.days import (
    refuse_closed,
    refuse_future,
    refuse_once_closed,
    refuse_unknown_opening,
)
from village.groups.signals import participant_enrolled
from village.network.models import User
from village.people.models import Participant, Purpose
from village.people.services import register_participant


@transaction.atomic
def welcome_parent(
    *,
    group: PeerGroup,
    participant_id: uuid.UUID,
    joined_on: dt.date,
    consents: Mapping[Purpose, bool],
    actor: User | None,
    now: dt.datetime,
    **person: Any,
) -> Enrolment:
    """Register someone new and enrol them, whole or not at all; the same id again changes nothing.

    `participant_id` was chosen when the form was shown: a form sent twice, even at once, makes one parent.
    `person` is what `register_participant` takes.
    """
    group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    participant = Participant.objects.filter(pk=participant_id).first()
    if participant is None:
        participant = register_participant(
            house=group.house, id=participant_id, consents=consents, actor=actor, now=now, **person
        )
    return enrol(participant=participant, group=group, joined_on=joined_on, actor=actor, now=now)


@transaction.atomic
def enrol(
    *,
    participant: Participant,
    group: PeerGroup,
    joined_on: dt.date,
    actor: User | None,
    now: dt.datetime,
) -> Enrolment:
    """Let someone of the house join a group. A full group or a late entry is no reason to refuse.

    Enrolling a member again returns the enrolment there is. Raises `NotAllowed`.
    """
    # Always the person before the group: a withdrawal, which takes the same way, waits or comes first.
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    existing = group.enrolments.filter(participant=participant).first()
    if existing is not None:
        if existing.left_on is None:
            return existing
        raise NotAllowed(_("Ce parent a quitté le groupe : notez plutôt son retour."))
    if participant.house_id != group.house_id:
        raise NotAllowed(_("Ce parent et ce groupe ne sont pas de la même maison."))
    if participant.has_withdrawn:
        raise NotAllowed(_("Ce parent ne participe plus."))
    _check_entry(group, joined_on, now)
    enrolment = Enrolment.objects.create(participant=participant, group=group, joined_on=joined_on)
    record("participant.enrolled", subject=f"enrolment:{enrolment.pk}", actor=actor, now=now)
    participant_enrolled.send(Enrolment, enrolment=enrolment, actor=actor, now=now)
    return enrolment


@transaction.atomic
def leave(
    *, enrolment: Enrolment, left_on: dt.date, actor: User | None, now: dt.datetime
) -> Enrolment:
    """Note the last day of a parent in a group. Absences noted after that day were none, and go."""
    PeerGroup.objects.select_for_update().get(
        pk=enrolment.group_id
    )  # no meeting is noted meanwhile
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if left_on < enrolment.joined_on:
        raise NotAllowed(_("La sortie ne peut pas précéder l'entrée."))
    refuse_future(left_on, house=enrolment.group.house, now=now)
    later = Attendance.objects.filter(enrolment=enrolment, meeting__held_on__gt=left_on)
    if later.filter(present=True).exists():
        raise NotAllowed(_("Une présence de ce parent est notée après cette date."))
    later.delete()
    enrolment.left_on = left_on
    enrolment.save(update_fields=["left_on"])
    record("participant.left", subject=f"enrolment:{enrolment.pk}", actor=actor, now=now)
    return enrolment


@transaction.atomic
def come_back(*, enrolment: Enrolment, actor: User | None, now: dt.datetime) -> Enrolment:
    """Take back a leaving: the parent came again, or it was noted by mistake."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.participant.has_withdrawn:
        raise NotAllowed(_("Ce parent ne participe plus."))
    if enrolment.group.ended_on is not None:
        raise NotAllowed(_("Ce groupe est terminé."))
    enrolment.left_on = None
    enrolment.save(update_fields=["left_on"])
    record("participant.came_back", subject=f"enrolment:{enrolment.pk}", actor=actor, now=now)
    return enrolment


def _check_entry(group: PeerGroup, joined_on: dt.date, now: dt.datetime) -> None:
    """`NotAllowed` when nobody could have joined that day. Joining before the first meeting is usual."""
    opened_on = refuse_unknown_opening(group.house)
    if joined_on < opened_on:
        raise NotAllowed(
            _("La maison ouvre le %(day)s : personne ne peut entrer avant.")
            % {"day": f"{opened_on:%d/%m/%Y}"}
        )
    refuse_once_closed(group.house, now=now)
    refuse_closed(joined_on, house=group.house)
    refuse_future(joined_on, house=group.house, now=now)
    if group.ended_on is not None and joined_on > group.ended_on:
        raise NotAllowed(_("Ce groupe est terminé."))
