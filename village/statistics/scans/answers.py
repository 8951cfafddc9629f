"""Answers oriented the way of their scale, a person a row: those of a file with a column per item.

An item that the scale reverses is turned round in its own range. Whoever answered nothing is nobody; whoever answered an
item twice at one wave (in two groups) is marked, since neither answer is the right one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.datatypes as dt
import numpy as np
from ibis import _
from ibis.expr.types import Table, Value

from village.statistics.engine import Rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.scans.rows import LARGEST

FINITE = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True)
class OrientedAnswers:
    """A row per person (and wave): the columns of `by`, then x0, x1… the oriented answers to `items`, NULL if missing.

    `centre` is any number near the answers to each item; `twice` is whether an item was answered twice.
    """

    table: Table
    items: tuple[str, ...]
    by: tuple[str, ...]
    centre: tuple[float, ...]

    def at(self, wave: str) -> "OrientedAnswers":
        """Those of one wave, where everybody is there once."""
        return replace(self, table=self.table.filter(_.wave == wave))

    @property
    def columns(self) -> list[str]:
        """The names of the answers in `table`."""
        return [f"x{place}" for place in range(len(self.items))]


def file_answers(
    rows: Rows,
    items: Sequence[str],
    *,
    reversed_items: Sequence[str] = (),
    lowest: float | None = None,
    highest: float | None = None,
    by: Sequence[str] = (),
) -> OrientedAnswers:
    """The columns of a file that are items, a person a row; `lowest` and `highest` are needed to turn one round.

    An answer that is not a finite number is missing. Raises `CannotEstimate` naming the column that is unknown, is not
    of numbers, has no answer, has one outside the range that was declared, or is named twice.
    """
    table = rows.table
    if len(set(items)) < len(items) or not items:
        raise CannotEstimate(f"{rows.path}: a scale is made of items, each named once.")
    if strangers := [name for name in reversed_items if name not in items]:
        raise CannotEstimate(f"{rows.path}: {strangers[0]!r} is not among the items to turn round.")
    for name in dict.fromkeys([*items, *by]):
        if name not in table.columns:
            raise CannotEstimate(f"{rows.path}: there is no column {name!r}.")
    for name in items:
        if not isinstance(table[name].type(), dt.Numeric):
            raise CannotEstimate(f"{rows.path}: the column {name!r} is not of numbers.")
    if reversed_items and (lowest is None or highest is None):
        raise CannotEstimate(
            f"To turn the item {reversed_items[0]!r} round, the lowest and highest answers are needed."
        )
    raw = {name: _finite(table[name]) for name in items}
    means = _means(rows, raw, lowest, highest)
    turn = (lowest or 0.0) + (highest or 0.0)
    oriented = {name: turn - raw[name] if name in reversed_items else raw[name] for name in items}
    centre = tuple(turn - mean if name in reversed_items else mean for name, mean in means.items())
    laid_out = table.select(
        **{name: table[name].cast("string") for name in by},
        twice=ibis.literal(False),
        **{f"x{place}": oriented[name] for place, name in enumerate(items)},
    )
    return OrientedAnswers(laid_out, tuple(items), tuple(by), centre)


def _finite(value: Value) -> Value:
    """NULL for NaN and infinities. Both engines order NaN above every number."""
    value = value.cast("float64")
    return ibis.ifelse((value <= FINITE) & (value >= -FINITE), value, ibis.null("float64"))


def _means(
    rows: Rows, raw: Mapping[str, Value], lowest: float | None, highest: float | None
) -> dict[str, float]:
    seen = rows.collect(
        rows.table.agg(
            **{f"mean_{i}": value.mean() for i, value in enumerate(raw.values())},
            **{f"low_{i}": value.min() for i, value in enumerate(raw.values())},
            **{f"high_{i}": value.max() for i, value in enumerate(raw.values())},
        )
    ).to_pylist()[0]
    for i, name in enumerate(raw):
        low, high = seen[f"low_{i}"], seen[f"high_{i}"]
        if low is None:
            raise CannotEstimate(f"{rows.path}: the column {name!r} holds no answer.")
        if max(-low, high) > LARGEST:
            raise CannotEstimate(
                f"{rows.path}: the column {name!r} holds {max(-low, high):g}: numbers so large cannot be squared."
            )
        if (lowest is not None and low < lowest) or (highest is not None and high > highest):
            raise CannotEstimate(
                f"{rows.path}: the column {name!r} goes from {low:g} to {high:g}, beyond the range of the answers."
            )
    return {
        name: _near(seen[f"mean_{i}"], seen[f"high_{i}"] - seen[f"low_{i}"])
        for i, name in enumerate(raw)
    }


def _near(mean: float, span: float) -> float:
    """A centre near the mean, at a whole number of sixteenths of the range: it does not depend on the order of rows."""
    step = float(np.exp2(np.floor(np.log2(span)))) / 16 if span > 0 else 0.0
    return round(mean / step) * step if step else mean
