"""Who is asked what and when, by the calendar of a battery: that of the product itself, parent by parent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from village.core.babies import DAYS_PER_MONTH
from village.core.scales import Instrument
from village.core.waves import Battery, Wave, what_is_asked
from village.laboratory.simulation.answering import AskedParents
from village.laboratory.simulation.births import Births
from village.laboratory.simulation.calendar import NEVER, Days, Parents
from village.laboratory.simulation.design import CannotSimulate, Design, Loss

# The share of parents who stopped answering for good, by months: that of four waves from the entry, drawn through.
LOST_AFTER = (0.0, 3.0, 8.0, 12.0, 24.0), (0.0, 0.20, 0.32, 0.40, 0.48)
USUAL_LAG = 5.0  # days between being asked and answering, on average


def asking_only(battery: Battery, instrument: Instrument) -> Battery:
    """The battery where only that instrument may be asked; raises `CannotSimulate` when a wave would ask another."""
    here = battery.resolved(lambda one: one.name == instrument.name)
    if strangers := [one.name for one in here.instruments if one.name != instrument.name]:
        raise CannotSimulate(
            f"{battery.name} asks {', '.join(strangers)}: an invented network answers {instrument.name} only."
        )
    return here


def followed_by(battery: Battery, design: Design) -> Design:
    """The design whose waves are those of a battery."""
    if design.complications.per_meeting:
        raise CannotSimulate(
            "What each meeting adds is drawn on four waves from the entry only, not on a battery."
        )
    waves = {wave.key: wave.months for wave in battery.moments}
    lost = {key: float(np.interp(months, *LOST_AFTER)) for key, months in waves.items()}
    return replace(design, waves=waves, lost_by_wave=lost)


def ask_by_calendar(
    design: Design,
    battery: Battery,
    instrument: Instrument,
    parents: Parents,
    births: Births,
    rng: np.random.Generator,
) -> AskedParents:
    """Every turn of every parent's own calendar that has come; a birth nobody has noted opens nothing.

    Who answers is drawn as for four waves from the entry (`answering.ask`), from when the questionnaire is open and, if
    it counts from the birth, the birth noted. Then what is asked is what fits the baby as the site knows it that day.
    """
    n, end = len(parents.codes), np.datetime64(design.end)
    fate = rng.random(n)
    is_random = design.complications.loss is Loss.AT_RANDOM
    rows: list[_Row] = []
    for wave, turns in _turns(battery, parents, births, end).items():
        lags, luck = rng.exponential(USUAL_LAG, n).astype(np.int64), rng.random(n)
        missed = design.skipped_wave if design.waves[wave] else design.entry_unanswered
        lost = design.lost_by_wave[wave] if is_random else 0.0
        for turn in turns:
            is_ready = births.noted_on if turn.wave.anchor == "birth" else parents.joined_on
            day = max(turn.opens_on, is_ready[turn.parent], parents.joined_on[turn.parent])
            day += lags[turn.parent]
            is_here = luck[turn.parent] >= missed and fate[turn.parent] >= lost
            answered_on = day if is_here and day <= min(turn.closes_on, end) else NEVER
            sought = _sought(instrument, turn, births, min(day, turn.closes_on))
            rows.append(_Row(turn, answered_on, sought))
    return _asked(rows, parents)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One wave of one parent: the window, and what the battery asks."""

    parent: int
    wave: Wave
    opens_on: np.datetime64
    closes_on: np.datetime64


@dataclass(frozen=True, slots=True)
class _Row:
    """A turn that has come: when it was answered, and which items were asked."""

    turn: _Turn
    answered_on: np.datetime64
    sought: list[bool]


def _asked(rows: Sequence[_Row], parents: Parents) -> AskedParents:
    """The rows by columns."""

    def days(found: Iterable[np.datetime64]) -> Days:
        return np.array(list(found), "datetime64[D]")

    parent = np.array([row.turn.parent for row in rows], np.int64)
    opens_on = days(row.turn.opens_on for row in rows)
    since_entry = (opens_on - parents.joined_on[parent]).astype(np.int64)
    return AskedParents(
        parent=parent,
        wave=np.array([row.turn.wave.key for row in rows], "U8"),
        opens_on=opens_on,
        closes_on=days(row.turn.closes_on for row in rows),
        answered_on=days(row.answered_on for row in rows),
        months=np.maximum(since_entry, 0) / DAYS_PER_MONTH,
        sought=np.array([row.sought for row in rows], np.bool_),
    )


def _turns(
    battery: Battery, parents: Parents, births: Births, end: np.datetime64
) -> dict[str, list[_Turn]]:
    """Wave by wave, then parent by parent, the turns that have come; only of those who agreed."""
    found: dict[str, list[_Turn]] = {wave.key: [] for wave in battery.moments}
    for parent in np.flatnonzero(parents.agrees_evaluation).tolist():
        calendar = battery.calendar(
            entered_on=parents.joined_on[parent].item(), birth=births.known(parent, on=end)
        )
        for turn in calendar:
            opens_on = np.datetime64(turn.opens_on)
            if opens_on <= end and not turn.is_provisional:
                window = opens_on, np.datetime64(turn.closes_on)
                found[turn.wave.key].append(_Turn(parent, turn.wave, *window))
    return found


def _sought(instrument: Instrument, turn: _Turn, births: Births, day: np.datetime64) -> list[bool]:
    """(items,) what is asked that day of the parent of that baby."""
    on: dt.date = day.astype(object)
    baby = births.known(turn.parent, on=day).baby(on=on)
    items = {
        item.key for _one, asked in what_is_asked(turn.wave.parts, baby=baby) for item in asked
    }
    return [item.key in items for item in instrument.items]
