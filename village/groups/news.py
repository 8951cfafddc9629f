"""News from the floors below: someone who withdraws belongs to no group, a house opens and closes around its groups."""

import datetime as dt
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from village.core.errors import NotAllowed
from village.groups.models import Enrolment, PeerGroup
from village.groups.services import leave
from village.network.models import House, User
from village.network.signals import house_dates_changing
from village.people.models import Participant
from village.people.signals import participant_withdrawn


def listen() -> None:
    """Connect once, at start."""
    participant_withdrawn.connect(_on_withdrawn, dispatch_uid="groups.withdraw")
    house_dates_changing.connect(_on_house_dates, dispatch_uid="groups.house_dates")


def _on_withdrawn(
    sender: object,
    *,
    participant: Participant,
    choice: Participant.Withdrawal,
    actor: User | None,
    now: dt.datetime,
    **more: Any,
) -> None:
    enrolments = Enrolment.objects.filter(participant=participant)
    if choice == Participant.Withdrawal.DELETE:
        groups = PeerGroup.objects.filter(pk__in=enrolments.values("group"))
        list(groups.select_for_update())  # no meeting is noted meanwhile
        enrolments.delete()  # and with them presences, invitations, answers
        return
    for enrolment in enrolments.filter(left_on__isnull=True):
        leave(enrolment=enrolment, left_on=participant.house.date_at(now), actor=actor, now=now)


def _on_house_dates(
    sender: object,
    *,
    house: House,
    opened_on: dt.date | None,
    closed_on: dt.date | None,
    now: dt.datetime,
    **more: Any,
) -> None:
    """Refuse dates that the groups of the house contradict. A group where nothing happened yet contradicts nothing."""
    groups = PeerGroup.objects.filter(house=house)
    begun = groups.filter(started_on__lte=house.date_at(now))
    first = begun.aggregate(day=Min("started_on"))["day"]
    if first is not None and (opened_on is None or first < opened_on):
        raise NotAllowed(
            _("Un groupe y a commencé le %(day)s : la maison était ouverte.")
            % {"day": f"{first:%d/%m/%Y}"}
        )
    if closed_on is None:
        return
    last = groups.aggregate(day=Max("ended_on"))["day"]
    if last is not None and last > closed_on:
        raise NotAllowed(
            _("Un groupe s'y est réuni jusqu'au %(day)s : la maison n'était pas fermée.")
            % {"day": f"{last:%d/%m/%Y}"}
        )
    meeting = begun.filter(ended_on__isnull=True).order_by("name").values_list("name", flat=True)
    if closed_on <= house.date_at(now) and meeting:
        raise NotAllowed(
            _("Terminez d'abord ces groupes : %(groups)s.") % {"groups": ", ".join(meeting)}
        )
