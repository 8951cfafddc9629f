"""Weights for who joined and for who answered: what would differ had joining been left to chance.

Hernán & Robins (2020), Causal Inference: What If, chapter 12. It rests on three things no weight can check: every
reason to join that also bears on the outcome is among the confounders; everybody could have joined or not; the
models are right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators import weights
from village.statistics.estimators.columns import joined
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import Errors, regress_rows
from village.statistics.estimators.logistic import logistic
from village.statistics.estimators.weights import WeightSummary

ASSUMES = "Observational: an effect only if every common cause of joining and of the outcome was measured and is in the model."


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedDifference:
    """Mean outcome of those treated minus that of those not, weighted and not; the errors take the weights as known."""

    difference: Term
    unweighted: Term
    weights: WeightSummary
    treated: int
    untreated: int
    unseen: int
    method: str
    warnings: tuple[str, ...]


def difference_by_weighting(
    outcome: Array,
    treated: Array,
    confounders: Mapping[str, Array],
    *,
    stabilised: bool = True,
    clusters: Sequence[Any] | Array | None = None,
    truncate: float = 0.0,
) -> WeightedDifference:
    """Difference of means had everyone been treated, and had no one.

    Parameters
    ----------
    outcome
        (n,), NaN where it was not seen: those seen are then weighted for the chance of being seen, too.
    treated
        (n,) of 0 and 1.
    confounders
        Columns (n,) that explain both treatment and outcome; they explain being seen as well.
    stabilised
        w = P(A) / P(A | L) rather than 1 / P(A | L); likewise P(seen | A) / P(seen | A, L).
    clusters
        Whose parents resemble one another: CR2 errors. Without, sandwich errors and the normal distribution, which
        is conservative since the weights are estimated.
    truncate
        Share of weights brought to the quantile at each end; 0 for none.

    Raises `CannotEstimate` for an empty arm, a column that separates the arms, or a parent without any chance.
    """
    seen = np.isfinite(outcome)
    joining = _chance(treated, confounders, stabilised=stabilised)
    rare = weights.count_rare(joining.own)
    w = joining.weights
    if not seen.all():
        staying = _staying(seen, treated, confounders, stabilised=stabilised)
        w, rare = w * staying.weights, weights.count_rare(joining.own, staying.own)
    w = weights.truncated(w[seen], share=truncate) if truncate else w[seen]
    errors: Errors = "CR0" if clusters is None else "CR2"
    where = None if clusters is None else np.asarray(clusters)[seen]
    arm = {"treated": treated[seen]}
    _check_arms(arm["treated"])
    weighted = regress_rows(arm, outcome[seen], weights=w, clusters=where, errors=errors)
    plain = regress_rows(arm, outcome[seen], clusters=where, errors=errors)
    summary = weights.summarise(w, rare=rare)
    return WeightedDifference(
        difference=weighted.contrast({"treated": 1}),
        unweighted=plain.contrast({"treated": 1}),
        weights=summary,
        treated=int((treated[seen] == 1).sum()),
        untreated=int((treated[seen] == 0).sum()),
        unseen=int((~seen).sum()),
        method=_method(stabilised, truncate, censored=not seen.all(), errors=errors),
        warnings=(ASSUMES, *summary.warnings),
    )


def _check_arms(treated: Array) -> None:
    for name, has in (("treated", 1), ("untreated", 0)):
        if not (treated == has).any():
            raise CannotEstimate(f"Nobody who was {name} has an outcome.")


@dataclass(frozen=True, slots=True)
class _Chance:
    """The probability of what happened to each parent, and the weight that undoes it."""

    own: Array
    weights: Array


def _chance(treated: Array, confounders: Mapping[str, Array], *, stabilised: bool) -> _Chance:
    model = logistic(confounders, treated, name="the treatment")
    own = np.where(treated == 1, model.probability, 1 - model.probability)
    marginal = np.where(treated == 1, treated.mean(), 1 - treated.mean()) if stabilised else 1.0
    return _Chance(own, marginal * weights.inverse_probability(own, of="of the treatment they had"))


def _staying(
    seen: Array, treated: Array, confounders: Mapping[str, Array], *, stabilised: bool
) -> _Chance:
    full = logistic(joined({"treated": treated}, confounders), seen, name="an outcome")
    alone = (
        logistic({"treated": treated}, seen, name="an outcome").probability if stabilised else 1.0
    )
    return _Chance(
        full.probability, alone * weights.inverse_probability(full.probability, of="of being seen")
    )


def _method(stabilised: bool, truncate: float, *, censored: bool, errors: Errors) -> str:
    parts = [
        f"{'stabilised' if stabilised else 'unstabilised'} inverse-probability weights",
        "for treatment and for being seen" if censored else "for treatment",
        f"truncated at {truncate:.0%} and {1 - truncate:.0%}" if truncate else "",
        "robust errors" if errors == "CR0" else "CR2 errors, Satterthwaite degrees of freedom",
    ]
    return ", ".join(part for part in parts if part)
