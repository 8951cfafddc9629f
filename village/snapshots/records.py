"""The records of a handful of participants, read in three queries, each value under its name."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol, TypeVar

from django.db.models import F

from village.core.scales import Instrument
from village.groups.models import Attendance, Enrolment
from village.surveys.models import Invitation

People = Collection[uuid.UUID]


class Owned(Protocol):
    """A row that is about one participant."""

    @property
    def participant(self) -> uuid.UUID: ...


OwnedRow = TypeVar("OwnedRow", bound=Owned)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRow:
    """One participant in one group, from some day."""

    participant: uuid.UUID
    group: uuid.UUID
    kind: str
    joined_on: dt.date
    left_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """One participant at one meeting, there or not."""

    participant: uuid.UUID
    group: uuid.UUID
    meeting: uuid.UUID
    held_on: dt.date
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersRow:
    """What came back of one invitation: when, in which words, and the answers."""

    received_at: dt.datetime
    answered_on: dt.date | None  # written on paper; none: the day it was received
    language: str
    mode: str
    is_plain: bool
    words: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, Mapping[str, int | None]]

    def words_of(self, instrument: Instrument) -> tuple[str | None, str | None]:
        """The status and the hash of the words that were read; of those of today, where nobody noted them."""
        if noted := self.words.get(instrument.name):
            return noted["status"], noted["hash"]
        today = instrument.wordings.get(self.language)
        return (None, None) if today is None else (today.status, None)


SUBMITTED = [field.name for field in fields(AnswersRow)]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRow:
    """One battery asked of one participant at one wave, and what came back of it."""

    participant: uuid.UUID
    group: uuid.UUID
    battery: str
    wave: str
    opens_on: dt.date
    closes_on: dt.date
    revoked_at: dt.datetime | None
    returned: AnswersRow | None


def enrolments_of(people: People) -> dict[uuid.UUID, list[EnrolmentRow]]:
    """The groups of each participant, the first one first."""
    found = (
        Enrolment.objects.filter(participant__in=people)
        .order_by("joined_on", "pk")
        .values("participant", "group", "joined_on", "left_on", kind=F("group__kind"))
    )
    return _by_participant(EnrolmentRow(**row) for row in found)


def attendance_of(people: People) -> dict[uuid.UUID, list[AttendanceRow]]:
    """Every meeting of the groups of each participant, in the order they were held."""
    found = (
        Attendance.objects.filter(enrolment__participant__in=people)
        .order_by("meeting__held_on", "meeting")
        .values(
            "meeting",
            "present",
            participant=F("enrolment__participant"),
            group=F("enrolment__group"),
            held_on=F("meeting__held_on"),
        )
    )
    return _by_participant(AttendanceRow(**row) for row in found)


def invitations_of(people: People) -> dict[uuid.UUID, list[InvitationRow]]:
    """What each participant was or will be asked, in the order it opens; what waits for a birth has no date yet."""
    found = (
        Invitation.objects.filter(enrolment__participant__in=people, awaits_birth=False)
        .order_by("opens_on", "wave", "pk")
        .values(
            "battery",
            "wave",
            "opens_on",
            "closes_on",
            "revoked_at",
            participant=F("enrolment__participant"),
            group=F("enrolment__group"),
            **{name: F(f"submission__{name}") for name in SUBMITTED},
        )
    )
    return _by_participant(_invitation(row) for row in found)


def _invitation(row: dict[str, Any]) -> InvitationRow:
    came = {name: row.pop(name) for name in SUBMITTED}
    returned = None if came["received_at"] is None else AnswersRow(**came)
    return InvitationRow(**row, returned=returned)


def _by_participant(rows: Iterable[OwnedRow]) -> dict[uuid.UUID, list[OwnedRow]]:
    grouped: dict[uuid.UUID, list[OwnedRow]] = defaultdict(list)
    for row in rows:
        grouped[row.participant].append(row)
    return grouped
