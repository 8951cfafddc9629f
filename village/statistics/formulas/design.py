"""A formula on a table: one expression per column of the design, with R's treatment contrasts, order and names.

A factor is coded by its contrasts with its first level where the term without it is in the model, and by one indicator
per level otherwise (the rule of R's terms.formula), so that the columns are independent whatever the order of writing.
In an interaction the first part varies fastest.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

import ibis
import ibis.expr.datatypes as dt
from ibis.expr.types import Table, Value

from village.statistics.formulas.errors import InvalidFormula, check_columns
from village.statistics.formulas.parsing import (
    Computed,
    Curve,
    Factor,
    Formula,
    Part,
    Product,
    Variable,
)

Level = str | int | float | bool | datetime.date | datetime.time
Levels = Mapping[str, Sequence[Level]]

INTERCEPT = "(Intercept)"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a design: the name R gives it, and its value on a row, a double.

    `factors` are what it is the product of: each part of its term, and the column that stands for it.
    """

    name: str
    value: Value
    factors: tuple[tuple[Part, "Column"], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CompiledDesign:
    """The columns of a formula on one table.

    `columns` are those of the fixed effects without the constant; `levels` are those of each factor, the first being the
    one that the others are compared with.
    """

    outcome: Column
    columns: tuple[Column, ...]
    intercept: bool
    levels: Mapping[str, tuple[Level, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The fixed effects, in order."""
        return (
            *((INTERCEPT,) if self.intercept else ()),
            *(column.name for column in self.columns),
        )


def factors_of(formula: Formula, table: Table) -> tuple[str, ...]:
    """The columns whose levels must be known: words, true and false, and what factor() names."""
    check_columns(formula.variables, table.columns)
    parts = (part for term in formula.terms for part in term)
    return tuple(dict.fromkeys(part.columns[0] for part in parts if _is_factor(part, table)))


def numbers_of(formula: Formula, table: Table) -> tuple[Column, ...]:
    """What must be a finite number on a row for the row to be used, the outcome first.

    Raises `InvalidFormula` when one of them is not a number in this file.
    """
    check_columns(formula.variables, table.columns)
    _check_numbers(formula.outcome.columns, table, "the outcome")
    found = {formula.outcome.name: formula.outcome.on(table)}
    for part in (part for term in formula.terms for part in term if not _is_factor(part, table)):
        _check_numbers(part.columns, table, f"'{part.name}'")
        match part:
            case Computed(name, arithmetic):
                found[name] = arithmetic.on(table)
            case Curve(_, arithmetic):
                found[arithmetic.name] = arithmetic.on(table)
            case _:
                found[part.name] = table[part.name].cast("float64")
    return tuple(Column(name, value) for name, value in found.items())


def compile_design(formula: Formula, table: Table, levels: Levels) -> CompiledDesign:
    """The design of a formula on a table, given the levels of each of `factors_of`, in order.

    Raises `InvalidFormula` for an unknown column, a column of the wrong kind, a factor with fewer than two levels.
    """
    factors = factors_of(formula, table)
    for name in factors:
        if len(levels[name]) < 2:
            only = f", '{label(levels[name][0])}'" if levels[name] else ""
            raise InvalidFormula(
                f"'{name}' has a single value on the rows used{only}: it has no effect to estimate."
            )
    columns = tuple(
        column
        for term in formula.terms
        for column in _term_columns(term, formula, table, {**levels})
    )
    if not columns and not formula.intercept:
        raise InvalidFormula("The formula has neither a term nor an intercept.")
    outcome, *_ = numbers_of(formula, table)
    return CompiledDesign(
        outcome, columns, formula.intercept, {name: tuple(levels[name]) for name in factors}
    )


def label(level: Level) -> str:
    """A level as R writes it in the name of a coefficient; a date or a time as ISO 8601 does."""
    if isinstance(level, datetime.date | datetime.time):  # a moment is a date
        return level.isoformat()
    if isinstance(level, bool):
        return "TRUE" if level else "FALSE"
    return level if isinstance(level, str) else f"{level:.15g}"


def _is_factor(part: Part, table: Table) -> bool:
    if isinstance(part, Factor):
        return True
    if not isinstance(part, Variable):
        return False
    kind = table[part.name].type()
    return isinstance(kind, dt.String | dt.Boolean)


def _check_numbers(columns: Sequence[str], table: Table, what: str) -> None:
    for name in columns:
        kind = table[name].type()
        if isinstance(kind, dt.Numeric):  # booleans count 0 and 1
            continue
        if isinstance(kind, dt.String):
            raise InvalidFormula(
                f"The column '{name}' holds words, and {what} must be a number (a single word, or 12,5 for 12.5, makes "
                "a column of words)."
            )
        if isinstance(kind, dt.Date | dt.Timestamp | dt.Time):
            raise InvalidFormula(
                f"The column '{name}' holds dates or times, and {what} must be a number: write factor({name}) for one "
                "effect per date, or add a column that counts days."
            )
        raise InvalidFormula(f"The column '{name}' holds {kind}, and {what} must be a number.")


def _term_columns(term: Product, formula: Formula, table: Table, levels: Levels) -> list[Column]:
    coded = [
        _part_columns(
            part,
            table,
            levels,
            is_contrast=_is_factor(part, table) and _is_contrast(part, term, formula, table),
        )
        for part in term
    ]
    # The first part varies fastest: the last is the slowest wheel of the product.
    return [
        Column(
            ":".join(column.name for column in reversed(wheel)),
            reduce(lambda a, b: a * b, (column.value for column in reversed(wheel))),
            tuple(zip(term, reversed(wheel), strict=True)),
        )
        for wheel in product(*reversed(coded))
    ]


def _is_contrast(part: Part, term: Product, formula: Formula, table: Table) -> bool:
    rest = {other.name for other in term} - {part.name}
    if rest:
        return any({other.name for other in one} == rest for one in formula.terms)
    if formula.intercept:
        return True
    # Without an intercept, the first factor has all its levels, and the next their contrasts.
    alone = (one[0] for one in formula.terms if len(one) == 1)
    return part != next(one for one in alone if _is_factor(one, table))


def _part_columns(part: Part, table: Table, levels: Levels, *, is_contrast: bool) -> list[Column]:
    if _is_factor(part, table):
        source = table[part.columns[0]]
        coded = levels[part.columns[0]][1 if is_contrast else 0 :]
        return [
            Column(part.name + label(level), ibis.ifelse(source == level, 1.0, 0.0).cast("float64"))
            for level in coded
        ]
    match part:
        case Curve(name, arithmetic, spline):
            values = spline.columns(arithmetic.on(table))
            return [Column(f"{name}{place}", value) for place, value in enumerate(values, 1)]
        case Computed(name, arithmetic):
            return [Column(name, arithmetic.on(table))]
    return [Column(part.name, table[part.name].cast("float64"))]
