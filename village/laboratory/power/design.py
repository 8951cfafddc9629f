"""What every design of an evaluation is asked, and what none of them can be."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from village.core.errors import DomainError
from village.laboratory.simulation.repeat import Study


class ImpossibleDesign(DomainError):
    """No evaluation can have this design."""


@dataclass(frozen=True, kw_only=True)
class StudyDesign(ABC):
    """What every design is asked.

    Attributes
    ----------
    effect, sd
        What is to be found; the standard deviation of a score at one wave, in the same points.
    houses, parents
        Number of houses; of parents in a group (or asked in a house at a period).
    icc_house
        Share of the variance of what is analysed that houses make.
    """

    effect: float
    sd: float = 1.0
    houses: int = 60
    parents: int = 10
    icc_house: float = 0.02

    title: ClassVar[str]
    counted: ClassVar[tuple[str, ...]]  # what there may be more of

    def __post_init__(self) -> None:
        for name in ("houses", "groups", "parents"):
            if (count := getattr(self, name, 1)) < 1:
                raise ImpossibleDesign(f"There is at least one of the {name}, not {count:g}.")
        if not (np.isfinite(self.effect) and self.effect != 0):
            raise ImpossibleDesign(
                f"The effect to be found is a number other than 0, not {self.effect:g}."
            )
        if not (np.isfinite(self.sd) and self.sd > 0):
            raise ImpossibleDesign(f"A standard deviation is positive, not {self.sd:g}.")
        if not (self.icc_house >= 0 and self.icc_house + getattr(self, "icc_group", 0.0) < 1):
            raise ImpossibleDesign(
                "ICCs are shares of the variance: from 0, and less than 1 together."
            )
        self._check()

    @abstractmethod
    def _check(self) -> None:
        """Refuse what only this design cannot have."""

    @property
    @abstractmethod
    def se(self) -> float:
        """The standard error to expect."""

    @property
    @abstractmethod
    def df(self) -> float:
        """Its degrees of freedom; infinite for the normal distribution."""

    @property
    @abstractmethod
    def assumptions(self) -> list[str]:
        """What the answer rests on, in sentences."""

    @property
    @abstractmethod
    def study(self) -> Study:
        """What draws networks of this design, whose scores have standard deviation 1, and how each is analysed."""

    def of(self, name: str, count: int) -> Self:
        """The same design with another number of houses, groups or parents."""
        return replace(self, **{name: count})
