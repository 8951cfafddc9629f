"""The main designs, and the networks on which each is tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from village.analytics.estimators.fit import Term
from village.analytics.simulation import analyses
from village.analytics.simulation.design import Loss
from village.analytics.simulation.outcomes import Outcomes, Panel, draw_outcomes
from village.analytics.simulation.repeat import Study

TWO_WAVES: dict[str, Any] = {"months": (0, 12), "lost": (0.0, 0.4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Networks of one kind: how many houses, and how much houses and groups resemble themselves in their change."""

    houses: int
    icc_house: float
    icc_group: float
    loss: Loss = Loss.AT_RANDOM

    @property
    def label(self) -> str:
        """As the table says it."""
        loss = "" if self.loss is Loss.AT_RANDOM else f", {self.loss}"
        return f"{self.houses} houses, ICC {self.icc_house:g} + {self.icc_group:g}{loss}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MainDesign:
    """One analysis, and where it is tried.

    `with_effect` and `without` are networks where there is something to find (`truth` of it) and where there is
    nothing: the interval should hold the former 95 times in a hundred, and exclude 0 in the latter 5 times.
    `is_claimed` is false for what is shown only as a warning.
    """

    key: str
    title: str
    analyse: Callable[[Outcomes], Term]
    with_effect: Panel
    without: Panel
    truth: Callable[[Panel], float]
    settings: tuple[Setting, ...]
    is_claimed: bool = True

    def studies(self, setting: Setting) -> tuple[Study, Study]:
        """What is drawn to count coverage, then to count false positives."""
        return (
            self._study("effect", self.with_effect, setting),
            self._study("nothing", self.without, setting),
        )

    def _study(self, name: str, panel: Panel, setting: Setting) -> Study:
        placed = place(panel, setting)
        return Study(
            name=f"{self.key}/{setting.label}/{name}",
            draw=partial(draw_outcomes, placed),
            analyse=self.analyse,
            truth=self.truth(placed),
        )


def place(panel: Panel, setting: Setting) -> Panel:
    """The panel in those houses."""
    return replace(
        panel,
        houses=setting.houses,
        change_icc_house=setting.icc_house,
        change_icc_group=setting.icc_group,
        loss=setting.loss,
    )


def grid(houses: tuple[int, ...], *iccs: tuple[float, float]) -> tuple[Setting, ...]:
    """Every number of houses with every pair of ICCs."""
    return tuple(
        Setting(houses=count, icc_house=house, icc_group=group)
        for count in houses
        for house, group in iccs
    )


ICCS = (0.0, 0.0), (0.0, 0.05), (0.025, 0.025), (0.05, 0.05), (0.1, 0.1)
SOME_ICCS = (0.0, 0.0), (0.025, 0.025), (0.1, 0.1)


def year_of(panel: Panel) -> float:
    """What the headline should find."""
    return panel.true_change()


def effect_of(panel: Panel) -> float:
    """What a comparison should find."""
    return panel.true_effect()


def interaction_of(panel: Panel) -> float:
    """How much more single parents change."""
    return panel.more_if_single


PAIRED = Panel(**TWO_WAVES, effect=0.3)
NOTHING = replace(PAIRED, effect=0.0)

MAIN_DESIGNS = (
    MainDesign(
        key="change",
        title="Mean change of paired parents, houses as clusters (CR2, Bell–McCaffrey)",
        analyse=analyses.paired_change,
        with_effect=PAIRED,
        without=NOTHING,
        truth=year_of,
        settings=grid((60, 30, 10, 8), *ICCS),
    ),
    MainDesign(
        key="compared",
        title="Houses with groups against houses that wait, given the score at entry (CR2, Bell–McCaffrey)",
        analyse=analyses.difference_between_arms,
        with_effect=replace(PAIRED, compared_by="house"),
        without=replace(NOTHING, compared_by="house"),
        truth=effect_of,
        settings=grid((60, 30, 10), *SOME_ICCS),
    ),
    MainDesign(
        key="single",
        title="Change of single parents less that of the others (CR2, Bell–McCaffrey)",
        analyse=analyses.difference_between_single_parents_and_others,
        with_effect=replace(PAIRED, more_if_single=0.2),
        without=PAIRED,
        truth=interaction_of,
        settings=grid((60, 30, 10), *SOME_ICCS),
    ),
    MainDesign(
        key="strangers",
        title="A warning: paired t as if parents were strangers",
        analyse=analyses.change_of_strangers,
        with_effect=PAIRED,
        without=NOTHING,
        truth=year_of,
        settings=grid((60,), *SOME_ICCS),
        is_claimed=False,
    ),
    MainDesign(
        key="these-houses",
        title="A warning: groups as clusters, read as if it spoke of other houses",
        analyse=analyses.change_in_these_houses,
        with_effect=PAIRED,
        without=NOTHING,
        truth=year_of,
        settings=grid((60,), *ICCS),
        is_claimed=False,
    ),
)


def cells(designs: tuple[MainDesign, ...]) -> Iterator[tuple[MainDesign, Setting]]:
    """Every design in each of its settings."""
    for design in designs:
        for setting in design.settings:
            yield design, setting
