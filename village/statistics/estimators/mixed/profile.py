"""Intervals by profile likelihood: the values that a likelihood-ratio test would not reject.

A parameter is held, the full likelihood (ML, whatever the fit: restricted likelihoods of different fixed effects do not
compare) is maximised over all others, and the ends of the interval are where −2 log likelihood has risen by the
quantile of χ²₁ (Venzon & Moolgavkar 1988, Appl Statist 37:87; what lme4's `confint` interpolates is solved here).
"""

from collections.abc import Callable, Iterable

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import chdtri

from village.statistics.arrays import Array
from village.statistics.estimators.fit import LEVEL, CannotEstimate
from village.statistics.estimators.mixed.criterion import Criterion, Point
from village.statistics.estimators.mixed.design import designed
from village.statistics.estimators.mixed.fitting import MixedFit
from village.statistics.estimators.mixed.search import minimum
from village.statistics.moments.nested import NestedMoments

Interval = tuple[float, float]

_TIGHT = {"ftol": 1e-14, "gtol": 1e-7, "maxiter": 500}
_FARTHEST = 60  # doublings before an end is said to be nowhere


def profile_intervals(
    moments: NestedMoments,
    fit: MixedFit,
    names: Iterable[str] | None = None,
    *,
    level: float = LEVEL,
) -> dict[str, Interval]:
    """The interval of each fixed effect, of the sd of each level, of `residual`; or of those named.

    A standard deviation whose likelihood at 0 is not rejected has 0 for its low end.
    """
    chosen = (*fit.fixed, *fit.sd) if names is None else tuple(names)
    criterion = Criterion(designed(moments, fit.columns), restricted=False)
    best, _ = minimum(criterion)
    rise = float(chdtri(1, 1 - level))
    found = {}
    for name in chosen:
        if name in fit.fixed:
            weights = np.eye(len(fit.fixed))[list(fit.fixed).index(name)]
            found[name] = _of_contrast(criterion, best, weights, rise)
        elif name in fit.sd:
            found[name] = _of_sd(criterion, best, list(fit.sd).index(name), rise)
        else:
            raise CannotEstimate(f"'{name}' is neither a fixed effect nor a level of the model.")
    return found


def _of_contrast(criterion: Criterion, best: Point, weights: Array, rise: float) -> Interval:
    """The interval of Σ weights × β."""
    design = criterion.design
    c = weights @ design.basis
    estimate = float(c @ best.solved.coefficients)
    error = float(np.sqrt(best.variance * (c @ best.solved.inverse @ c)))
    theta = np.sqrt(best.ratios)

    def risen(value: float) -> float:
        lowest = _lowest(lambda free: _with_contrast(criterion, free, c, value), theta)
        return lowest - best.value

    below = _crossing(lambda step: risen(estimate - step), error, rise)
    above = _crossing(lambda step: risen(estimate + step), error, rise)
    shift = float(weights @ design.offset)
    return estimate - below + shift, estimate + above + shift


def _with_contrast(
    criterion: Criterion, theta: Array, c: Array, value: float
) -> tuple[float, Array]:
    """The criterion with cᵀb held at `value`, and its gradient: r² becomes r² + (cᵀb − value)²/(cᵀF⁻¹c)."""
    point = criterion.at(theta**2, order=1)
    found, swept, rows = point.solved, point.swept, criterion.design.rows
    x = slice(criterion.design.start, -1)
    residual = np.zeros(len(swept.cross))
    residual[x], residual[-1] = -found.coefficients, 1
    pulled = found.inverse @ c
    gap, spread = float(c @ found.coefficients) - value, float(c @ pulled)
    gap_first = (swept.cross_first @ residual)[:, x] @ pulled
    spread_first = -(swept.cross_first[:, x, x] @ pulled) @ pulled
    rss = found.rss + gap**2 / spread
    rss_first = found.rss_first + gap / spread * (2 * gap_first - gap / spread * spread_first)
    total = swept.log_det + rows * (1 + np.log(2 * np.pi * rss / rows)) + criterion.constant
    return total, 2 * theta * (swept.log_det_first + rows * rss_first / rss)


def _of_sd(criterion: Criterion, best: Point, index: int, rise: float) -> Interval:
    """The interval of a standard deviation: that of level `index`, or residual after the last."""
    sds = np.sqrt(np.append(best.ratios, 1) * best.variance)
    is_level, unit = index < len(best.ratios), criterion.design.unit
    others = np.delete(np.arange(len(sds)), index)
    start = np.maximum(sds, 1e-3 * sds[-1])[others]
    floor = np.where(others < len(best.ratios), 0.0, 1e-6 * sds[-1])

    def risen(value: float) -> float:
        lowest = _lowest(lambda free: _with_sd(criterion, free, index, value), start, floor)
        return lowest - best.value

    centre = float(sds[index])
    step = max(centre / 4, float(sds[-1]) / 100)
    high = centre + _crossing(lambda far: risen(centre + far), step, rise)
    if is_level and (centre == 0 or risen(0.0) <= rise):
        return 0.0, unit * high
    lowest = 0.0 if is_level else 1e-3 * centre
    return unit * (
        centre - _between(lambda far: risen(centre - far), 0.0, centre - lowest, rise)
    ), unit * high


def _with_sd(criterion: Criterion, free: Array, index: int, value: float) -> tuple[float, Array]:
    """The criterion in standard deviations, one of them held, and its gradient in the others."""
    sds = np.insert(free, index, value)
    squares, variance, rows = sds[:-1] ** 2, sds[-1] ** 2, criterion.design.rows
    point = criterion.at(squares / variance, order=1)
    rss = point.solved.rss
    in_ratios = point.swept.log_det_first + point.solved.rss_first / variance
    pull = rows - (rss + in_ratios @ squares) / variance
    gradient = np.append(2 * in_ratios * sds[:-1] / variance, 2 * pull / sds[-1])
    total = point.swept.log_det + rows * np.log(2 * np.pi * variance) + rss / variance
    return total + criterion.constant, np.delete(gradient, index)


def _lowest(
    objective: Callable[[Array], tuple[float, Array]],
    start: Array,
    floor: Array | float = 0.0,
) -> float:
    """The lowest value of a criterion over standard deviations or their ratios, from one start or two."""
    bounds = [(low, None) for low in np.broadcast_to(floor, start.shape)]
    starts = (start, np.maximum(start, 0.1))  # a component at 0 has no slope to leave by
    return min(
        float(
            minimize(
                objective,
                one,
                jac=True,
                method="L-BFGS-B",
                bounds=bounds,
                options=_TIGHT,
            ).fun
        )
        for one in (starts[:1] if (start > 0).all() else starts)
    )


def _crossing(risen: Callable[[float], float], step: float, rise: float) -> float:
    """How far to go, from where the criterion is lowest, for it to have risen by `rise`."""
    inside, outside = 0.0, 2 * step
    for _ in range(_FARTHEST):
        if risen(outside) >= rise:
            break
        inside, outside = outside, 2 * outside
    else:
        return float("inf")
    return _between(risen, inside, outside, rise)


def _between(risen: Callable[[float], float], inside: float, outside: float, rise: float) -> float:
    """The same between two distances; the root of the rise is nearly linear, so few steps are needed."""

    def over(far: float) -> float:
        return max(risen(far), 0.0) ** 0.5 - rise**0.5

    return float(brentq(over, inside, outside, xtol=1e-7 * outside, rtol=1e-9))
