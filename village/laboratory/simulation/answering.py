"""Who answers at which wave, when, and what: items drawn from latent constructs, as parents would tick them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import ndtri

from village.core.scales import Instrument
from village.laboratory.simulation.calendar import (
    NEVER,
    Codes,
    Days,
    Flags,
    Indexes,
    Parents,
    add_months,
)
from village.laboratory.simulation.design import Design, Loss
from village.laboratory.simulation.latents import Latents, progress_of
from village.laboratory.simulation.records import fill
from village.laboratory.simulation.truth import home

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AskedParents:
    """Every parent asked at every wave that has come: rows in the order of waves, then parents."""

    parent: Indexes
    wave: Codes
    opens_on: Days
    closes_on: Days
    answered_on: Days  # NaT: no answer
    months: Array  # since entry, when it opened
    sought: Flags  # (rows, items): what was asked


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was answered: one row per questionnaire that came back, one column per item, a few left empty."""

    asked: Indexes  # which rows of `AskedParents`
    values: Indexes
    filled: Flags
    sought: Flags  # asked at all


def ask(
    design: Design, instrument: Instrument, parents: Parents, rng: np.random.Generator
) -> AskedParents:
    """Open each wave at its anniversary of entry; some never answer, some stop for good, some skip one.

    Those who stop because of how they are (see `lose`) still answer here.
    """
    n = len(parents.codes)
    end = np.datetime64(design.end)
    fate = rng.random(n)  # the same at every wave: whoever is lost stays lost
    is_random = design.complications.loss is Loss.AT_RANDOM
    columns: list[tuple[Indexes, Codes, Days, Days, Array]] = []
    for wave, months in design.waves.items():
        opens_on = add_months(parents.joined_on, months)
        lag = np.minimum(rng.exponential(5.0, n).astype(np.int64), design.window_days - 1)
        missed = design.skipped_wave if months else design.entry_unanswered
        lost = design.lost_by_wave.get(wave, 0.0) if is_random else 0.0
        answers = (rng.random(n) >= missed) & (fate >= lost) & (opens_on + lag <= end)
        asked = np.flatnonzero(parents.agrees_evaluation & (opens_on <= end))
        answered_on = np.where(answers, opens_on + lag, NEVER)
        waves, since = np.full(len(asked), wave, dtype="U8"), np.full(len(asked), float(months))
        columns.append((asked, waves, opens_on[asked], answered_on[asked], since))
    parent, of_wave, opened, answered, months_of = (
        np.concatenate(column) for column in zip(*columns, strict=True)
    )
    return AskedParents(
        parent=parent,
        wave=of_wave,
        opens_on=opened,
        closes_on=opened + design.window_days,
        answered_on=answered,
        months=months_of,
        sought=np.ones((len(parent), len(instrument.items)), np.bool_),
    )


def wave_table(parents: Parents, asked: AskedParents, rng: np.random.Generator) -> pa.Table:
    """The parents asked, as records."""
    modes = rng.choice(["phone", "helped", "paper"], p=[0.86, 0.09, 0.05], size=len(asked.parent))
    return fill(
        "waves",
        participant=parents.codes[asked.parent],
        wave=asked.wave,
        opens_on=asked.opens_on,
        closes_on=asked.closes_on,
        answered_on=asked.answered_on,
        language=parents.language[asked.parent],
        mode=modes,
    )


def answer(
    instrument: Instrument,
    design: Design,
    parents: Parents,
    asked: AskedParents,
    latents: Latents,
    attended: Indexes,
    rng: np.random.Generator,
) -> Sheets:
    """Tick every item of every questionnaire that comes back; `attended`: meetings before each row of `asked`."""
    rows = np.flatnonzero(~np.isnat(asked.answered_on))
    who, waves = asked.parent[rows], asked.wave[rows]
    course = progress_of(asked.months[rows])
    elsewhere = parents.language[who] == design.complications.dif_language
    values = np.empty((len(rows), len(instrument.items)), dtype=np.int64)
    for column, item in enumerate(instrument.items):
        scale = home(instrument, item)
        latent = latents.at(scale.key, who, waves, course, attended[rows])
        latent += rng.normal(0, design.spread.item, len(rows))
        if shift := design.complications.dif.get(item.key):
            latent += shift * elsewhere
        width = item.highest - item.lowest
        ticked = item.lowest + np.clip(np.rint(latent * width), 0, width).astype(np.int64)
        is_reversed = item.key in scale.reversed
        values[:, column] = item.lowest + item.highest - ticked if is_reversed else ticked
    filled = rng.random(values.shape) >= design.skipped_item
    return Sheets(rows, values, filled, asked.sought[rows])


def lose(
    instrument: Instrument,
    design: Design,
    asked: AskedParents,
    sheets: Sheets,
    rng: np.random.Generator,
) -> tuple[AskedParents, Sheets]:
    """Take away, for good, parents who are low: at their last answer (seen), or at the one they will not give."""
    how = design.complications
    if how.loss is Loss.AT_RANDOM:
        return asked, sheets
    parent, wave = asked.parent[sheets.asked], asked.wave[sheets.asked]
    score = _wellness(instrument, sheets)
    n = int(asked.parent.max()) + 1
    seen, gone, already = np.full(n, np.nan), np.zeros(n, dtype=np.bool_), 0.0
    kept = np.ones(len(score), dtype=np.bool_)
    for name in design.waves:
        here = wave == name
        lost = design.lost_by_wave.get(name, already)
        chance = (lost - already) / (1 - already)
        now = np.full(n, np.nan)
        now[parent[here]] = score[here]
        looked_at = seen if how.loss is Loss.BY_SCORE_BEFORE else now
        gone |= _leaves(looked_at, gone, chance, how.leaning, rng)
        kept[here] = ~gone[parent[here]]
        seen, already = np.where(np.isnan(now), seen, now), lost
    answered_on = asked.answered_on.copy()
    answered_on[sheets.asked[~kept]] = NEVER
    left = Sheets(sheets.asked[kept], sheets.values[kept], sheets.filled[kept], sheets.sought[kept])
    return replace(asked, answered_on=answered_on), left


def answer_table(
    instrument: Instrument, parents: Parents, asked: AskedParents, sheets: Sheets
) -> pa.Table:
    """One row per item asked on every questionnaire that came back."""
    count = len(instrument.items)
    sought = sheets.sought.ravel()
    return fill(
        "answers",
        participant=np.repeat(parents.codes[asked.parent[sheets.asked]], count)[sought],
        wave=np.repeat(asked.wave[sheets.asked], count)[sought],
        item=np.tile([item.key for item in instrument.items], len(sheets.asked))[sought],
        value=np.ma.masked_array(sheets.values.ravel(), ~sheets.filled.ravel())[sought],
    )


def _wellness(instrument: Instrument, sheets: Sheets) -> Array:
    """(sheets,) the mean of the items given, each from 0 (worst) to 1 (best)."""
    total, count = np.zeros(len(sheets.asked)), np.zeros(len(sheets.asked))
    for column, item in enumerate(instrument.items):
        scale = home(instrument, item)
        share = (sheets.values[:, column] - item.lowest) / (item.highest - item.lowest)
        is_better = (scale.higher_is == "better") != (item.key in scale.reversed)
        given = sheets.filled[:, column] & sheets.sought[:, column]
        total += np.where(given, share if is_better else 1 - share, 0.0)
        count += given
    return total / np.maximum(count, 1)


def _leaves(
    score: Array, gone: Flags, chance: float, leaning: float, rng: np.random.Generator
) -> Flags:
    """Who goes now, about `chance` of those still there: a normal draw that leans on the score where it is known."""
    here = score[~gone & ~np.isnan(score)]
    luck = rng.normal(size=len(score))
    if chance <= 0 or len(here) < 2 or here.std() == 0:
        return np.zeros(len(score), dtype=np.bool_) if chance <= 0 else luck < ndtri(chance)
    z = (score - here.mean()) / here.std()
    leans = leaning * z + np.sqrt(1 - leaning**2) * luck
    leaves: Flags = np.where(np.isnan(z), luck, leans) < ndtri(chance)
    return leaves
