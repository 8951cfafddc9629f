"""Whether houses differ more than chance alone would make them, and by how much (Spiegelhalter 2005, § 3.2).

Statistics in Medicine 24:1185; 2012, J. R. Statist. Soc. A 175:1. The few that stand out must not hide themselves by
widening the limits of all, so scores are winsorised first: one rule, always the same (10 % in each tail, quantiles of
type 7 of Hyndman & Fan), because results depend on it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate

WINSORISED = 0.1
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """The spread of houses around their target, in units of chance.

    Attributes
    ----------
    raw, winsorised
        φ = Σ z² / k, before and after winsorising.
    chi2, df, p
        Σ z², k − 1, and the test that chance explains it all.
    tau2
        The variance between houses that explains it: max(0, (k φ − (k − 1)) / (Σ w − Σ w² / Σ w)), w = 1 / se².
    is_over
        Whether limits are widened: p < 0.05 and φ > 1.
    """

    raw: float
    winsorised: float
    chi2: float
    df: int
    p: float
    tau2: float
    is_over: bool


def dispersion(z: Array, se: Array) -> Dispersion:
    """From the scores of k houses and their standard errors, both (k,). Raises `CannotEstimate` for fewer than two."""
    k = len(z)
    if k < 2:
        raise CannotEstimate("One house says nothing of how houses differ.")
    chi2 = float((z**2).sum())
    phi = float((winsorised(z) ** 2).mean())
    p = float(chdtrc(k - 1, chi2))
    w = 1 / se**2
    tau2 = (k * phi - (k - 1)) / float(w.sum() - (w**2).sum() / w.sum())
    return Dispersion(
        raw=chi2 / k,
        winsorised=phi,
        chi2=chi2,
        df=k - 1,
        p=p,
        tau2=max(tau2, 0.0),
        is_over=p < SIGNIFICANT and phi > 1,
    )


def winsorised(z: Array, *, share: float = WINSORISED) -> Array:
    """(k,) scores, those beyond the quantiles `share` and 1 − `share` brought to them."""
    low, high = np.quantile(z, [share, 1 - share])  # NumPy's default is type 7
    return np.clip(z, low, high)
