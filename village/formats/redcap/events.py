"""A longitudinal project: its events, and the forms asked at each. A wave of a battery is an event of the first arm."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.waves import Battery
from village.formats.draft import form_name
from village.formats.texts import csv_text, read_csv
from village.formats.workbooks import cell_at, columns

LONGEST_NAME = 18  # what REDCap keeps of the name of an event in its unique name
EVENT_COLUMNS = ("event_name", "arm_num", "unique_event_name", "custom_event_label")
UNIQUE_NAME = re.compile(r"[a-z0-9_]+_arm_\d+[a-z]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedcapEvent:
    """One event of one arm; `unique_name` is what records carry, and `label` what people read."""

    name: str
    arm: int
    unique_name: str
    label: str = ""


def read_events(path: Path) -> list[RedcapEvent]:
    """The events of an export; raises `InvalidDocument` naming the row."""
    rows = read_csv(path)
    places = columns(rows, sheet=path.name)
    if absent := [c for c in EVENT_COLUMNS[:3] if c not in places]:
        raise InvalidDocument(f"{path.name}, row 1: there is no column {absent[0]}.")
    events: dict[str, RedcapEvent] = {}
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
        label = cell_at(row, places.get("custom_event_label"))
        events[unique] = RedcapEvent(name=name, arm=int(arm), unique_name=unique, label=label)
    return list(events.values())


def events_of(battery: Battery, *, language: str) -> list[RedcapEvent]:
    """The waves of a battery as events."""
    return events_named({w.key: w.titles.get(language, w.key) for w in battery.moments})


def events_named(waves: Mapping[str, str]) -> list[RedcapEvent]:
    """Waves, by key, with their titles, as events of the first arm.

    REDCap makes the unique name of an event from its name (lower case, _ for a space, cut): only a name made of the
    key gives the unique name that our records carry. The title is beside it. Raises `InvalidDocument` for two waves
    that would have the same.
    """
    events: list[RedcapEvent] = []
    for key, title in waves.items():
        name = re.sub(r"[^a-z0-9]+", " ", key.lower()).strip()[:LONGEST_NAME].strip()
        unique = f"{name.replace(' ', '_')}_arm_1"
        if unique in {event.unique_name for event in events}:
            raise InvalidDocument(f"The wave {key!r} would have the name of another: {unique}.")
        events.append(RedcapEvent(name=name, arm=1, unique_name=unique, label=title))
    return events


def write_events(events: Iterable[RedcapEvent]) -> str:
    """The events as REDCap takes them."""
    rows = [[event.name, str(event.arm), event.unique_name, event.label] for event in events]
    return csv_text([EVENT_COLUMNS, *rows])


def write_forms_by_event(battery: Battery, events: Sequence[RedcapEvent]) -> str:
    """Which form is asked at which event: the instruments of each wave, for whatever entry."""
    return forms_text(
        (event, form_name(instrument))
        for event, moment in zip(events, battery.moments, strict=True)
        for instrument in battery.asked_at(moment.key)
    )


def forms_text(asked: Iterable[tuple[RedcapEvent, str]]) -> str:
    """The same, of events and forms."""
    rows = [[str(event.arm), event.unique_name, form] for event, form in asked]
    return csv_text([("arm_num", "unique_event_name", "form"), *rows])
