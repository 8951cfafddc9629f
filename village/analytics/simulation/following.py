"""Who is asked what and when, by the calendar of a battery: that of the product itself, parent by parent."""

from dataclasses import replace

import numpy as np

from village.analytics.simulation.answering import Asked
from village.analytics.simulation.births import Births
from village.analytics.simulation.calendar import NEVER, Parents
from village.analytics.simulation.design import CannotSimulate, Design, Loss
from village.core.babies import DAYS_PER_MONTH
from village.core.scales import Instrument
from village.core.waves import Battery, Part, what_is_asked

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
) -> Asked:
    """Every turn of every parent's own calendar that has come; a birth nobody has noted opens nothing.

    Who answers is drawn as for four waves from the entry (`answering.ask`), from when the questionnaire is open and, if
    it counts from the birth, the birth noted. Then what is asked is what fits the baby as the site knows it that day.
    """
    n, end = len(parents.codes), np.datetime64(design.end)
    fate = rng.random(n)
    is_random = design.complications.loss is Loss.AT_RANDOM
    turns = _turns(battery, parents, births, end)
    rows: list[tuple[int, str, np.datetime64, np.datetime64, np.datetime64, float]] = []
    sought: list[list[bool]] = []
    for wave in design.waves:
        lags, luck = rng.exponential(USUAL_LAG, n).astype(np.int64), rng.random(n)
        missed = design.skipped_wave if design.waves[wave] else design.entry_unanswered
        lost = design.lost_by_wave[wave] if is_random else 0.0
        for parent, (opens, closes, parts) in sorted(turns[wave].items()):
            since = max(opens, parents.joined_on[parent])
            if battery.wave(wave).anchor == "birth":
                since = max(since, births.noted_on[parent])
            day = since + lags[parent]
            answers = luck[parent] >= missed and fate[parent] >= lost and day <= min(closes, end)
            months = max((opens - parents.joined_on[parent]).astype(int), 0) / DAYS_PER_MONTH
            rows.append((parent, wave, opens, closes, day if answers else NEVER, months))
            sought.append(_sought(instrument, parts, births, parent, min(day, closes)))
    parent, wave_of, opens_on, closes_on, answered_on, since_entry = zip(*rows, strict=True)
    return Asked(
        parent=np.array(parent, np.int64),
        wave=np.array(wave_of, "U8"),
        opens_on=np.array(opens_on, "datetime64[D]"),
        closes_on=np.array(closes_on, "datetime64[D]"),
        answered_on=np.array(answered_on, "datetime64[D]"),
        months=np.array(since_entry, np.float64),
        sought=np.array(sought, np.bool_),
    )


Turns = dict[str, dict[int, tuple[np.datetime64, np.datetime64, tuple[Part, ...]]]]


def _turns(battery: Battery, parents: Parents, births: Births, end: np.datetime64) -> Turns:
    """Wave by wave, then parent by parent, the window and what would be asked; only of those who agreed."""
    found: Turns = {wave.key: {} for wave in battery.moments}
    for parent in np.flatnonzero(parents.agrees_evaluation).tolist():
        calendar = battery.calendar(
            entered_on=parents.joined_on[parent].item(), birth=births.known(parent, on=end)
        )
        for turn in calendar:
            opens, closes = np.datetime64(turn.opens_on), np.datetime64(turn.closes_on)
            if opens <= end and not turn.is_provisional:
                found[turn.wave.key][parent] = opens, closes, turn.wave.parts
    return found


def _sought(
    instrument: Instrument,
    parts: tuple[Part, ...],
    births: Births,
    parent: int,
    day: np.datetime64,
) -> list[bool]:
    """(items,) what is asked that day of the parent of that baby."""
    birth = births.known(parent, on=day)
    baby = birth.baby(on=day.item())
    items = {item.key for _one, asked in what_is_asked(parts, baby=baby) for item in asked}
    return [item.key in items for item in instrument.items]
