"""What is read about a handful of participants at a time, with names already replaced."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from village.core.babies import Birth
from village.core.errors import UnknownInstrument
from village.core.months import to_the_month
from village.core.scales import Instrument
from village.core.scoring import score_all
from village.core.wording import VALIDATED
from village.groups.models import Attendance, Enrolment
from village.people.births import births_of
from village.snapshots.columns import Columns, add, extend
from village.surveys.models import Invitation

Pseudonym = Callable[[str, object], str]


@dataclass(frozen=True, slots=True)
class Person:
    """A participant of the snapshot: the id of the records, the name in the data, where, in which language."""

    id: object
    pseudonym: str
    house: str
    language: str


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What came back once: in which words, and the answers."""

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
        enrolments = self._enrolments(people)
        attendance = self._by_participant(self._attendance(people))
        invitations = self._by_participant(self._invitations(people))
        births = births_of([person.id for person in people])
        for person in people:
            own = [row for row in enrolments.get(person.id, ()) if row[2] <= self._today(person)]
            if not own:
                continue  # registered, and in no group yet: there is nothing to follow
            entry = own[0][2]
            self._add_person(tables, person, own)
            self._add_attendance(tables["attendance"], person, entry, attendance.get(person.id, ()))
            asked, birth = invitations.get(person.id, ()), births.get(person.id)
            self._add_invitations(tables, person, entry, asked, birth)
        return tables

    def _today(self, person: Person) -> dt.date:
        return self.date_at(person.house, self.as_of)

    @staticmethod
    def _by_participant(rows: Iterable[tuple[Any, ...]]) -> dict[object, list[tuple[Any, ...]]]:
        grouped: dict[object, list[tuple[Any, ...]]] = defaultdict(list)
        for row in rows:
            grouped[row[0]].append(row)
        return grouped

    def _enrolments(self, people: Sequence[Person]) -> dict[object, list[tuple[Any, ...]]]:
        rows = (
            Enrolment.objects.filter(participant__in=[person.id for person in people])
            .order_by("joined_on", "pk")
            .values_list("participant", "group", "joined_on", "left_on", "group__kind")
        )
        return self._by_participant(rows)

    def _attendance(self, people: Sequence[Person]) -> Iterable[tuple[Any, ...]]:
        return (
            Attendance.objects.filter(enrolment__participant__in=[person.id for person in people])
            .order_by("meeting__held_on", "meeting")
            .values_list(
                "enrolment__participant",
                "enrolment__group",
                "meeting",
                "meeting__held_on",
                "present",
            )
        )

    def _invitations(self, people: Sequence[Person]) -> Iterable[tuple[Any, ...]]:
        return (
            Invitation.objects.filter(
                enrolment__participant__in=[person.id for person in people], awaits_birth=False
            )
            .order_by("opens_on", "wave", "pk")
            .values_list(
                "enrolment__participant",
                "enrolment__group",
                "battery",
                "wave",
                "opens_on",
                "closes_on",
                "revoked_at",
                "submission__received_at",
                "submission__answered_on",
                "submission__language",
                "submission__mode",
                "submission__is_plain",
                "submission__words",
                "submission__answers",
            )
        )

    def _add_person(
        self, tables: dict[str, Columns], person: Person, enrolments: list[tuple[Any, ...]]
    ) -> None:
        entry = enrolments[0][2]
        add(
            tables["participants"],
            participant=person.pseudonym,
            house=person.house,
            entry=enrolments[0][4],
            language=person.language,
            entered_in=entry.replace(day=1),
        )
        for _, group, _, left_on, kind in enrolments:
            gone = left_on is not None and left_on <= self._today(person)
            add(
                tables["enrolments"],
                participant=person.pseudonym,
                house=person.house,
                group=self.pseudonym("group", group),
                kind=kind,
                left_after_days=(left_on - entry).days if gone else None,
            )

    def _add_attendance(
        self, table: Columns, person: Person, entry: dt.date, rows: Iterable[tuple[Any, ...]]
    ) -> None:
        for _, group, meeting, held_on, present in rows:
            if held_on <= self._today(person):
                add(
                    table,
                    participant=person.pseudonym,
                    group=self.pseudonym("group", group),
                    meeting=self.pseudonym("meeting", meeting),
                    days_since_entry=(held_on - entry).days,
                    present=present,
                )

    def _add_invitations(
        self,
        tables: dict[str, Columns],
        person: Person,
        entry: dt.date,
        rows: Iterable[tuple[Any, ...]],
        birth: Birth | None,
    ) -> None:
        for _, group, battery, wave, opens, closes, revoked, received, written, *sheet in rows:
            if opens > self._today(person):
                continue  # not asked yet
            answered = received is not None and received <= self.as_of
            where = {
                "participant": person.pseudonym,
                "house": person.house,
                "group": self.pseudonym("group", group),
                "wave": wave,
            }
            answered_on = (written or self.date_at(person.house, received)) if answered else None
            add(
                tables["invitations"],
                **where,
                battery=battery,
                opens_after_days=self._days(battery, wave, opens - entry),
                closes_after_days=self._days(battery, wave, closes - entry),
                status=self._status(answered, revoked, closes, self._today(person)),
                answered_after_days=(answered_on - entry).days if answered_on else None,
            )
            if answered_on is not None:
                self._add_answers(tables, where, AnswerSheet(*sheet), birth=birth, day=answered_on)

    def _days(self, battery: str, wave: str, since_entry: dt.timedelta) -> int:
        """Days since entry; of a wave that counts from a birth, to the nearest month.

        To the day, they would be a public constant less the day of entry: both it and the birth could be read off them.
        """
        if (battery, wave) in self.from_birth:
            return to_the_month(since_entry.days)
        return since_entry.days

    def _status(
        self, answered: bool, revoked: dt.datetime | None, closes: dt.date, today: dt.date
    ) -> str:
        if answered:
            return "answered"
        if revoked is not None and revoked <= self.as_of:
            return "revoked"
        return "open" if today <= closes else "lapsed"

    def _add_answers(
        self,
        tables: dict[str, Columns],
        where: Mapping[str, str],
        sheet: AnswerSheet,
        *,
        birth: Birth | None,
        day: dt.date,
    ) -> None:
        answers = sheet.answers
        for name in sorted(answers):
            instrument = self.library.get(name)
            if instrument is None:
                raise UnknownInstrument(
                    f"Answers to {name} cannot be scored: it is not installed here."
                )
            status, words = sheet.words_of(instrument)
            source = {"instrument": instrument.key, "version": instrument.version}
            items = [item.key for item in instrument.items if item.key in answers[name]]
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
                value=[answers[name].get(item) for item in items],
            )
            window = instrument.evidence.window
            if window and birth and not any(map(window.admits, birth.possible_babies(on=day))):
                continue  # a birth was noted since, or a page stayed open: its scores mean nothing there
            # A scale of which some items were never asked (of a pregnant parent, or where another instrument measures it)
            # has no row: a score that was not sought is not one that is missing.
            sought = {
                scale.key
                for scale in instrument.scales
                if all(item.key in answers[name] for item in scale.items)
            }
            scores = {
                key: score
                for key, score in score_all(instrument, answers[name]).scores.items()
                if key in sought
            }
            extend(
                tables["scores"],
                {**where, **source},
                scale=list(scores),
                value=[None if s.value is None else float(s.value) for s in scores.values()],
                missing=[s.missing for s in scores.values()],
            )
