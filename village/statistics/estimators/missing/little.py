"""Little's test: whether answers could be missing completely at random, from the means of those who share a pattern.

A small p says that they are not. A large one says little: the test sees means only, and only of what was asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import chdtrc

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.fit import CannotEstimate

SETTLED = 1e-11  # change of a standardised mean or covariance
STEPS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NormalFit:
    """Maximum likelihood of a multivariate normal with missing values: (p,) means, (p, p) covariance (divisor n)."""

    names: tuple[str, ...]
    mean: Array
    covariance: Array
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LittleTest:
    """d² of Little (1988), to be compared with χ²(df); how many patterns, and rows without any answer, left out."""

    statistic: float
    df: int
    p: float
    patterns: int
    rows: int
    empty_rows: int
    fit: NormalFit


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The rows that answered the same columns: how many, the mean, and the cross-products around it."""

    seen: IntArray
    n: int
    mean: Array
    cross: Array


def fit_normal(columns: Mapping[str, Array]) -> NormalFit:
    """EM of Dempster, Laird & Rubin (1977) by pattern (Little & Rubin 2019, § 11.2). Columns (n,), NaN where missing."""
    return _fit(*_standardise(columns))[0]


def little_test(columns: Mapping[str, Array]) -> LittleTest:
    """d² = Σ_j n_j (ȳ_j − μ_j)ᵀ Σ_jj⁻¹ (ȳ_j − μ_j) over patterns j, df = Σ_j p_j − p (Little 1988, JASA 83:1198).

    μ and Σ are the maximum-likelihood ones, Σ with divisor n. Raises `CannotEstimate` when nothing is missing, when a
    column has nobody or no spread, when columns repeat one another, or when two were never answered together.
    """
    scaled = _standardise(columns)
    fit, patterns, inner = _fit(*scaled)
    if len(patterns) < 2:
        raise CannotEstimate("Every row has the same columns missing: there is nothing to compare.")
    mean, covariance = inner
    statistic = sum(_distance(pattern, mean, covariance) for pattern in patterns)
    df = sum(len(pattern.seen) for pattern in patterns) - len(mean)
    rows = sum(pattern.n for pattern in patterns)
    return LittleTest(
        statistic=statistic,
        df=df,
        p=float(chdtrc(df, statistic)),
        patterns=len(patterns),
        rows=rows,
        empty_rows=len(scaled[1]) - rows,
        fit=fit,
    )


def _standardise(columns: Mapping[str, Array]) -> tuple[tuple[str, ...], Array, Array, Array]:
    values = np.column_stack([np.asarray(column, float) for column in columns.values()])
    for name, column in zip(columns, values.T, strict=True):
        seen = column[~np.isnan(column)]
        if len(seen) < 2 or not np.ptp(seen) > 0 or np.isinf(seen).any():
            raise CannotEstimate(f"Column {name!r} has too few answers, or answers all alike.")
    seen = (~np.isnan(values)).astype(float)
    for one, other in np.argwhere(np.triu(seen.T @ seen == 0)):
        raise CannotEstimate(
            f"Columns {[*columns][one]!r} and {[*columns][other]!r} were never answered together: how they go together "
            "cannot be learned."
        )
    centre, scale = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    return tuple(columns), (values - centre) / scale, centre, scale


def _fit(
    names: tuple[str, ...], z: Array, centre: Array, scale: Array
) -> tuple[NormalFit, list[_Pattern], tuple[Array, Array]]:
    patterns = list(_patterns(z))
    mean, covariance = np.zeros(len(names)), np.eye(len(names))
    for steps in range(1, STEPS + 1):
        try:
            new_mean, new_covariance = _step(patterns, mean, covariance)
        except np.linalg.LinAlgError:
            raise CannotEstimate(
                f"Columns {', '.join(names)} repeat one another: leave one out."
            ) from None
        change = max(np.abs(new_mean - mean).max(), np.abs(new_covariance - covariance).max())
        mean, covariance = new_mean, new_covariance
        if change < SETTLED:
            spread = covariance * scale * scale[:, None]
            fit = NormalFit(names=names, mean=centre + scale * mean, covariance=spread, steps=steps)
            return fit, patterns, (mean, covariance)
    raise CannotEstimate("Too much is missing: means and covariances do not settle.")


def _patterns(z: Array) -> Iterator[_Pattern]:
    answered = ~np.isnan(z)
    kinds, which = np.unique(answered, axis=0, return_inverse=True)
    for number, kind in enumerate(kinds):
        if not kind.any():
            continue
        seen = np.flatnonzero(kind)
        rows = z[which.ravel() == number][:, seen]
        around = rows - rows.mean(axis=0)
        yield _Pattern(seen, len(rows), rows.mean(axis=0), around.T @ around)


def _step(patterns: list[_Pattern], mean: Array, covariance: Array) -> tuple[Array, Array]:
    """E: expected sums of what is missing given what is seen, by pattern. M: their mean and covariance."""
    p, n = len(mean), sum(pattern.n for pattern in patterns)
    filled, shares = [], []
    for pattern in patterns:
        slope = np.zeros((p, len(pattern.seen)))  # of every column on those seen
        slope[:] = cho_solve(_factor(covariance, pattern.seen), covariance[pattern.seen]).T
        filled.append(mean + slope @ (pattern.mean - mean[pattern.seen]))
        left = covariance - slope @ covariance[pattern.seen]
        shares.append(slope @ pattern.cross @ slope.T + pattern.n * left)
    weights = np.array([pattern.n for pattern in patterns]) / n
    new_mean: Array = weights @ np.array(filled)
    around = np.array(filled) - new_mean
    new: Array = sum(shares, np.zeros((p, p))) / n + (around * weights[:, None]).T @ around
    return new_mean, (new + new.T) / 2


def _factor(covariance: Array, seen: IntArray) -> tuple[Array, bool]:
    factor, lower = cho_factor(covariance[np.ix_(seen, seen)])
    if np.abs(np.diagonal(factor)).min() < 1e-7:
        raise np.linalg.LinAlgError
    return factor, lower


def _distance(pattern: _Pattern, mean: Array, covariance: Array) -> float:
    gap = pattern.mean - mean[pattern.seen]
    return pattern.n * float(gap @ cho_solve(_factor(covariance, pattern.seen), gap))
