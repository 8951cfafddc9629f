"""Before and after, here and there: the change here beyond the change there.

An effect only if, without the groups, both would have changed alike ("parallel trends"): an assumption about what
nobody saw. With several periods before opening it can be probed, see `openings`.
"""

from dataclasses import dataclass
from math import hypot, inf

from village.statistics.estimators.fit import CannotEstimate, Term

ASSUMES = "An effect only if both would have changed alike without the groups (parallel trends)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean and its standard error."""

    value: float
    se: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInDifferences:
    """The change where it opened, the change where it did not, and their difference."""

    effect: Term
    change_treated: float
    change_control: float
    warnings: tuple[str, ...]


def four_means(
    *,
    treated_before: Mean,
    treated_after: Mean,
    control_before: Mean,
    control_after: Mean,
    df: float = inf,
) -> DifferenceInDifferences:
    """(T₁ − T₀) − (C₁ − C₀), the four means taken as independent.

    When the same parents are seen before and after, their two scores resemble each other and this error is too
    large: use `openings.staggered`, or a change score. Source: Card & Krueger (1994), AER 84:772, table 3.
    """
    means = (treated_before, treated_after, control_before, control_after)
    if any(mean.se < 0 or mean.value != mean.value for mean in means):
        raise CannotEstimate("One of the four means is missing, or has a negative standard error.")
    treated = treated_after.value - treated_before.value
    control = control_after.value - control_before.value
    return DifferenceInDifferences(
        effect=Term.of(treated - control, hypot(*(mean.se for mean in means)), df),
        change_treated=treated,
        change_control=control,
        warnings=(ASSUMES,),
    )
