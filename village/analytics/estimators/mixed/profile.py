"""Intervals by profile likelihood: the values that a likelihood-ratio test would not reject.

A parameter is held, the full likelihood (ML, whatever the fit: restricted likelihoods of different fixed effects do not
compare) is maximised over all others, and the ends of the interval are where −2 log likelihood has risen by the
quantile of χ²₁ (Venzon & Moolgavkar 1988, Appl Statist 37:87; what lme4's `confint` interpolates is solved here).
"""

from collections.abc import Callable, Iterable

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import chdtri

from village.analytics.arrays import Array
from village.analytics.estimators.fit import LEVEL, CannotEstimate
from village.analytics.estimators.mixed.criterion import Criterion, Point
from village.analytics.estimators.mixed.design import designed
from village.analytics.estimators.mixed.fitting import MixedFit
from village.analytics.estimators.mixed.search import minimum
from village.analytics.moments.nested import NestedMoments

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
    """Σ weights × β held at t: with λ fixed, the best r² is r² + (cᵀb − t)²/(cᵀF⁻¹c)."""
    design = criterion.design
    c, rows = weights @ design.basis, design.rows
    estimate = float(c @ best.solved.coefficients)
    error = float(np.sqrt(best.variance * (c @ best.solved.inverse @ c)))
    theta = np.sqrt(best.ratios)

    def held(value: float) -> float:
        def objective(theta: Array) -> tuple[float, Array]:
            point = criterion.at(theta**2, order=1)
            found, swept = point.solved, point.swept
            x = slice(design.start, -1)
            pulled = found.inverse @ c
            gap, spread = float(c @ found.coefficients) - value, float(c @ pulled)
            residual = np.zeros(len(swept.cross))
            residual[x], residual[-1] = -found.coefficients, 1
            gap_first = (swept.cross_first @ residual)[:, x] @ pulled
            spread_first = -(swept.cross_first[:, x, x] @ pulled) @ pulled
            rss = found.rss + gap**2 / spread
            rss_first = (
                found.rss_first + (2 * gap * gap_first - gap**2 / spread * spread_first) / spread
            )
            gradient = swept.log_det_first + rows * rss_first / rss
            return (
                swept.log_det + rows * (1 + np.log(2 * np.pi * rss / rows)),
                2 * theta * gradient,
            )

        return _lowest(objective, theta) - best.value

    below = _crossing(lambda step: held(estimate - step), error, rise)
    above = _crossing(lambda step: held(estimate + step), error, rise)
    shift = float(weights @ design.offset)
    return estimate - below + shift, estimate + above + shift


def _of_sd(criterion: Criterion, best: Point, index: int, rise: float) -> Interval:
    """A standard deviation held at v: the criterion over the others, in the unit of the outcome."""
    rows = criterion.design.rows
    sds = np.sqrt(np.append(best.ratios, 1) * best.variance)
    levels = len(best.ratios)
    others = [i for i in range(levels + 1) if i != index]

    def held(value: float) -> float:
        def objective(free: Array) -> tuple[float, Array]:
            sd = np.insert(free, index, value)
            variance = sd[-1] ** 2
            point = criterion.at(sd[:-1] ** 2 / variance, order=1)
            rss = point.solved.rss
            in_ratios = point.swept.log_det_first + point.solved.rss_first / variance
            gradient = np.empty(levels + 1)
            gradient[:-1] = in_ratios * 2 * sd[:-1] / variance
            pull = rows - rss / variance - in_ratios @ sd[:-1] ** 2 / variance
            gradient[-1] = 2 * pull / sd[-1]
            total = point.swept.log_det + rows * np.log(2 * np.pi * variance) + rss / variance
            return total, gradient[others]

        start = np.maximum(sds[others], 1e-3 * sds[-1])
        lowest = [0.0 if i < levels else 1e-6 * sds[-1] for i in others]
        return _lowest(objective, start, lowest) - best.value

    centre = float(sds[index])
    step = max(centre / 4, sds[-1] / 100)
    high = centre + _crossing(lambda s: held(centre + s), step, rise)
    if index < levels and (centre == 0 or held(0.0) <= rise):
        return 0.0, high
    floor = 0.0 if index < levels else 1e-3 * centre
    low = brentq(lambda value: held(value) - rise, floor, centre, xtol=1e-9 * centre, rtol=1e-10)
    return float(low), high


def _lowest(
    objective: Callable[[Array], tuple[float, Array]],
    start: Array,
    lowest: Iterable[float] | None = None,
) -> float:
    floor = [0.0] * len(start) if lowest is None else list(lowest)
    starts = (start, np.maximum(start, 0.1))  # a component at 0 has no slope to leave by
    return min(
        float(
            minimize(
                objective,
                one,
                jac=True,
                method="L-BFGS-B",
                bounds=[(low, None) for low in floor],
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
    return float(
        brentq(lambda far: risen(far) - rise, inside, outside, xtol=1e-9 * step, rtol=1e-10)
    )
