"""What a design can see: its power, the smallest effect it finds, how many it would take; by formula and by drawing."""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from village.core.errors import DomainError
from village.laboratory.power.design import ImpossibleDesign, StudyDesign
from village.laboratory.power.formulas import noncentrality_for, power_of_t
from village.laboratory.simulation.repeat import Tally, monte_carlo, repeat

MOST = 1_000_000  # of anything: beyond, no number is enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What simulation found: the share of networks where the interval excluded 0, and how far the count may be off."""

    networks: int
    power: float
    power_error: float
    mean: float
    spread: float  # of the estimates: the standard error that formulas foretell
    coverage: float
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What may be expected of one design.

    `needed` gives, for each thing there may be more of, how many are enough for `target`; None when no number is.
    """

    design: str
    given: Mapping[str, Any]
    se: float
    df: float
    power: float
    target: float
    smallest_effect: float
    needed: Mapping[str, int | None]
    drawn: Drawn | None
    assumptions: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values; an infinite df is None."""
        return asdict(self) | {"df": self.df if self.df != float("inf") else None}


def answer(
    design: StudyDesign,
    *,
    target: float = 0.8,
    networks: int = 0,
    seed: int = 1,
    pool: ProcessPoolExecutor | None = None,
    on_draws: Callable[[int], None] = lambda done: None,
) -> Answer:
    """By formula, and over `networks` draws when there are any.

    Raises `ImpossibleDesign` for a target that is not between 5 and 100 %.
    """
    if not 0.05 < target < 1:
        raise ImpossibleDesign(f"The power aimed at is between 0.05 and 1, not {target:g}.")
    if design.df <= 0:
        raise ImpossibleDesign(
            f"{design.houses} houses, unequal as they are, leave nothing to tell how houses differ."
        )
    if networks < 0 or seed < 0:
        raise ImpossibleDesign("Numbers of networks and seeds are whole numbers from 0 up.")
    tally = repeat(design.study, draws=networks, seed=seed, pool=pool, on_draws=on_draws)
    return Answer(
        design=design.title,
        given=asdict(design),
        se=design.se,
        df=design.df,
        power=power_of(design),
        target=target,
        smallest_effect=noncentrality_for(target, design.df) * design.se,
        needed={name: needed(design, name, target=target) for name in design.counted},
        drawn=_drawn(tally, design.sd) if networks else None,
        assumptions=tuple(design.assumptions),
    )


def power_of(design: StudyDesign) -> float:
    """Chance to find the effect, by formula."""
    return power_of_t(design.effect / design.se, design.df)


def needed(design: StudyDesign, name: str, *, target: float) -> int | None:
    """The smallest number of houses, groups or parents whose power is at least `target`; None when none is.

    More parents in the same houses cannot overcome what makes houses differ: there may be no such number.
    """

    def is_enough(count: int) -> bool:
        try:
            larger = design.of(name, count)
            return larger.df > 0 and power_of(larger) >= target
        except DomainError:
            return False  # too few of them to make a design at all

    high = 1
    while not is_enough(high):
        high *= 2
        if high > MOST:
            return None
    low = high // 2  # not enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _drawn(tally: Tally, sd: float) -> Drawn:
    if not tally.estimated:
        raise ImpossibleDesign("None of the networks drawn could be analysed.")
    return Drawn(
        networks=tally.draws,
        power=tally.exclusion,
        power_error=monte_carlo(tally.excluded_zero, tally.estimated),
        mean=sd * tally.mean,
        spread=sd * tally.spread,
        coverage=tally.coverage,
        failed=tally.failed,
    )
