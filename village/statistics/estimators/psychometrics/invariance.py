"""Does a scale measure the same thing in two languages, or on paper and by phone? Three models, each stricter.

    configural   one factor in each group, with its own loadings and intercepts
    metric       the same loadings: differences between persons mean the same
    scalar       the same intercepts too: means of groups may be compared

A constraint is refused when it costs something (the χ² difference is significant) that matters (CFI falls by more than
0.01: Cheung & Rensvold 2002, Structural Equation Modeling 9:233). Alone, χ² refuses differences nobody would notice once
thousands have answered, and the fall in CFI refuses constraints that are true while a few hundred have. The change in
RMSEA is given and not used: with the few degrees of freedom of a short scale it moves by chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.psychometrics.factor import improper
from village.statistics.estimators.psychometrics.fit_indexes import FitIndexes, fit_indexes
from village.statistics.estimators.psychometrics.likelihood import FactorLayout, Maximum, maximise
from village.statistics.estimators.psychometrics.spread import ItemSpread

Level = Literal["configural", "metric", "scalar"]

CFI_FALL = 0.01
SIGNIFICANT = 0.05
CFI_ENOUGH = 0.90  # below, one factor does not describe the scale in each group, and there is nothing to compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One of the three models, and what its constraint costs beside the one before (None for the first).

    `holds` is whether the constraint is kept; of the first model, whether it fits at all (CFI of 0.90 or more).
    """

    level: Level
    fit: FitIndexes
    chi2_difference: float | None
    df_difference: int | None
    p_difference: float | None
    cfi_change: float | None
    rmsea_change: float | None
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariance:
    """The three models in the order of their strictness, for `n` respondents by group.

    `means` are the differences of the factor from the first group, in its standard deviations, under the scalar
    model: they may be read when `level` is "scalar". `level` is the strictest that holds; None when not even the
    configural model does.
    """

    n: Mapping[str, int]
    constraints: tuple[Constraint, ...]
    means: Mapping[str, Term]
    level: Level | None
    warnings: tuple[str, ...]


def invariance(groups: Mapping[str, ItemSpread]) -> Invariance:
    """Fit the three models to the means and covariances of the groups, the first being the reference.

    Raises `CannotEstimate` for one group, fewer than three items, or a group with fewer persons than items (named).
    """
    spreads = _checked(groups)
    k, g = len(spreads[0].items), len(spreads)
    maxima: dict[Level, Maximum] = {
        "configural": maximise(
            spreads, FactorLayout.of(g, k, same_loadings=False, same_intercepts=False)
        ),
        "metric": maximise(
            spreads, FactorLayout.of(g, k, same_loadings=True, same_intercepts=False)
        ),
        "scalar": maximise(
            spreads, FactorLayout.of(g, k, same_loadings=True, same_intercepts=True)
        ),
    }
    fits = {
        level: fit_indexes(spreads, maximum, with_means=True) for level, maximum in maxima.items()
    }
    constraints = (
        _first(fits["configural"]),
        _next("metric", fits["configural"], fits["metric"]),
        _next("scalar", fits["metric"], fits["scalar"]),
    )
    said = [
        sentence
        for maximum in maxima.values()
        for sentence in improper([s.items for s in spreads], maximum, tuple(groups))
    ]
    return Invariance(
        n={name: spread.n for name, spread in groups.items()},
        constraints=constraints,
        means=_means(tuple(groups), maxima["scalar"]),
        level=_strictest(constraints),
        warnings=tuple(dict.fromkeys(said)),
    )


def _checked(groups: Mapping[str, ItemSpread]) -> list[ItemSpread]:
    if len(groups) < 2:
        raise CannotEstimate(
            f"There is one group, {', '.join(groups) or 'or none'}: invariance is between groups."
        )
    first = next(iter(groups.values()))
    for name, spread in groups.items():
        if spread.items != first.items:
            raise CannotEstimate(f"The group {name!r} was not asked the same items as the first.")
        if spread.n <= len(spread.items):
            raise CannotEstimate(
                f"{spread.n} persons of {name!r} answered all {len(spread.items)} items: a factor needs more "
                "persons than items in each group."
            )
    return list(groups.values())


def _first(fit: FitIndexes) -> Constraint:
    return Constraint(
        level="configural",
        fit=fit,
        chi2_difference=None,
        df_difference=None,
        p_difference=None,
        cfi_change=None,
        rmsea_change=None,
        holds=fit.cfi is None or fit.cfi >= CFI_ENOUGH,
    )


def _next(level: Level, before: FitIndexes, fit: FitIndexes) -> Constraint:
    """A just-identified model before it has a CFI of 1 and a RMSEA of 0, by definition."""
    chi2, df = max(0.0, fit.chi2 - before.chi2), fit.df - before.df
    cfi = None if fit.cfi is None else fit.cfi - (1.0 if before.cfi is None else before.cfi)
    p = float(chdtrc(df, chi2))
    return Constraint(
        level=level,
        fit=fit,
        chi2_difference=chi2,
        df_difference=df,
        p_difference=p,
        cfi_change=cfi,
        rmsea_change=None if fit.rmsea is None else fit.rmsea - (before.rmsea or 0.0),
        holds=p >= SIGNIFICANT or (cfi is not None and cfi >= -CFI_FALL),
    )


def _strictest(constraints: tuple[Constraint, ...]) -> Level | None:
    reached: Level | None = None
    for constraint in constraints:
        if not constraint.holds:
            break
        reached = constraint.level
    return reached


def _means(names: tuple[str, ...], scalar: Maximum) -> dict[str, Term]:
    errors = np.sqrt(np.diag(scalar.covariance))
    places = scalar.layout.means[1:]
    return {
        name: Term.of(scalar.estimates[place], errors[place], np.inf)
        for name, place in zip(names[1:], places, strict=True)
    }
