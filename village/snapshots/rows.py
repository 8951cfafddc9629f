"""What a snapshot says of a handful of participants at a time, with names already replaced."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from village.core.babies import Birth
from village.core.errors import UnknownInstrument
from village.core.months import to_the_month
from village.core.scales import Instrument
from village.core.sought import sought_scores
from village.core.wording import VALIDATED
from village.people.births import births_of
from village.snapshots.columns import Columns, add, extend
from village.snapshots.records import (
    AnswersRow,
    AttendanceRow,
    EnrolmentRow,
    InvitationRow,
    attendance_of,
    enrolments_of,
    invitations_of,
)

Pseudonym = Callable[[str, object], str]


@dataclass(frozen=True, slots=True)
class Person:
    """A participant of the snapshot: the id of the records, the name in the data, where, in which language."""

    id: uuid.UUID
    pseudonym: str
    house: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the records of a few people and returns the columns of every table, in a fixed order."""

    as_of: dt.datetime
    pseudonym: Pseudonym
    library: Mapping[str, Instrument]
    date_at: Callable[[str, dt.datetime], dt.date]  # (house, moment) → the date at that house
    from_birth: frozenset[tuple[str, str]] = frozenset()  # (battery, wave) counted from a birth

    def columns(self, people: Sequence[Person]) -> dict[str, Columns]:
        """The rows of `people`, who come in the order of their pseudonyms."""
        tables: dict[str, Columns] = defaultdict(lambda: defaultdict(list))
        ids = [person.id for person in people]
        enrolments, attendance = enrolments_of(ids), attendance_of(ids)
        invitations, births = invitations_of(ids), births_of(ids)
        for person in people:
            today = self._today(person)
            own = [row for row in enrolments.get(person.id, ()) if row.joined_on <= today]
            if not own:
                continue  # registered, and in no group yet: there is nothing to follow
            entry = own[0].joined_on
            self._add_person(tables, person, own)
            self._add_attendance(tables["attendance"], person, entry, attendance.get(person.id, ()))
            asked, birth = invitations.get(person.id, ()), births.get(person.id)
            self._add_invitations(tables, person, entry, asked, birth)
        return tables

    def _today(self, person: Person) -> dt.date:
        return self.date_at(person.house, self.as_of)

    def _add_person(
        self, tables: dict[str, Columns], person: Person, enrolments: Sequence[EnrolmentRow]
    ) -> None:
        first = enrolments[0]
        add(
            tables["participants"],
            participant=person.pseudonym,
            house=person.house,
            entry=first.kind,
            language=person.language,
            entered_in=first.joined_on.replace(day=1),
        )
        for row in enrolments:
            left_on = row.left_on
            if left_on is not None and left_on > self._today(person):
                left_on = None  # not yet
            add(
                tables["enrolments"],
                participant=person.pseudonym,
                house=person.house,
                group=self.pseudonym("group", row.group),
                kind=row.kind,
                left_after_days=None if left_on is None else (left_on - first.joined_on).days,
            )

    def _add_attendance(
        self, table: Columns, person: Person, entry: dt.date, rows: Iterable[AttendanceRow]
    ) -> None:
        for row in rows:
            if row.held_on <= self._today(person):
                add(
                    table,
                    participant=person.pseudonym,
                    group=self.pseudonym("group", row.group),
                    meeting=self.pseudonym("meeting", row.meeting),
                    days_since_entry=(row.held_on - entry).days,
                    present=row.present,
                )

    def _add_invitations(
        self,
        tables: dict[str, Columns],
        person: Person,
        entry: dt.date,
        rows: Iterable[InvitationRow],
        birth: Birth | None,
    ) -> None:
        for row in rows:
            if row.opens_on > self._today(person):
                continue  # not asked yet
            answers = self._arrived(row)
            answered_on = None if answers is None else self._day_of(answers, person)
            where = {
                "participant": person.pseudonym,
                "house": person.house,
                "group": self.pseudonym("group", row.group),
                "wave": row.wave,
            }
            add(
                tables["invitations"],
                **where,
                battery=row.battery,
                opens_after_days=self._days(row, row.opens_on - entry),
                closes_after_days=self._days(row, row.closes_on - entry),
                status="answered" if answers else self._status(row, self._today(person)),
                answered_after_days=None if answered_on is None else (answered_on - entry).days,
            )
            if answers is not None and answered_on is not None:
                self._add_answers(tables, where, answers, birth=birth, day=answered_on)

    def _arrived(self, row: InvitationRow) -> AnswersRow | None:
        """What had come back by the moment of the snapshot."""
        returned = row.returned
        return returned if returned is not None and returned.received_at <= self.as_of else None

    def _day_of(self, answers: AnswersRow, person: Person) -> dt.date:
        return answers.answered_on or self.date_at(person.house, answers.received_at)

    def _days(self, row: InvitationRow, since_entry: dt.timedelta) -> int:
        """Days since entry; of a wave that counts from a birth, to the nearest month.

        To the day, they would be a public constant less the day of entry: both it and the birth could be read off them.
        """
        if (row.battery, row.wave) in self.from_birth:
            return to_the_month(since_entry.days)
        return since_entry.days

    def _status(self, row: InvitationRow, today: dt.date) -> str:
        """Of what has not come back."""
        if row.revoked_at is not None and row.revoked_at <= self.as_of:
            return "revoked"
        return "open" if today <= row.closes_on else "lapsed"

    def _add_answers(
        self,
        tables: dict[str, Columns],
        where: Mapping[str, str],
        sheet: AnswersRow,
        *,
        birth: Birth | None,
        day: dt.date,
    ) -> None:
        for name in sorted(sheet.answers):
            instrument, answers = self.library.get(name), sheet.answers[name]
            if instrument is None:
                raise UnknownInstrument(
                    f"Answers to {name} cannot be scored: it is not installed here."
                )
            status, words = sheet.words_of(instrument)
            source = {"instrument": instrument.key, "version": instrument.version}
            items = [item.key for item in instrument.items if item.key in answers]
            extend(
                tables["answers"],
                {
                    "participant": where["participant"],
                    "wave": where["wave"],
                    **source,
                    "language": sheet.language,
                    "mode": sheet.mode,
                    "validated": status == VALIDATED,
                    "wording": status,
                    "words": words,
                    "plain": sheet.is_plain,
                },
                item=items,
                value=[answers[item] for item in items],
            )
            scores = sought_scores(instrument, answers, birth=birth, on=day)
            extend(
                tables["scores"],
                {**where, **source},
                scale=list(scores),
                value=[None if s.value is None else float(s.value) for s in scores.values()],
                missing=[s.missing for s in scores.values()],
            )
