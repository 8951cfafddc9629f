"""How precise is one person's score?"""

from dataclasses import dataclass
from math import sqrt

from village.statistics.estimators.fit import CannotEstimate

Z95 = 1.96  # the value these conventions were published with


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePrecision:
    """The error of one measurement: its standard error, and the smallest change that is more than error (95 %)."""

    sd: float
    reliability: float
    sem: float
    mdc95: float


def precision(*, sd: float, reliability: float) -> ScorePrecision:
    """SEM = s √(1 − r); MDC95 = 1.96 √2 SEM (de Vet et al. 2006, Health Qual. Life Outcomes 4:54).

    Raises `CannotEstimate` when `reliability` is not in 0–1 or the standard deviation is not positive.

    >>> round(precision(sd=10, reliability=0.84).mdc95, 2)
    11.09
    """
    if not 0 <= reliability <= 1:
        raise CannotEstimate(f"A reliability is between 0 and 1, not {reliability:.3g}.")
    if not sd > 0:
        raise CannotEstimate(f"A standard deviation is positive, not {sd:.3g}.")
    sem = sd * sqrt(1 - reliability)
    return ScorePrecision(sd=sd, reliability=reliability, sem=sem, mdc95=Z95 * sqrt(2) * sem)
