"""From the text of a formula to what it says, before any table is seen."""

import ast
import re
from dataclasses import dataclass

from village.statistics.formulas.arithmetic import (
    Arithmetic,
    column_name,
    number,
    of_tree,
    read_arithmetic,
    tree_of,
)
from village.statistics.formulas.errors import InvalidFormula
from village.statistics.formulas.splines import NaturalSpline
from village.statistics.formulas.terms import WrittenFactor, read_terms


@dataclass(frozen=True, slots=True)
class Variable:
    """A column as it is: numbers when it holds numbers, a factor when it holds words or true and false."""

    name: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What it needs."""
        return (self.name,)


@dataclass(frozen=True, slots=True)
class Factor:
    """A column taken as categories whatever it holds: `factor(age)`, `C(age)`."""

    name: str
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What it needs."""
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Computed:
    """A number made of columns: `I(x^2)`, `log(x)`."""

    name: str
    arithmetic: Arithmetic

    @property
    def columns(self) -> tuple[str, ...]:
        """What it needs."""
        return self.arithmetic.columns


@dataclass(frozen=True, slots=True)
class Curve:
    """A natural cubic spline of a number: `ns(sessions, knots=[8, 12], boundary=[2, 20])`."""

    name: str
    arithmetic: Arithmetic
    spline: NaturalSpline

    @property
    def columns(self) -> tuple[str, ...]:
        """What it needs."""
        return self.arithmetic.columns


Part = Variable | Factor | Computed | Curve
Product = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RandomPart:
    """`(slopes|groups)` as written: `(1|house/group/parent)` has slopes "1"."""

    slopes: str
    groups: str


@dataclass(frozen=True, slots=True)
class Formula:
    """What a formula says: an outcome, products of parts (main effects first, as R orders them), random parts."""

    text: str
    outcome: Arithmetic
    terms: tuple[Product, ...]
    intercept: bool
    random: tuple[RandomPart, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Every column it needs, the outcome's first."""
        named = (name for term in self.terms for part in term for name in part.columns)
        return tuple(dict.fromkeys([*self.outcome.columns, *named]))


def parse_formula(text: str) -> Formula:
    """Read `outcome ~ terms`, with `+ - * : / ^ ( )`, `1`, `0`, I(), log(), factor(), ns() and `(1|a/b/c)`.

    Raises `InvalidFormula` when it cannot be read, or asks for what is not known here.
    """
    left, tilde, right = text.partition("~")
    if not tilde or "~" in right:
        raise InvalidFormula(
            f"A formula is written outcome ~ terms, such as y ~ t * single; this is '{text}'."
        )
    if not left.strip():
        raise InvalidFormula(f"The formula '{text}' has no outcome before ~.")
    outcome = _outcome(left.strip())
    if not outcome.columns:
        raise InvalidFormula(f"The outcome '{left.strip()}' is not a column.")
    right, random = _random_parts(right)
    products, intercept = _products(right.strip(), text)
    for name in (part.name for term in products for part in term):
        if name == outcome.name:
            raise InvalidFormula(f"'{name}' is the outcome: it cannot explain itself.")
    ordered = sorted(products, key=len)
    return Formula(text.strip(), outcome, tuple(ordered), intercept, random)


def _outcome(text: str) -> Arithmetic:
    quoted = _QUOTED.fullmatch(text)
    return of_tree(ast.Name(id=quoted[1])) if quoted else read_arithmetic(text)


_QUOTED = re.compile(r"`([^`]+)`")
_RANDOM = re.compile(r"\+?\s*\(([^()|]*)\|{1,2}([^()|]*)\)")


def _random_parts(text: str) -> tuple[str, tuple[RandomPart, ...]]:
    """Take `(1|house/group)` out of the terms."""
    found = tuple(
        RandomPart(slopes.strip(), groups.strip()) for slopes, groups in _RANDOM.findall(text)
    )
    rest = _RANDOM.sub("", text).strip() if found else text
    return rest.removeprefix("+") or "1", found


def _products(text: str, whole: str) -> tuple[list[Product], bool]:
    if not text.strip():
        raise InvalidFormula(
            f"The formula '{whole}' has no term after ~ (write 1 for a mean alone)."
        )
    if "|" in text:
        raise InvalidFormula(f"A bar in '{whole}' belongs in parentheses: (1|house/group/parent).")
    # R's name of an argument that Python cannot read.
    terms, intercept = read_terms(text.replace("Boundary.knots", "boundary"))
    parts = [[_part(factor) for factor in term] for term in terms]
    # In an interaction, R lays its parts in the order in which the formula first names them.
    places: dict[str, int] = {}
    for part in (part for term in parts for part in term):
        places.setdefault(part.name, len(places))
    return [tuple(sorted(term, key=lambda part: places[part.name])) for term in parts], intercept


def _part(written: WrittenFactor) -> Part:
    """What one factor of a term is."""
    if written.is_column:
        return Variable(written.text)
    match tree_of(written.text):
        case ast.Call(func=ast.Name(id="factor" | "C" as how), args=[inner], keywords=[]):
            if (column := column_name(inner)) is None:
                raise InvalidFormula(f"'{written.text}': {how}() takes the name of one column.")
            return Factor(f"{how}({column})", column)
        case ast.Call(func=ast.Name(id="I"), args=[inner], keywords=[]):
            computed = of_tree(inner)
            return Computed(f"I({computed.name})", computed)
        case ast.Call(func=ast.Name(id="ns"), args=args, keywords=keywords):
            return _curve(args, {word.arg: word.value for word in keywords}, written.text)
        case tree:
            computed = of_tree(tree)
            return Computed(computed.name, computed)


def _curve(args: list[ast.expr], named: dict[str | None, ast.expr], text: str) -> Curve:
    if len(args) != 1 or set(named) != {"knots", "boundary"}:
        raise InvalidFormula(
            f"'{text}': write ns(column, knots=[8, 12], boundary=[2, 20]); knots taken from the rows would differ "
            "from one file to the next."
        )
    knots, boundary = _numbers(named["knots"], text), _numbers(named["boundary"], text)
    if len(boundary) != 2:
        raise InvalidFormula(
            f"'{text}': the boundary of ns() is two numbers, the lowest and the highest."
        )
    of = of_tree(args[0])
    name = f"ns({of.name}, knots = {_vector(knots)}, Boundary.knots = {_vector(boundary)})"
    return Curve(name, of, NaturalSpline(knots, (boundary[0], boundary[1])))


def _vector(values: tuple[float, ...]) -> str:
    """As R prints it."""
    written = ", ".join(f"{value:.15g}" for value in values)
    return written if len(values) == 1 else f"c({written})"


def _numbers(tree: ast.expr, text: str) -> tuple[float, ...]:
    match tree:
        case ast.List(elts=written) | ast.Tuple(elts=written):
            pass
        case ast.Call(func=ast.Name(id="c"), args=written, keywords=[]):
            pass
        case _:
            written = [tree]
    values = [number(element) for element in written]
    if any(value is None for value in values):
        raise InvalidFormula(f"'{text}': the knots and the boundary of ns() are numbers.")
    return tuple(value for value in values if value is not None)
