"""Fill an empty demo with an invented network, take its snapshot, and say what is true of it."""

import datetime as dt
import random
import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from village.core.errors import NotAllowed
from village.core.version import code_version
from village.dashboards.tasks import draw_figures
from village.demo.accounts import open_accounts
from village.demo.asking import asked_here, births_of
from village.demo.lives import closings, houses_to_come
from village.demo.names import invented_name
from village.demo.organisations import invented_contacts, invented_holder
from village.groups.models import Attendance, Enrolment, Meeting, PeerGroup
from village.laboratory.simulation.design import Design
from village.laboratory.simulation.network import STEPS, simulate
from village.network.models import Contact, House, Organisation, User
from village.people import notice
from village.people.models import Child, Consent, ContactDetails, Participant, Purpose
from village.snapshots.catalog import PURPOSE, place_for
from village.snapshots.publishing import publish_latest
from village.snapshots.services import take_snapshot
from village.surveys.models import Invitation, Submission
from village.surveys.services.answers import Delivery, words_read
from village.surveys.services.planning import invitations_for

Row = dict[str, Any]
BATCH = 2_000
ALL_STEPS = STEPS + 2  # drawing, recording, photographing


def is_empty() -> bool:
    """Whether nothing was ever recorded here."""
    return not House.objects.exists() and not User.objects.exists()


def load_demo(
    *,
    seed: int,
    now: dt.datetime,
    end: dt.date,
    houses: int = 62,
    on_step: Callable[[str], None] = lambda step: None,
) -> Path:
    """Draw a network that ends on `end`, record it, and take its snapshot; returns the folder of the draw.

    Raises `NotAllowed` on a site where something was already recorded, and outside the demo.
    """
    if not settings.DEMO:
        raise NotAllowed("Only a demo can be filled with invented people.")
    if not is_empty():
        raise NotAllowed(f"This demo is not empty. To begin again, delete {settings.STATE} first.")
    folder: Path = settings.STATE / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    battery = asked_here()
    counts_births = any(wave.anchor == "birth" for wave in battery.waves)
    simulate(
        folder,
        instrument=battery.instruments[0],
        design=Design(seed=seed, end=end, houses=houses),
        battery=battery if counts_births else None,
        on_step=on_step,
    )
    on_step("records")
    with transaction.atomic():
        _Loader(folder, seed=seed, now=now).load()
    on_step("snapshot")
    take_snapshot(
        folder=place_for(PURPOSE, as_of=now),
        purpose=PURPOSE,
        as_of=now,
        master_key=settings.SNAPSHOT_KEY,
        code_version=code_version(),
    )
    publish_latest(master_key=settings.SNAPSHOT_KEY, now=now)
    draw_figures.enqueue()
    return folder


class _Loader:
    """Turns the tables of a draw into records."""

    def __init__(self, folder: Path, *, seed: int, now: dt.datetime) -> None:
        self.folder, self.seed, self.now = folder, seed, now
        self.battery = asked_here()
        self.draw = random.Random(seed)  # noqa: S311 - names and hours, not secrets
        self.houses: dict[str, House] = {}
        self.groups: dict[str, PeerGroup] = {}
        self.people: dict[str, Participant] = {}
        self.enrolments: dict[str, Enrolment] = {}

    def load(self) -> None:
        """In the order in which records depend on one another."""
        self._houses()
        self._groups()
        self._people()
        self._enrolments()
        self._meetings()
        self._answers()

    def _rows(self, name: str) -> list[Row]:
        return pq.read_table(self.folder / f"{name}.parquet").to_pylist()

    def _houses(self) -> None:
        closed = closings(self._rows("groups"))
        for row in self._rows("houses"):
            holder = invented_holder(row, self.draw)
            self.houses[row["house"]] = House(
                code=row["house"],
                name=row["name"],
                holder=holder,
                host_site=self.draw.choice(
                    ["Centre social", "Médiathèque", "Maison de quartier", "Crèche"]
                ),
                commune_code=row["commune_code"],
                commune_name=row["commune_name"],
                zone=row["zone"],
                time_zone=row["time_zone"],
                opened_on=row["opened_on"],
                closed_on=closed.get(row["house"]),
            )
        houses = [*self.houses.values(), *houses_to_come(end=self.now.date())]
        holders = [house.holder for house in houses]
        Organisation.objects.bulk_create(holders)
        Contact.objects.bulk_create(invented_contacts(holders, seed=self.seed, on=self.now.date()))
        House.objects.bulk_create(houses)

    def _groups(self) -> None:
        rows = self._rows("groups")
        first = _liveliest(
            rows, self._rows("participants"), self._rows("waves"), today=self.now.date()
        )
        leaders = open_accounts(houses=self.houses, shown_in=first, draw=self.draw, now=self.now)
        seen: dict[str, int] = defaultdict(int)
        for row in rows:
            seen[row["house"]] += 1
            self.groups[row["group"]] = PeerGroup(
                house=self.houses[row["house"]],
                name=f"Groupe {seen[row['house']]}",
                kind=row["kind"],
                nominal_size=row["nominal_size"],
                facilitator=leaders[row["house"]],
                started_on=row["started_on"],
                ended_on=row["ended_on"],
            )
        PeerGroup.objects.bulk_create(self.groups.values(), batch_size=BATCH)

    def _people(self) -> None:
        contacts, consents, children = [], [], []
        for row in self._rows("participants"):
            registered_at = dt.datetime.combine(
                row["entered_on"], dt.time(8), dt.UTC
            ) - dt.timedelta(days=1)
            person = Participant(
                house=self.houses[row["house"]], language=row["language"], created_at=registered_at
            )
            self.people[row["participant"]] = person
            contacts.append(self._contact(person))
            consents += self._consents(person, row, registered_at)
            if row["expected_month"] or row["birth_month"]:
                children.append(
                    Child(
                        participant=person,
                        expected_month=row["expected_month"],
                        birth_month=row["birth_month"],
                    )
                )
        Participant.objects.bulk_create(self.people.values(), batch_size=BATCH)
        ContactDetails.objects.bulk_create(contacts, batch_size=BATCH)
        Consent.objects.bulk_create(consents, batch_size=BATCH)
        Child.objects.bulk_create(children, batch_size=BATCH)

    def _contact(self, person: Participant) -> ContactDetails:
        name = invented_name(self.draw)
        address = f"{uuid.uuid4().hex[:8]}@demo.invalid" if self.draw.random() < 0.7 else ""
        contact = ContactDetails(participant=person, name=name, email=address)
        contact.index()
        return contact

    def _consents(self, person: Participant, row: Row, at: dt.datetime) -> list[Consent]:
        given = {
            Purpose.MESSAGES: self.draw.random() < 0.9,
            Purpose.EVALUATION: row["agrees_evaluation"],
            Purpose.NATIONAL: row["agrees_national"],
            Purpose.RECONTACT: self.draw.random() < 0.4,
            Purpose.QUOTES: self.draw.random() < 0.3,
        }
        return [
            Consent(
                participant=person,
                purpose=purpose,
                given=yes,
                decided_at=at,
                notice_version=notice.NOTICE_VERSION,
            )
            for purpose, yes in given.items()
        ]

    def _enrolments(self) -> None:
        for row in self._rows("enrolments"):
            self.enrolments[row["participant"]] = Enrolment(
                participant=self.people[row["participant"]],
                group=self.groups[row["group"]],
                joined_on=row["joined_on"],
                left_on=row["left_on"],
            )
        Enrolment.objects.bulk_create(self.enrolments.values(), batch_size=BATCH)

    def _meetings(self) -> None:
        meetings = {
            row["meeting"]: Meeting(
                group=self.groups[row["group"]], held_on=row["held_on"], minutes=row["minutes"]
            )
            for row in self._rows("meetings")
        }
        Meeting.objects.bulk_create(meetings.values(), batch_size=BATCH)
        Attendance.objects.bulk_create(
            (
                Attendance(
                    meeting=meetings[row["meeting"]],
                    enrolment=self.enrolments[row["participant"]],
                    present=row["present"],
                )
                for row in self._rows("attendance")
            ),
            batch_size=BATCH,
        )

    def _answers(self) -> None:
        instrument, births = self.battery.instruments[0].name, births_of(self._rows("participants"))
        invitations = {
            (code, invitation.wave): invitation
            for code, enrolment in self.enrolments.items()
            for invitation in invitations_for(
                enrolment=enrolment, battery=self.battery, birth=births[code]
            )
        }
        Invitation.objects.bulk_create(invitations.values(), batch_size=BATCH)
        answers: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
        for row in self._rows("answers"):
            answers[row["participant"], row["wave"]][row["item"]] = row["value"]
        Submission.objects.bulk_create(
            (
                self._submission(invitations[key], row, {instrument: answers[key]})
                for row in self._rows("waves")
                if (key := (row["participant"], row["wave"])) and row["answered_on"]
            ),
            batch_size=BATCH,
        )

    def _submission(
        self, invitation: Invitation, row: Row, answers: dict[str, dict[str, int | None]]
    ) -> Submission:
        noon = dt.datetime.combine(row["answered_on"], dt.time(12), dt.UTC)
        delivery = Delivery(
            id=uuid.uuid4(), language=row["language"], answers=answers, mode=row["mode"]
        )
        return Submission(
            id=delivery.id,
            invitation=invitation,
            received_at=min(noon, self.now),
            language=delivery.language,
            mode=delivery.mode,
            words=words_read(self.battery, delivery),
            answers=delivery.answers,
            content_hash=delivery.content_hash,
        )


def _liveliest(
    groups: list[Row], participants: list[Row], waves: list[Row], *, today: dt.date
) -> str:
    """The house to look at first: most questionnaires waiting for an answer today, then most groups still meeting."""
    house_of = {
        row["participant"]: row["house"] for row in participants if row["agrees_evaluation"]
    }
    waiting = Counter(
        house_of[row["participant"]]
        for row in waves
        if row["answered_on"] is None
        and row["participant"] in house_of
        and row["opens_on"] <= today <= row["closes_on"]
    )
    meeting = Counter(row["house"] for row in groups if row["ended_on"] is None)
    return max(sorted(meeting), key=lambda house: (waiting[house], meeting[house]))
