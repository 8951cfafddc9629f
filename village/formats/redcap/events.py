"""A longitudinal project: its events, and the forms asked at each. A wave of a battery is an event of the first arm."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.waves import Battery
from village.formats.draft import form_name
from village.formats.texts import csv_text, read_csv
from village.formats.workbooks import cell_at, columns

UNIQUE_NAME = re.compile(r"[a-z0-9_]+_arm_\d+[a-z]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of one arm; `unique_name` is what records carry."""

    name: str
    arm: int
    unique_name: str


def read_events(path: Path) -> list[Event]:
    """The events of an export; raises `InvalidDocument` naming the row."""
    rows = read_csv(path)
    places = columns(rows, sheet=path.name)
    if absent := [c for c in ("event_name", "arm_num", "unique_event_name") if c not in places]:
        raise InvalidDocument(f"{path.name}, row 1: there is no column {absent[0]}.")
    events: dict[str, Event] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        arm, unique = (cell_at(row, places[c]) for c in ("arm_num", "unique_event_name"))
        if not arm.isdigit() or not UNIQUE_NAME.fullmatch(unique):
            raise InvalidDocument(
                f"{path.name}, row {number}: {unique!r} of arm {arm!r} is no event."
            )
        if unique in events:
            raise InvalidDocument(f"{path.name}, row {number}: the event {unique!r} comes twice.")
        name = cell_at(row, places["event_name"])
        events[unique] = Event(name=name, arm=int(arm), unique_name=unique)
    return list(events.values())


def events_of(battery: Battery, *, language: str) -> list[Event]:
    """The waves of a battery as events."""
    return [
        Event(
            name=wave.titles.get(language, wave.key),
            arm=1,
            unique_name=f"{wave.key.lower().replace('-', '_')}_arm_1",
        )
        for wave in battery.moments
    ]


def write_events(events: Iterable[Event]) -> str:
    """The events as REDCap takes them."""
    rows = [[event.name, str(event.arm), event.unique_name] for event in events]
    return csv_text([("event_name", "arm_num", "unique_event_name"), *rows])


def write_forms_by_event(battery: Battery, events: Sequence[Event]) -> str:
    """Which form is asked at which event: the instruments of each wave, for whatever entry."""
    rows = [
        [str(event.arm), event.unique_name, form_name(instrument)]
        for event, moment in zip(events, battery.moments, strict=True)
        for instrument in battery.asked_at(moment.key)
    ]
    return csv_text([("arm_num", "unique_event_name", "form"), *rows])
