"""`fit_nested`: linear mixed models with random intercepts nested to any depth, from moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.contrasts import PreciseFit
from village.statistics.estimators.degrees import (
    ContrastPrecision,
    Rule,
    covariance_of_variances,
    expected_curvature,
)
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.mixed.criterion import Criterion, Point, in_variances, solved
from village.statistics.estimators.mixed.design import MixedDesign, designed
from village.statistics.estimators.mixed.search import minimum
from village.statistics.estimators.mixed.spread import explained, intraclass
from village.statistics.moments.nested import CONSTANT, NestedMoments

Method = Literal["REML", "ML"]

FEW_UNITS = 5
_RULES = {
    "satterthwaite": "Satterthwaite df",
    "kenward-roger": "Kenward–Roger df",
    "normal": "normal intervals",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MixedFit(PreciseFit):
    """A fitted mixed model, with what it takes to ask more of it.

    Attributes
    ----------
    restricted
        Whether by REML.
    columns
        The columns of the moments behind `fixed`, in order ("1" for the intercept).
    ratios
        (L,) σ_l²/σ_e² by level, outermost first.
    variances
        (L + 1,) σ_l² by level, then σ_e².
    """

    restricted: bool
    columns: tuple[str, ...]
    ratios: Array
    variances: Array


def fit_nested(
    moments: NestedMoments,
    *,
    method: Method = "REML",
    df: Rule = "satterthwaite",
    terms: Sequence[str] | None = None,
    intercept: str = "(Intercept)",
) -> MixedFit:
    """Fit y = Xβ + Σ_l u_l + e, u_l ~ N(0, σ_l²) for each unit of level l, e ~ N(0, σ_e²).

    Parameters
    ----------
    moments
        Their sums; the outcome is the last column.
    method
        "REML" or "ML".
    df
        "satterthwaite", "kenward-roger" (REML only) or "normal".
    terms
        Which columns explain, "1" being the intercept; None for all of them.
    intercept
        What to call the intercept in the result.

    Returns
    -------
    MixedFit
        `criterion` is lme4's `REMLcrit` or `deviance`. In `details`: `parameters` (how many were estimated), `icc`
        by level, `r_squared` marginal and conditional.

    Raises
    ------
    CannotEstimate
        A column that does not vary or is determined by others, a level with one unit or that cannot be told from the
        one inside it, an outcome explained entirely.
    """
    if method not in ("REML", "ML"):
        raise CannotEstimate(f"The method is REML or ML, not '{method}'.")
    if df not in _RULES:
        raise CannotEstimate(f"Degrees of freedom are {', '.join(_RULES)}, not '{df}'.")
    if df == "kenward-roger" and method == "ML":
        raise CannotEstimate("Kenward–Roger degrees of freedom are defined for REML only.")
    design = designed(moments, terms)
    criterion = Criterion(design, restricted=method == "REML")
    point, left = minimum(criterion)
    precision = precision_at(criterion, point, df)
    coefficients = design.basis @ point.solved.coefficients + design.offset
    names = [intercept if name == CONSTANT else name for name in design.terms]
    variances = np.append(point.ratios, 1) * point.variance * design.unit**2
    return MixedFit(
        method=f"linear mixed model, {method}, {_RULES[df]}",
        criterion=point.value,
        fixed=_terms(names, coefficients, precision),
        covariance=precision.covariance,
        sd=dict(zip((*design.levels, "residual"), np.sqrt(variances).tolist(), strict=True)),
        n={"rows": design.rows, **dict(zip(design.levels, design.units, strict=True))},
        warnings=_warnings(design, point, left),
        details={
            "parameters": len(names) + len(variances),
            "icc": intraclass(design.levels, variances),
            "r_squared": explained(design, point.solved.coefficients, variances / design.unit**2),
        },
        precision=precision,
        restricted=criterion.restricted,
        columns=design.terms,
        ratios=point.ratios,
        variances=variances,
    )


def precision_at(criterion: Criterion, point: Point, rule: Rule) -> ContrastPrecision:
    """Φ at the minimum, and what degrees of freedom need.

    Satterthwaite takes the observed curvature of the criterion in the variances, without those estimated as 0 (which
    vary no more, as in lmerTest); Kenward–Roger the expected curvature, with all of them (as in pbkrtest).
    """
    design = criterion.design
    absolute = in_variances(point.swept, point.ratios, point.variance, design.rows)
    found = solved(absolute, design.start)
    x = slice(design.start, -1)
    first, second = absolute.cross_first[:, x, x], absolute.cross_second[:, :, x, x]
    if rule == "kenward-roger":
        curvature = expected_curvature(found.inverse, first, second, -absolute.log_det_second)
    else:
        curvature = absolute.log_det_second + found.rss_second
        if criterion.restricted:
            curvature = curvature + found.log_gram_second
        free = np.append(point.ratios > 0, True)
        first, second = first[free], second[np.ix_(free, free)]
        curvature = curvature[np.ix_(free, free)]
    return ContrastPrecision(
        rule=rule,
        phi=found.inverse,
        first=first,
        second=second,
        variances=covariance_of_variances(curvature),
        basis=design.basis,
    )


def _terms(
    names: list[str], coefficients: Array, precision: ContrastPrecision
) -> Mapping[str, Term]:
    errors = np.sqrt(np.diagonal(precision.covariance))
    return {
        name: Term.of(float(estimate), float(error), precision.df(row))
        for name, estimate, error, row in zip(
            names, coefficients, errors, np.eye(len(names)), strict=True
        )
    }


def _warnings(design: MixedDesign, point: Point, left: float) -> list[str]:
    said = [
        f"The variance of '{level}' is estimated as exactly 0: units of '{level}' differ no more than chance."
        for level, ratio in zip(design.levels, point.ratios, strict=True)
        if ratio == 0
    ]
    said += [
        f"There are only {count} units of '{level}': their variance is hardly known."
        for level, count in zip(design.levels, design.units, strict=True)
        if count < FEW_UNITS
    ]
    if left > 0:
        said.append(f"The search stopped early: the criterion could be lower by {left:.2g}.")
    return said
