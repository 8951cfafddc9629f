"""Is a change more than the error of the questionnaire? Jacobson & Truax, with what the answer rests on.

Jacobson & Truax (1991, J. Consult. Clin. Psychol. 59:12). The threshold follows from two numbers chosen by someone: a
standard deviation and a reliability. For one scale the published reliabilities differ enough to move it by half, so a
`ReliableChange` cannot be made without saying where both come from, and prints all of it.
"""

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

from village.statistics.estimators.fit import CannotEstimate

Confidence = Literal[90, 95]  # percent

QUANTILES: dict[Confidence, float] = {90: 1.645, 95: 1.96}  # as published, not to more digits


@dataclass(frozen=True, slots=True)
class Cited:
    """A number, and where it was published or how it was computed. Raises `CannotEstimate` without a source."""

    value: float
    source: str

    def __post_init__(self) -> None:
        """Refuse a number from nowhere."""
        if not self.source.strip():
            raise CannotEstimate(
                f"The number {self.value:g} is used without saying where it comes from."
            )

    def __str__(self) -> str:
        """The number and its source, as a report prints them."""
        return f"{self.value:g} ({self.source})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChange:
    """What a change must exceed to be more than error.

    `sd` of the scores of persons like these before they changed, `reliability` of the scale: a retest over a time in
    which nothing should change, or internal consistency. Raises `CannotEstimate` for a standard deviation that is not
    positive or a reliability outside 0 to 1 (excluded: a perfect scale has no error to exceed).
    """

    sd: Cited
    reliability: Cited
    confidence: Confidence = 95

    def __post_init__(self) -> None:
        """Refuse numbers from which no threshold follows."""
        if not (self.sd.value > 0 and isfinite(self.sd.value)):
            raise CannotEstimate(f"A standard deviation is positive, not {self.sd}.")
        if not 0 <= self.reliability.value < 1:
            raise CannotEstimate(f"A reliability is between 0 and 1, not {self.reliability}.")

    @property
    def standard_error(self) -> float:
        """Of one measurement: SE = s √(1 − r)."""
        return self.sd.value * sqrt(1 - self.reliability.value)

    @property
    def difference_error(self) -> float:
        """Of the difference of two: S_diff = √2 SE."""
        return sqrt(2) * self.standard_error

    @property
    def threshold(self) -> float:
        """In points of the score: z · S_diff, z = 1.645 or 1.96."""
        return QUANTILES[self.confidence] * self.difference_error

    def index(self, *, before: float, after: float) -> float:
        """The reliable change index (after − before)/S_diff."""
        return (after - before) / self.difference_error

    def __str__(self) -> str:
        """Everything a figure of reliable change must be printed with."""
        return (
            f"a change of {self.threshold:.2f} points or more is beyond error of measurement in "
            f"{self.confidence} % of cases; standard deviation {self.sd}, reliability {self.reliability}"
        )
