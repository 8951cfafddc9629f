"""A battery told before anybody enters: its moments, one after the other, and the whole calendar of one parent."""

import datetime as dt
from dataclasses import dataclass, replace

from village.core.babies import DAYS_PER_MONTH, UNBORN, UNKNOWN, Baby, Birth, aged
from village.core.scales import Instrument
from village.core.waves import ENTRIES, PREGNANCY_MONTHS, Asked, Battery, Turn, Wave, what_is_asked

DAYS_PER_WEEK = 7
OTHER_ENTRY, NO_BIRTH, OVER = "other_entry", "no_birth", "over"  # why a wave is skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A window in words: from `first` to `last` `unit`s after the anchor (negative: before it), or after so many months."""

    anchor: str  # one of `waves.ANCHORS`
    unit: str  # "weeks" when both ends are whole weeks, "days" otherwise
    first: int
    last: int
    months: int = 0  # counted from the anchor first; 0: the anchor itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A wave as it is asked of parents in one situation: what its author wants, and what is asked on this site."""

    wave: Wave  # as its author wants it
    is_born: bool | None  # whether the baby is there; None: no matter
    asked: Asked
    absent: tuple[Instrument, ...]  # wanted, and not asked here: their words are missing
    stand_ins: tuple[str, ...]  # names of the parts that stand in for them


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A turn as it would be lived: what would be asked on its first day, and on its last when that is not the same."""

    turn: Turn
    asked: Asked
    asked_last: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A wave a parent does not have, and why: one of OTHER_ENTRY, NO_BIRTH, OVER."""

    wave: Wave
    reason: str
    closed_on: dt.date | None = None  # when it was over
    rest_until: dt.date | None = None  # the end of the rest it leaves a newcomer


def span(wave: Wave) -> Span:
    """When a wave may be answered, counted from its anchor.

    >>> four_weeks = Wave(key="birth", titles={}, months=1, weeks=4, anchor="birth", opens_days_before=14, closes_days_after=14)
    >>> span(four_weeks)
    Span(anchor='birth', unit='weeks', first=2, last=6, months=0)
    """
    middle = 0 if wave.weeks is None else wave.weeks * DAYS_PER_WEEK
    first, last = middle - wave.opens_days_before, middle + wave.closes_days_after
    is_whole = first % DAYS_PER_WEEK == last % DAYS_PER_WEEK == 0
    size = DAYS_PER_WEEK if is_whole else 1
    return Span(
        anchor=wave.anchor,
        unit="weeks" if is_whole else "days",
        first=first // size,
        last=last // size,
        months=wave.months if wave.weeks is None else 0,
    )


def occasions(wanted: Battery, installed: Battery) -> tuple[Occasion, ...]:
    """Every wave of a battery, once for each situation in which it is not asked alike.

    `installed` is the same battery as this site asks it (`Battery.resolved`): same waves, in the same order.
    """
    found = []
    for wave, here in zip(wanted.waves, installed.waves, strict=True):
        babies = _situations(wave)
        told = [what_is_asked(here.parts, baby=baby) for baby in babies]
        if all(asked == told[0] for asked in told):
            babies, told = [UNKNOWN if len(babies) > 1 else babies[0]], told[:1]
        names = {part.name for part in wave.parts}
        absent = {one.name for one in installed.absent}
        found += [
            Occasion(
                wave=wave,
                is_born=baby.is_born,
                asked=asked,
                absent=tuple(p.instrument for p in wave.parts if p.instrument.name in absent),
                stand_ins=tuple(p.name for p in here.parts if p.name not in names),
            )
            for baby, asked in zip(babies, told, strict=True)
        ]
    return tuple(found)


def preview(
    battery: Battery, *, entered_on: dt.date, birth: Birth | None
) -> tuple[tuple[Planned, ...], tuple[Skipped, ...]]:
    """The calendar of one parent: each turn with what would be asked then, and the waves that parent does not have.

    A birth that is only expected is supposed to take place in its month: it is what the provisional dates rest on.
    """
    turns = battery.calendar(entered_on=entered_on, birth=birth)
    planned = []
    for turn in turns:
        first = min(max(turn.opens_on, entered_on), turn.closes_on)
        asked, last = (
            what_is_asked(turn.wave.parts, baby=_baby(birth, on=day, entered_on=entered_on))
            for day in (first, turn.closes_on)
        )
        planned.append(Planned(turn=turn, asked=asked, asked_last=last))
    had = {turn.wave.key for turn in turns}
    skipped = (
        _skipped(battery, wave.key, entered_on=entered_on, birth=birth)
        for wave in battery.moments
        if wave.key not in had
    )
    return tuple(planned), tuple(skipped)


def _skipped(battery: Battery, key: str, *, entered_on: dt.date, birth: Birth | None) -> Skipped:
    entry = ENTRIES[birth is None or birth.is_before(entered_on)]
    wave = battery.wave(key, entry=entry)
    if wave.entry not in (None, entry):
        return Skipped(wave=wave, reason=OTHER_ENTRY)
    if birth is None:
        return Skipped(wave=wave, reason=NO_BIRTH)
    _opens_on, closes_on = wave.window(anchored_on=birth.day)
    rest = dt.timedelta(days=wave.rest_days)
    return Skipped(wave=wave, reason=OVER, closed_on=closes_on, rest_until=entered_on + rest)


def _baby(birth: Birth | None, *, on: dt.date, entered_on: dt.date) -> Baby:
    """The baby on some day of the calendar, a birth to come being supposed to come as expected."""
    if birth is None:
        return UNKNOWN
    if birth.is_noted or on <= entered_on or on < birth.day:
        return birth.baby(on=on)
    return replace(birth, born_in=birth.expected_in).baby(on=on)


def _situations(wave: Wave) -> list[Baby]:
    """The babies of those a wave is asked of: not born, of the age the wave waits for, or either."""
    middle = wave.months
    if wave.anchor == "birth":
        weeks = wave.weeks
        return [aged(middle if weeks is None else weeks * DAYS_PER_WEEK / DAYS_PER_MONTH)]
    unborn = [UNBORN] if middle < PREGNANCY_MONTHS else []
    born = [aged(middle)]
    return {"antenatal": unborn or born, "postnatal": born, None: unborn + born}[wave.entry]
