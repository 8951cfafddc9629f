"""The only door between the records, which know names, and the statistics, which do not."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from village.analytics.manifest import describe_battery
from village.analytics.scale_notes import describe_instrument
from village.core.pseudonyms import pseudonyms, snapshot_key
from village.core.waves import Battery
from village.library.installed import batteries, default_battery, library
from village.network.models import House
from village.people.consents import participants_consenting
from village.people.models import Purpose
from village.snapshots.folder import SnapshotFolder, whole_or_nothing
from village.snapshots.reading import one_instant
from village.snapshots.rows import Person, Reader
from village.surveys.models import Invitation

# What a snapshot may be taken for, and the consent each use rests on.
PURPOSES = {"national": Purpose.NATIONAL, "house": Purpose.EVALUATION}
PEOPLE_AT_A_TIME = 1_000


def take_snapshot(
    *,
    folder: Path,
    purpose: str,
    as_of: dt.datetime,
    master_key: bytes,
    code_version: str,
    on_progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Write the pseudonymised tables of everyone who agreed to `purpose`, as things stood at `as_of`.

    The same records, purpose and date give the same bytes. `folder` appears complete and read-only, or not at all.
    Returns the manifest. Raises `InvalidSnapshot` when the folder exists, `OSError` when the disk refuses.
    """
    pseudonym = pseudonyms(snapshot_key(master_key, purpose=purpose, as_of=as_of.isoformat()))
    with one_instant(), whole_or_nothing(folder) as draft:
        zones = dict(House.objects.values_list("code", "time_zone"))
        reader = Reader(
            as_of=as_of,
            pseudonym=pseudonym,
            library=library(),
            date_at=_dates_at(zones),
            from_birth=frozenset(
                (battery.key, wave.key)
                for battery in batteries().values()
                for wave in battery.waves
                if wave.anchor == "birth"
            ),
        )
        _write_houses(draft)
        people = _people(PURPOSES[purpose], as_of, pseudonym)
        in_use = _batteries_in_use()
        asked = {i.name for battery in in_use for i in battery.instruments}
        for done, chunk in _chunks(people):
            tables = reader.columns(chunk)
            asked |= _instruments_in(tables.get("answers", {}))
            for name, columns in tables.items():
                draft.tables[name].write(columns)
            if on_progress is not None:
                on_progress(done, len(people))
        return draft.finish(
            {
                "purpose": purpose,
                "as_of": as_of.isoformat(),
                "code_version": code_version,
                "instruments": {
                    i.name: describe_instrument(i) for i in library().values() if i.name in asked
                },
                "batteries": {b.name: describe_battery(b) for b in in_use},
            }
        )


def _people(
    purpose: Purpose, as_of: dt.datetime, pseudonym: Callable[[str, object], str]
) -> list[Person]:
    """In the order of their pseudonyms: any other order would be the same in two snapshots, and join them."""
    rows = participants_consenting(purpose, at=as_of).values_list("pk", "house__code", "language")
    people = [Person(pk, pseudonym("participant", pk), house, lang) for pk, house, lang in rows]
    return sorted(people, key=lambda person: person.pseudonym)


def _chunks(people: Sequence[Person]) -> Iterator[tuple[int, Sequence[Person]]]:
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        chunk = people[start : start + PEOPLE_AT_A_TIME]
        yield start + len(chunk), chunk


def _dates_at(zones: Mapping[str, str]) -> Callable[[str, dt.datetime], dt.date]:
    known = {code: zoneinfo.ZoneInfo(name) for code, name in zones.items()}

    @cache
    def date_at(house: str, moment: dt.datetime) -> dt.date:
        return moment.astimezone(known[house]).date()

    return date_at


def _write_houses(draft: SnapshotFolder) -> None:
    houses = list(House.objects.order_by("code"))
    draft.tables["houses"].write(
        {
            "house": [house.code for house in houses],
            "zone": [house.zone for house in houses],
            "departement": [house.departement for house in houses],
            "opened_on": [house.opened_on for house in houses],
            "closed_on": [house.closed_on for house in houses],
        }
    )


def _batteries_in_use() -> list[Battery]:
    """What somebody here was planned to be asked, and what the next newcomer will be; not all that is installed."""
    planned = Invitation.objects.values_list("battery", "battery_version").distinct()
    names = {f"{key}@{version}" for key, version in planned} | {default_battery().name}
    return [battery for name, battery in sorted(batteries().items()) if name in names]


def _instruments_in(answers: Mapping[str, Sequence[Any]]) -> set[str]:
    """Those somebody answered: a battery may have been put away since. One nobody is asked is no part of the data."""
    named = zip(answers.get("instrument", ()), answers.get("version", ()), strict=True)
    return {f"{key}@{version}" for key, version in named}
