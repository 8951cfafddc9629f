"""One factor in one or several groups: normal likelihood, its gradient and information, and its maximum.

In group g, x = τ_g + λ_g f + e, with f of mean α_g and variance φ_g, and e independent of variances ψ_g:

    Σ_g = φ_g λ_g λ_gᵀ + diag ψ_g        μ_g = τ_g + α_g λ_g

The discrepancy Σ_g n_g [log|Σ_g| + tr Σ_g⁻¹ T_g − log|S_g| − k], T_g = S_g + (m_g − μ_g)(m_g − μ_g)ᵀ, S_g of divisor
n_g, is the likelihood-ratio χ² against free means and covariances (Jöreskog 1971, Psychometrika 36:409). Fisher
scoring goes down it: the matrix it inverts is the expected information, whose inverse is also the covariance of the
estimates. A residual variance may come out negative: it is not hidden behind a bound, it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.spread import ItemSpread

FIXED = -1
STEPS = 200
PRECISION = 1e-16  # of the square of the last step in standard errors, per person: stop there
TOLERANCE = 1e-10  # … and what is still a maximum when rounding lets χ² go no lower


@dataclass(frozen=True, slots=True, eq=False)
class FactorLayout:
    """Where each parameter stands in the vector, for each group; `FIXED` means 1 for φ, 0 for α.

    `loadings`, `residuals`, `intercepts` (G, k); `variances`, `means` (G,).
    """

    loadings: IntArray
    residuals: IntArray
    intercepts: IntArray
    variances: IntArray
    means: IntArray

    @classmethod
    def of(
        cls, groups: int, k: int, *, same_loadings: bool, same_intercepts: bool
    ) -> "FactorLayout":
        """Loadings, or loadings and intercepts, alike in all groups; then the factor of all but the first is free."""
        free = iter(range(3 * groups * k + 2 * groups))

        def block(*, same: bool) -> IntArray:
            rows = [[next(free) for _ in range(k)] for _ in range(1 if same else groups)]
            return np.array(rows * groups if same else rows)

        def factor(*, is_free: bool) -> IntArray:
            return np.array([FIXED, *(next(free) if is_free else FIXED for _ in range(groups - 1))])

        return cls(
            block(same=same_loadings),
            block(same=False),
            block(same=same_intercepts),
            factor(is_free=same_loadings),
            factor(is_free=same_intercepts),
        )

    @property
    def size(self) -> int:
        """How many parameters are free."""
        return 1 + max(int(part.max()) for part in self._parts())

    def _parts(self) -> tuple[IntArray, ...]:
        return self.loadings, self.residuals, self.intercepts, self.variances, self.means


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where the likelihood is highest: estimates (q,), their covariance (q, q), χ² and its degrees of freedom."""

    layout: FactorLayout
    estimates: Array
    covariance: Array
    chi2: float
    df: int

    def implied(self, group: int) -> tuple[Array, Array]:
        """μ (k,) and Σ (k, k) of one group."""
        return _implied(self.layout, self.estimates, group)[:2]


def maximise(spreads: Sequence[ItemSpread], layout: FactorLayout) -> Maximum:
    """Fit by Fisher scoring with step halving.

    Raises `CannotEstimate` when the model is not identified, when there are too few persons, or without a maximum.
    """
    samples = [_Sample.of(spread) for spread in spreads]
    n, k = sum(sample.n for sample in samples), len(spreads[0].items)
    moments = len(spreads) * (k * (k + 3) // 2)
    if (df := moments - layout.size) < 0:
        raise CannotEstimate(
            f"A factor needs three items; the scale has {k}: {', '.join(spreads[0].items)}."
        )
    x = _start(samples, layout)
    now = _evaluate(samples, layout, x)
    for _ in range(STEPS):
        step, decrement = _step(now)
        if decrement <= PRECISION * n or (moved := _descend(samples, layout, x, step, now)) is None:
            break
        x, now = moved
    if _step(now)[1] > TOLERANCE * n:
        raise CannotEstimate(_no_maximum(spreads[0].items, layout, x))
    covariance: Array = np.linalg.pinv(now.information, hermitian=True).astype(float)
    return Maximum(layout, x, covariance, max(0.0, float(now.chi2)), df)


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """What one group says: n, means, covariance of divisor n, and the logarithm of its determinant."""

    n: int
    mean: Array
    covariance: Array
    log_determinant: float

    @classmethod
    def of(cls, spread: ItemSpread) -> "_Sample":
        k = len(spread.items)
        if spread.n <= k:
            raise CannotEstimate(
                f"{spread.n} persons answered the {k} items from {spread.items[0]!r} to {spread.items[-1]!r}: "
                "a factor needs more persons than items."
            )
        values = np.linalg.eigvalsh(spread.correlation)
        if values[0] <= k * np.finfo(float).eps * values[-1]:
            raise CannotEstimate(f"One item is a sum of others, among {', '.join(spread.items)}.")
        covariance = spread.covariance * (spread.n - 1) / spread.n
        return cls(spread.n, spread.mean, covariance, float(np.linalg.slogdet(covariance)[1]))


def _start(samples: Sequence[_Sample], layout: FactorLayout) -> Array:
    """Loadings along the first axis of the correlations, the rest of each variance left to the item."""
    x = np.zeros(layout.size)
    n = sum(sample.n for sample in samples)
    pooled = sum((sample.n / n * sample.covariance for sample in samples), np.zeros(()))
    sd = np.sqrt(np.diag(pooled))
    roots, axes = np.linalg.eigh(pooled / np.outer(sd, sd))
    axis = axes[:, -1] * np.sign(axes[:, -1].sum() or 1.0)
    shared = np.clip(np.sqrt(roots[-1]) * axis, -0.8, 0.8)
    for g, sample in enumerate(samples):
        x[layout.loadings[g]] = sd * shared
        x[layout.residuals[g]] = (1 - shared**2) * np.diag(sample.covariance)
        x[layout.intercepts[g]] = sample.mean
        if layout.variances[g] != FIXED:
            x[layout.variances[g]] = 1.0
    return x


def _implied(layout: FactorLayout, x: Array, g: int) -> tuple[Array, Array, Array, float, float]:
    """μ, Σ, λ, φ, α of one group."""
    loadings = x[layout.loadings[g]]
    variance = 1.0 if layout.variances[g] == FIXED else float(x[layout.variances[g]])
    mean = 0.0 if layout.means[g] == FIXED else float(x[layout.means[g]])
    covariance = variance * np.outer(loadings, loadings) + np.diag(x[layout.residuals[g]])
    return x[layout.intercepts[g]] + mean * loadings, covariance, loadings, variance, mean


@dataclass(frozen=True, slots=True, eq=False)
class _Point:
    """χ², half its gradient (q,), and the expected information (q, q); χ² is infinite outside the model."""

    chi2: float
    gradient: Array
    information: Array


def _step(at: _Point) -> tuple[Array, float]:
    """The step of Fisher scoring, and its square in standard errors."""
    step: Array = np.linalg.lstsq(at.information, -at.gradient, rcond=None)[0].astype(float)
    return step, float(-at.gradient @ step)


def _descend(
    samples: Sequence[_Sample], layout: FactorLayout, x: Array, step: Array, now: _Point
) -> tuple[Array, _Point] | None:
    """The first of the step, its half, its quarter… that lowers χ², or, where rounding hides it, the slope."""
    for halvings in range(30):
        there = x + step / 2**halvings
        if (point := _evaluate(samples, layout, there)).chi2 < now.chi2:
            return there, point
    point = _evaluate(samples, layout, x + step)
    if np.isfinite(point.chi2) and _step(point)[1] < _step(now)[1]:
        return x + step, point
    return None


def _evaluate(samples: Sequence[_Sample], layout: FactorLayout, x: Array) -> _Point:
    q = layout.size
    value, gradient, information = 0.0, np.zeros(q), np.zeros((q, q))
    for g, sample in enumerate(samples):
        mu, sigma, loadings, variance, mean = _implied(layout, x, g)
        if variance <= 0 or np.linalg.eigvalsh(sigma)[0] <= 0:
            return _Point(np.inf, gradient, information)
        inverse = np.linalg.inv(sigma)
        gap = sample.mean - mu
        seen = sample.covariance + np.outer(gap, gap)
        value += sample.n * (
            np.linalg.slogdet(sigma)[1] - sample.log_determinant + float((inverse * seen).sum()) - len(mu)
        )  # fmt: skip
        d_sigma, d_mu = _derivatives(layout, g, q, loadings, variance, mean)
        turned = inverse @ d_sigma  # (q, k, k)
        weight = inverse @ (sigma - seen) @ inverse
        gradient += sample.n * (
            0.5 * np.einsum("ij,aji->a", weight, d_sigma) - d_mu @ inverse @ gap
        )
        flat = turned.reshape(q, -1)
        information += sample.n * (
            0.5 * flat @ turned.transpose(0, 2, 1).reshape(q, -1).T + d_mu @ inverse @ d_mu.T
        )
    return _Point(value, gradient, information)


def _derivatives(
    layout: FactorLayout, g: int, q: int, loadings: Array, variance: float, mean: float
) -> tuple[Array, Array]:
    """(q, k, k) of Σ and (q, k) of μ of one group, for each parameter."""
    k = len(loadings)
    d_sigma, d_mu, each = np.zeros((q, k, k)), np.zeros((q, k)), np.arange(k)
    at = layout.loadings[g]
    d_sigma[at, each, :] += variance * loadings
    d_sigma[at, :, each] += variance * loadings
    d_mu[at, each] = mean
    d_sigma[layout.residuals[g], each, each] = 1
    d_mu[layout.intercepts[g], each] = 1
    if layout.variances[g] != FIXED:
        d_sigma[layout.variances[g]] = np.outer(loadings, loadings)
    if layout.means[g] != FIXED:
        d_mu[layout.means[g]] = loadings
    return d_sigma, d_mu


def _no_maximum(items: Sequence[str], layout: FactorLayout, x: Array) -> str:
    worst = items[int(np.argmin(x[layout.residuals].min(0)))]
    return f"One factor does not describe these items: the likelihood has no maximum near the item {worst!r}."
