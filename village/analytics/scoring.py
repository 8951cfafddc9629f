"""Scores of many answer sheets at once: the same numbers as `village.core.scoring`, a column at a time.

Sums of keyed answers are whole numbers, so they are exact; the one division of a mean is rounded once, as the exact
fraction would be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from village.core.errors import InvalidAnswers
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item, SafetyRule, Scale
from village.statistics.arrays import Array, IntArray

Keyed = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]
MISSING = np.int16(np.iinfo(np.int16).min)  # no answer


@dataclass(frozen=True, slots=True, eq=False)
class ScoredSheets:
    """What n sheets say: for each scale (n,) scores, NaN where too much is missing; the gaps; the safety rules.

    A rule that is `not_assessed` on a sheet lacks the answer it watches: that is not a no.
    """

    scores: Mapping[str, Array]
    missing: IntArray
    alerts: Mapping[str, Flags]
    not_assessed: Mapping[str, Flags]


def score_sheets(instrument: Instrument, sheets: Keyed) -> ScoredSheets:
    """Score every scale of (n, items) keyed answers, columns in the order of the items, `MISSING` for a gap.

    Raises `InvalidAnswers` naming the first sheet (from 1) and item whose answer the instrument does not allow.
    """
    if sheets.shape[1] != len(instrument.items):
        raise InvalidAnswers(
            f"{instrument.name} has {len(instrument.items)} items, and the sheets have {sheets.shape[1]} columns."
        )
    columns = {item.key: sheets[:, place] for place, item in enumerate(instrument.items)}
    for item in instrument.items:
        _check(instrument, item, columns[item.key])
    scores = {scale.key: _score(scale, columns) for scale in instrument.scales}
    alerts, not_assessed = {}, {}
    for rule in instrument.safety:
        alerts[rule.key], not_assessed[rule.key] = _watch(rule, columns, scores)
    missing = (sheets == MISSING).sum(axis=1, dtype=np.int64)
    return ScoredSheets(scores, missing, alerts, not_assessed)


def _check(instrument: Instrument, item: Item, column: Keyed) -> None:
    possible = (column == MISSING) | ((column >= item.lowest) & (column <= item.highest))
    if item.not_applicable is not None:
        possible |= column == NOT_APPLICABLE
    if item.may_decline:
        possible |= column == DECLINED
    if not possible.all():
        sheet = int(np.argmin(possible))
        raise InvalidAnswers(
            f"Sheet {sheet + 1}, item {item.key}: {int(column[sheet])} is no answer of {instrument.name}, "
            f"which goes from {item.lowest} to {item.highest}."
        )


def _score(scale: Scale, columns: Mapping[str, Keyed]) -> Array:
    n = len(next(iter(columns.values())))
    total, given = np.zeros(n, np.int64), np.zeros(n, np.int64)
    positive = np.zeros(n, bool)
    for item in scale.items:
        column = columns[item.key]
        here = column != MISSING
        counted = _counted(item, column, is_reversed=item.key in scale.reversed)
        np.add(total, counted, out=total, where=here)
        positive |= here & (counted > item.lowest)
        given += here
    missing = len(scale.items) - given
    if scale.method == "any":
        return np.where(positive, 1.0, np.where(missing > 0, np.nan, 0.0))
    enough = missing <= scale.max_missing
    if scale.conversion:
        return _converted(scale, total, enough)
    weight = scale.multiply * (1 if scale.method == "mean" else len(scale.items))
    scores = np.full(n, np.nan)
    np.divide(total * weight, given, out=scores, where=enough)
    return scores


def _counted(item: Item, column: Keyed, *, is_reversed: bool) -> Keyed:
    if item.not_applicable is not None:
        column = np.where(column == NOT_APPLICABLE, np.int16(item.not_applicable), column)
    return np.int16(item.lowest + item.highest) - column if is_reversed else column


def _converted(scale: Scale, total: IntArray, enough: Flags) -> Array:
    lowest = min(scale.conversion)
    table = np.array([float(scale.conversion[key]) for key in sorted(scale.conversion)])
    return np.where(enough, table[np.where(enough, total - lowest, 0)], np.nan)


def _watch(
    rule: SafetyRule, columns: Mapping[str, Keyed], scores: Mapping[str, Array]
) -> tuple[Flags, Flags]:
    watched: npt.NDArray[Any]
    if rule.item is not None:
        watched = columns[rule.item]
        unknown = watched == MISSING
    else:
        watched = scores[rule.scale or "total"]
        unknown = np.isnan(watched)
    fires = ~unknown
    if rule.at_least is not None:
        fires &= watched >= rule.at_least
    if rule.at_most is not None:
        fires &= watched <= rule.at_most
    return fires, unknown
