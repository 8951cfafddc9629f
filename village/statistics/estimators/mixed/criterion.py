"""−2 log likelihood of a mixed model, restricted or not: its value, gradient and Hessian.

Profiled over β and σ_e² it is a function of the variance ratios λ alone (Bates, Mächler, Bolker & Walker 2015,
J Stat Softw 67(1), eq. 34 and 42):

    ML    log|V| + N (1 + log(2π r²/N))
    REML  log|V| + log|XᵀV⁻¹X| + (N−p) (1 + log(2π r²/(N−p)))

with V of residual variance 1 and r² the generalised residual sum of squares.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from village.statistics.arrays import Array
from village.statistics.estimators.mixed.design import MixedDesign
from village.statistics.estimators.mixed.downdating import Swept


@dataclass(frozen=True, slots=True, eq=False)
class SolvedModel:
    """Generalised least squares for one V: b, r² and log|XᵀV⁻¹X|, with the derivatives that `Swept` carries."""

    coefficients: Array  # (p,) in the ladder's columns
    inverse: Array  # (p, p) (XᵀV⁻¹X)⁻¹
    rss: float
    rss_first: Array
    rss_second: Array
    log_gram: float
    log_gram_first: Array
    log_gram_second: Array


def solved(swept: Swept, start: int) -> SolvedModel:
    """Factor XᵀV⁻¹X; derivatives by the envelope theorem: ∂r² = rᵀ(∂D)r with r = (−b, 1), and so on."""
    x = slice(start, -1)
    gram = swept.cross[x, x]
    factor = cho_factor(gram, lower=True)
    b = cho_solve(factor, swept.cross[x, -1])
    inverse = cho_solve(factor, np.eye(len(b)))
    residual = np.zeros(len(swept.cross))
    residual[x], residual[-1] = -b, 1
    pulled = swept.cross_first @ residual  # (L, q)
    grams = inverse @ swept.cross_first[:, x, x]
    steps = pulled[:, x] @ inverse @ pulled[:, x].T
    return SolvedModel(
        coefficients=b,
        inverse=inverse,
        rss=float(swept.cross[-1, -1] - b @ swept.cross[x, -1]),
        rss_first=pulled @ residual,
        rss_second=swept.cross_second @ residual @ residual - 2 * steps
        if len(swept.cross_second)
        else np.zeros((0, 0)),
        log_gram=2 * float(np.log(np.diagonal(factor[0])).sum()),
        log_gram_first=np.einsum("iaa->i", grams),
        log_gram_second=np.einsum("ab,ijba->ij", inverse, swept.cross_second[:, :, x, x])
        - np.einsum("iab,jba->ij", grams, grams)
        if len(swept.cross_second)
        else np.zeros((0, 0)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The profiled criterion at one λ, with what it was made of."""

    ratios: Array
    value: float
    gradient: Array
    hessian: Array
    variance: float  # σ_e² at its best for this λ, in squared units of the design
    solved: SolvedModel
    swept: Swept


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """What is minimised: a model, and whether by REML."""

    design: MixedDesign
    restricted: bool

    @property
    def freedom(self) -> int:
        """N − p for REML, N for ML."""
        return self.design.rows - (len(self.design.terms) if self.restricted else 0)

    @property
    def constant(self) -> float:
        """What the unit of the outcome adds to the criterion."""
        return 2 * self.freedom * float(np.log(self.design.unit))

    def at(self, ratios: Array, order: int = 0) -> Point:
        """Evaluate at λ (L,), with derivatives up to `order`."""
        swept = self.design.ladder.swept(ratios, order)
        found = solved(swept, self.design.start)
        freedom = self.freedom
        value = (
            swept.log_det + freedom * (1 + np.log(2 * np.pi * found.rss / freedom)) + self.constant
        )
        gradient = swept.log_det_first + freedom * found.rss_first / found.rss
        hessian = swept.log_det_second
        if order == 2:
            relative = found.rss_first / found.rss
            hessian = hessian + freedom * (
                found.rss_second / found.rss - np.outer(relative, relative)
            )
        if self.restricted:
            value += found.log_gram + self.design.log_scale
            gradient = gradient + found.log_gram_first
            hessian = hessian + found.log_gram_second
        return Point(ratios, float(value), gradient, hessian, found.rss / freedom, found, swept)


def in_variances(swept: Swept, ratios: Array, variance: float, rows: int) -> Swept:
    """From V(λ), of residual variance 1, to V(σ), σ = (σ_1² … σ_L², σ_e²): the same sums, derived in σ.

    With σ_l² = λ_l σ_e², ZᵀV⁻¹Z is homogeneous of degree −1 in σ: Euler's theorem gives the derivatives in σ_e²
    from those in λ, and degrees −2 and −3 of the first and second derivatives give the rest. log|V| is homogeneous
    of degree 0 but for N log σ_e².
    """
    levels = len(ratios)
    cross = swept.cross / variance
    q = len(cross)
    first = np.zeros((levels + 1, q, q))
    log_first = np.zeros(levels + 1)
    first[:-1] = swept.cross_first / variance**2
    log_first[:-1] = swept.log_det_first / variance
    first[-1] = -cross / variance - np.tensordot(ratios, first[:-1], 1)
    log_first[-1] = rows / variance - ratios @ log_first[:-1]
    second = np.zeros((levels + 1, levels + 1, q, q))
    log_second = np.zeros((levels + 1, levels + 1))
    second[:-1, :-1] = swept.cross_second / variance**3
    log_second[:-1, :-1] = swept.log_det_second / variance**2
    for i in [*range(levels), levels]:
        second[i, -1] = second[-1, i] = -2 * first[i] / variance - np.tensordot(
            ratios, second[i, :-1], 1
        )
        log_second[i, -1] = log_second[-1, i] = -log_first[i] / variance - (
            ratios @ log_second[i, :-1]
        )
    return Swept(
        cross, swept.log_det + rows * np.log(variance), first, log_first, second, log_second
    )
