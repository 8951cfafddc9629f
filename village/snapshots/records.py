"""The records of a handful of participants, in three queries that ask for the fields of a row by their names."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

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


class EnrolmentRow(NamedTuple):
    """One participant in one group, from some day."""

    participant: uuid.UUID
    group: uuid.UUID
    kind: str
    joined_on: dt.date
    left_on: dt.date | None


class AttendanceRow(NamedTuple):
    """One participant at one meeting, there or not."""

    participant: uuid.UUID
    group: uuid.UUID
    meeting: uuid.UUID
    held_on: dt.date
    present: bool


class AnswersRow(NamedTuple):
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


class InvitationRow(NamedTuple):
    """One battery asked of one participant at one wave, and what came back of it."""

    participant: uuid.UUID
    group: uuid.UUID
    battery: str
    wave: str
    opens_on: dt.date
    closes_on: dt.date
    revoked_at: dt.datetime | None
    returned: AnswersRow | None  # of the whole database: perhaps after the moment one looks from


ASKED = InvitationRow._fields[:-1]


def enrolments_of(people: People) -> dict[uuid.UUID, list[EnrolmentRow]]:
    """The groups of each participant, the first one first."""
    found = Enrolment.objects.filter(participant__in=people).order_by("joined_on", "pk")
    rows = found.annotate(kind=F("group__kind")).values_list(*EnrolmentRow._fields)
    return _by_participant(map(EnrolmentRow._make, rows))


def attendance_of(people: People) -> dict[uuid.UUID, list[AttendanceRow]]:
    """Every meeting of the groups of each participant, in the order they were held."""
    found = Attendance.objects.filter(enrolment__participant__in=people)
    rows = (
        found.order_by("meeting__held_on", "meeting")
        .annotate(
            participant=F("enrolment__participant"),
            group=F("enrolment__group"),
            held_on=F("meeting__held_on"),
        )
        .values_list(*AttendanceRow._fields)
    )
    return _by_participant(map(AttendanceRow._make, rows))


def invitations_of(people: People) -> dict[uuid.UUID, list[InvitationRow]]:
    """What each participant was or will be asked, in the order it opens; what waits for a birth has no date yet."""
    found = Invitation.objects.filter(enrolment__participant__in=people, awaits_birth=False)
    rows = (
        found.order_by("opens_on", "wave", "pk")
        .annotate(participant=F("enrolment__participant"), group=F("enrolment__group"))
        .annotate(**{name: F(f"submission__{name}") for name in AnswersRow._fields})
        .values_list(*ASKED, *AnswersRow._fields)
    )
    return _by_participant(map(_invitation, rows))


def _invitation(row: tuple[Any, ...]) -> InvitationRow:
    asked, returned = row[: len(ASKED)], AnswersRow._make(row[len(ASKED) :])
    return InvitationRow._make((*asked, returned if returned.received_at else None))


def _by_participant(rows: Iterable[OwnedRow]) -> dict[uuid.UUID, list[OwnedRow]]:
    grouped: dict[uuid.UUID, list[OwnedRow]] = defaultdict(list)
    for row in rows:
        grouped[row.participant].append(row)
    return grouped
