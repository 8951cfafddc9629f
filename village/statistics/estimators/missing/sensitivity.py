"""What if those who left fared otherwise than the model expects: by how much, and how much it would take.

Imputation and weights assume that parents who left resemble those who stayed, given what is known of them. Nothing
in the answers can check it. So the imputed scores are moved by δ, and the estimate made again (pattern-mixture, or
δ-adjusted imputation: Rubin 1977; Cro et al. 2020, Statistics in Medicine 39:2815); the tipping point is the δ at
which the conclusion no longer holds (Yan, Lee & Li 2009, J. Biopharm. Statistics 19:1085).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt

import numpy as np
from scipy.optimize import brentq

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.missing.imputation import Imputations, estimate_each
from village.statistics.estimators.missing.pooling import Pooled


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifted:
    """The estimate had the scores of those who left been `delta` higher than imputed."""

    delta: float
    term: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class TippingPoint:
    """The δ at which the interval reaches zero; None when none of the δ looked at is enough.

    `sure` is the sign of the estimate at δ = 0 when its interval leaves out zero, 0 otherwise (there is then nothing
    to tip, and `delta` is 0).
    """

    delta: float | None
    sure: int
    lowest: float
    highest: float
    sentence: str


Estimate = Callable[[Mapping[str, Array]], Term]


def delta_adjusted(
    imputations: Imputations,
    column: str,
    deltas: Sequence[float],
    estimate: Estimate,
    *,
    who: Array | None = None,
) -> tuple[Shifted, ...]:
    """The pooled estimate for each δ added to the imputed values of `column` (of rows where `who` is true, if given).

    Raises `CannotEstimate` when nothing of this column was imputed.
    """
    return tuple(
        Shifted(delta=delta, term=_shifted(imputations, column, delta, estimate, who).term)
        for delta in deltas
    )


def tipping_point(
    imputations: Imputations,
    column: str,
    estimate: Estimate,
    *,
    lowest: float,
    highest: float,
    who: Array | None = None,
) -> TippingPoint:
    """Look between `lowest` ≤ 0 and `highest` ≥ 0 for the δ nearest to 0 at which the interval reaches zero."""
    return find_tipping_point(
        lambda delta: _shifted(imputations, column, delta, estimate, who).term,
        lowest=lowest,
        highest=highest,
    )


def pattern_mixture(seen: Term, *, retained: int, enrolled: int, delta: float) -> Term:
    """The mean of all enrolled when those who left are δ from those who stayed, from the mean of these alone.

    m + (1 − π) δ, with π = retained / enrolled; variance se² + δ² π (1 − π) / enrolled (π is estimated).
    """
    if not 0 < retained <= enrolled:
        raise CannotEstimate(f"{retained} parents cannot have stayed out of {enrolled}.")
    stay = retained / enrolled
    se = hypot(seen.se, delta * sqrt(stay * (1 - stay) / enrolled))
    return Term.of(seen.estimate + (1 - stay) * delta, se, seen.df)


def find_tipping_point(
    shifted: Callable[[float], Term], *, lowest: float, highest: float
) -> TippingPoint:
    """The same for any estimate as a function of δ, such as `pattern_mixture`."""
    if not lowest <= 0 <= highest:
        raise CannotEstimate("The shifts looked at do not surround zero.")
    start = shifted(0.0)
    sure = int(start.low > 0) - int(start.high < 0)
    if not sure:
        return TippingPoint(
            delta=0.0,
            sure=0,
            lowest=lowest,
            highest=highest,
            sentence="The interval already holds zero.",
        )

    def margin(delta: float) -> float:
        term = shifted(delta)
        return term.low if sure > 0 else -term.high

    found = [_root(margin, end) for end in (lowest, highest) if end]
    nearest = min((delta for delta in found if delta is not None), key=abs, default=None)
    return TippingPoint(
        delta=nearest,
        sure=sure,
        lowest=lowest,
        highest=highest,
        sentence=_sentence(nearest, lowest, highest),
    )


def _root(margin: Callable[[float], float], end: float) -> float | None:
    """Where the margin reaches zero between 0 and `end`: the first of twenty steps, then exactly."""
    before = 0.0
    for step in np.linspace(0, end, 21)[1:]:
        if margin(float(step)) <= 0:
            return float(brentq(margin, before, float(step), xtol=1e-9))
        before = float(step)
    return None


def _sentence(delta: float | None, lowest: float, highest: float) -> str:
    if delta is None:
        return f"The conclusion holds for every shift from {lowest:g} to {highest:g}."
    way = "lower" if delta < 0 else "higher"
    return f"The conclusion holds unless those who left scored {abs(delta):.3g} {way} than expected of them."


def _shifted(
    imputations: Imputations, column: str, delta: float, estimate: Estimate, who: Array | None
) -> Pooled:
    if column not in imputations.missing:
        raise CannotEstimate(f"Nothing of {column!r} was imputed: there is nothing to shift.")
    moved = imputations.missing[column]
    if who is not None:
        moved = moved & (np.asarray(who) == 1)
    change = np.where(moved, delta, 0.0)
    tables = tuple({**table, column: table[column] + change} for table in imputations.tables)
    return estimate_each(replace(imputations, tables=tables), estimate)
