"""What it costs to enrol parents by groups and houses: how many independent parents they are worth."""

from dataclasses import dataclass

from village.statistics.estimators.fit import CannotEstimate


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignEffect:
    """The variance of a mean, in units of that of independent parents, and the effective number of parents."""

    value: float
    effective: float


def design_effect(*, mean_size: float, icc: float, parents: float, cv: float = 0.0) -> DesignEffect:
    """1 + ((1 + cv²) m − 1) ρ (Kish 1965; unequal sizes: Eldridge, Ashby & Kerry 2006, IJE 35:1292).

    `mean_size` is m, `cv` the coefficient of variation of sizes, `icc` ρ.

    >>> round(design_effect(mean_size=10, icc=0.05, parents=240).effective, 2)
    165.52
    """
    if mean_size < 1 or not 0 <= icc <= 1 or cv < 0:
        raise CannotEstimate(
            "A mean size is at least 1, an ICC between 0 and 1, a variation not negative."
        )
    value = 1 + ((1 + cv**2) * mean_size - 1) * icc
    return DesignEffect(value=value, effective=parents / value)
