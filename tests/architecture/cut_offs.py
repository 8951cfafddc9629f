"""Find a cut-off written in code: a number to which a score is compared, or that is named as one.

A cut-off is a fact of one questionnaire, for one purpose, in one population: it stands in the folder of that
questionnaire, with its source. What is looked for here is not every number, but every way we could think of in which
somebody would write `if score >= 13`.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

SCORES = {"score", "scores", "total", "totals", "subscale", "subscales", "scored", "points"}
LIMITS = {
    "cutoff",
    "cutoffs",
    "threshold",
    "thresholds",
    "mcid",
    "mdc",
    "rci",
    "probable",
    "severe",
}
COMPARING = {"between", "isin", "gt", "ge", "lt", "le", "greater", "greater_equal", "less"}
COMPARING |= {"less_equal", "digitize", "searchsorted", "bisect", "bisect_left", "bisect_right"}
COUNTED = {"len", "count", "parents", "respondents", "groups", "houses"}
FIXED = {
    "range",
    "set",
    "frozenset",
    "float",
    "int",
    "Fraction",
    "Decimal",
    "tuple",
    "list",
    "array",
    "np",
}
IN_TEXT = re.compile(
    r"\b\w*(?:score|total|subscale|cut_?off|threshold)s?\b[\w.\])\"']*\s*(?:[<>]=?|==|&[lg]t;)\s*\d",
    re.IGNORECASE,
)

NAMED_IN_TEXT = re.compile(r"\b\w*(?:cut_?off|threshold|mcid)s?\b\"?\s*[:=]\s*\d", re.IGNORECASE)


@dataclass(frozen=True)
class Shipped:
    """What the shipped instruments call themselves and their scales, and the numbers that are cut-offs of theirs."""

    keys: frozenset[str]
    scales: frozenset[str]
    numbers: frozenset[float]


def in_python(
    tree: ast.Module, shipped: Shipped, constants: Mapping[str, float], *, knows_instruments: bool
) -> Iterator[tuple[int, str]]:
    """The line and the text of each offence of a module.

    `constants` are the numbers with a name of their own anywhere in the code; a module that `knows_instruments` may not
    compare anything at all with a number that is a cut-off.
    """
    seek = _Seeker(shipped, constants, knows_instruments=knows_instruments)
    documentation = set(_docstrings(tree))
    for node in ast.walk(tree):
        if node not in documentation and seek.is_offence(node):
            yield getattr(node, "lineno", 1), ast.unparse(node)


def in_text(text: str) -> Iterator[tuple[int, str]]:
    """The line and the text of each comparison in a template or a script."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern in (IN_TEXT, NAMED_IN_TEXT):
            yield from ((number, found[0]) for found in pattern.finditer(line))


def numbers_named(trees: Collection[ast.Module]) -> dict[str, float]:
    """Every module-level name that is bound to a number."""
    return {
        target.id: value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        if (value := _number(node.value)) is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


class _Seeker:
    """Judges one piece of code at a time."""

    def __init__(
        self, shipped: Shipped, constants: Mapping[str, float], *, knows_instruments: bool
    ) -> None:
        self.shipped, self.constants = shipped, constants
        self.knows_instruments = knows_instruments

    def is_offence(self, node: ast.AST) -> bool:
        match node:
            case ast.Compare():
                return self._compares(node)
            case ast.Call():
                return self._calls(node) or any(map(self._binds_keyword, node.keywords))
            case ast.Assign():
                return any(self._binds(target, node.value) for target in node.targets)
            case ast.AnnAssign() if node.value is not None:
                return self._binds(node.target, node.value)
            case ast.Dict():
                return any(
                    k is not None and self._binds(k, v)
                    for k, v in zip(node.keys, node.values, strict=True)
                )
            case ast.arguments():
                return self._defaults(node)
            case ast.Match():
                return self._is_score(node.subject) and any(map(_has_number, node.cases))
            case ast.Constant(value=str(text)):
                return IN_TEXT.search(text) is not None
        return False

    def _compares(self, node: ast.Compare) -> bool:
        """`score >= 13`, `13 <= total`, `scores["total"] in range(13, 31)`, `anything >= 13` where 13 is a cut-off."""
        sides = [node.left, *node.comparators]
        numbers = [number for side in sides for number in self._numbers(side)]
        if any(map(self._is_score, sides)):
            return any(numbers)
        if not self.knows_instruments or any(map(_counts, sides)):
            return False
        return bool(self.shipped.numbers.intersection(numbers) - {1})  # one is "at least one"

    def _calls(self, node: ast.Call) -> bool:
        """`value.between(10, 12)` of a score, `bisect([5, 10], score)`, `np.digitize(scores, [13])`."""
        if _name(node.func) not in COMPARING:
            return False
        sides = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
        return any(map(self._is_score, sides)) and any(
            n for side in sides for n in self._numbers(side)
        )

    def _binds(self, target: ast.expr, value: ast.expr) -> bool:
        """`EPDS_CUTOFF = 13`, `{"epds": 13}`, `cut_offs = [5, 10, 15]`."""
        return self._is_limit(target) and any(_written(value))

    def _binds_keyword(self, keyword: ast.keyword) -> bool:
        return keyword.arg is not None and self._binds(ast.Name(keyword.arg), keyword.value)

    def _defaults(self, node: ast.arguments) -> bool:
        """`def is_high(score, threshold=13)`."""
        positional = [*node.posonlyargs, *node.args]
        pairs = [
            *zip(positional[len(positional) - len(node.defaults) :], node.defaults, strict=True)
        ]
        pairs += [(a, d) for a, d in zip(node.kwonlyargs, node.kw_defaults, strict=True) if d]
        return any(self._binds(ast.Name(arg.arg), default) for arg, default in pairs)

    def _is_score(self, node: ast.expr) -> bool:
        return bool((SCORES | self.shipped.scales | self.shipped.keys).intersection(_words(node)))

    def _is_limit(self, node: ast.expr) -> bool:
        words = _words(node)
        pairs = {a + b for a, b in zip(words, words[1:], strict=False)}
        return bool((LIMITS | self.shipped.keys).intersection({*words, *pairs}))

    def _numbers(self, node: ast.expr) -> Iterator[float]:
        """The numbers of something that never varies: written there, or named there by a constant."""
        found = list(_written(node))
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name | ast.Attribute):
                name = inner.id if isinstance(inner, ast.Name) else inner.attr
                if name in self.constants and name.isupper():
                    found.append(self.constants[name])
                elif name not in FIXED:
                    return
        yield from found


def _words(node: ast.expr) -> list[str]:
    """The words that a piece of code is named by: the last name of a path, and the text between brackets."""
    match node:
        case ast.Name():
            name = node.id
        case ast.Attribute():
            name = node.attr
        case ast.Constant(value=str(text)):
            name = text
        case ast.Subscript():
            return [*_words(node.value), *_words(node.slice)]
        case ast.Call(func=ast.Name(id="float" | "int" | "round" | "abs" | "Fraction")) if (
            node.args
        ):
            return _words(node.args[0])
        case ast.Call():
            return _words(node.func)
        case ast.BinOp():
            return [*_words(node.left), *_words(node.right)]
        case _:
            return []
    return [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]


def _counts(node: ast.expr) -> bool:
    """How many there are of something is no score, whatever it is compared with."""
    return bool(COUNTED.intersection(_words(node)[-1:]))


def _written(node: ast.expr) -> Iterator[float]:
    """Numbers written as such: alone, in a collection, or given to what makes a number of them."""
    if (found := _number(node)) is not None:
        yield found
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from _written(element)
    elif isinstance(node, ast.Dict):
        for element in (*node.keys, *node.values):
            yield from _written(element) if element else ()
    elif isinstance(node, ast.BinOp):
        yield from (*_written(node.left), *_written(node.right))
    elif isinstance(node, ast.Call) and _name(node.func) in FIXED:
        for argument in node.args:
            yield from _written(argument)


def _name(node: ast.expr) -> str:
    return (
        node.id
        if isinstance(node, ast.Name)
        else node.attr
        if isinstance(node, ast.Attribute)
        else ""
    )


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return None if (found := _number(node.operand)) is None else -found
    is_number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
    return float(node.value) if is_number else None  # type: ignore[attr-defined]


def _has_number(case: ast.match_case) -> bool:
    parts: list[ast.AST] = [case.pattern, *([case.guard] if case.guard else [])]
    return any(_number(inner) for part in parts for inner in ast.walk(part))


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield first.value
