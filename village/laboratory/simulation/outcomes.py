"""Scores at planned waves, as arrays: thousands of networks to try an analysis on, without dates, items or files.

The unit is the standard deviation of a score at entry; more is better. With h, g, i for house, group and parent, and
c(t) the share of a year's change that is there at wave t (`design.progress`):

    y = house_h + group_g + parent_i + passing_it + c(t) · (natural + effect_i + house'_h + group'_g + drift_i)

`true_change` is the exact expectation of what an analysis of all parents should find, never estimated from a draw.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, pi, sqrt
from typing import Literal

import numpy as np
from scipy.special import ndtri

from village.laboratory.simulation.design import CannotSimulate, Loss, progress
from village.statistics.arrays import Array, IntArray

Place = Literal["house", "group", "parent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A design and its truth.

    Attributes
    ----------
    houses, groups, parents
        Number of houses; mean number of groups of a house (unequal, at least one); range of the size of a group.
    months
        When the waves come; the first is entry.
    icc_house, icc_group, change_icc_house, change_icc_group
        Share of the variance of a score at entry, and of the change over a year, that houses or groups make.
    noise, drift
        Share of the variance within groups that passes from one wave to the next; standard deviation of the
        parents' own change over a year.
    natural, effect, per_meeting, more_if_single
        Change over a year: without any group; what the groups add; for each meeting attended; more, for a single
        parent.
    compared_by
        Half of the houses, groups or parents (drawn) have the groups; the others change by nature alone. None: all.
    single, presence
        Share of single parents; mean share of the 26 meetings that a parent comes to.
    lost, loss, leaning
        Share of parents gone for good by each wave; who goes; how much it depends on the score (a correlation).
    entering
        Only this share of parents, those who were lowest on that day, ever enter: they then rise by themselves.
    """

    houses: int = 60
    groups: float = 3.0
    parents: tuple[int, int] = (8, 12)
    months: tuple[float, ...] = (0, 3, 8, 12)
    icc_house: float = 0.02
    icc_group: float = 0.03
    change_icc_house: float = 0.0
    change_icc_group: float = 0.0
    noise: float = 0.35
    drift: float = 0.5
    natural: float = 0.0
    effect: float = 0.3
    per_meeting: float = 0.0
    more_if_single: float = 0.0
    compared_by: Place | None = None
    single: float = 0.25
    presence: float = 0.72
    lost: tuple[float, ...] = (0.0, 0.2, 0.32, 0.4)
    loss: Loss = Loss.AT_RANDOM
    leaning: float = 0.5
    entering: float = 1.0

    def __post_init__(self) -> None:
        _check(self)

    @property
    def course(self) -> Array:
        """(waves,) the share of a year's change that is there at each wave."""
        return np.array([progress(month) for month in self.months])

    @property
    def passing_sd(self) -> float:
        """Standard deviation of what passes between two waves."""
        return sqrt(self.noise * (1 - self.icc_house - self.icc_group))

    @property
    def parent_sd(self) -> float:
        """Standard deviation between the parents of a group of what stays."""
        return sqrt((1 - self.noise) * (1 - self.icc_house - self.icc_group))

    def change_sd(self, icc: float) -> float:
        """Standard deviation of a year's change between places that make `icc` of its variance."""
        within = 2 * self.passing_sd**2 + self.drift**2
        return sqrt(within * icc / (1 - self.change_icc_house - self.change_icc_group))

    @property
    def true_rise(self) -> float:
        """Regression to the mean: how much those who entered on a bad day rise without any change (0: all enter).

        σ_passing² φ(z) / (σ p), with p the share who enter, z its normal quantile and σ² the variance of the score
        within groups at entry (James 1973, Biometrics 29:121).
        """
        if self.entering == 1:
            return 0.0
        z = float(ndtri(self.entering))
        density = exp(-z * z / 2) / sqrt(2 * pi)
        within = sqrt(self.passing_sd**2 + self.parent_sd**2)
        return self.passing_sd**2 / within * density / self.entering

    def true_change(self, wave: int = -1) -> float:
        """Mean change between entry and a wave, of all parents who have the groups, those lost included."""
        year = self.natural + self.effect + self.single * self.more_if_single
        year += self.per_meeting * MEETINGS * self.presence
        return self.true_rise + float(self.course[wave]) * year

    def true_effect(self, wave: int = -1) -> float:
        """How much more those who have the groups change, between entry and a wave, than they would have without."""
        return self.true_change(wave) - self.true_rise - float(self.course[wave]) * self.natural


MEETINGS = 26


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """One draw: what is known of each parent, (n,), and their scores, (n, waves), NaN where they did not answer."""

    house: IntArray
    group: IntArray
    arm: IntArray  # 1: has the groups
    single: IntArray
    meetings: IntArray
    scores: Array

    def long(self) -> dict[str, Array | IntArray]:
        """One row per parent and wave answered, in that order: house, group, parent, wave, y, arm, single, meetings."""
        parent, wave = np.nonzero(~np.isnan(self.scores))
        known = {name: getattr(self, name)[parent] for name in ("house", "group")}
        also = {name: getattr(self, name)[parent] for name in ("arm", "single", "meetings")}
        return {**known, "parent": parent, "wave": wave, "y": self.scores[parent, wave], **also}


def draw_outcomes(panel: Panel, rng: np.random.Generator) -> Outcomes:
    """Draw one network; the same generator gives the same one."""
    house_of, sizes = _draw_groups(panel, rng)
    group = np.repeat(np.arange(len(sizes)), sizes)
    house, n = house_of[group], len(group)

    def by_place(house_sd: float, group_sd: float) -> Array:
        houses, groups = rng.normal(0, house_sd, panel.houses), rng.normal(0, group_sd, len(sizes))
        both: Array = houses[house] + groups[group]
        return both

    level = by_place(sqrt(panel.icc_house), sqrt(panel.icc_group))
    slope = by_place(
        panel.change_sd(panel.change_icc_house), panel.change_sd(panel.change_icc_group)
    )
    arm = _draw_arm(panel, house, group, rng)
    single = (rng.random(n) < panel.single).astype(np.int64)
    habit = rng.beta(6 * panel.presence, 6 * (1 - panel.presence), n)
    meetings = rng.binomial(MEETINGS, habit)
    groups_add = panel.effect + panel.per_meeting * meetings + panel.more_if_single * single
    slope += panel.natural + arm * groups_add + rng.normal(0, panel.drift, n)
    passing = rng.normal(0, panel.passing_sd, (n, len(panel.months)))
    parent = rng.normal(0, panel.parent_sd, n)
    if panel.entering < 1:
        _select(panel, parent, passing, rng)
    scores = (level + parent)[:, None] + passing + np.outer(slope, panel.course)
    _lose(panel, scores, rng)
    return Outcomes(house, group, arm, single, meetings * arm, scores)


def _draw_groups(panel: Panel, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """The house of each group and its size: shared out unequally, as houses are (see `calendar.draw_groups`)."""
    wanted = max(round(panel.houses * panel.groups), panel.houses)
    weights = rng.gamma(4.0, size=panel.houses)
    more = rng.multinomial(wanted - panel.houses, weights / weights.sum())
    house = np.repeat(np.arange(panel.houses), 1 + more)
    return house, rng.integers(*panel.parents, size=wanted, endpoint=True)


def _draw_arm(panel: Panel, house: IntArray, group: IntArray, rng: np.random.Generator) -> IntArray:
    """1 for half of the places compared, 0 for the others; 1 for everyone without comparison."""
    if panel.compared_by is None:
        return np.ones(len(house), dtype=np.int64)
    place = {"house": house, "group": group, "parent": np.arange(len(house))}[panel.compared_by]
    halves = np.arange(int(place.max()) + 1) % 2
    arm: IntArray = rng.permutation(halves)[place]
    return arm


def _select(panel: Panel, parent: Array, passing: Array, rng: np.random.Generator) -> None:
    """Draw again, in place, parents and their first day, given that their sum was among the lowest."""
    sd = sqrt(panel.parent_sd**2 + panel.passing_sd**2)
    first_day = sd * ndtri(panel.entering * rng.random(len(parent)))
    stays = (panel.parent_sd / sd) ** 2
    parent[:] = stays * first_day + panel.passing_sd * sqrt(stays) * rng.normal(size=len(parent))
    passing[:, 0] = first_day - parent


def _lose(panel: Panel, scores: Array, rng: np.random.Generator) -> None:
    """Put NaN where parents have gone, for good; when who goes depends on the score, the lower the more likely."""
    complete, n = scores.copy(), len(scores)
    gone = np.zeros(n, dtype=np.bool_)
    leaning = 0.0 if panel.loss is Loss.AT_RANDOM else panel.leaning
    before = 1 if panel.loss is Loss.BY_SCORE_BEFORE else 0
    for wave in range(1, len(panel.lost)):
        already = panel.lost[wave - 1]
        chance = (panel.lost[wave] - already) / (1 - already)
        looked_at = complete[:, wave - before]
        here = looked_at[~gone]
        z = (looked_at - here.mean()) / here.std()
        luck = rng.normal(size=n)
        gone |= leaning * z + sqrt(1 - leaning**2) * luck < ndtri(chance)
        scores[gone, wave] = np.nan


def _check(panel: Panel) -> None:
    low, high = panel.parents
    shares = {
        "icc_house + icc_group": panel.icc_house + panel.icc_group,
        "change_icc_house + change_icc_group": panel.change_icc_house + panel.change_icc_group,
    }
    negative = [
        name
        for name in ("icc_house", "icc_group", "change_icc_house", "change_icc_group", "drift")
        if not getattr(panel, name) >= 0
    ]
    if negative:
        raise CannotSimulate(
            f"{negative[0]} cannot be negative: it is {getattr(panel, negative[0])}."
        )
    for name, share in shares.items():
        if not share < 1:
            raise CannotSimulate(f"{name} is a share of the variance, less than 1, not {share:g}.")
    for name in ("noise", "single", "leaning", "entering"):
        if not 0 <= getattr(panel, name) <= 1 or (name == "entering" and panel.entering == 0):
            raise CannotSimulate(f"{name} is a share, from 0 to 1, not {getattr(panel, name):g}.")
    if not 0 < panel.presence < 1:
        raise CannotSimulate(f"presence is a share between 0 and 1, not {panel.presence:g}.")
    if panel.houses < 1 or panel.groups < 1 or not 1 <= low <= high:
        raise CannotSimulate(
            "A network has at least one house, one group per house and one parent per group, "
            f"not {panel.houses}, {panel.groups:g} and {low} to {high}."
        )
    if len(panel.lost) != len(panel.months) or len(panel.months) < 2:
        raise CannotSimulate(
            f"Each of at least two waves has its share of parents lost: {len(panel.months)} waves, {len(panel.lost)} shares."
        )
    if panel.lost[0] != 0 or any(not a <= b < 1 for a, b in pairwise(panel.lost)):
        raise CannotSimulate(
            "The shares of parents lost start at 0, never go down and stay below 1, "
            f"unlike {', '.join(f'{share:g}' for share in panel.lost)}."
        )
