"""A baby as the rules know one: whether it is born, how old it is. Never a name, never a day of birth."""

import datetime as dt
from dataclasses import dataclass

from village.core.months import add_months

MIDDLE = 15  # a birth is known by its month: half of them fall before this day, half after
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Baby:
    """The baby of whoever is asked, on the day of asking. `is_born` and `months` are None when nobody has said."""

    is_born: bool | None
    months: float | None = None


UNKNOWN = Baby(is_born=None)
UNBORN = Baby(is_born=False)


def aged(months: float) -> Baby:
    """A baby of so many months."""
    return Baby(is_born=True, months=months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """When a baby was born, or is expected: months, each given by any of its days."""

    expected_in: dt.date | None = None
    born_in: dt.date | None = None

    def __post_init__(self) -> None:
        if self.expected_in is None and self.born_in is None:
            raise ValueError("a birth is expected in some month, or took place in one")

    @property
    def is_noted(self) -> bool:
        """Whether it took place, as far as anybody has said."""
        return self.born_in is not None

    @property
    def day(self) -> dt.date:
        """The day that dates are counted from: the middle of the month, at most sixteen days from the truth."""
        month = self.born_in or self.expected_in
        assert month is not None
        return month.replace(day=MIDDLE)

    def is_before(self, day: dt.date) -> bool:
        """Whether the baby was there on that day, by its month: one born in the same month counts as there."""
        return self.born_in is not None and (self.born_in.year, self.born_in.month) <= (
            day.year,
            day.month,
        )

    def possible_babies(self, *, on: dt.date) -> tuple[Baby, ...]:
        """The oldest and the youngest that baby may be on some day, since only the month of its birth is known."""
        if self.born_in is None:
            return (UNBORN,)
        first = self.born_in.replace(day=1)
        last = add_months(first, 1) - dt.timedelta(days=1)
        oldest = aged((on - first).days / DAYS_PER_MONTH) if first <= on else UNBORN
        # On the last day of the month, the baby may come in the evening.
        youngest = aged((on - last).days / DAYS_PER_MONTH) if last < on else UNBORN
        return oldest, youngest

    def baby(self, *, on: dt.date) -> Baby:
        """The baby of that birth, on some day."""
        if self.born_in is None:
            return UNBORN
        return aged(max((on - self.day).days, 0) / DAYS_PER_MONTH)
