"""What is asked, and when: batteries of instruments, and waves counted from an entry or from a birth."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from village.core.babies import DAYS_PER_MONTH, UNBORN, Baby, Birth, aged
from village.core.errors import UnknownInstrument
from village.core.months import add_months
from village.core.scales import Instrument, Item

MOST_ITEMS = 40  # beyond, a parent with a baby in their arms does not reach the end
SECONDS_PER_ITEM = 7.5  # one tap on a phone: an assumption, until our own timestamps say better
PREGNANCY_MONTHS = 9  # so long after an entry, every baby is there
ANCHORS = ("entry", "birth")
ENTRIES = ("antenatal", "postnatal")  # whether the baby was born when the participant entered
Asked = tuple[tuple[Instrument, tuple[Item, ...]], ...]  # instruments, each with its items


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A whole instrument, or one of its scales: what a battery is made of."""

    instrument: Instrument
    scale: str | None = None

    @property
    def name(self) -> str:
        """`key@version`, or `key@version/scale`."""
        return f"{self.instrument.name}/{self.scale}" if self.scale else self.instrument.name

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the scale, or all of them, in the order of the instrument."""
        if self.scale is None:
            return self.instrument.items
        scale = self.instrument.scale(self.scale)
        if scale is None:
            raise UnknownInstrument(f"{self.instrument.name} has no scale {self.scale!r}.")
        kept = set(scale.items)
        return tuple(item for item in self.instrument.items if item in kept)


def part_named(name: str, library: Mapping[str, Instrument]) -> Part:
    """The part `key@version` or `key@version/scale`; `UnknownInstrument` when nothing of it is installed."""
    asked, _, scale = name.partition("/")
    if (instrument := library.get(asked)) is None:
        raise UnknownInstrument(f"not installed: {asked}")
    if scale and instrument.scale(scale) is None:
        raise UnknownInstrument(f"{asked} has no scale {scale!r}")
    return Part(instrument=instrument, scale=scale or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One moment of measurement: what it is counted from, how long answers are welcome, what is asked.

    The same wave may be asked differently of whoever enters before and after the birth (`entry`): two `Wave`s, one key.
    """

    key: str
    titles: Mapping[str, str]
    months: int  # from the anchor; with `weeks`, the nearest whole number of months
    opens_days_before: int
    closes_days_after: int
    weeks: int | None = None
    anchor: str = "entry"
    rest_days: int = (
        0  # counted from the birth, a wave still leaves a newcomer so many days of rest
    )
    entry: str | None = None  # one of ENTRIES; None: both
    parts: tuple[Part, ...] = ()

    def window(self, *, anchored_on: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day on which answers are welcome, when the anchor falls on that day."""
        if self.weeks is None:
            day = add_months(anchored_on, self.months)
        else:
            day = anchored_on + dt.timedelta(weeks=self.weeks)
        return (
            day - dt.timedelta(days=self.opens_days_before),
            day + dt.timedelta(days=self.closes_days_after),
        )

    def babies(self) -> tuple[Baby, ...]:
        """The youngest babies there may be when it opens: not born, or of the least age that is possible.

        >>> late = Wave(key="late", titles={}, months=18, anchor="birth", opens_days_before=0, closes_days_after=9)
        >>> [baby.months for baby in late.babies()]
        [18.0]
        """
        middle = self.months if self.weeks is None else self.weeks * 7 / DAYS_PER_MONTH
        months = middle - self.opens_days_before / DAYS_PER_MONTH
        if self.anchor == "entry" and self.entry == "antenatal" and not self.months:
            return (UNBORN,)
        waits = PREGNANCY_MONTHS if self.anchor == "entry" and self.entry != "postnatal" else 0
        born = aged(round(max(months - waits, 0), 2))
        return (UNBORN, born) if months < waits else (born,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One wave of one participant: when, and what would be asked. Provisional until the birth it waits for is noted."""

    wave: Wave
    opens_on: dt.date
    closes_on: dt.date
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Our own questionnaire, asked where the words of another instrument are not here: scale for instrument."""

    instrument: Instrument
    scales: Mapping[str, str]  # from the name of an instrument to the scale that stands in for it

    def parts(self, absent: Iterable[Part]) -> tuple[Part, ...]:
        """The scales that stand in for these, in the order of the instrument; what has none is left out."""
        wanted = {self.scales.get(part.instrument.name) for part in absent}
        return tuple(
            Part(instrument=self.instrument, scale=scale.key)
            for scale in self.instrument.scales
            if scale.key in wanted
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """Instruments asked together, and the waves at which they are asked."""

    key: str
    version: str
    waves: tuple[Wave, ...]
    hash: str
    titles: Mapping[str, str] = field(default_factory=dict)  # how people call it, by language
    stand_in: StandIn | None = None
    absent: tuple[Instrument, ...] = ()  # wanted, and replaced or left out here

    @property
    def name(self) -> str:
        """How a battery is called: `key@version`."""
        return f"{self.key}@{self.version}"

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """Every instrument of every wave, once, in the order in which they are first asked."""
        parts = chain.from_iterable(wave.parts for wave in self.waves)
        return tuple({part.instrument.name: part.instrument for part in parts}.values())

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every question of the battery can be asked."""
        return languages_of(self.instruments)

    @property
    def moments(self) -> tuple[Wave, ...]:
        """One wave for each key, whatever the entry: what a calendar or a table has a column for."""
        return tuple({wave.key: wave for wave in reversed(self.waves)}.values())[::-1]

    def wave(self, key: str, *, entry: str | None = None) -> Wave:
        """The wave of that name; of those that share it, the one for that entry."""
        named = [wave for wave in self.waves if wave.key == key]
        return next((wave for wave in named if wave.entry in (None, entry)), named[0])

    def asked_at(self, key: str) -> tuple[Instrument, ...]:
        """The instruments of a wave, whatever the entry."""
        parts = chain.from_iterable(wave.parts for wave in self.waves if wave.key == key)
        return tuple({part.instrument.name: part.instrument for part in parts}.values())

    def calendar(self, *, entered_on: dt.date, birth: Birth | None) -> tuple[Turn, ...]:
        """Every wave of one participant, in the order in which they open.

        A wave counted from the birth exists once a birth is expected or noted, and when its window is not over before
        the newcomer has had the rest it promises. It is provisional as long as the birth is only expected: nobody is
        asked about a baby whose birth nobody has noted.
        """
        entry = ENTRIES[birth is None or birth.is_before(entered_on)]
        turns = []
        for wave in self.waves:
            if wave.entry not in (None, entry):
                continue
            if wave.anchor == "entry":
                opens_on, closes_on = wave.window(anchored_on=entered_on)
            elif birth is None:
                continue
            else:
                opens_on, closes_on = wave.window(anchored_on=birth.day)
                opens_on = max(opens_on, entered_on + dt.timedelta(days=wave.rest_days))
            if opens_on <= closes_on:
                is_provisional = wave.anchor == "birth" and birth is not None and not birth.is_noted
                turns.append(
                    Turn(
                        wave=wave,
                        opens_on=opens_on,
                        closes_on=closes_on,
                        is_provisional=is_provisional,
                    )
                )
        return tuple(sorted(turns, key=lambda turn: (turn.opens_on, turn.wave.key)))

    def resolved(self, may_ask: Callable[[Instrument], bool]) -> "Battery":
        """The battery as it can be asked where only some instruments may be.

        What may not be asked is replaced by the scale that stands in for it, and left out when there is none. A wave
        of which nothing may be asked in its own words asks the whole of the questionnaire that stands in. Without a
        stand-in nothing changes: it is then for the caller to refuse.
        """
        if self.stand_in is None:
            return self
        absent = tuple(one for one in self.instruments if not may_ask(one))
        names = {one.name for one in absent}
        waves = tuple(_resolved(wave, self.stand_in, names) for wave in self.waves)
        return replace(self, waves=waves, absent=absent)

    def without(self, absent: Collection[Instrument]) -> "Battery":
        """The battery when nothing stands in for these: they are left out, and so is a wave that asked nothing else."""
        names = {one.name for one in absent}
        kept = [
            replace(wave, parts=tuple(p for p in wave.parts if p.instrument.name not in names))
            for wave in self.waves
        ]
        waves = tuple(wave for wave in kept if wave.parts)
        return replace(self, waves=waves, absent=(*self.absent, *absent))


def _resolved(wave: Wave, stand_in: StandIn, absent: set[str]) -> Wave:
    missing = [part for part in wave.parts if part.instrument.name in absent]
    if not missing:
        return wave
    kept = tuple(part for part in wave.parts if part.instrument.name not in absent)
    if not kept:
        return replace(wave, parts=(Part(instrument=stand_in.instrument),))
    return replace(wave, parts=(*kept, *stand_in.parts(missing)))


def languages_of(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """The languages in which all of these have words, French first."""
    spoken = [set(instrument.wordings) for instrument in instruments]
    shared = set.intersection(*spoken) if spoken else set()
    return tuple(sorted(shared, key=lambda language: (language != "fr", language)))


def all_of(parts: Iterable[Part]) -> Asked:
    """The instruments of these parts, each once, with all the items that any of them has."""
    items: dict[str, set[Item]] = {}
    instruments: dict[str, Instrument] = {}
    for part in parts:
        instruments[part.instrument.name] = part.instrument
        items.setdefault(part.instrument.name, set()).update(part.items)
    return tuple(
        (one, tuple(item for item in one.items if item in items[name]))
        for name, one in instruments.items()
    )


def what_is_asked(parts: Iterable[Part], *, baby: Baby) -> Asked:
    """The same, as far as it can be asked of the parent of that baby.

    An instrument outside its window is left out whole: its scores would mean nothing there. Items that wait for the
    birth are left out before it.
    """
    admitted = []
    for one, items in all_of(parts):
        window = one.evidence.window
        waiting = one.after_birth if baby.is_born is False else frozenset()
        own = tuple(item for item in items if item.key not in waiting)
        if own and (window is None or window.admits(baby)):
            admitted.append((one, own))
    return tuple(admitted)


def minutes(asked: Asked) -> float:
    """How long it takes, as far as we can tell without having measured it."""
    return sum(len(items) for _, items in asked) * SECONDS_PER_ITEM / 60


def find_battery(batteries: Mapping[str, Battery], name: str) -> Battery:
    """The battery `key@version`; `UnknownInstrument` lists what there is."""
    if name not in batteries:
        raise UnknownInstrument(
            f"No battery {name!r} here. Installed: {', '.join(sorted(batteries))}."
        )
    return batteries[name]
