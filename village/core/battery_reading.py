"""Battery folders: `<key>/<version>/battery.toml`, read strictly; what is wrong is refused with file, line and reason."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from village.core.babies import UNBORN, UNKNOWN, aged
from village.core.errors import UnknownInstrument
from village.core.formats import not_read
from village.core.scale_reading import read_texts
from village.core.scales import Instrument
from village.core.toml_source import Source, TomlTable
from village.core.waves import (
    ANCHORS,
    ENTRIES,
    MOST_ITEMS,
    Battery,
    Part,
    StandIn,
    Wave,
    part_named,
    what_is_asked,
)

FORMAT = 1
WEEKS_PER_MONTH = 365.25 / 7 / 12
NEWBORN = aged(0)


def load_batteries(
    folder: Path, library: Mapping[str, Instrument], *, unfinished: Collection[str] = ()
) -> dict[str, Battery]:
    """Every battery under `folder`, by `key@version`; `InvalidInstrument` names file, line and reason."""
    batteries = (
        load_battery(path, library, unfinished=unfinished)
        for path in sorted(folder.glob("*/*/battery.toml"))
    )
    return {battery.name: battery for battery in batteries}


def load_battery(
    path: Path, library: Mapping[str, Instrument], *, unfinished: Collection[str] = ()
) -> Battery:
    """Read one `battery.toml`: what its author wants to ask, whether its words are here or not.

    Without a stand-in, some language has all of its words; those of the instruments named in `unfinished` were set aside,
    and may come back.
    """
    table = Source(path).read()
    if (found := table.whole("format")) != FORMAT:
        table.refuse("format", not_read(found, read=(FORMAT,)))
    stand_in = _read_stand_in(table.table("stand_in", needed=False), library)
    everywhere = (
        _read_parts(table, "instruments", library) if "instruments" in table.content else ()
    )
    battery = Battery(
        key=table.text("key"),
        version=table.text("version"),
        titles=read_texts(table.table("title", needed=False)),
        waves=tuple(_read_waves(table.tables("waves"), everywhere, library)),
        hash=hashlib.sha256(path.read_bytes()).hexdigest(),
        stand_in=stand_in,
    )
    if (battery.key, battery.version) != (path.parent.parent.name, path.parent.name):
        table.refuse("key", f"{battery.name} lives in another folder than its name says")
    if not battery.instruments:
        table.refuse(None, "a battery has at least one instrument and one wave")
    may_come = any(one.name in unfinished for one in battery.instruments)
    if stand_in is None and not battery.languages and not may_come:
        table.refuse("instruments", "no language has all the words of this battery")
    _check_length(table, battery)
    table.finish()
    return battery


def _read_parts(
    table: TomlTable, key: str, library: Mapping[str, Instrument], default: tuple[Part, ...] = ()
) -> tuple[Part, ...]:
    """Instruments by `key@version`, or one of their scales by `key@version/scale`."""
    parts = []
    for name in table.texts(key, () if default else None):
        try:
            parts.append(part_named(name, library))
        except UnknownInstrument as unknown:
            table.refuse(key, str(unknown))
    return tuple(parts) or default


def _read_stand_in(table: TomlTable | None, library: Mapping[str, Instrument]) -> StandIn | None:
    if table is None:
        return None
    name = table.text("instrument")
    if (instrument := library.get(name)) is None:
        table.refuse("instrument", f"not installed: {name}")
    scales = read_texts(table.table("for"))
    for replaced, scale in scales.items():
        if replaced not in library:
            table.refuse("for", f"not installed: {replaced}")
        if instrument.scale(scale) is None:
            table.refuse("for", f"{name} has no scale {scale!r}")
    table.finish()
    return StandIn(instrument=instrument, scales=scales)


def _read_waves(
    entries: Iterable[TomlTable], everywhere: tuple[Part, ...], library: Mapping[str, Instrument]
) -> Iterable[Wave]:
    seen: dict[str, Wave] = {}
    for entry in entries:
        weeks = entry.optional_whole("weeks")
        wave = Wave(
            key=entry.text("key"),
            titles=read_texts(entry.table("title")),
            months=entry.whole("months") if weeks is None else round(weeks / WEEKS_PER_MONTH),
            weeks=weeks,
            opens_days_before=entry.whole("opens_days_before"),
            closes_days_after=entry.whole("closes_days_after"),
            anchor=entry.one_of("anchor", ANCHORS, "entry"),
            rest_days=entry.whole("rest_days", 0),
            entry=entry.one_of("entry", ENTRIES) if "entry" in entry.content else None,
            parts=_read_parts(entry, "instruments", library, everywhere),
        )
        for name in ("weeks", "months", "opens_days_before", "closes_days_after", "rest_days"):
            if (getattr(wave, name) or 0) < 0:
                entry.refuse(name, f"`{name}` cannot be negative")
        if wave.rest_days and wave.anchor == "entry":
            entry.refuse("rest_days", "a wave counted from the entry says how long after it comes")
        _check_twin(entry, wave, seen.get(wave.key))
        _check_windows(entry, wave)
        seen[wave.key] = wave
        entry.finish()
        yield wave


def _check_windows(entry: TomlTable, wave: Wave) -> None:
    """What a wave names for itself may be asked of somebody then: left out of every sheet, it would never be missed."""
    if "instruments" not in entry.content:
        return
    babies = wave.babies()
    for part in wave.parts:
        window = part.instrument.evidence.window
        if window is not None and not any(window.admits(baby) for baby in babies):
            entry.refuse(
                "instruments",
                f"{wave.key}: {part.name} is asked {window.in_words}, which is never when this wave is open",
            )


def _check_twin(entry: TomlTable, wave: Wave, twin: Wave | None) -> None:
    """Two waves share a key when they are the same moment, asked differently before and after the birth."""
    if twin is None:
        return
    if None in (wave.entry, twin.entry) or wave.entry == twin.entry:
        entry.refuse("key", f"wave {wave.key!r} is defined twice")
    if (wave.months, wave.weeks, wave.anchor, wave.titles) != (
        twin.months,
        twin.weeks,
        twin.anchor,
        twin.titles,
    ):
        entry.refuse("key", f"wave {wave.key!r} is not the same moment for both entries")


def _check_length(table: TomlTable, battery: Battery) -> None:
    """Neither so long that parents give up, nor shorter than its author meant: wave by wave, as it is asked."""
    fewest, most = table.whole("fewest_items", 1), table.whole("most_items", MOST_ITEMS)
    if not 1 <= fewest <= most <= MOST_ITEMS:
        table.refuse(
            "most_items" if most > MOST_ITEMS else "fewest_items",
            f"a battery has from 1 to {MOST_ITEMS} items: {fewest} to {most} is no such range",
        )
    for wave in battery.waves:
        asked = [what_is_asked(wave.parts, baby=baby) for baby in (UNKNOWN, UNBORN, NEWBORN)]
        counts = [sum(len(items) for _, items in one) for one in asked]
        if max(counts) > most:
            table.refuse(
                "waves",
                f"{wave.key}: {max(counts)} items are more than the {most} a parent is asked",
            )
        if max(counts) < fewest:
            table.refuse(
                "waves", f"{wave.key}: {max(counts)} items are fewer than `fewest_items`, {fewest}"
            )
