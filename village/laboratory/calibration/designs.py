"""The main designs, and the networks on which each is tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from village.laboratory.simulation import analyses
from village.laboratory.simulation.design import Loss
from village.laboratory.simulation.outcomes import Panel, draw_outcomes
from village.laboratory.simulation.repeat import Study
from village.laboratory.simulation.wedge import Wedge, draw_wedge
from village.statistics.estimators.fit import Term

TWO_WAVES: dict[str, Any] = {"months": (0, 12), "lost": (0.0, 0.4)}
Network = Panel | Wedge


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Networks of one kind: how many houses, and how much the parents of a house, of a group, resemble one another."""

    houses: int
    icc_house: float
    icc_group: float = 0.0
    loss: Loss = Loss.AT_RANDOM
    lasting: float = 1.0

    @property
    def label(self) -> str:
        """As the table says it."""
        loss = "" if self.loss is Loss.AT_RANDOM else f", {self.loss}"
        lasting = "" if self.lasting == 1 else f", of which {self.lasting:g} lasts"
        return f"{self.houses} houses, ICC {self.icc_house:g} + {self.icc_group:g}{loss}{lasting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MainDesign:
    """One analysis, and where it is tried.

    `with_effect` and `without` are networks where there is something to find (`truth` of it) and where there is
    nothing: the interval should hold the former 95 times in a hundred, and exclude 0 in the latter 5 times.
    Parents of a place resemble one another in how they `change`, or in where they stand (`level`). `is_claimed` is
    false for what is shown only as a warning. It is drawn `times` as often as asked, when it is quick and matters.
    """

    key: str
    title: str
    analyse: Callable[[Any], Term]
    with_effect: Network
    without: Network
    truth: Callable[[Any], float]
    settings: tuple[Setting, ...]
    resemble: Literal["change", "level"] = "change"
    is_claimed: bool = True
    times: int = 1

    def studies(self, setting: Setting) -> tuple[Study, Study]:
        """What is drawn to count coverage, then to count false positives."""
        return (
            self._study("effect", self.with_effect, setting),
            self._study("nothing", self.without, setting),
        )

    def _study(self, name: str, network: Network, setting: Setting) -> Study:
        placed = self.place(network, setting)
        return Study(
            name=f"{self.key}/{setting.label}/{name}",
            draw=partial(draw_wedge, placed)
            if isinstance(placed, Wedge)
            else partial(draw_outcomes, placed),
            analyse=self.analyse,
            truth=self.truth(placed),
        )

    def place(self, network: Network, setting: Setting) -> Network:
        """The network in those houses."""
        if isinstance(network, Wedge):
            return replace(
                network, houses=setting.houses, icc=setting.icc_house, lasting=setting.lasting
            )
        prefix = "change_icc" if self.resemble == "change" else "icc"
        iccs: dict[str, Any] = {
            f"{prefix}_house": setting.icc_house,
            f"{prefix}_group": setting.icc_group,
        }
        return replace(network, houses=setting.houses, loss=setting.loss, **iccs)


def grid(houses: tuple[int, ...], *iccs: tuple[float, float]) -> tuple[Setting, ...]:
    """Every number of houses with every pair of ICCs."""
    return tuple(
        Setting(houses=count, icc_house=house, icc_group=group)
        for count in houses
        for house, group in iccs
    )


ICCS = (0.0, 0.0), (0.0, 0.05), (0.025, 0.025), (0.05, 0.05), (0.1, 0.1)
SOME_ICCS = (0.0, 0.0), (0.025, 0.025), (0.1, 0.1)
WEDGES = tuple(
    Setting(houses=houses, icc_house=icc, lasting=lasting)
    for houses in (12, 32)
    for icc, lasting in ((0.0, 1.0), (0.05, 1.0), (0.2, 1.0))
)

SEASONS = tuple(Setting(houses=houses, icc_house=0.1, lasting=0.8) for houses in (12, 32))


def year_of(panel: Panel) -> float:
    """What the headline should find."""
    return panel.true_change()


def effect_of(network: Network) -> float:
    """What a comparison should find."""
    return network.effect if isinstance(network, Wedge) else network.true_effect()


def interaction_of(panel: Panel) -> float:
    """How much more single parents change."""
    return panel.more_if_single


PAIRED = Panel(**TWO_WAVES, effect=0.3)
NOTHING = replace(PAIRED, effect=0.0)
COMPARED, SAME = (replace(panel, compared_by="house", natural=0.2) for panel in (PAIRED, NOTHING))
WAVES = Panel(effect=0.3, natural=0.2, compared_by="house")
SAME_WAVES = replace(WAVES, effect=0.0)
ALONE, ALONE_SAME = Panel(effect=0.3), Panel(effect=0.0)
STEPS = Wedge(effect=0.3)
NO_STEPS = replace(STEPS, effect=0.0)

MAIN_DESIGNS = (
    MainDesign(
        key="change",
        title="Mean change of paired parents, houses as clusters (CR2, Bell–McCaffrey)",
        analyse=analyses.paired_change,
        with_effect=PAIRED,
        without=NOTHING,
        truth=year_of,
        settings=grid((60, 30, 10, 8), *ICCS),
        times=5,
    ),
    MainDesign(
        key="change-of-all",
        title="Mean change of all who answered once, weighed by MMRM, houses as clusters (CR2, Satterthwaite)",
        analyse=analyses.change_of_all,
        with_effect=ALONE,
        without=ALONE_SAME,
        truth=year_of,
        settings=(
            *grid((60, 10), (0.0, 0.0), (0.1, 0.1)),
            Setting(houses=60, icc_house=0.025, icc_group=0.025, loss=Loss.BY_SCORE_BEFORE),
        ),
    ),
    MainDesign(
        key="mixed-change",
        title="Mean change of paired parents, mixed model with intercepts of houses and groups (REML, Satterthwaite)",
        analyse=analyses.mixed_change,
        with_effect=PAIRED,
        without=NOTHING,
        truth=year_of,
        settings=grid((60, 10), *SOME_ICCS),
    ),
    MainDesign(
        key="compared",
        title="Houses with groups against houses that wait, given the score at entry (CR2, Bell–McCaffrey)",
        analyse=analyses.difference_between_arms,
        with_effect=COMPARED,
        without=SAME,
        truth=effect_of,
        settings=grid((60, 30, 10), *SOME_ICCS),
    ),
    MainDesign(
        key="mixed",
        title="The same over four waves, mixed model with intercepts of houses, groups and parents (REML, Satterthwaite)",
        analyse=analyses.mixed_rows,
        with_effect=replace(WAVES, drift=0.0),
        without=replace(SAME_WAVES, drift=0.0),
        truth=effect_of,
        settings=(*grid((60,), *SOME_ICCS), *grid((10,), (0.025, 0.025))),
        resemble="level",
    ),
    MainDesign(
        key="mmrm",
        title="The same over four waves, MMRM with intercepts of houses and groups (REML, Satterthwaite)",
        analyse=analyses.repeated_measures,
        with_effect=WAVES,
        without=SAME_WAVES,
        truth=effect_of,
        settings=(
            *grid((60,), (0.0, 0.0), (0.1, 0.1)),
            Setting(houses=60, icc_house=0.025, icc_group=0.025, loss=Loss.BY_SCORE_BEFORE),
            *grid((10,), (0.025, 0.025)),
        ),
        resemble="level",
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
        key="wedge",
        title="Houses that open in four steps, mixed model of Hussey and Hughes (REML, Satterthwaite)",
        analyse=analyses.opening_in_steps,
        with_effect=STEPS,
        without=NO_STEPS,
        truth=effect_of,
        settings=WEDGES,
    ),
    MainDesign(
        key="wedge-seasons",
        title="The same where a house differs from one period to the next, with an intercept for each (REML, Satterthwaite)",
        analyse=analyses.opening_with_seasons,
        with_effect=STEPS,
        without=NO_STEPS,
        truth=effect_of,
        settings=SEASONS,
    ),
    MainDesign(
        key="openings",
        title="Houses that open in four steps, against houses not yet open (CR2, Bell–McCaffrey)",
        analyse=analyses.opening_among_closed_houses,
        with_effect=STEPS,
        without=NO_STEPS,
        truth=effect_of,
        settings=(*WEDGES, *SEASONS),
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
    MainDesign(
        key="mmrm-change",
        title="A warning: change since entry by MMRM with intercepts, where houses differ in it",
        analyse=analyses.repeated_change,
        with_effect=ALONE,
        without=ALONE_SAME,
        truth=year_of,
        settings=grid((60,), (0.025, 0.025)),
        is_claimed=False,
    ),
    MainDesign(
        key="mixed-change-of-rows",
        title="A warning: change since entry by a mixed model with intercepts, where parents and houses differ in it",
        analyse=analyses.mixed_change_of_rows,
        with_effect=ALONE,
        without=ALONE_SAME,
        truth=year_of,
        settings=grid((60,), (0.025, 0.025)),
        is_claimed=False,
    ),
    MainDesign(
        key="wedge-seasons-forgotten",
        title="A warning: the model of Hussey and Hughes, where a house differs from one period to the next",
        analyse=analyses.opening_in_steps,
        with_effect=STEPS,
        without=NO_STEPS,
        truth=effect_of,
        settings=(Setting(houses=32, icc_house=0.2, lasting=0.5),),
        is_claimed=False,
    ),
)


def cells(designs: tuple[MainDesign, ...]) -> Iterator[tuple[MainDesign, Setting]]:
    """Every design in each of its settings."""
    for design in designs:
        for setting in design.settings:
            yield design, setting
