"""Logistic regression of rows in memory: who stays, who is in a group. Used for weights more than for itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import linprog
from scipy.special import expit
from scipy.stats import rankdata

from village.statistics.arrays import Array
from village.statistics.estimators.columns import design
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import INTERCEPT

CONVERGED = 1e-13  # change of the deviance, relative to it
ITERATIONS = 100
FAR = 12.0  # a logit beyond which one looks for a column that predicts without error


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogisticFit:
    """log p / (1 − p) = Xβ, by maximum likelihood; Wald intervals (normal).

    `probability` (n,) is each row's, in the order given; `auc` the share of pairs (event, none) it orders rightly.
    """

    fixed: Mapping[str, Term]
    covariance: Array
    probability: Array
    deviance: float
    auc: float
    rows: int
    events: int


def logistic(columns: Mapping[str, Array], event: Array, *, name: str = "the event") -> LogisticFit:
    """Maximum likelihood by iteratively reweighted least squares (McCullagh & Nelder 1989, § 2.5), through QR.

    `columns` (n,) each, `event` (n,) of 0 and 1. Without columns, the share of events. Raises `CannotEstimate` when
    everybody or nobody has the event, when columns repeat one another, or when some of them separate those who have
    it from the others without error (the maximum is then at infinity; Albert & Anderson 1984, Biometrika 71:1).
    """
    y = np.asarray(event, dtype=float)
    if not np.isin(y, (0.0, 1.0)).all():
        raise CannotEstimate(f"Whether a row has {name} is neither 0 nor 1.")
    if not 0 < y.sum() < len(y):
        raise CannotEstimate(
            f"{'Nobody' if not y.sum() else 'Everybody'} has {name}: there is nobody to compare."
        )
    x = design(columns) if columns else np.ones((len(y), 1))
    names = (INTERCEPT, *columns)
    unit = np.sqrt((x**2).mean(axis=0))
    beta, triangle, deviance = _maximise(x / unit, y, names, name)
    inverse = solve_triangular(triangle, np.eye(len(beta))) / unit[:, None]
    covariance = inverse @ inverse.T
    eta = x / unit @ beta
    errors = np.sqrt(np.diagonal(covariance))
    return LogisticFit(
        fixed={
            term: Term.of(float(value), float(error), np.inf)
            for term, value, error in zip(names, beta / unit, errors, strict=True)
        },
        covariance=covariance,
        probability=expit(eta),
        deviance=deviance,
        auc=area_under_curve(eta, y),
        rows=len(y),
        events=int(y.sum()),
    )


def area_under_curve(score: Array, event: Array) -> float:
    """Share of pairs (event, no event) in which the event scores higher, ties for half (Mann & Whitney 1947)."""
    events = event.sum()
    ranks = rankdata(score)[event == 1].sum()
    return float((ranks - events * (events + 1) / 2) / (events * (len(event) - events)))


def _maximise(x: Array, y: Array, names: tuple[str, ...], event: str) -> tuple[Array, Array, float]:
    """β, the triangle R with RᵀR = XᵀWX, and the deviance."""
    mean = (y + 0.5) / 2
    eta = np.log(mean / (1 - mean))
    before, looked = np.inf, False
    for _ in range(ITERATIONS):
        mean = expit(eta)
        weight = np.sqrt(np.maximum(mean * (1 - mean), np.finfo(float).tiny))
        q, triangle = np.linalg.qr(x * weight[:, None])
        beta = solve_triangular(triangle, q.T @ (weight * eta + (y - mean) / weight))
        eta = x @ beta
        deviance = _deviance(eta, y)
        if not looked and np.abs(eta).max() > FAR:
            looked = True
            _refuse_separation(x, y, names, event)
        if abs(before - deviance) <= CONVERGED * (deviance + 1):
            return beta, triangle, deviance
        before = deviance
    raise CannotEstimate(f"The model of {event} does not settle after {ITERATIONS} steps.")


def _deviance(eta: Array, y: Array) -> float:
    """−2 Σ log p of what was seen, without cancellation in the tails."""
    return float(2 * np.logaddexp(0.0, np.where(y == 1, -eta, eta)).sum())


def _refuse_separation(x: Array, y: Array, names: tuple[str, ...], event: str) -> None:
    """Name the fewest columns one can find that separate: taken out one at a time, as long as the others still do."""
    if not _separates(x, y):
        return
    kept = list(range(len(names)))
    for column in range(1, len(names)):
        others = [one for one in kept if one != column]
        if _separates(x[:, others], y):
            kept = others
    named = ", ".join(repr(names[one]) for one in kept if one)
    raise CannotEstimate(
        f"Knowing {named} tells without error who has {event}: its coefficient has no value."
    )


def _separates(x: Array, y: Array) -> bool:
    """Whether some b ≠ 0 has (2y − 1) x b ≥ 0 for every row, by linear programming (Konis 2007)."""
    signed = x * (2 * y - 1)[:, None]
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(y)), bounds=(-1, 1))
    return bool(found.status == 0 and -found.fun > 1e-6)
