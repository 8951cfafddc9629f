"""Which rows of a file can be used for a formula, why the others cannot, and about which centre to sum them.

A row is used when its outcome, everything the formula needs and every key are there and finite. The others are
counted once each, by the first reason that holds. Nothing is corrected and nothing is dropped in silence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import ibis
import ibis.expr.datatypes as dt
import numpy as np
import pyarrow as pa
from ibis.expr.types import BooleanValue, Table, Value

from village.statistics.arrays import Array
from village.statistics.engine import Rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.formulas.design import (
    Column,
    CompiledDesign,
    Level,
    Levels,
    compile_design,
    factors_of,
    numbers_of,
)
from village.statistics.formulas.errors import InvalidFormula, check_columns
from village.statistics.formulas.parsing import Formula, Variable

# Sums of squares of larger numbers would leave what a double can hold: a unit was mistaken, or a code for "missing".
LARGEST = 1e100
MOST_LEVELS = 100


@dataclass(frozen=True, slots=True, eq=False)
class UsableRows:
    """The rows that a model is fitted to, ready to be summed.

    `table` has the keys under their aliases, and `names` (the columns of the design without the constant, the outcome
    last) as z0, z1, …: doubles, each less its place in `centre`. `count` is how many rows there are.
    """

    table: Table
    names: tuple[str, ...]
    design: CompiledDesign
    centre: Array
    count: int
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """The names in `table` of the columns to sum, the outcome last."""
        return [f"z{place}" for place in range(len(self.names))]


def usable_rows(
    rows: Rows,
    formula: Formula,
    keys: Mapping[str, str],
    *,
    levels: Levels | None = None,
    summed: Callable[[CompiledDesign], Sequence[Column]] | None = None,
) -> UsableRows:
    """Look once at the columns that a formula needs, and choose the rows.

    Parameters
    ----------
    keys
        alias → column: units, persons, waves that must be there, and are kept.
    levels
        The levels of factors; those found on usable rows, in order, when None. A row with another level is left out.
    summed
        What to sum of a design, the outcome apart; its columns when None.

    Raises
    ------
    InvalidFormula
        An unknown column, or one of the wrong kind.
    CannotEstimate
        No usable row, a covariate with a single value, a number too large to be squared.
    """
    table = rows.table
    check_columns([*formula.variables, *keys.values()], table.columns)
    try:
        reasons = _reasons(formula, table, keys, levels or {})
    except InvalidFormula:
        _refuse_empty(rows, formula.variables)  # of which a text file does not say the type
        raise
    used = ~reduce(lambda a, b: a | b, (is_so for _, is_so in reasons))
    found = _all_levels(rows, formula, used, levels or {})
    if not all(found.values()):
        raise _nothing_used(rows, _left_out(rows, table, reasons))
    design = compile_design(formula, table, found)
    columns = (*(summed(design) if summed else design.columns), design.outcome)
    laid_out = table.select(
        **{alias: table[name] for alias, name in keys.items()},
        **{f"z{place}": column.value for place, column in enumerate(columns)},
        used=used,
    )
    names = tuple(column.name for column in columns)
    everything = _ranges(rows, laid_out, names)
    left_out: Mapping[str, int] = {}
    if everything.used < everything.rows:
        left_out = _left_out(rows, table, reasons)
        laid_out = laid_out.filter(laid_out.used)
        everything = _ranges(rows, laid_out, names)
    if everything.used == 0:
        raise _nothing_used(rows, left_out)
    # Where levels are told, the file is one of several: what is constant here varies in another.
    _refuse_ranges(everything, names, constant=not design.intercept or levels is not None)
    centre = everything.centre()
    centred = laid_out.select(
        *keys,
        **{
            f"z{place}": laid_out[f"z{place}"] - float(middle)
            for place, middle in enumerate(centre)
        },
    )
    return UsableRows(centred, names, design, centre, everything.used, left_out)


Reason = tuple[str, BooleanValue]


def _reasons(
    formula: Formula, table: Table, keys: Mapping[str, str], levels: Levels
) -> list[Reason]:
    """Why a row cannot be used, the first that holds being told."""
    needed = dict.fromkeys([*formula.variables, *keys.values()])
    numbers = numbers_of(formula, table)
    plain = {name for name in needed if isinstance(table[name].type(), dt.Floating)}
    return [
        # NaN first: on Spark, Ibis takes it for a missing value too.
        *(
            (f"{name} {what}", is_so)
            for name in needed
            for what, is_so in (
                *((("is not a finite number", _is_wild(table[name])),) if name in plain else ()),
                ("is missing", table[name].isnull()),
            )
        ),
        *(
            (f"{number.name} is not defined", number.value.isnull() | _is_wild(number.value))
            for number in numbers
            if number.name not in needed
        ),
        *(
            (f"{name} has another value than those expected", table[name].notin(list(expected)))
            for name, expected in levels.items()
            if name in factors_of(formula, table)
        ),
    ]


def _is_wild(value: Value) -> BooleanValue:
    """NaN or an infinity, of which nothing is the difference with itself; Ibis's `isinf` is never true on Spark."""
    found: BooleanValue = (value - value) != 0
    return found


def _all_levels(
    rows: Rows, formula: Formula, used: BooleanValue, told: Levels
) -> dict[str, tuple[Level, ...]]:
    """The levels of each factor: those told, or those found on usable rows."""
    found = {
        name: tuple(told[name]) if name in told else _levels(rows, name, used)
        for name in factors_of(formula, rows.table)
    }
    as_it_is = {part.name for term in formula.terms for part in term if isinstance(part, Variable)}
    for name, levels in found.items():
        if name in as_it_is:
            _refuse_spoilt_numbers(name, levels)
        if len(levels) > MOST_LEVELS:
            raise CannotEstimate(
                f"'{name}' has more than {MOST_LEVELS} different values: it is rather a level of the groups, or a "
                "number, than a factor."
            )
    return found


def _levels(rows: Rows, name: str, used: BooleanValue) -> tuple[Level, ...]:
    # Not `distinct`, which Ibis puts together with the filter in another order on Spark.
    kept = rows.table.filter(used).select(level=rows.table[name])
    levels = kept.group_by("level").agg(rows=kept.count()).order_by("level")
    found = rows.collect(levels.limit(MOST_LEVELS + 1)).column("level")
    if pa.types.is_decimal(found.type):
        found = found.cast(pa.float64())
    return tuple(found.to_pylist())


_NUMBER = re.compile(r"\s*[-+]?(\d+[.,]?\d*|[.,]\d+)([eE][-+]?\d+)?\s*")


def _refuse_spoilt_numbers(name: str, levels: Sequence[Level]) -> None:
    """One word in a column of numbers makes words of all: it is not a factor, unless the formula says so."""
    words = [one for one in levels if isinstance(one, str)]
    numbers = [one for one in words if _NUMBER.fullmatch(one)]
    if 2 * len(numbers) > len(levels):
        others = [one for one in words if one not in numbers or "," in one]
        example = f", and words such as '{others[0]}'" if others else " written as words"
        raise InvalidFormula(
            f"'{name}' holds numbers{example}: correct the rows, or write factor({name})."
        )


def _refuse_empty(rows: Rows, names: Sequence[str]) -> None:
    """Refuse a file without rows, and a column without a value."""
    table = rows.table
    there = [name for name in names if name in table.columns]
    present = {f"n{place}": table[name].count() for place, name in enumerate(there)}
    row = rows.collect(table.agg(rows=table.count(), **present)).to_pylist()[0]
    if row["rows"] == 0:
        raise _nothing_used(rows, {})
    for place, name in enumerate(there):
        if row[f"n{place}"] == 0:
            raise CannotEstimate(f"{rows.path}: '{name}' is missing on every row.")


def _left_out(rows: Rows, table: Table, reasons: Sequence[Reason]) -> dict[str, int]:
    first = ibis.cases(
        *(
            (is_so.fill_null(False), ibis.literal(place))
            for place, (_, is_so) in enumerate(reasons)
        ),
        else_=ibis.literal(-1),
    )
    marked = table.select(reason=first)
    counted = marked.filter(marked.reason >= 0).group_by("reason").agg(rows=lambda t: t.count())
    found = rows.collect(counted.order_by("reason"))
    return {
        reasons[place][0]: count
        for place, count in zip(
            found.column("reason").to_pylist(), found.column("rows").to_pylist(), strict=True
        )
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Ranges:
    rows: int
    used: int
    low: Array
    high: Array
    mean: Array

    def centre(self) -> Array:
        """Near the mean, at a whole number of sixteenths of the range.

        Any centre gives the same model: a round one does not depend on the order in which a mean was summed, and
        leaves whole numbers and indicators exact.
        """
        span = self.high - self.low
        step = np.exp2(np.floor(np.log2(np.where(span > 0, span, 1)))) / 16
        return np.where(span > 0, np.round(self.mean / step) * step, self.low)


def _ranges(rows: Rows, laid_out: Table, names: Sequence[str]) -> _Ranges:
    columns = [f"z{place}" for place in range(len(names))]
    row = rows.collect(
        laid_out.agg(
            rows=laid_out.count(),
            used=laid_out.used.sum(),
            **{f"low_{name}": laid_out[name].min() for name in columns},
            **{f"high_{name}": laid_out[name].max() for name in columns},
            **{f"mean_{name}": laid_out[name].mean() for name in columns},
        )
    ).to_pylist()[0]

    def values(what: str) -> Array:
        return np.array([row[f"{what}_{name}"] for name in columns], dtype=np.float64)

    return _Ranges(row["rows"], row["used"] or 0, values("low"), values("high"), values("mean"))


def _refuse_ranges(ranges: _Ranges, names: Sequence[str], *, constant: bool) -> None:
    """Refuse what is too large, and what is constant unless a covariate may be."""
    for name, low, high in zip(names, ranges.low, ranges.high, strict=True):
        largest = low if -low > high else high
        if not abs(largest) < LARGEST:
            raise CannotEstimate(
                f"'{name}' holds {largest:.6g}: numbers so large cannot be squared and summed; use another unit, or "
                "leave the row empty if it stands for a missing value."
            )
        if low == high and (name == names[-1] or not constant):
            raise CannotEstimate(
                f"'{name}' is {low:.6g} on every row used: it has no effect to estimate."
                if name != names[-1]
                else f"The outcome '{name}' is {low:.6g} on every row used: there is nothing to explain."
            )


def _nothing_used(rows: Rows, left_out: Mapping[str, int]) -> CannotEstimate:
    if not left_out:
        return CannotEstimate(f"{rows.path}: this file has no row.")
    listed = ", ".join(f"{reason} ({count} rows)" for reason, count in left_out.items())
    return CannotEstimate(f"{rows.path}: no row can be used: {listed}.")
