"""When a battery is asked: waves counted in months from a participant's own entry."""

import calendar
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from village.core.errors import UnknownInstrument
from village.core.scales import Instrument, Item
from village.core.toml_source import Source, Table

FORMAT = 1
MOST_ITEMS = 40  # beyond, a parent with a baby in their arms does not reach the end
SECONDS_PER_ITEM = 7.5  # one tap on a phone: an assumption, until our own timestamps say better


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One moment of measurement, and how long before and after it answers are welcome."""

    key: str
    titles: Mapping[str, str]
    months: int
    opens_days_before: int
    closes_days_after: int

    def window(self, *, entered_on: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day on which a participant who entered on that day may answer."""
        day = add_months(entered_on, self.months)
        return (
            day - dt.timedelta(days=self.opens_days_before),
            day + dt.timedelta(days=self.closes_days_after),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """Instruments asked together, and the waves at which they are asked."""

    key: str
    version: str
    instruments: tuple[Instrument, ...]
    waves: tuple[Wave, ...]
    hash: str

    @property
    def name(self) -> str:
        """How a battery is called: `key@version`."""
        return f"{self.key}@{self.version}"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every question of the battery can be asked."""
        shared = set.intersection(*(set(instrument.wordings) for instrument in self.instruments))
        return tuple(sorted(shared, key=lambda language: (language != "fr", language)))

    def asked(
        self, *, months_after_birth: float | None
    ) -> tuple[tuple[Instrument, tuple[Item, ...]], ...]:
        """What is asked of the parent of a child of that age (None: not born yet): instruments, with their items.

        An instrument outside its window is left out whole: its scores would mean nothing there.
        """
        admitted = (
            instrument
            for instrument in self.instruments
            if (window := instrument.evidence.window) is None
            or window.admits(months_after_birth=months_after_birth)
        )
        before_birth = months_after_birth is None
        return tuple((each, each.asked(before_birth=before_birth)) for each in admitted)

    def minutes(self, *, months_after_birth: float | None) -> float:
        """How long it takes, as far as we can tell without having measured it."""
        asked = self.asked(months_after_birth=months_after_birth)
        return sum(len(items) for _, items in asked) * SECONDS_PER_ITEM / 60

    def wave(self, key: str) -> Wave:
        """The wave of that name."""
        return next(wave for wave in self.waves if wave.key == key)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months later; the month's last day when it is shorter.

    >>> add_months(dt.date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def load_batteries(folder: Path, library: Mapping[str, Instrument]) -> dict[str, Battery]:
    """Every battery under `folder`, by `key@version`; `InvalidInstrument` names file, line and reason."""
    batteries = (load_battery(path, library) for path in sorted(folder.glob("*/*/battery.toml")))
    return {battery.name: battery for battery in batteries}


def load_battery(path: Path, library: Mapping[str, Instrument]) -> Battery:
    """Read one `battery.toml`."""
    table = Source(path).read()
    if table.whole("format") != FORMAT:
        table.refuse("format", f"this is format {FORMAT}, the file says another")
    names = table.texts("instruments")
    if unknown := [name for name in names if name not in library]:
        table.refuse("instruments", f"not installed: {', '.join(unknown)}")
    battery = Battery(
        key=table.text("key"),
        version=table.text("version"),
        instruments=tuple(library[name] for name in names),
        waves=tuple(_read_waves(table.tables("waves"))),
        hash=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    if (battery.key, battery.version) != (path.parent.parent.name, path.parent.name):
        table.refuse("key", f"{battery.name} lives in another folder than its name says")
    if not battery.instruments or not battery.waves:
        table.refuse(None, "a battery has at least one instrument and one wave")
    if not battery.languages:
        table.refuse("instruments", "no language has all the words of this battery")
    _check_length(table, battery)
    table.finish()
    return battery


def _check_length(table: Table, battery: Battery) -> None:
    """Neither so long that parents give up, nor shorter than its author meant."""
    fewest, most = table.whole("fewest_items", 1), table.whole("most_items", MOST_ITEMS)
    if not 1 <= fewest <= most <= MOST_ITEMS:
        table.refuse(
            "most_items" if most > MOST_ITEMS else "fewest_items",
            f"a battery has from 1 to {MOST_ITEMS} items: {fewest} to {most} is no such range",
        )
    if (count := sum(len(instrument.items) for instrument in battery.instruments)) > most:
        table.refuse("instruments", f"{count} items are more than the {most} a parent is asked")
    if count < fewest:
        table.refuse("instruments", f"{count} items are fewer than `fewest_items`, {fewest}")


def _read_waves(entries: Iterable[Table]) -> Iterable[Wave]:
    seen: set[str] = set()
    for entry in entries:
        titles = entry.table("title")
        assert titles is not None
        wave = Wave(
            key=entry.text("key"),
            titles={language: titles.text(language) for language in sorted(titles.content)},
            months=entry.whole("months"),
            opens_days_before=entry.whole("opens_days_before"),
            closes_days_after=entry.whole("closes_days_after"),
        )
        if wave.key in seen:
            entry.refuse("key", f"wave {wave.key!r} is defined twice")
        for name in ("months", "opens_days_before", "closes_days_after"):
            if getattr(wave, name) < 0:
                entry.refuse(name, f"`{name}` cannot be negative")
        seen.add(wave.key)
        titles.finish()
        entry.finish()
        yield wave


def find_battery(batteries: Mapping[str, Battery], name: str) -> Battery:
    """The battery `key@version`; `UnknownInstrument` lists what there is."""
    if name not in batteries:
        raise UnknownInstrument(
            f"No battery {name!r} here. Installed: {', '.join(sorted(batteries))}."
        )
    return batteries[name]
