"""Where the likelihood of repeated measures is highest: quasi-Newton from a scoring start, checked by exact curvature."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.repeated.covariances import (
    STEP,
    Analytic,
    WaveCovariance,
    correlations,
)
from village.statistics.estimators.repeated.likelihood import Curvature, Likelihood

NEAR = 1e-3  # of √persons: the slope at which quasi-Newton steps give way to Newton's
LAST = 1e-12  # of persons: the same as LEFT, where the curvature is that of many
LEFT = 1e-10  # of −2 log L: what a last Newton step may still promise
HIDDEN = 1e-3  # of −2 log L: what rounding may hide of it
ROUNDS, STEPS = 200, 50
NARROWEST = 1e-11  # the smallest eigenvalue of the correlations of waves that arithmetic can carry
FLAT = 1e-6  # of the largest: what a first metric takes a direction without curvature to bend
SHARE_ABOVE = 0.1  # of the variance that a level above is first thought to hold
NO_HIGHEST = "The likelihood has no highest point: there are too few persons for this covariance; choose a simpler one."


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The best parameters: those of Σ, then one standard deviation per level, the outermost first.

    `hessian` (r, r) is that of the criterion there, and `grams` (r, p, p) the first derivatives of XᵀV⁻¹X.
    """

    theta: Array
    sd: Array
    sigma: Array
    criterion: float
    curvature: Curvature
    hessian: Array
    grams: Array


class Surface:
    """The criterion over x = (θ, sd of the levels), with its gradient and its curvature."""

    def __init__(self, likelihood: Likelihood, covariance: WaveCovariance, levels: int) -> None:
        self.likelihood, self.covariance, self.levels = likelihood, covariance, levels

    def split(self, x: Analytic) -> tuple[Analytic, Analytic]:
        """Σ (T, T) and τ (levels,)."""
        count = self.covariance.parameters
        return self.covariance.matrix(x[:count]), x[count:] ** 2

    def value(self, x: Array) -> tuple[float, Array]:
        """The criterion and its gradient; infinite where a matrix is not positive definite to rounding."""
        with np.errstate(all="ignore"):
            if not _is_definite(self.split(x)[0]):
                return np.inf, np.zeros_like(x)
            try:
                found, slope = self._slope(
                    x, self.covariance.derivatives(x[: self.covariance.parameters])
                )
                value = self.likelihood.criterion(found)
            except np.linalg.LinAlgError:
                return np.inf, np.zeros_like(x)
        if np.isfinite(value) and np.isfinite(slope).all():
            return float(value), slope
        return np.inf, np.zeros_like(x)

    def _slope(self, x: Analytic, derivatives: Analytic) -> tuple[Curvature, Analytic]:
        sigma, tau = self.split(x)
        found = self.likelihood.curvature(sigma, tau)
        by_sigma, by_tau = self.likelihood.gradient(found, tau)
        by_theta = np.einsum("ts,jts->j", by_sigma, derivatives)
        by_sd = 2 * x[self.covariance.parameters :] * by_tau
        return found, np.concatenate([by_theta, by_sd])

    def bends(self, x: Array) -> tuple[Array, Array]:
        """(r, r) second derivatives of the criterion and (r, p, p) first ones of XᵀV⁻¹X.

        The gradient by complex step; the bend of Σ itself by differences of its exact first derivatives.
        """
        slopes, grams = [], []
        for j in range(len(x)):
            step = x + 1j * STEP * (np.arange(len(x)) == j)
            found, slope = self._slope(step, self._derivatives_near(x, j))
            slopes.append(slope.imag / STEP)
            grams.append(found.cross[:-1, :-1].imag / STEP)
        hessian = np.array(slopes)
        return (hessian + hessian.T) / 2, np.array(grams)

    def _derivatives_near(self, x: Array, j: int) -> Analytic:
        """∂Σ/∂θ at x + iε e_j: its imaginary part, ∂²Σ/∂θ∂θ_j, is a central difference of exact first derivatives."""
        count = self.covariance.parameters
        here = self.covariance.derivatives(x[:count])
        if j >= count:
            return here.astype(complex)
        size = 1e-5 * max(1.0, abs(x[j]))
        ends = [
            self.covariance.derivatives(x[:count] + sign * size * (np.arange(count) == j))
            for sign in (1, -1)
        ]
        return here + 1j * STEP * (ends[0] - ends[1]) / (2 * size)

    def scoring(self, x: Array) -> Array:
        """(r, r) near to the expected curvature: exact without levels, and for what levels share with Σ and above."""
        count = self.covariance.parameters
        sigma, tau = self.split(x)
        found = self.likelihood.curvature(sigma, tau)
        derivatives = self.covariance.derivatives(x[:count])
        weighted = np.einsum("pts,jsu->pjtu", found.inverses, derivatives, optimize=True)
        curvature = np.zeros((len(x), len(x)))
        curvature[:count, :count] = np.einsum(
            "p,pjtu,pkut->jk", self.likelihood.persons, weighted, weighted, optimize=True
        )
        ones = found.inverses.sum(2)
        along = np.einsum("pt,jts,ps->pj", ones, derivatives, ones, optimize=True)
        for level, row in self.likelihood.shared(found).items():
            here = count + level
            by_pattern, by_level = row
            curvature[here, :count] = curvature[:count, here] = 2 * x[here] * by_pattern @ along
            for other, value in by_level.items():
                there = count + other
                curvature[here, there] = curvature[there, here] = 4 * x[here] * x[there] * value
        return curvature


def find_optimum(likelihood: Likelihood, covariance: WaveCovariance, levels: int) -> Optimum:
    """Minimise the criterion. Raises `CannotEstimate` when it has no minimum: too few persons for so rich a covariance."""
    surface = Surface(likelihood, covariance, levels)
    x = _start(likelihood, covariance, levels)
    persons = float(likelihood.persons.sum())
    found = minimize(
        surface.value, x, jac=True, method="BFGS",
        options={"gtol": NEAR * np.sqrt(persons), "maxiter": ROUNDS, "hess_inv0": _inverse(surface.scoring(x))},
    )  # fmt: skip
    x, hessian, grams = _polish(surface, found.x, persons)
    sigma, tau = surface.split(x)
    if not _is_definite(sigma):  # the last step went where waves tell one another exactly
        raise CannotEstimate(NO_HIGHEST)
    curvature = likelihood.curvature(sigma, tau)
    count = covariance.parameters
    return Optimum(
        theta=x[:count],
        sd=np.abs(x[count:]),
        sigma=sigma,
        criterion=float(likelihood.criterion(curvature)),
        curvature=curvature,
        hessian=hessian,
        grams=grams,
    )


def _inverse(curvature: Array) -> Array:
    """The inverse of a curvature, made positive definite where it is flat or, being near only, bends downwards."""
    size = np.sqrt(np.maximum(np.diag(curvature), FLAT * np.diag(curvature).max()))
    spread, axes = np.linalg.eigh(curvature / np.outer(size, size))
    root = axes / np.sqrt(np.maximum(spread, FLAT)) / size[:, None]
    return np.asarray(root @ root.T)


def _polish(surface: Surface, x: Array, persons: float) -> tuple[Array, Array, Array]:
    """Newton steps until one promises nothing more, or until Σ is singular to rounding with nothing left to gain.

    The last step is not verified: it moves θ by so little of its error that the curvature is the same after it.
    """
    for _ in range(STEPS):
        value, slope = surface.value(x)
        hessian, grams = surface.bends(x)
        step = _newton(hessian, slope)
        promised = abs(step @ slope) / 2
        if promised < max(LEFT, LAST * persons):
            return x - step, hessian, grams
        size = 1.0
        while (lower := surface.value(x - size * step)[0]) >= value and size > 1e-4:
            size /= 2
        if lower >= value:  # a nearly singular Σ hides what may be left
            if promised < HIDDEN or np.abs(slope).max() < NEAR * np.sqrt(persons):
                return x, hessian, grams
            break
        x = x - size * step
    raise CannotEstimate(NO_HIGHEST)


def _is_definite(sigma: Array) -> bool:
    if not (np.isfinite(sigma).all() and (np.diag(sigma) > 0).all()):
        return False
    return bool(np.linalg.eigvalsh(correlations(sigma))[0] > NARROWEST)


def _newton(hessian: Array, slope: Array) -> Array:
    """The step down of a quadratic, with directions of negative or no curvature turned round or left out."""
    bends = np.abs(np.diag(hessian))
    unit = np.sqrt(np.where(bends > 0, bends, 1.0))  # each parameter in its own
    spread, axes = np.linalg.eigh(hessian / np.outer(unit, unit))
    spread = np.abs(spread)
    weight = np.where(spread > spread.max() * 1e-13, 1 / np.maximum(spread, 1e-300), 0)
    step: Array = axes @ (weight * (axes.T @ (slope / unit))) / unit
    return step


def _start(likelihood: Likelihood, covariance: WaveCovariance, levels: int) -> Array:
    """Moments of ordinary residuals, shrunk until positive definite, for the waves that are explained."""
    products, counts = likelihood.residual_products()
    moment = products / np.maximum(counts, 1)
    seen = np.diag(counts) > 0
    spread = np.where(seen, np.diag(moment), 1.0)
    if not (spread > 0).all():
        raise CannotEstimate("The outcome leaves no spread at a wave: there is nothing to model.")
    within = spread.mean() * (1 - SHARE_ABOVE * levels)
    unit = moment / np.sqrt(np.outer(spread, spread))
    np.fill_diagonal(unit, 1.0)
    least = float(np.linalg.eigvalsh(unit)[0])
    keep = 1.0 if least > 0.1 else 0.9 / (1 - least)
    unit = keep * unit + (1 - keep) * np.eye(len(unit))
    start = unit * np.sqrt(np.outer(spread, spread)) * (within / spread.mean())
    above = np.full(levels, np.sqrt(SHARE_ABOVE * spread.mean()))
    return np.concatenate([covariance.start(start), above])
