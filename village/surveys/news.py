"""News that travels upward: what happens to people and groups is heard here."""

import datetime as dt

from village.groups.models import Enrolment
from village.groups.signals import participant_enrolled
from village.library.gate.asking import battery_for
from village.people.models import Participant
from village.people.signals import birth_noted, participant_withdrawn
from village.surveys.services.planning import follow_birth, plan_invitations, withdraw_from_surveys


def listen() -> None:
    """Connect once, at start."""
    participant_enrolled.connect(_on_enrolled, dispatch_uid="surveys.plan")
    participant_withdrawn.connect(_on_withdrawn, dispatch_uid="surveys.withdraw")
    birth_noted.connect(_on_birth, dispatch_uid="surveys.birth")


def _on_enrolled(sender: object, *, enrolment: Enrolment, **_: object) -> None:
    house = enrolment.group.house
    plan_invitations(enrolment=enrolment, battery=battery_for(house, on=enrolment.joined_on))


def _on_withdrawn(
    sender: object, *, participant: Participant, choice: str, now: dt.datetime, **_: object
) -> None:
    withdraw_from_surveys(participant=participant, erase=choice == "delete", now=now)


def _on_birth(sender: object, *, participant: Participant, now: dt.datetime, **_: object) -> None:
    follow_birth(participant=participant, now=now)
