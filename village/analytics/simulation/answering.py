"""Who answers at which wave, when, and what: items drawn from latent constructs, as parents would tick them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from village.analytics.simulation.calendar import NEVER, Codes, Days, Indexes, Parents, add_months
from village.analytics.simulation.design import Design, progress
from village.analytics.simulation.records import fill
from village.analytics.simulation.truth import home
from village.core.scales import Instrument

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Every parent asked at every wave that has come: rows in the order of waves, then parents."""

    parent: Indexes
    wave: Codes
    opens_on: Days
    answered_on: Days  # NaT: no answer


def ask(design: Design, parents: Parents, rng: np.random.Generator) -> Asked:
    """Open each wave at its anniversary of entry; some never answer, some stop for good, some skip one."""
    n = len(parents.codes)
    end = np.datetime64(design.end)
    fate = rng.random(n)  # the same at every wave: whoever is lost stays lost
    columns: list[tuple[Indexes, Codes, Days, Days]] = []
    for wave, months in design.waves.items():
        opens_on = add_months(parents.joined_on, months)
        lag = np.minimum(rng.exponential(5.0, n).astype(np.int64), design.window_days - 1)
        missed = design.skipped_wave if months else design.entry_unanswered
        answers = (
            (rng.random(n) >= missed)
            & (fate >= design.lost_by_wave.get(wave, 0.0))
            & (opens_on + lag <= end)
        )
        asked = np.flatnonzero(parents.agrees_evaluation & (opens_on <= end))
        answered_on = np.where(answers, opens_on + lag, NEVER)
        columns.append(
            (asked, np.full(len(asked), wave, dtype="U8"), opens_on[asked], answered_on[asked])
        )
    return Asked(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def wave_table(
    design: Design, parents: Parents, asked: Asked, rng: np.random.Generator
) -> pa.Table:
    """The parents asked, as records."""
    modes = rng.choice(["phone", "helped", "paper"], p=[0.86, 0.09, 0.05], size=len(asked.parent))
    return fill(
        "waves",
        participant=parents.codes[asked.parent],
        wave=asked.wave,
        opens_on=asked.opens_on,
        closes_on=asked.opens_on + design.window_days,
        answered_on=asked.answered_on,
        language=parents.language[asked.parent],
        mode=modes,
    )


def answer_table(
    instrument: Instrument,
    design: Design,
    parents: Parents,
    asked: Asked,
    rng: np.random.Generator,
) -> pa.Table:
    """One row per item of every questionnaire that came back, a few left empty."""
    rows = np.flatnonzero(~np.isnat(asked.answered_on))
    months = np.array([design.waves[wave] for wave in asked.wave[rows].tolist()], dtype=np.float64)
    course = progress_of(months)
    latents = _Latents(instrument, design, parents, rng)
    values = np.empty((len(rows), len(instrument.items)), dtype=np.int64)
    for column, item in enumerate(instrument.items):
        scale = home(instrument, item)
        latent = latents.at(scale.key, asked.parent[rows], course)
        latent += rng.normal(0, design.spread.item, len(rows))
        width = item.highest - item.lowest
        answer = item.lowest + np.clip(np.rint(latent * width), 0, width).astype(np.int64)
        is_reversed = item.key in scale.reversed
        values[:, column] = item.lowest + item.highest - answer if is_reversed else answer
    kept = rng.random(values.shape) >= design.skipped_item
    count = len(instrument.items)
    return fill(
        "answers",
        participant=np.repeat(parents.codes[asked.parent[rows]], count),
        wave=np.repeat(asked.wave[rows], count),
        item=np.tile([item.key for item in instrument.items], len(rows)),
        value=np.ma.masked_array(values.ravel(), ~kept.ravel()),
    )


def progress_of(months: Array) -> Array:
    """`design.progress` for many moments."""
    return np.vectorize(progress, otypes=[np.float64])(months)


class _Latents:
    """Where each parent stands on each construct at entry, and how far each will have moved after a year."""

    def __init__(
        self, instrument: Instrument, design: Design, parents: Parents, rng: np.random.Generator
    ) -> None:
        scales = {home(instrument, item).key: home(instrument, item) for item in instrument.items}
        spread, n = design.spread, len(parents.codes)
        general = rng.normal(0, 1, n)
        self.entry: dict[str, Array] = {}
        self.change: dict[str, Array] = {}
        for key, scale in scales.items():
            construct = design.construct_of(scale)
            sign = 1 if scale.higher_is == "better" else -1
            own = rng.normal(0, 1, n)
            person = np.sqrt(spread.shared) * sign * general + np.sqrt(1 - spread.shared) * own
            self.entry[key] = (
                construct.entry
                + _by(parents.house, spread.house, rng)
                + _by(parents.group, spread.group, rng)
                + spread.person * person
            )
            self.change[key] = (
                construct.natural
                + construct.groups
                + _by(parents.house, spread.house_change, rng)
                + _by(parents.group, spread.group_change, rng)
                + rng.normal(0, spread.person_change, n)
            )

    def at(self, scale: str, parents: Indexes, course: Array) -> Array:
        """The latent value of these parents when `course` of a year's change is there."""
        moved: Array = self.entry[scale][parents] + course * self.change[scale][parents]
        return moved


def _by(place: Indexes, sd: float, rng: np.random.Generator) -> Array:
    """One deviation for each house, or for each group."""
    drawn: Array = rng.normal(0, sd, int(place.max()) + 1)[place]
    return drawn
