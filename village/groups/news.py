"""News from the floor below: someone who withdraws belongs to no group any more."""

import datetime as dt
from typing import Any

from village.groups.models import Enrolment, PeerGroup
from village.groups.services import leave
from village.network.models import User
from village.people.models import Participant
from village.people.signals import participant_withdrawn


def listen() -> None:
    """Connect once, at start."""
    participant_withdrawn.connect(_on_withdrawn, dispatch_uid="groups.withdraw")


def _on_withdrawn(
    sender: object,
    *,
    participant: Participant,
    choice: Participant.Withdrawal,
    actor: User | None,
    now: dt.datetime,
    **_: Any,
) -> None:
    enrolments = Enrolment.objects.filter(participant=participant)
    if choice == Participant.Withdrawal.DELETE:
        groups = PeerGroup.objects.filter(pk__in=enrolments.values("group"))
        list(groups.select_for_update())  # no meeting is noted meanwhile
        enrolments.delete()  # and with them presences, invitations, answers
        return
    for enrolment in enrolments.filter(left_on__isnull=True):
        leave(enrolment=enrolment, left_on=participant.house.date_at(now), actor=actor, now=now)
