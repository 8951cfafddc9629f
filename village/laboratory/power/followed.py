"""The same parents at entry and later: alone, against houses that wait, against parents who wait."""

from dataclasses import dataclass
from functools import cached_property, partial
from math import sqrt
from typing import Any

import numpy as np

from village.laboratory.power import formulas
from village.laboratory.power.design import ImpossibleDesign, StudyDesign
from village.laboratory.simulation import analyses
from village.laboratory.simulation.outcomes import Panel, draw_outcomes
from village.laboratory.simulation.repeat import Study

UNEQUAL = 0.6  # coefficient of variation of the number of parents of a house, in networks as they are drawn


@dataclass(frozen=True, kw_only=True)
class Followed(StudyDesign):
    """The same parents at entry and later.

    Attributes
    ----------
    groups
        Mean number of groups in a house.
    answering
        Share of enrolled parents who answer at each later wave; the last wave is the one that counts.
    correlation
        Between the scores of a parent at two waves.
    icc_group
        As `icc_house`, for groups.
    """

    groups: float = 3
    answering: tuple[float, ...] = (0.6,)
    correlation: float = 0.5
    icc_group: float = 0.03

    counted = ("houses", "groups", "parents")

    def _check(self) -> None:
        if not 0 <= self.correlation < 1:
            raise ImpossibleDesign(
                f"A correlation is from 0 and less than 1, not {self.correlation:g}."
            )
        shares = (1.0, *self.answering)
        if len(shares) < 2 or any(not 0 < b <= a for a, b in zip(shares, shares[1:], strict=False)):
            raise ImpossibleDesign(
                "The shares of parents who answer are above 0, at most 1, and never grow, unlike "
                f"{', '.join(f'{share:g}' for share in self.answering) or 'none'}."
            )

    @property
    def enrolled(self) -> float:
        """Parents enrolled."""
        return self.houses * self.groups * self.parents

    @property
    def answers(self) -> float:
        """Parents who answer at the last wave."""
        return self.enrolled * self.answering[-1]

    @cached_property
    def design_effect(self) -> float:
        """What it costs that the parents of a group, of a house, resemble one another."""
        per_group = self.parents * self.answering[-1]
        return formulas.nested_design_effect(
            parents_per_group=per_group,
            parents_per_house=per_group * self.groups,
            icc_group=self.icc_group,
            icc_house=self.icc_house,
            cv=UNEQUAL,
        )

    @property
    def assumptions(self) -> list[str]:
        """What the answer rests on."""
        shares = ", ".join(f"{share:.0%}" for share in self.answering)
        return [
            f"A score has a standard deviation of {self.sd:g}; two scores of a parent correlate {self.correlation:g}.",
            f"Of {self.enrolled:,.0f} parents enrolled, {shares} answer at the later waves, whatever their score.",
            f"Of the variance of what is analysed, houses make {self.icc_house:g} and groups {self.icc_group:g}; "
            f"houses are unequal (coefficient of variation {UNEQUAL:g}).",
        ]

    def panel(self, **more: Any) -> Panel:
        """Networks like these; any two waves correlate alike."""
        waves = len(self.answering)
        either_side = 2 if self.parents > 2 else 0
        return Panel(
            houses=self.houses,
            groups=self.groups,
            parents=(self.parents - either_side, self.parents + either_side),
            months=tuple(12 * wave / waves for wave in range(waves + 1)),
            lost=(0.0, *(1 - share for share in self.answering)),
            **{"icc_house": 0.0, "icc_group": 0.0, "drift": 0.0, "effect": self.effect / self.sd}
            | more,
        )


@dataclass(frozen=True, kw_only=True)
class Paired(Followed):
    """Mean change of the same parents: the headline of `village evaluate`."""

    title = "mean change of the same parents, houses as clusters"

    @property
    def se(self) -> float:
        """σ_change √(design effect / n), with σ²_change = 2 σ² (1 − r)."""
        variance = 2 * (1 - self.correlation) * self.sd**2
        return sqrt(variance * self.design_effect / self.answers)

    @property
    def df(self) -> float:
        """Of a mean over unequal houses."""
        return formulas.df_of_houses(self.houses, UNEQUAL)

    @property
    def assumptions(self) -> list[str]:
        """What the answer rests on."""
        return [*super().assumptions, "Nobody is compared: this is a change, not an effect."]

    @property
    def study(self) -> Study:
        """Analysed as `village evaluate` does."""
        within = 1 - self.icc_house - self.icc_group
        panel = self.panel(
            noise=(1 - self.correlation) * within,
            change_icc_house=self.icc_house,
            change_icc_group=self.icc_group,
        )
        return Study(
            name="power/paired",
            draw=partial(draw_outcomes, panel),
            analyse=analyses.paired_change,
            truth=panel.true_change(),
        )


@dataclass(frozen=True, kw_only=True)
class Compared(Followed):
    """Half of the houses wait: their parents are asked as the others are, and compared given their score at entry."""

    title = "difference between houses with groups and houses that wait, given the score at entry"

    def _check(self) -> None:
        super()._check()
        if self.houses < 3:
            raise ImpossibleDesign(f"Comparing houses takes at least three, not {self.houses}.")

    @property
    def se(self) -> float:
        """σ √((1 − r²) · design effect · 4 / n) (Borm, Fransen & Lemmens 2007, J. Clin. Epidemiol. 60:1234)."""
        variance = (1 - self.correlation**2) * self.sd**2
        return sqrt(4 * variance * self.design_effect / self.answers)

    @property
    def df(self) -> float:
        """One house fewer than for a mean: there are two means."""
        return formulas.df_of_houses(self.houses, UNEQUAL) - 1

    @property
    def assumptions(self) -> list[str]:
        """What the answer rests on."""
        return [*super().assumptions, "Which half of the houses waits is drawn."]

    @property
    def study(self) -> Study:
        """Analysed by covariance on the score at entry, CR2 by house; the panel leaves that variance given entry."""
        left = 1 - self.correlation**2
        noise = 1 - sqrt(1 - left * (1 - self.icc_house - self.icc_group))
        house, group = (icc * left / (2 * noise) for icc in (self.icc_house, self.icc_group))
        panel = self.panel(
            noise=noise,
            change_icc_house=house / (1 + house + group),
            change_icc_group=group / (1 + house + group),
            compared_by="house",
        )
        return Study(
            name="power/compared",
            draw=partial(draw_outcomes, panel),
            analyse=analyses.difference_between_arms,
            truth=panel.true_effect(),
        )


@dataclass(frozen=True, kw_only=True)
class Repeated(Followed):
    """Half of the parents wait, drawn one by one; all are asked at several waves, some stop: MMRM at the last one."""

    title = "difference at the last wave between parents with a group and parents who wait (MMRM)"
    icc_house: float = 0.0
    icc_group: float = 0.0

    def _check(self) -> None:
        super()._check()
        if self.icc_house or self.icc_group:
            raise ImpossibleDesign(
                "Parents drawn one by one are compared within their house: what houses share cancels, leave ICCs out."
            )

    @property
    def se(self) -> float:
        """σ √(4 φ / n), φ the variance at the last wave given entry, with those who stop (Lu, Luo & Chen 2008)."""
        waves = len(self.answering) + 1
        alike = np.full((waves, waves), self.correlation) + (1 - self.correlation) * np.eye(waves)
        left = formulas.last_wave_variance(formulas.given_entry(alike), self.answering)
        return self.sd * sqrt(4 * left / self.enrolled)

    @property
    def df(self) -> float:
        """Parents who answer at the last wave, less two means and the waves."""
        return max(self.answers - 2 - len(self.answering), 1.0)

    @property
    def assumptions(self) -> list[str]:
        """What the answer rests on."""
        return [*super().assumptions[:2], "Who waits is drawn parent by parent, within each house."]

    @property
    def study(self) -> Study:
        """Analysed by MMRM, entry being the same in both halves."""
        panel = self.panel(noise=1 - self.correlation, compared_by="parent")
        return Study(
            name="power/repeated",
            draw=partial(draw_outcomes, panel),
            analyse=analyses.repeated_measures,
            truth=panel.true_effect(),
        )
