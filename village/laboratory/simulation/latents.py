"""Where each parent stands on each construct at entry, and how far each will have moved after a year."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from village.core.scales import Instrument
from village.laboratory.simulation.calendar import Codes, Indexes, Parents
from village.laboratory.simulation.design import Design, progress
from village.laboratory.simulation.truth import home, sign_of

Array = npt.NDArray[np.float64]


class Latents:
    """Drawn from `rng`; what complications add is drawn from `more`, so that without them nothing moves."""

    def __init__(
        self,
        instrument: Instrument,
        design: Design,
        parents: Parents,
        rng: np.random.Generator,
        more: np.random.Generator,
    ) -> None:
        scales = {home(instrument, item).key: home(instrument, item) for item in instrument.items}
        spread, n = design.spread, len(parents.codes)
        general = rng.normal(0, 1, n)
        self.passing = {wave: np.zeros(n) for wave in design.waves}
        if design.complications.passing or design.complications.entering < 1:
            general = self._enter(design, n, more)
        self.per_meeting = design.complications.per_meeting
        self.sign: dict[str, int] = {}
        self.entry: dict[str, Array] = {}
        self.change: dict[str, Array] = {}
        for key, scale in scales.items():
            construct = design.construct_of(scale)
            sign = self.sign[key] = sign_of(scale)
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

    def _enter(self, design: Design, n: int, rng: np.random.Generator) -> Array:
        """Draw the passing states, and what parents have in general, given that they were low when they entered."""
        how, first = design.complications, min(design.waves, key=lambda wave: design.waves[wave])
        general_sd = design.spread.person * np.sqrt(design.spread.shared)
        total = np.hypot(general_sd, how.passing)
        day = total * ndtri(how.entering * rng.random(n))
        stays = (general_sd / total) ** 2
        kept = stays * day + how.passing * np.sqrt(stays) * rng.normal(size=n)
        for wave in design.waves:
            state = rng.normal(0, how.passing, n)
            self.passing[wave] = day - kept if wave == first else state
        general: Array = kept / general_sd if general_sd else np.zeros(n)
        return general

    def at(
        self, scale: str, parents: Indexes, waves: Codes, course: Array, attended: Indexes
    ) -> Array:
        """The latent values of these parents when `course` of a year's change is there, after so many meetings."""
        moved: Array = self.entry[scale][parents] + course * self.change[scale][parents]
        towards_better = self.per_meeting * attended
        for wave, state in self.passing.items():
            towards_better = towards_better + np.where(waves == wave, state[parents], 0.0)
        return moved + self.sign[scale] * towards_better


def progress_of(months: Array) -> Array:
    """`design.progress` for many moments."""
    return np.vectorize(progress, otypes=[np.float64])(months)


def _by(place: Indexes, sd: float, rng: np.random.Generator) -> Array:
    """One deviation for each house, or for each group."""
    drawn: Array = rng.normal(0, sd, int(place.max()) + 1)[place]
    return drawn
