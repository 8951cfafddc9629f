"""A number computed from the columns of one row: `over`, `log(income)`, `y_m12 - y_m0`.

Python's own parser reads it, an allow-list of operations lets it through. Where a result is not defined (the logarithm
of 0, a division by 0) it is missing, on every engine alike: the row is left out and counted.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass

import ibis
from ibis.expr.types import NumericValue, Table, Value

from village.statistics.formulas.errors import InvalidFormula

FUNCTIONS: dict[str, Callable[[NumericValue], Value]] = {
    "log": lambda x: ibis.ifelse(x > 0, x.ln(), ibis.null("float64")),
    "sqrt": lambda x: ibis.ifelse(x >= 0, x.sqrt(), ibis.null("float64")),
    "exp": lambda x: ibis.ifelse(
        x < 709, x.exp(), ibis.null("float64")
    ),  # beyond, no double holds it
    "abs": lambda x: x.abs(),
}

_OPERATIONS: dict[type[ast.operator], tuple[str, Callable[[NumericValue, NumericValue], Value]]] = {
    ast.Add: (" + ", lambda a, b: a + b),
    ast.Sub: (" - ", lambda a, b: a - b),
    ast.Mult: (" * ", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: ibis.ifelse(b != 0, a / b, ibis.null("float64"))),
}
_HIGHEST_POWER = 9
_SUM, _PRODUCT, _SIGN, _POWER, _ALONE = range(5)  # how tightly each binds


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What was written, read: `name` is how R prints it, `columns` what it needs."""

    name: str
    columns: tuple[str, ...]
    tree: ast.expr

    def on(self, table: Table) -> Value:
        """The expression, as a double, on a table that has the columns."""
        return _value(self.tree, table)


def read_arithmetic(text: str) -> Arithmetic:
    """Read a text such as `log(y)` or `(a + b)/2`; raises `InvalidFormula` for anything but arithmetic on columns."""
    return of_tree(tree_of(text))


def of_tree(tree: ast.expr) -> Arithmetic:
    """The same from a tree of Python's."""
    return Arithmetic(_name(tree), tuple(dict.fromkeys(_columns(tree))), tree)


def tree_of(text: str) -> ast.expr:
    """Python's reading of an expression, in which `^` is a power as it is in R."""
    try:
        return ast.parse(text.replace("^", "**").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise InvalidFormula(f"'{text.strip()}' cannot be read as a term of a formula.") from None


def column_name(tree: ast.expr) -> str | None:
    """The column that a tree names, dots included (`Solar.R`); None when it is not a name."""
    match tree:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=last):
            before = column_name(inner)
            return None if before is None else f"{before}.{last}"
    return None


def number(tree: ast.expr) -> float | None:
    """The number that a tree is, sign included; None when it is not one."""
    match tree:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            positive = number(inner)
            return None if positive is None else -positive
    return None


def _value(tree: ast.expr, table: Table) -> Value:
    if (constant := number(tree)) is not None:
        return ibis.literal(constant)
    if (column := column_name(tree)) is not None:
        return table[column].cast("float64")
    match tree:
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, table)
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return power(_value(base, table), _whole(exponent))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)][1](_value(left, table), _value(right, table))
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in FUNCTIONS:
            return FUNCTIONS[name](_value(inner, table))
    raise _refusal(tree)


def power(base: Value, exponent: int) -> Value:
    """A whole power, by multiplications: every engine multiplies alike, and `pow` does not round alike."""
    result = base
    for _ in range(exponent - 1):
        result = result * base
    return result


def _name(tree: ast.expr) -> str:
    if (column := column_name(tree)) is not None:
        return column
    match tree:
        case ast.Constant() if number(tree) is not None:
            return f"{number(tree):.15g}"
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return f"-{_inside(inner, _SIGN)}"
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return f"{_inside(base, _ALONE)}^{_whole(exponent)}"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            mine = _binding(tree)
            after = mine + 1 if isinstance(op, ast.Sub | ast.Div) else mine
            return f"{_inside(left, mine)}{_OPERATIONS[type(op)][0]}{_inside(right, after)}"
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in FUNCTIONS:
            return f"{name}({_name(inner)})"
    raise _refusal(tree)


def _inside(tree: ast.expr, least: int) -> str:
    """A part of an expression, in parentheses when it binds less than its place needs."""
    return _name(tree) if _binding(tree) >= least else f"({_name(tree)})"


def _binding(tree: ast.expr) -> int:
    match tree:
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return _SUM
        case ast.BinOp(op=ast.Mult() | ast.Div()):
            return _PRODUCT
        case ast.UnaryOp():
            return _SIGN
        case ast.BinOp(op=ast.Pow()):
            return _POWER
    return _ALONE


def _columns(tree: ast.expr) -> list[str]:
    if (column := column_name(tree)) is not None:
        return [column]
    # The name of a function, `log`, is not a column.
    children = tree.args if isinstance(tree, ast.Call) else ast.iter_child_nodes(tree)
    inner = [child for child in children if isinstance(child, ast.expr)]
    return [name for child in inner for name in _columns(child)]


def _whole(tree: ast.expr) -> int:
    value = number(tree)
    if value is None or not value.is_integer() or not 1 <= value <= _HIGHEST_POWER:
        raise InvalidFormula(
            f"In a formula, a power is a whole number from 1 to {_HIGHEST_POWER}, not '{ast.unparse(tree)}'."
        )
    return int(value)


def _refusal(tree: ast.expr) -> InvalidFormula:
    known = ", ".join(FUNCTIONS)
    return InvalidFormula(
        f"'{ast.unparse(tree)}' is not arithmetic on columns: a formula knows + - * / and powers inside I(), "
        f"{known}, factor() and ns()."
    )
