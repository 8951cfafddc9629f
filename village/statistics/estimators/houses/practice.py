"""How results go with the way groups are run: one point per house or group, the larger ones weighing more.

y_i = x_iᵀβ + u_i + e_i, u ~ N(0, τ²), e_i ~ N(0, v_i) with v_i known: a meta-regression (Thompson & Sharp 1999,
Statistics in Medicine 18:2693). Houses chose how they work, and what differs between houses is not what would change
in one of them (the ecological fallacy), so the result says it is an association between houses.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import chdtrc

from village.statistics.arrays import Array
from village.statistics.estimators.columns import design
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import INTERCEPT

OBSERVATIONAL = "Observational, between houses: those that work otherwise differ otherwise too, and parents are not houses."
FEW_PER_COLUMN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeModel:
    """The coefficients, the variance left between houses, and the share of it that practice goes with.

    `left_p` tests that nothing is left between houses (Q_E); `explained` is None when houses did not differ at first.
    """

    fixed: Mapping[str, Term]
    tau2: float
    tau2_without: float
    explained: float | None
    left_chi2: float
    left_p: float
    houses: int
    method: str
    warnings: tuple[str, ...]


def practice_model(values: Array, se: Array, practices: Mapping[str, Array]) -> PracticeModel:
    """Regress house means (k,), whose standard errors are `se`, on practices (k,) such as fidelity or meetings held.

    τ² by REML; errors of Knapp & Hartung (2003, Statistics in Medicine 22:2693), t(k − p). Raises `CannotEstimate` for
    fewer houses than coefficients, a standard error that is not positive, a practice that is the same everywhere.
    """
    y, v = np.asarray(values, float), np.asarray(se, float) ** 2
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise CannotEstimate(
            "The mean of a house is missing, or its standard error is not positive."
        )
    if len(y) < len(practices) + 3:
        raise CannotEstimate(f"{len(y)} houses are too few for {len(practices)} practices.")
    x = design(practices) if practices else np.ones((len(y), 1))
    unit = np.abs(x).max(axis=0)
    tau2, without = (_tau2(columns, y, v) for columns in (x / unit, np.ones((len(y), 1))))
    names = (INTERCEPT, *practices)
    fixed = _coefficients(x / unit, unit, y, v + tau2, names)
    chi2 = _residual(x / unit, y, v)[1]
    few = len(y) < FEW_PER_COLUMN * len(practices)
    said = (f"{len(y)} houses are few for {len(practices)} practices.",) if few else ()
    return PracticeModel(
        fixed=fixed,
        tau2=tau2,
        tau2_without=without,
        explained=max(0.0, 1 - tau2 / without) if without > 0 else None,
        left_chi2=chi2,
        left_p=float(chdtrc(len(y) - x.shape[1], chi2)),
        houses=len(y),
        method="meta-regression over houses, τ² by REML, Knapp–Hartung errors",
        warnings=(OBSERVATIONAL, *said),
    )


def _residual(x: Array, y: Array, variance: Array) -> tuple[Array, float]:
    """β and Σ (y − xβ)² / variance."""
    root = np.sqrt(variance)
    beta: Array = np.linalg.lstsq(x / root[:, None], y / root, rcond=None)[0].astype(float)
    return beta, float((((y - x @ beta) / root) ** 2).sum())


def _criterion(tau2: float, x: Array, y: Array, v: Array) -> float:
    """−2 log restricted likelihood, without constants: Σ log w⁻¹ + log |XᵀWX| + Σ w r²."""
    total = v + tau2
    determinant = np.linalg.slogdet(x.T @ (x / total[:, None]))[1]
    return float(np.log(total).sum() + determinant + _residual(x, y, total)[1])


def _tau2(x: Array, y: Array, v: Array) -> float:
    """The τ² ≥ 0 of least criterion: the best of a grid on its logarithm, then refined."""
    scale = float(y.var() + v.mean())
    grid = scale * np.logspace(-8, 2, 61)
    costs = [_criterion(tau2, x, y, v) for tau2 in grid]
    best = int(np.argmin(costs))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda tau2: _criterion(tau2, x, y, v),
        bounds=(0.0 if best == 0 else low, high),
        method="bounded",
        options={"xatol": 1e-12 * scale},
    )
    return 0.0 if _criterion(0.0, x, y, v) <= found.fun else float(found.x)


def _coefficients(
    x: Array, unit: Array, y: Array, variance: Array, names: tuple[str, ...]
) -> dict[str, Term]:
    df = len(y) - x.shape[1]
    beta, squares = _residual(x, y, variance)
    bread = np.linalg.inv(x.T @ (x / variance[:, None]))
    errors = np.sqrt(np.diagonal(bread) * squares / df)
    return {
        name: Term.of(float(b), float(e), float(df))
        for name, b, e in zip(names, beta / unit, errors / unit, strict=True)
    }
