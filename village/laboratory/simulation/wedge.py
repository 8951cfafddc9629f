"""Houses that open one after the other, and who is asked there at each period: other parents each time.

y = β_period + effect · open + house_h + (house, period)_hp + residual,    total variance 1.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from village.laboratory.simulation.design import CannotSimulate
from village.statistics.arrays import Array, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Wedge:
    """A design and its truth: `effect` is what opening changes, at once and for as long as the house is open.

    Houses are shared out between `steps`: those of step s open after s periods, so that there is one period more than
    steps. `icc` is the share of the variance that houses make; `lasting` is the share of it that lasts from one period
    to the next (the cluster autocorrelation: 1, as Hussey and Hughes suppose). `drift` is what each period adds by
    itself.
    """

    houses: int = 12
    steps: int = 4
    parents: int = 10  # asked in each house at each period
    effect: float = 0.3
    icc: float = 0.05
    lasting: float = 1.0
    drift: float = 0.05

    def __post_init__(self) -> None:
        if self.steps < 1 or self.houses < self.steps:
            raise CannotSimulate(
                f"At least one house opens at each step: {self.houses} houses, {self.steps} steps."
            )
        if self.parents < 1:
            raise CannotSimulate(f"At least one parent is asked in each house, not {self.parents}.")
        for name in ("icc", "lasting"):
            if not 0 <= getattr(self, name) <= 1 or self.icc == 1:
                raise CannotSimulate(f"{name} is a share, not {getattr(self, name):g}.")

    @property
    def periods(self) -> int:
        """All closed at the first, all open at the last."""
        return self.steps + 1

    @property
    def opens_after(self) -> IntArray:
        """(houses,) how many periods each waits."""
        return 1 + np.arange(self.houses) * self.steps // self.houses

    @property
    def house_sd(self) -> float:
        """Standard deviation between houses of what lasts."""
        return sqrt(self.icc * self.lasting)

    @property
    def period_sd(self) -> float:
        """Standard deviation between the periods of a house."""
        return sqrt(self.icc * (1 - self.lasting))


@dataclass(frozen=True, slots=True, eq=False)
class WedgeRows:
    """One row per parent asked, (n,)."""

    house: IntArray
    period: IntArray
    opened: IntArray  # the period its house opened in
    y: Array

    @property
    def is_open(self) -> Array:
        """1 where the house was open."""
        return (self.period >= self.opened).astype(float)


def draw_wedge(wedge: Wedge, rng: np.random.Generator) -> WedgeRows:
    """Draw one programme of openings; which houses open when is drawn too."""
    opens_after = rng.permutation(wedge.opens_after)
    shape = (wedge.houses, wedge.periods, wedge.parents)
    house, period, _ = (index.ravel() for index in np.indices(shape))
    opened = opens_after[house]
    houses = rng.normal(0, wedge.house_sd, wedge.houses)
    seasons = rng.normal(0, wedge.period_sd, (wedge.houses, wedge.periods))
    y = wedge.drift * period + wedge.effect * (period >= opened)
    y = y + houses[house] + seasons[house, period]
    y += rng.normal(0, sqrt(1 - wedge.icc), len(y))
    return WedgeRows(house, period, opened, y)
