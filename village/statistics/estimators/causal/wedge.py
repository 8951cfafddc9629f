"""A stepped wedge: every house starts without, and opens at a step drawn in advance. Its variance, and its fit.

Y = μ + β_period + θ X + u_house (+ v_house,period) + e. Hussey & Hughes (2007), Contemporary Clinical Trials 28:182;
with v (a house resembles itself less from one period to the next): Hooper et al. (2016), Statistics in Medicine 35:4718.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.fit import CannotEstimate, Fit, Term
from village.statistics.estimators.mixed import fit_nested
from village.statistics.moments.nested import NestedMoments

NOT_DRAWN = "An effect only if the order in which houses opened has nothing to do with how their parents fare."
CONSTANT_EFFECT = "One effect is assumed, whatever the house and the time since it opened; `openings` does not assume it."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WedgeEffect:
    """What having opened changes, under the model; what may be called an effect depends on how the order was chosen."""

    effect: Term
    claim: Literal["effect", "difference"]
    icc: float
    fit: Fit
    warnings: tuple[str, ...]


def wedge_effect(
    moments: NestedMoments, *, exposure: str, drawn: bool, df: Rule = "kenward-roger"
) -> WedgeEffect:
    """Fit the mixed model by REML: periods, `exposure` (1 once the house has opened), a random intercept by level.

    `moments` hold an indicator for each period but the first, the exposure and, last, the outcome; rows within houses,
    or within parents within groups within houses. Kenward–Roger df because houses are few (Leyrat et al. 2018, International
    J. Epidemiology 47:321). Raises `CannotEstimate` as `fit_nested` does, or when nothing is called `exposure`.
    """
    if exposure not in moments.columns[1:-1]:
        raise CannotEstimate(f"There is no column named {exposure!r} among those that explain.")
    fit = fit_nested(moments, df=df)
    return WedgeEffect(
        effect=fit.fixed[exposure],
        claim="effect" if drawn else "difference",
        icc=fit.sd[moments.levels[0]] ** 2 / sum(sd**2 for sd in fit.sd.values()),
        fit=fit,
        warnings=(*(() if drawn else (NOT_DRAWN,)), CONSTANT_EFFECT, *fit.warnings),
    )


def schedule(steps: Sequence[int], periods: int) -> IntArray:
    """(I, T) of 0 and 1: house i, which opens after `steps[i]` periods, has the groups from the next one on.

    >>> schedule([1, 2], 3).tolist()
    [[0, 1, 1], [0, 0, 1]]
    """
    return (np.arange(periods) >= np.asarray(steps)[:, None]).astype(np.int64)


def variance(
    x: Array | IntArray,
    parents: float | Array | IntArray,
    *,
    residual: float,
    house: float,
    house_period: float = 0.0,
) -> float:
    """Variance of the effect estimated by generalised least squares on the means of houses and periods.

    Parameters
    ----------
    x
        (I, T) whether house i has the groups at period t.
    parents
        Parents per house and period, one number or (I, T); 0 where nobody is measured.
    residual, house, house_period
        The variances σ²_e, τ², and that of houses' periods.

    Notes
    -----
    Var θ = [(Z ᵀ V⁻¹ Z)⁻¹]_θθ with Z the periods and X, V block-diagonal: τ² 11ᵀ + diag(γ² + σ²_e / n_it). With one
    number of parents this is the closed form of Hussey & Hughes (eq. 8). Raises `CannotEstimate` when the design cannot
    tell the effect from the periods.
    """
    opened = np.asarray(x, dtype=float)
    n = np.broadcast_to(np.asarray(parents, dtype=float), opened.shape)
    _check(opened, n, residual, house, house_period)
    periods = opened.shape[1]
    information = np.zeros((periods + 1, periods + 1))
    for own, sizes in zip(opened, n, strict=True):
        seen = sizes > 0
        z = np.column_stack([np.eye(periods)[seen], own[seen]])
        spread = np.diag(house_period + residual / sizes[seen]) + house
        information += z.T @ np.linalg.solve(spread, z)
    used = np.append(information.diagonal()[:-1] > 0, True)
    kept = information[np.ix_(used, used)]
    left = kept[-1, -1] - kept[-1, :-1] @ np.linalg.solve(kept[:-1, :-1], kept[:-1, -1])
    if left <= 1e-10 * information[-1, -1]:
        raise CannotEstimate(
            "Every house opens at once: the effect cannot be told from the periods."
        )
    return float(1 / left)


def _check(x: Array, n: Array, residual: float, house: float, house_period: float) -> None:
    if x.ndim != 2 or not np.isin(x, (0, 1)).all():
        raise CannotEstimate("A schedule has a row per house and a column per period, of 0 and 1.")
    if (n < 0).any() or not n.any():
        raise CannotEstimate("A number of parents is negative, or nobody is measured.")
    if min(house, house_period) < 0 or residual <= 0:
        raise CannotEstimate("A variance is negative, or the residual variance is not positive.")
