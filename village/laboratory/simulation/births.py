"""The babies of invented parents: expected, born, noted by whoever leads the group, often some days late."""

from dataclasses import dataclass, replace

import numpy as np

from village.core.babies import Birth
from village.laboratory.simulation.calendar import NEVER, Days, Flags, Groups, Parents
from village.laboratory.simulation.design import Design

AROUND_TERM = 10.0  # days: standard deviation of a birth around the day it was expected
BEFORE_NOTED = 9.0  # days, on average, between a birth and somebody noting it


@dataclass(frozen=True, slots=True)
class Births:
    """One baby each: (n,) days. `expected_on` is NaT for who entered after the birth, `noted_on` when nobody noted it."""

    is_antenatal: Flags  # whether the parent entered before the birth
    expected_on: Days
    born_on: Days
    noted_on: Days

    def known(self, parent: int, *, on: np.datetime64) -> Birth:
        """The birth as the site knows it on some day: by its month, and taken place only once somebody has noted it."""
        is_noted = bool(self.noted_on[parent] <= on)
        expected = None if np.isnat(self.expected_on[parent]) else self.expected_on[parent].item()
        return Birth(
            expected_in=expected, born_in=self.born_on[parent].item() if is_noted else None
        )


def draw_births(groups: Groups, parents: Parents, rng: np.random.Generator) -> Births:
    """In antenatal groups babies come some weeks or months after the entry, on the day; in others they are there."""
    n = len(parents.codes)
    is_antenatal = groups.is_antenatal[parents.group]
    expected = parents.joined_on + rng.integers(15, 180, n)
    born = np.where(is_antenatal, expected, parents.joined_on - rng.integers(10, 240, n))
    return Births(is_antenatal, np.where(is_antenatal, expected, NEVER), born, born)


def delayed(design: Design, births: Births, parents: Parents, rng: np.random.Generator) -> Births:
    """The same babies, born around the day expected and noted late; what was there at entry was noted then."""
    n = len(births.born_on)
    around = np.rint(rng.normal(0, AROUND_TERM, n)).astype(np.int64)
    late = rng.exponential(BEFORE_NOTED, n).astype(np.int64)
    # Never before the entry: whoever entered pregnant was.
    born = np.where(
        births.is_antenatal,
        np.maximum(births.expected_on + around, parents.joined_on + 1),
        births.born_on,
    )
    noted = np.where(births.is_antenatal, born + late, parents.joined_on)
    end = np.datetime64(design.end)
    return replace(births, born_on=born, noted_on=np.where(noted <= end, noted, NEVER))
