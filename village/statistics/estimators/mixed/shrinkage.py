"""What each house adds, shrunken towards the houses like it by as much as its answers are few (BLUP).

From the top down. Given what is above a unit, a (0 for the outermost), its own effect v has mean λh(s_r − ma) and
variance σ_e²λh, where s_r = 1ᵀV⁻¹(y − Xβ̂), m = 1ᵀV⁻¹1 (both what the unit received, see `downdating`) and
h = 1/(1 + λm). Integrating a out gives the moments below (Robinson 1991, Statist Sci 6:15; Bates et al. 2015, §5).
"""

from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.mixed.design import designed
from village.statistics.estimators.mixed.fitting import MixedFit
from village.statistics.moments.nested import NestedMoments


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkenEffects:
    """The effects of the U units of one level, as deviations from what the fixed effects and the units above say.

    Attributes
    ----------
    level
        Its name.
    units
        For each unit, its name after those of the units it is in: ("lille", "mardi").
    effect
        (U,) the best linear unbiased predictions, in the unit of the outcome.
    se
        (U,) standard error of prediction, counting that fixed effects were estimated.
    conditional_sd
        (U,) the same with the fixed effects taken as known: lme4's `condVar`.
    kept
        (U,) λm/(1+λm), the share of its own deviation that a unit keeps: 0 for one that nobody answered in, near 1
        for one with many answers.
    """

    level: str
    units: tuple[tuple[str, ...], ...]
    effect: Array
    se: Array
    conditional_sd: Array
    kept: Array


def shrunken_effects(moments: NestedMoments, fit: MixedFit, level: str) -> ShrunkenEffects:
    """Predict the effects of the units of an outer level, from the moments that were fitted.

    Raises `CannotEstimate` for a level that the model does not have, and for the innermost: sums do not know persons.
    """
    if level not in moments.levels:
        raise CannotEstimate(f"'{level}' is not one of the levels: {', '.join(moments.levels)}.")
    depth = moments.levels.index(level)
    if depth == len(moments.levels) - 1:
        raise CannotEstimate(
            f"Effects are not worked out for each {level}: sums do not keep the units of the innermost level."
        )
    design = designed(moments, fit.columns)
    b = np.linalg.solve(design.basis, fit.coefficients - design.offset)
    residual = fit.variances[-1] / design.unit**2
    above = _Above(np.zeros(1), np.zeros(1), np.zeros((1, len(b))))
    parent = np.zeros(len(moments.labels[0]), np.int64)
    for at, received in enumerate(design.ladder.received(fit.ratios)[: depth + 1]):
        if at:
            parent = moments.above[at - 1]
        mass, x = received[:, 0], received[:, design.start : -1]
        known = _Above(above.mean[parent], above.variance[parent], above.slope[parent])
        weight = fit.ratios[at] / (1 + fit.ratios[at] * mass)  # λh
        kept = weight * mass
        effect = weight * (received[:, -1] - x @ b) - kept * known.mean
        slope = -weight[:, None] * x - kept[:, None] * known.slope  # ∂ effect / ∂b
        own = residual * weight
        variance = own + kept**2 * known.variance
        above = _Above(
            known.mean + effect, own + (1 - kept) ** 2 * known.variance, known.slope + slope
        )
    estimated = np.einsum("up,pq,uq->u", slope, fit.precision.phi, slope)
    return ShrunkenEffects(
        level=level,
        units=_paths(moments, depth),
        effect=design.unit * effect,
        se=design.unit * np.sqrt(variance + estimated),
        conditional_sd=design.unit * np.sqrt(variance),
        kept=kept,
    )


@dataclass(slots=True)
class _Above:
    """Of the sum of the effects above a unit: mean, variance given the answers and β, ∂mean/∂b."""

    mean: Array
    variance: Array
    slope: Array


def _paths(moments: NestedMoments, depth: int) -> tuple[tuple[str, ...], ...]:
    paths = [(str(name),) for name in moments.labels[0]]
    for labels, above in zip(moments.labels[1 : depth + 1], moments.above, strict=False):
        paths = [(*paths[up], str(name)) for name, up in zip(labels, above, strict=True)]
    return tuple(paths)
