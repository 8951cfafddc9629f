"""Who stayed and who left, and weights that let those who stayed stand for those who left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators import weights
from village.statistics.estimators.balance import standardised_difference
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import INTERCEPT, Errors, regress_rows
from village.statistics.estimators.logistic import LogisticFit, logistic
from village.statistics.estimators.weights import WeightSummary
from village.statistics.inference import wilson_interval

DIFFERENT = 0.1  # standardised difference (Austin 2009, Statistics in Medicine 28:3083)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayedOrLeft:
    """One thing known of parents at entry: its mean among those who stayed and who left, and their difference in SD."""

    name: str
    stayed: float | None
    left: float | None
    standardised: float | None
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attrition:
    """How many stayed (share with its Wilson interval), and how those who left differed at entry."""

    enrolled: int
    retained: int
    share: float
    low: float
    high: float
    at_entry: tuple[StayedOrLeft, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RetentionWeights:
    """The model of who stays, and the weight (n,) of each parent: 0 for those who left."""

    model: LogisticFit
    weights: Array
    summary: WeightSummary


def attrition_table(at_entry: Mapping[str, Array], retained: Array) -> Attrition:
    """Compare those who stayed (`retained` 1) with those who left (0), on columns (n,) known at entry; NaN is unknown.

    Standardised difference: (m₁ − m₀) / √((s₁² + s₀²) / 2). Raises `CannotEstimate` when nobody enrolled.
    """
    stayed = np.asarray(retained) == 1
    if not len(stayed):
        raise CannotEstimate("Nobody enrolled.")
    count = int(stayed.sum())
    low, high = wilson_interval(count, len(stayed))
    lines = tuple(_line(name, np.asarray(c, float), stayed) for name, c in at_entry.items())
    return Attrition(
        enrolled=len(stayed),
        retained=count,
        share=count / len(stayed),
        low=low,
        high=high,
        at_entry=lines,
        warnings=tuple(
            f"Those who left differed at entry on {name!r} ({-gap:+.2f} standard deviations)."
            for name, gap in ((line.name, line.standardised) for line in lines)
            if gap is not None and abs(gap) > DIFFERENT
        ),
    )


def retention_weights(
    at_entry: Mapping[str, Array],
    retained: Array,
    *,
    stabilised: bool = False,
    truncate: float = 0.0,
) -> RetentionWeights:
    """1 / P(stayed | known at entry) for those who stayed; times the share who stayed when `stabilised`.

    It makes up for leaving that what is known at entry explains, and for nothing else (missing at random given it).
    Raises `CannotEstimate` when all or none stayed, or when a column tells without error who did.
    """
    stayed = np.asarray(retained) == 1
    model = logistic(at_entry, stayed.astype(float), name="stayed")
    own = model.probability[stayed]
    w = weights.inverse_probability(own, of="of staying")
    if stabilised:
        w = w * stayed.mean()
    if truncate:
        w = weights.truncated(w, share=truncate)
    everyone = np.zeros(len(stayed))
    everyone[stayed] = w
    return RetentionWeights(
        model=model,
        weights=everyone,
        summary=weights.summarise(w, rare=weights.count_rare(own)),
    )


def weighted_mean(
    values: Array, weight: Array, *, clusters: Sequence[Any] | Array | None = None
) -> Term:
    """Σ w y / Σ w over weights above 0; CR2 errors by cluster, or sandwich errors (normal) without clusters.

    The weights are taken as known, which for estimated ones is conservative.
    """
    used = weight > 0
    where = None if clusters is None else np.asarray(clusters)[used]
    errors: Errors = "CR0" if clusters is None else "CR2"
    fitted = regress_rows({}, values[used], weights=weight[used], clusters=where, errors=errors)
    return fitted.contrast({INTERCEPT: 1})


def _line(name: str, column: Array, stayed: np.ndarray[Any, np.dtype[np.bool_]]) -> StayedOrLeft:
    known = ~np.isnan(column)
    here, gone = column[known & stayed], column[known & ~stayed]
    return StayedOrLeft(
        name=name,
        stayed=float(here.mean()) if len(here) else None,
        left=float(gone.mean()) if len(gone) else None,
        standardised=standardised_difference(here, gone),
        unknown=int((~known).sum()),
    )
