"""One estimate from several completed tables: Rubin's rules, with the degrees of freedom of Barnard and Rubin."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The mean of the estimates, and how much of its variance comes from what is missing.

    Attributes
    ----------
    term
        The pooled estimate, √T, ν, and its interval.
    within, between, total
        Ū, the mean of the variances; B, the variance of the estimates; T = Ū + (1 + 1/m) B.
    increase
        r = (1 + 1/m) B / Ū.
    share
        λ = (1 + 1/m) B / T, the share of the variance due to missing answers.
    missing_information
        γ = (r + 2 / (ν + 3)) / (r + 1).
    df_large_sample
        Rubin's (1987) (m − 1) / λ², for a sample without end.
    """

    term: Term
    within: float
    between: float
    total: float
    increase: float
    share: float
    missing_information: float
    df_large_sample: float
    imputations: int


def pool(
    estimates: Sequence[float] | Array,
    variances: Sequence[float] | Array,
    *,
    df_complete: float = inf,
) -> Pooled:
    """Rubin (1987), ch. 3; ν of Barnard & Rubin (1999), Biometrika 86:948.

    `variances` are squared standard errors; `df_complete` the degrees of freedom had nothing been missing.
    Raises `CannotEstimate` for fewer than two imputations, or an estimate that could not be made in one of them.

    >>> found = pool([-3.1, -2.6, -3.5, -2.9, -3.3], [0.64, 0.58, 0.71, 0.6, 0.66], df_complete=119)
    >>> round(found.total, 4), round(found.term.df, 4)
    (0.7844, 52.0497)
    """
    q, u = np.asarray(estimates, float), np.asarray(variances, float)
    m = len(q)
    if m < 2:
        raise CannotEstimate(
            "One imputation says nothing of what imputing changes: at least two are needed."
        )
    if not (np.isfinite(q).all() and np.isfinite(u).all() and (u > 0).all()):
        raise CannotEstimate("An estimate could not be made in one of the imputations.")
    within, between = float(u.mean()), float(q.var(ddof=1))
    extra = (1 + 1 / m) * between
    total = within + extra
    share, increase = extra / total, extra / within
    large = (m - 1) / share**2 if share else inf
    df = _barnard_rubin(large, share, df_complete)
    missing = (increase + (2 / (df + 3))) / (increase + 1)
    return Pooled(
        term=Term.of(float(q.mean()), sqrt(total), df),
        within=within,
        between=between,
        total=total,
        increase=increase,
        share=share,
        missing_information=missing,
        df_large_sample=large,
        imputations=m,
    )


def pool_terms(terms: Sequence[Term]) -> Pooled:
    """The same from each completed table's `Term`; the smallest of their degrees of freedom stands for the complete ones."""
    return pool(
        [term.estimate for term in terms],
        [term.se**2 for term in terms],
        df_complete=min((term.df for term in terms), default=inf),
    )


def _barnard_rubin(large: float, share: float, complete: float) -> float:
    if complete == inf:
        return large
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    return observed if large == inf else large * observed / (large + observed)
