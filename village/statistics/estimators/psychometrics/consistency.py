"""Do the items of a scale go together? Cronbach's α and its neighbours, from the covariance of the items."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

from village.statistics.arrays import Array
from village.statistics.estimators.fit import LEVEL, CannotEstimate
from village.statistics.estimators.psychometrics.spread import ItemSpread


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemConsistency:
    """One item beside the others of its scale."""

    mean: float
    sd: float
    total_correlation: float  # with the sum of all items, itself included
    rest_correlation: float  # with the sum of the others: the corrected one
    alpha_if_dropped: float | None  # None when a single item would be left


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """The internal consistency of a scale.

    `alpha` with its interval, `standardised` (of the correlations), `lambda6` (None when an item is a sum of others),
    `average_r`, the standard deviation of the total and its standard error of measurement, and each item.
    """

    n: int
    alpha: float
    low: float
    high: float
    standardised: float
    lambda6: float | None
    average_r: float
    total_sd: float
    sem: float
    items: Mapping[str, ItemConsistency]
    warnings: tuple[str, ...]


def consistency(spread: ItemSpread, *, level: float = LEVEL) -> Consistency:
    """Cronbach's α and all that is read beside it.

    α = k/(k − 1) · (1 − Σ s²_i / s²_total) (Cronbach 1951, Psychometrika 16:297); the standardised α is that of the
    correlations. λ6 = 1 − Σ (1 − R²_i) / Σ R, with R²_i from the regression of an item on the others (Guttman 1945).
    Its interval is `feldt`'s. The standard error of measurement is s_total √(1 − α).

    Raises `CannotEstimate` for a scale of one item.
    """
    if len(spread.items) < 2:
        raise CannotEstimate(
            f"The scale has one item, {spread.items[0]!r}: consistency is between items."
        )
    alpha, r = cronbach(spread.covariance), spread.correlation
    low, high = feldt(alpha, n=spread.n, k=len(spread.items), level=level)
    k = len(r)
    return Consistency(
        n=spread.n,
        alpha=alpha,
        low=low,
        high=high,
        standardised=cronbach(r),
        lambda6=_lambda6(r),
        average_r=float((r.sum() - k) / (k * (k - 1))),
        total_sd=spread.total_sd,
        sem=spread.total_sd * float(np.sqrt(max(0.0, 1 - alpha))),
        items={name: _item(spread, i) for i, name in enumerate(spread.items)},
        warnings=tuple(_warnings(spread)),
    )


def cronbach(covariance: Array) -> float:
    """α of a covariance matrix (k, k); standardised when it is one of correlations.

    >>> round(cronbach(np.array([[1.0, 0.5], [0.5, 1.0]])), 4)
    0.6667
    """
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt(alpha: float, *, n: int, k: int, level: float = LEVEL) -> tuple[float, float]:
    """The interval of α: (1 − α̂)/(1 − α) follows F with n − 1 and (n − 1)(k − 1) df (Feldt 1965, Psychometrika 30:357).

    >>> [round(end, 3) for end in feldt(0.8, n=100, k=5)]
    [0.731, 0.856]
    """
    df, within = n - 1, (n - 1) * (k - 1)
    low, high = (
        1 - (1 - alpha) * float(fdtri(df, within, p)) for p in ((1 + level) / 2, (1 - level) / 2)
    )
    return low, high


def _item(spread: ItemSpread, i: int) -> ItemConsistency:
    own, total = spread.covariance[i, i], spread.covariance.sum()
    shared = spread.covariance[i].sum()
    rest = total - 2 * shared + own
    others = spread.without(spread.items[i]).covariance
    return ItemConsistency(
        mean=float(spread.mean[i]),
        sd=float(np.sqrt(own)),
        total_correlation=float(shared / np.sqrt(own * total)),
        rest_correlation=float((shared - own) / np.sqrt(own * rest)),
        alpha_if_dropped=cronbach(others) if len(others) > 1 else None,
    )


def _lambda6(r: Array) -> float | None:
    if np.linalg.eigvalsh(r)[0] <= len(r) * np.finfo(float).eps:
        return None
    return float(1 - (1 / np.diag(np.linalg.inv(r))).sum() / r.sum())


def _warnings(spread: ItemSpread) -> list[str]:
    backwards = [
        name for i, name in enumerate(spread.items) if _item(spread, i).rest_correlation < 0
    ]
    said = [
        f"The item {name!r} goes against the others: is it reversed in this scale?"
        for name in backwards
    ]
    if np.linalg.eigvalsh(spread.covariance)[0] < -1e-9 * np.trace(spread.covariance):
        said.append("These covariances, taken pair by pair, are not those of any persons.")
    return said
