"""How the answers of one person at the planned waves vary together: eight structures, one shape.

Each is a smooth map from unconstrained θ to a positive definite (T, T) matrix, written with operations that also
take complex θ: derivatives are made by complex step, Σ_j = Im Σ(θ + iε e_j)/ε, exact to rounding (Squire & Trapp 1998,
SIAM Rev 40:110). Structures as in SAS PROC MIXED (type UN, TOEPH, AR(1), ARH(1), SP(POW), CS, CSH) and nlme.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from village.statistics.arrays import Array

Structure = Literal["unstructured", "toeplitz", "ar1", "ar1h", "car1", "cs", "csh", "slope"]
STRUCTURES: tuple[Structure, ...] = get_args(Structure)
Analytic = npt.NDArray[Any]  # float64, or complex128 where a derivative is being made

STEP = 1e-30
DESCRIPTIONS: dict[Structure, str] = {
    "unstructured": "unstructured covariance",
    "toeplitz": "heterogeneous Toeplitz covariance",
    "ar1": "AR(1) covariance",
    "ar1h": "heterogeneous AR(1) covariance",
    "car1": "continuous-time AR(1) covariance",
    "cs": "compound-symmetry covariance",
    "csh": "heterogeneous compound-symmetry covariance",
    "slope": "random intercept and slope of time",
}


@dataclass(frozen=True, slots=True)
class WaveCovariance:
    """One structure for given waves: `matrix(θ)` is (T, T), `start(Σ)` the θ whose matrix is near to a moment estimate."""

    name: Structure
    times: Array
    parameters: int
    matrix: Callable[[Analytic], Analytic]
    start: Callable[[Array], Array]

    def derivatives(self, theta: Array) -> Array:
        """(parameters, T, T) ∂Σ/∂θ_j."""
        steps = theta + 1j * STEP * np.eye(self.parameters)
        return np.array([self.matrix(step).imag / STEP for step in steps])

    def directions(self, theta: Array) -> Array:
        """(r, T, T) in which Σ may move as far as a first order can tell, wherever θ is.

        Those of θ, but for a random slope: there they are those of the entries of G, which do not vanish at its edge.
        """
        if self.name != "slope":
            return self.derivatives(theta)
        design = np.column_stack([np.ones_like(self.times), self.times])
        crossed = np.outer(design[:, 0], design[:, 1])
        squares = [np.outer(column, column) for column in design.T]
        return np.array([*squares, crossed + crossed.T, np.eye(len(design))])


def covariance_of(name: Structure, times: Array) -> WaveCovariance:
    """The structure of that name for waves at `times` (T,), which only "car1" and "slope" look at.

    One wave has one variance, whatever the name.
    """
    if len(times) == 1 and name != "slope":
        return _unstructured(times)
    return _MAKERS[name](times)


def correlations(covariance: Array) -> Array:
    """(T, T) correlations of a covariance matrix."""
    sds = np.sqrt(np.diag(covariance))
    return covariance / np.outer(sds, sds)


def _unstructured(times: Array) -> WaveCovariance:
    """Σ = LLᵀ, L lower triangular, its diagonal by logarithms."""
    waves = len(times)
    rows, columns = np.tril_indices(waves)
    diagonal = rows == columns

    def matrix(theta: Analytic) -> Analytic:
        root = np.zeros((waves, waves), theta.dtype)
        root[rows, columns] = np.where(diagonal, np.exp(theta * diagonal), theta)
        return root @ root.T

    def start(moment: Array) -> Array:
        root = np.linalg.cholesky(moment)[rows, columns]
        return np.where(diagonal, np.log(np.where(diagonal, root, 1)), root)

    return WaveCovariance("unstructured", times, len(rows), matrix, start)


def _correlated(
    name: Structure, times: Array, correlation: Callable[[Analytic], Analytic],
    guess: Callable[[Array], Array], *, heterogeneous: bool,
) -> WaveCovariance:  # fmt: skip
    """Σ = D R D: log standard deviations first (one, or one per wave), then what makes R."""
    sds = len(times) if heterogeneous else 1

    def matrix(theta: Analytic) -> Analytic:
        sd = np.exp(theta[:sds])
        return sd[:, None] * correlation(theta[sds:]) * sd

    def start(moment: Array) -> Array:
        variances = np.diag(moment) if heterogeneous else [np.diag(moment).mean()]
        return np.concatenate([np.log(variances) / 2, guess(correlations(moment))])

    free = len(guess(np.eye(len(times))))
    return WaveCovariance(name, times, sds + free, matrix, start)


def _neighbours(correlation: Array) -> float:
    """The mean correlation of neighbouring waves, kept away from its ends."""
    return float(np.clip(np.diag(correlation, 1).mean(), 0.05, 0.9))


def _ar1(name: Structure, times: Array, *, heterogeneous: bool) -> WaveCovariance:
    """R_ts = ρ^|t−s| over the order of the waves; ρ = tanh θ."""
    lags = np.abs(np.subtract.outer(range(len(times)), range(len(times))))

    def correlation(theta: Analytic) -> Analytic:
        return np.tanh(theta[0]) ** lags

    def guess(found: Array) -> Array:
        return np.arctanh([_neighbours(found)])

    return _correlated(name, times, correlation, guess, heterogeneous=heterogeneous)


def _car1(times: Array) -> WaveCovariance:
    """R_ts = ρ^|time_t − time_s|, 0 < ρ < 1, ρ = exp(−exp θ) per mean step between waves."""
    step = np.ptp(times) / (len(times) - 1)
    lags = np.abs(np.subtract.outer(times, times)) / step

    def correlation(theta: Analytic) -> Analytic:
        return np.exp(-np.exp(theta[0]) * lags)

    def guess(found: Array) -> Array:
        return np.log(-np.log([_neighbours(found)]))

    return _correlated("car1", times, correlation, guess, heterogeneous=False)


def _exchangeable(name: Structure, times: Array, *, heterogeneous: bool) -> WaveCovariance:
    """R = (1−ρ)I + ρ11ᵀ; θ = log of the ratio of its two eigenvalues, so −1/(T−1) < ρ < 1."""
    waves = len(times)

    def correlation(theta: Analytic) -> Analytic:
        ratio = np.exp(theta[0])
        shared = (ratio - 1) / (ratio + waves - 1)
        return shared + (1 - shared) * np.eye(waves)

    def guess(found: Array) -> Array:
        shared = np.clip((found.sum() - waves) / max(waves * (waves - 1), 1), 0.05, 0.9)
        return np.array([np.log((1 + (waves - 1) * shared) / (1 - shared))])

    return _correlated(name, times, correlation, guess, heterogeneous=heterogeneous)


def _toeplitz(times: Array) -> WaveCovariance:
    """One correlation per lag, made from partial autocorrelations tanh θ_k (Durbin 1960): always positive definite."""
    waves = len(times)
    lags = np.abs(np.subtract.outer(range(waves), range(waves)))

    def correlation(theta: Analytic) -> Analytic:
        partial = np.tanh(theta)
        found = [np.ones((), theta.dtype)[()]]
        weights: list[Any] = []
        left = found[0]
        for k in range(waves - 1):
            found.append(partial[k] * left + sum(w * found[k - j] for j, w in enumerate(weights)))
            weights = [w - partial[k] * weights[k - 1 - j] for j, w in enumerate(weights)]
            weights.append(partial[k])
            left = left * (1 - partial[k] ** 2)
        return np.array(found)[lags]

    def guess(found: Array) -> Array:
        start = np.zeros(waves - 1)
        start[:1] = np.arctanh(_neighbours(found))
        return start

    return _correlated("toeplitz", times, correlation, guess, heterogeneous=True)


def _slope(times: Array) -> WaveCovariance:
    """Σ = ZGZᵀ + σ²I with Z = (1, time): (1 + time | person) of lme4. G = LLᵀ, singular when L₂₂ = 0; log σ last."""
    design = np.column_stack([np.ones_like(times), times])
    waves = len(times)

    def matrix(theta: Analytic) -> Analytic:
        effects = design @ _slope_root(theta)
        return effects @ effects.T + np.exp(2 * theta[3]) * np.eye(waves)

    def start(moment: Array) -> Array:
        residual = 0.5 * float(np.diag(moment).mean())
        inverse = np.linalg.pinv(design)
        spread, axes = np.linalg.eigh(inverse @ (moment - residual * np.eye(waves)) @ inverse.T)
        least = np.abs(spread).max() * 1e-2
        root = np.linalg.cholesky(axes * np.maximum(spread, least) @ axes.T)
        return np.array([root[0, 0], root[1, 0], root[1, 1], np.log(residual) / 2])

    return WaveCovariance("slope", times, 4, matrix, start)


def _slope_root(theta: Analytic) -> Analytic:
    """(2, 2) L of the random intercept and slope."""
    root = np.zeros((2, 2), theta.dtype)
    root[0, 0], root[1, 0], root[1, 1] = theta[:3]
    return root


def slope_covariance(theta: Array) -> Array:
    """(2, 2) G, the covariance of the random intercept and the random slope."""
    root = _slope_root(theta)
    return root @ root.T


_MAKERS: dict[Structure, Callable[[Array], WaveCovariance]] = {
    "unstructured": _unstructured,
    "toeplitz": _toeplitz,
    "ar1": lambda times: _ar1("ar1", times, heterogeneous=False),
    "ar1h": lambda times: _ar1("ar1h", times, heterogeneous=True),
    "car1": _car1,
    "cs": lambda times: _exchangeable("cs", times, heterogeneous=False),
    "csh": lambda times: _exchangeable("csh", times, heterogeneous=True),
    "slope": _slope,
}
