"""How the spread is shared: intraclass correlations by level, and what the model explains."""

from collections.abc import Mapping, Sequence

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.mixed.design import MixedDesign


def intraclass(levels: Sequence[str], variances: Array) -> dict[str, float]:
    """For each level, the correlation of two rows that share its unit and none inside it.

    (σ_1² + … + σ_l²) / (σ_1² + … + σ_L² + σ_e²), levels counted from the outermost (Snijders & Bosker 2012, §4.8):
    of two rows of one parent, of two parents of one group, of two groups of one house.
    """
    shared = np.cumsum(variances[:-1]) / variances.sum()
    return dict(zip(levels, shared.tolist(), strict=True))


def explained(design: MixedDesign, coefficients: Array, variances: Array) -> Mapping[str, float]:
    """R² marginal (fixed effects alone) and conditional (with the units), all in the ladder's unit.

    σ_f² / (σ_f² + Σσ²) and (σ_f² + Σσ_l²) / (σ_f² + Σσ²), with σ_f² the variance over rows of Xβ (denominator N − 1);
    Nakagawa & Schielzeth 2013, Methods Ecol Evol 4:133; Johnson 2014, 5:944.
    """
    x = slice(design.start, -1)
    cross = design.ladder.cross
    sums = cross[0, x] @ coefficients
    fitted = float(coefficients @ cross[x, x] @ coefficients - sums**2 / design.rows)
    fitted = max(fitted, 0.0) / (design.rows - 1)
    total = fitted + float(variances.sum())
    return {
        "marginal": fitted / total,
        "conditional": (fitted + float(variances[:-1].sum())) / total,
    }
