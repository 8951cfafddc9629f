"""Differential item functioning: at the same total score, does one group answer an item otherwise than another?

For each item an ordinal logistic regression of the answer on the total score, then with the group, then with group ×
score (Swaminathan & Rogers 1990, J. Educ. Meas. 27:361; Zumbo 1999): the second step is uniform DIF (the item is harder
for one group), the third non-uniform (it also separates persons less well). The p-values of one scale are one family
(Benjamini–Hochberg); with thousands of answers everything is significant, so an item is called only with an effect:
the gain in Nagelkerke's R², read as Jodoin & Gierl (2001, Appl. Meas. Educ. 14:329) — below 0.035 negligible, from
0.070 large. The total includes the item: left out, two groups that truly differ would show DIF everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc, expit

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.multiplicity import adjust
from village.statistics.moments.items import AnswerCounts

Size = Literal["negligible", "moderate", "large"]

MODERATE, LARGE = 0.035, 0.070
STEPS = 100
PRECISION = 1e-16  # of the square of the last step in standard errors, per person
TOLERANCE = 1e-8
BEYOND = (
    15.0  # a log odds ratio, per standard deviation of the score, that no answers of ours can show
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Functioning:
    """One item: does it work alike in all groups?

    `uniform` and `non_uniform` are likelihood-ratio χ² with (groups − 1) degrees of freedom, `p` and `adjusted` the
    test of both together; `shifts` the log odds of a higher answer beside the first group, at the same score (uniform
    model); `r2_gain` the effect and `size` its name; `flagged` when it is both significant and not negligible.
    """

    item: str
    n: int
    uniform: float
    non_uniform: float
    df: int
    p: float
    adjusted: float
    shifts: dict[str, Term]
    r2_gain: float
    size: Size
    flagged: bool


def item_functioning(
    items: Sequence[AnswerCounts], *, level: float = 0.05
) -> dict[str, Functioning]:
    """DIF of each item of one scale; the first group is the reference.

    Raises `CannotEstimate` naming the item that everybody answered alike, or whose answers a score decides entirely.
    """
    fits = {counts.item: _steps(counts) for counts in items}
    df = {counts.item: len(counts.groups) - 1 for counts in items}
    p = {
        item: float(chdtrc(2 * df[item], max(0.0, fit[0].deviance - fit[2].deviance)))
        for item, fit in fits.items()
    }
    adjusted = dict(zip(p, adjust(list(p.values())), strict=True))
    return {
        counts.item: _judge(
            counts, fits[counts.item], p[counts.item], float(adjusted[counts.item]), level
        )
        for counts in items
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Ordinal:
    """A proportional odds model: −2 log likelihood, its slopes after the thresholds, and their covariance."""

    deviance: float
    slopes: Array
    covariance: Array


def _steps(counts: AnswerCounts) -> tuple[_Ordinal, _Ordinal, _Ordinal]:
    """answer ~ score; + group; + group × score."""
    if len(counts.groups) < 2:
        raise CannotEstimate(
            f"The item {counts.item!r} was answered by one group: DIF is between groups."
        )
    table = counts.counts.reshape(-1, len(counts.answers)).astype(float)
    used = table.sum(0) > 0
    if used.sum() < 2:
        raise CannotEstimate(f"Everybody gave the same answer to the item {counts.item!r}.")
    scores = np.tile(counts.scores, len(counts.groups))
    groups = np.repeat(np.eye(len(counts.groups))[:, 1:], len(counts.scores), axis=0)
    seen = table.sum(1) > 0
    table, scores, groups = table[np.ix_(seen, used)], scores[seen], groups[seen]
    weights = table.sum(1)
    mean = float(weights @ scores / weights.sum())
    sd = float(np.sqrt(weights @ (scores - mean) ** 2 / weights.sum()))
    if not sd:
        raise CannotEstimate(f"Everybody who answered the item {counts.item!r} has the same total.")
    score = ((scores - mean) / sd)[:, None]
    designs = (score, np.hstack([score, groups]), np.hstack([score, groups, groups * score]))
    first, second, third = (_proportional_odds(table, design, counts.item) for design in designs)
    return first, second, third


def _proportional_odds(table: Array, design: Array, item: str) -> _Ordinal:
    """logit P(Y ≤ j) = θ_j − xβ by Fisher scoring (McCullagh 1980, J. R. Stat. Soc. B 42:109).

    `table` (C, A) counts the answers in each of C cells; `design` (C, q).
    """
    n, q = float(table.sum()), design.shape[1]
    below = np.cumsum(table.sum(0))[:-1] / n
    x = np.concatenate([np.log(below / (1 - below)), np.zeros(q)])
    now = _evaluate(table, design, x)
    for _ in range(STEPS):
        step = np.linalg.lstsq(now[2], now[1], rcond=None)[0]
        if float(now[1] @ step) <= PRECISION * n:
            break
        tries = (x + step / 2**halvings for halvings in range(30))
        better = (
            (there, point)
            for there in tries
            if (point := _evaluate(table, design, there))[0] < now[0]
        )
        if (moved := next(better, None)) is None:
            break
        x, now = moved
    if (
        float(now[1] @ np.linalg.lstsq(now[2], now[1], rcond=None)[0]) > TOLERANCE * n
        or np.abs(x[-q:]).max() > BEYOND
    ):
        raise CannotEstimate(
            f"The total decides the answers to the item {item!r}: no odds can be estimated."
        )
    covariance: Array = np.linalg.pinv(now[2], hermitian=True).astype(float)
    return _Ordinal(now[0], x[-q:], covariance[-q:, -q:])


def _evaluate(table: Array, design: Array, x: Array) -> tuple[float, Array, Array]:
    """Deviance, score (gradient of the log likelihood) and expected information; the deviance is infinite outside."""
    cuts, q = table.shape[1] - 1, design.shape[1]
    cumulated = expit(x[:cuts] - (design @ x[cuts:])[:, None])  # (C, A − 1)
    edge = np.zeros((len(table), 1))
    probabilities = np.diff(np.hstack([edge, cumulated, edge + 1]))
    if (probabilities <= 0).any() or (np.diff(x[:cuts]) <= 0).any():
        return np.inf, x, np.eye(len(x))
    density = cumulated * (1 - cumulated)
    slopes = np.zeros((len(table), cuts + 1, cuts + q))  # ∂ probability of each answer
    each = np.arange(cuts)
    slopes[:, each, each] = density
    slopes[:, each + 1, each] -= density
    slopes[:, :, cuts:] = (
        -np.diff(np.hstack([edge, density, edge]))[:, :, None] * design[:, None, :]
    )
    deviance = -2 * float((table * np.log(probabilities)).sum())
    score = np.einsum("ca,cap->p", table / probabilities, slopes)
    weights = table.sum(1)[:, None] / probabilities
    return deviance, score, np.einsum("ca,cap,caq->pq", weights, slopes, slopes, optimize=True)


def _judge(
    counts: AnswerCounts,
    fits: tuple[_Ordinal, _Ordinal, _Ordinal],
    p: float,
    adjusted: float,
    level: float,
) -> Functioning:
    alone, shifted, crossed = fits
    n = int(counts.counts.sum())
    errors = np.sqrt(np.diag(shifted.covariance))
    gain = _nagelkerke(crossed, counts) - _nagelkerke(alone, counts)
    size: Size = "large" if gain >= LARGE else "moderate" if gain >= MODERATE else "negligible"
    return Functioning(
        item=counts.item,
        n=n,
        uniform=max(0.0, alone.deviance - shifted.deviance),
        non_uniform=max(0.0, shifted.deviance - crossed.deviance),
        df=len(counts.groups) - 1,
        p=p,
        adjusted=adjusted,
        shifts={
            group: Term.of(shifted.slopes[1 + i], errors[1 + i], np.inf)
            for i, group in enumerate(counts.groups[1:])
        },
        r2_gain=gain,
        size=size,
        flagged=adjusted <= level and size != "negligible",
    )


def _nagelkerke(fit: _Ordinal, counts: AnswerCounts) -> float:
    """(1 − exp((D − D₀)/n)) / (1 − exp(−D₀/n)), D₀ being the deviance of the marginal shares (Nagelkerke 1991)."""
    answers = counts.counts.sum((0, 1)).astype(float)
    answers, n = answers[answers > 0], answers.sum()
    none = -2 * float((answers * np.log(answers / n)).sum())
    return float(-np.expm1((fit.deviance - none) / n) / -np.expm1(-none / n))
