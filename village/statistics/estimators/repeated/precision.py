"""How sure one is of the fixed effects of repeated measures: what `degrees` asks for, from derivatives of M and log|V|."""

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.degrees import (
    ContrastPrecision,
    Rule,
    covariance_of_variances,
    expected_curvature,
)
from village.statistics.estimators.repeated.covariances import STEP, WaveCovariance
from village.statistics.estimators.repeated.likelihood import Likelihood
from village.statistics.estimators.repeated.search import Optimum

APART = 1e-4  # of Σ in its own units: the step of second differences


def precision_of(
    likelihood: Likelihood, covariance: WaveCovariance, found: Optimum, rule: Rule
) -> ContrastPrecision:
    """Φ = (XᵀV⁻¹X)⁻¹ and what its degrees of freedom rest on, for the centred and scaled columns.

    Satterthwaite takes the observed curvature at the optimum, as lmerTest does; Kenward–Roger the expected one. Where
    Σ is not linear in its parameters, Kenward–Roger is made along the tangent at the optimum: the linear version of
    SAS (DDFM=KR(LINEAR)) and of the R package mmrm, which does not depend on how Σ is parametrised.
    """
    phi = np.linalg.inv(found.curvature.cross[:-1, :-1])
    none = np.zeros((0, *phi.shape))
    if rule == "normal":
        return ContrastPrecision(rule, phi, none, none[None, :0], np.zeros((0, 0)))
    if rule == "satterthwaite":
        return ContrastPrecision(
            rule, phi, found.grams, none[None, :0], covariance_of_variances(found.hessian)
        )
    moves = [
        _scaled(found, move)
        for move in _moves(covariance.directions(found.theta), np.ones_like(found.sd))
    ]
    first = np.array([_first(likelihood, found, move)[0] for move in moves])
    second, traces = _second(likelihood, found, moves)
    curvature = expected_curvature(phi, first, second, traces)
    return ContrastPrecision(rule, phi, first, second, covariance_of_variances(curvature))


Move = tuple[Array, Array]  # of Σ (T, T) and of τ (levels,)


def _moves(sigma: Array, tau: Array) -> list[Move]:
    """One move per parameter: those of Σ with τ still, then those of τ with Σ still."""
    still, waves = np.zeros_like(tau), sigma.shape[1:]
    levels = np.diag(tau)
    return [(move, still) for move in sigma] + [(np.zeros(waves), move) for move in levels]


def _scaled(found: Optimum, move: Move) -> Move:
    """The same move in units of what there is: steps of one size suit all."""
    sds = np.sqrt(np.diag(found.sigma))
    size = float(np.abs(move[0] / np.outer(sds, sds)).max(initial=0)) + float(
        move[1].sum()
    ) / float(sds.mean() ** 2)
    return move[0] / size, move[1] / size


def _first(
    likelihood: Likelihood, found: Optimum, move: Move, *, at: Move | None = None
) -> tuple[Array, float]:
    """Derivative of F = XᵀV⁻¹X (p, p) and of log|V| along a move, by complex step, at the optimum or displaced."""
    sigma, tau = found.sigma, found.sd**2
    if at is not None:
        sigma, tau = sigma + at[0], tau + at[1]
    ahead = likelihood.curvature(sigma + 1j * STEP * move[0], tau + 1j * STEP * move[1])
    return ahead.cross[:-1, :-1].imag / STEP, float(ahead.log_det.imag / STEP)


def _second(likelihood: Likelihood, found: Optimum, moves: list[Move]) -> tuple[Array, Array]:
    """∂²F (r, r, p, p) and tr(V⁻¹V_iV⁻¹V_j) = −∂²log|V| (r, r): central differences of exact first derivatives."""
    size = len(moves)
    p = likelihood.p
    second, traces = np.zeros((size, size, p, p)), np.zeros((size, size))
    step = APART * _room(found)
    for j, move in enumerate(moves):
        ends = [(sign * step * move[0], sign * step * move[1]) for sign in (1, -1)]
        for i in range(j + 1):
            (above, above_log), (below, below_log) = (
                _first(likelihood, found, moves[i], at=end) for end in ends
            )
            second[i, j] = second[j, i] = (above - below) / (2 * step)
            traces[i, j] = traces[j, i] = -(above_log - below_log) / (2 * step)
    return second, traces


def _room(found: Optimum) -> float:
    """How far Σ may move, in its own units, before it is no longer positive definite."""
    sds = np.sqrt(np.diag(found.sigma))
    return float(np.linalg.eigvalsh(found.sigma / np.outer(sds, sds))[0])
