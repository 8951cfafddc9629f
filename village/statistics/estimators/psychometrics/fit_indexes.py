"""How far a factor model is from the covariances it should explain: CFI, RMSEA, SRMR."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chndtr, chndtrinc

from village.statistics.arrays import Array
from village.statistics.estimators.psychometrics.likelihood import Maximum
from village.statistics.estimators.psychometrics.spread import ItemSpread

RMSEA_LEVEL = 0.90  # the interval everybody prints with it


@dataclass(frozen=True, slots=True, kw_only=True)
class FitIndexes:
    """The likelihood-ratio χ² of a model, and what is read of it; None where a just-identified model has none.

    `cfi` compares it with items that share nothing (Bentler 1990); `rmsea` is the misfit per degree of freedom, with
    its 90 % interval (Steiger & Lind 1980; Browne & Cudeck 1993); `srmr` the mean standardised residual (Bentler 1995).
    """

    n: int
    chi2: float
    df: int
    p: float | None
    cfi: float | None
    rmsea: float | None
    rmsea_low: float | None
    rmsea_high: float | None
    srmr: float


def fit_indexes(spreads: Sequence[ItemSpread], maximum: Maximum, *, with_means: bool) -> FitIndexes:
    """The indexes of a fitted model, defined as in lavaan 0.6 (normal likelihood, RMSEA of G groups times √G).

    `with_means`: whether the residuals of the means count in the SRMR (several groups).
    """
    n = sum(spread.n for spread in spreads)
    chi2, df = maximum.chi2, maximum.df
    alone, alone_df = _alone(spreads)
    excess, alone_excess = max(0.0, chi2 - df), max(0.0, alone - alone_df)
    worst = max(excess, alone_excess)
    low, high = _noncentrality(chi2, df)
    per_person = np.sqrt(len(spreads) / (n * df)) if df else 0.0
    return FitIndexes(
        n=n,
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)) if df else None,
        cfi=float(1 - excess / worst) if df and worst else None,
        rmsea=float(np.sqrt(excess) * per_person) if df else None,
        rmsea_low=float(np.sqrt(low) * per_person) if df else None,
        rmsea_high=float(np.sqrt(high) * per_person) if df else None,
        srmr=sum(
            s.n / n * _srmr(s, *maximum.implied(g), with_means) for g, s in enumerate(spreads)
        ),
    )


def _alone(spreads: Sequence[ItemSpread]) -> tuple[float, int]:
    """χ² of items that share nothing, in any group, and its degrees of freedom."""
    k = len(spreads[0].items)
    chi2 = -sum(spread.n * float(np.linalg.slogdet(spread.correlation)[1]) for spread in spreads)
    return chi2, len(spreads) * k * (k - 1) // 2


def _noncentrality(chi2: float, df: int) -> tuple[float, float]:
    """The noncentral χ² distributions of which `chi2` is the 95th, and the 5th, percentile: their noncentralities."""
    if not df:
        return 0.0, 0.0
    tail = (1 - RMSEA_LEVEL) / 2
    return tuple(  # type: ignore[return-value]  # two of them
        float(chndtrinc(chi2, df, p)) if chndtr(chi2, df, 0) > p else 0.0 for p in (1 - tail, tail)
    )


def _srmr(spread: ItemSpread, mean: Array, covariance: Array, with_means: bool) -> float:
    k = len(mean)
    seen = spread.covariance * (spread.n - 1) / spread.n
    sd = np.sqrt(np.diag(seen))
    residuals = ((seen - covariance) / np.outer(sd, sd))[np.tril_indices(k)]
    if with_means:
        residuals = np.concatenate([residuals, (spread.mean - mean) / sd])
    return float(np.sqrt((residuals**2).mean()))
