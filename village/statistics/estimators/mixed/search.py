"""Where the criterion is lowest: SciPy's quasi-Newton from afar, exact Newton steps to settle the last digits.

The search runs over θ = √λ ≥ 0, where the criterion is smooth and its scale even. At θ = 0 the gradient in θ vanishes
whether or not this is a minimum; there the gradient in λ decides. A component that belongs on the boundary ends at
exactly 0, and others are not held there.
"""

import numpy as np
from scipy.optimize import minimize

from village.statistics.arrays import Array
from village.statistics.estimators.mixed.criterion import Criterion, Point

GUESSES = (0.1, 0.3, 1.0, 3.0, 10.0)
HIGHEST = 1e4  # beyond, a sum of squares would lose more digits than the answer is worth
SMALL = 0.02  # a θ below this is tried at 0
SETTLED = 1e-10  # what another Newton step would still take off the criterion
HIDDEN = 1e-7  # no lower point was found, and a quadratic model promised less than this
FLAT = 1e-12
STEPS = 30


def minimum(criterion: Criterion) -> tuple[Point, float]:
    """The lowest point found, and how much lower a quadratic model says it could be (0 when converged)."""
    levels = len(criterion.design.levels)
    guesses = sorted(
        (criterion.at(np.full(levels, theta**2)) for theta in GUESSES), key=lambda p: p.value
    )
    best, left = settled(criterion, descended(criterion, guesses[0].ratios))
    if np.any(best.ratios == 0) or left > SETTLED:  # there may be another valley
        for guess in guesses[1:3]:
            point, still = settled(criterion, descended(criterion, guess.ratios))
            if point.value < best.value - SETTLED:
                best, left = point, still
    return best, left


def descended(criterion: Criterion, ratios: Array) -> Array:
    """λ at the foot of the valley of `ratios`, to a few digits (L-BFGS-B over θ)."""

    def objective(theta: Array) -> tuple[float, Array]:
        point = criterion.at(theta**2, order=1)
        return point.value, 2 * theta * point.gradient

    found = minimize(
        objective,
        np.sqrt(ratios),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0, HIGHEST)] * len(ratios),
        options={"ftol": 1e-10, "gtol": 1e-4},
    )
    return np.asarray(found.x) ** 2


def settled(criterion: Criterion, ratios: Array) -> tuple[Point, float]:
    """Newton steps projected on λ ≥ 0 (Bertsekas 1982, SIAM J Control Optim 20:221)."""
    point = criterion.at(ratios, order=2)
    small = ratios < SMALL**2
    if small.any():
        on_boundary = criterion.at(np.where(small, 0.0, ratios), order=2)
        if on_boundary.value <= point.value + SETTLED:
            point = on_boundary
    left = np.inf
    for _ in range(STEPS):
        step, left = _newton(point)
        if left < SETTLED:  # rounding hides what is left of the slope: one full step, unseen
            return criterion.at(_inside(point.ratios + step), order=2), 0.0
        lower = _lower(criterion, point, step)
        if lower is None:
            break
        point = lower
    return point, 0.0 if left < HIDDEN else left


def _newton(point: Point) -> tuple[Array, float]:
    """The step in λ of the components that are free, and what it promises to take off the criterion."""
    free = (point.ratios > 0) | (point.gradient < 0)
    step = np.zeros_like(point.ratios)
    if not free.any():
        return step, 0.0
    hessian, gradient = point.hessian[np.ix_(free, free)], point.gradient[free]
    unit = np.sqrt(
        np.abs(np.diagonal(hessian))
    )  # ratios of different levels may be of different orders
    unit = np.where(unit > 0, unit, 1.0)
    bends, axes = np.linalg.eigh(hessian / np.outer(unit, unit))
    bends = np.maximum(np.abs(bends), FLAT)  # away from a saddle, not towards
    downhill = axes.T @ (gradient / unit)
    step[free] = -axes @ (downhill / bends) / unit
    return step, float(downhill @ (downhill / bends)) / 2


def _lower(criterion: Criterion, point: Point, step: Array) -> Point | None:
    """The first point along the step, halved as needed, that is lower; None where rounding hides any."""
    for halvings in range(STEPS):
        ratios = _inside(point.ratios + step / 2**halvings)
        candidate = criterion.at(ratios, order=2)
        if candidate.value < point.value:
            return candidate
    return None


def _inside(ratios: Array) -> Array:
    return np.clip(ratios, 0, HIGHEST**2)
