"""Houses that open one after the other: the stepped wedge."""

from dataclasses import dataclass
from functools import partial
from math import inf, sqrt

from village.laboratory.power.design import StudyDesign
from village.laboratory.simulation import analyses
from village.laboratory.simulation.repeat import Study
from village.laboratory.simulation.wedge import Wedge, draw_wedge
from village.statistics.estimators.causal import wedge as hussey_hughes


@dataclass(frozen=True, kw_only=True)
class Stepped(StudyDesign):
    """Houses open one after the other, in `steps`; other parents are asked everywhere at each period.

    `lasting` is the share of what houses make that lasts from one period to the next.
    """

    title = "what opening changes, houses opening in steps (Hussey and Hughes)"
    counted = ("houses", "parents")
    houses: int = 24
    steps: int = 4
    lasting: float = 1.0

    def _check(self) -> None:
        self._wedge()  # raises CannotSimulate, which says why

    def _wedge(self) -> Wedge:
        return Wedge(
            houses=self.houses,
            steps=self.steps,
            parents=self.parents,
            effect=self.effect / self.sd,
            icc=self.icc_house,
            lasting=self.lasting,
        )

    @property
    def se(self) -> float:
        """By generalised least squares on the means of houses and periods (Hussey & Hughes 2007)."""
        wedge = self._wedge()
        x = hussey_hughes.schedule(wedge.opens_after.tolist(), wedge.periods)
        variance = hussey_hughes.variance(
            x,
            self.parents,
            residual=self.sd**2 * (1 - self.icc_house),
            house=(self.sd * wedge.house_sd) ** 2,
            house_period=(self.sd * wedge.period_sd) ** 2,
        )
        return sqrt(variance)

    @property
    def df(self) -> float:
        """Hussey and Hughes take the normal distribution."""
        return inf

    @property
    def assumptions(self) -> list[str]:
        """What the answer rests on."""
        return [
            f"A score has a standard deviation of {self.sd:g}; houses make {self.icc_house:g} of its variance, "
            f"of which {self.lasting:.0%} lasts from one period to the next.",
            f"Houses open in {self.steps} steps; at each of {self.steps + 1} periods, {self.parents} other parents "
            "are asked in each house.",
            "Opening changes scores at once, and as much in every house.",
        ]

    @property
    def study(self) -> Study:
        """Analysed by the mixed model, with one more intercept where a house changes between periods."""
        is_lasting = self.lasting == 1
        return Study(
            name="power/stepped",
            draw=partial(draw_wedge, self._wedge()),
            analyse=analyses.opening_in_steps if is_lasting else analyses.opening_with_seasons,
            truth=self.effect / self.sd,
        )
