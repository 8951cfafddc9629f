"""A file of ours, taken apart: what it defines, and for each definition what that names in other files.

Only names of ours are kept, each as a way from a module: `("village.core.waves", "Wave")`. What is local to a
function or a comprehension hides what bears its name outside, as in Python.
"""

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property

Way = tuple[str, ...]  # a module, then a name in it, then what follows its dots
Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

LOADING = ""  # what a module does when it is imported: a piece like the others, without a name
TOLD = re.compile(r"village(\.\w+)+(:\w+)?")  # settings say "village.ui.context.site"


@dataclass
class Piece:
    """What a definition names: ways to definitions of ours, and any word that could be a method."""

    ways: set[Way] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    decorators: set[str] = field(default_factory=set)  # the last word of each
    classes: set[str] = field(default_factory=set)  # inside it, by name


@dataclass
class Module:
    """One file: its definitions by dotted name (`Fit.contrast`), and the names it has from elsewhere."""

    pieces: dict[str, Piece]
    imports: dict[str, Way]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The methods and inner classes of each class."""
        found: dict[str, list[str]] = {}
        for name in self.pieces:
            found.setdefault(name.rpartition(".")[0], []).append(name)
        return found


@cache
def take_apart(name: str, text: str) -> Module:
    """Read the module of that name."""
    statements = list(_unfolded(ast.parse(text).body))
    imports: dict[str, Way] = {}
    for statement in statements:
        imports |= _imported(statement)
    pieces = {LOADING: Piece()}
    for way in imports.values():  # importing a name loads its module, which may be that name
        pieces[LOADING].ways |= {(way[0],), (".".join(way),)}
    defined = {word for statement in statements for word in _defined(statement)}
    outside = imports | {word: (name, word) for word in defined}
    for statement in statements:
        _put(statement, pieces, outside)
    return Module(pieces, imports)


def _unfolded(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, whatever they depend on."""
    for statement in body:
        if isinstance(statement, ast.If):
            yield ast.Expr(statement.test)
            yield from _unfolded([*statement.body, *statement.orelse])
        elif isinstance(statement, ast.Try):
            rescue = [line for handler in statement.handlers for line in handler.body]
            yield from _unfolded(
                [*statement.body, *rescue, *statement.orelse, *statement.finalbody]
            )
        else:
            yield statement


def _imported(statement: ast.AST) -> dict[str, Way]:
    """The names an import gives, and what they are; those of others lead nowhere."""
    if isinstance(statement, ast.ImportFrom):
        return {
            alias.asname or alias.name: (statement.module or "", alias.name)
            for alias in statement.names
        }
    if isinstance(statement, ast.Import):
        return {
            alias.asname or alias.name.split(".")[0]: (
                (alias.name,) if alias.asname else tuple(alias.name.split("."))[:1]
            )
            for alias in statement.names
        }
    return {}


def _defined(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module gives to something."""
    if isinstance(statement, Function | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (part.id for part in parts if isinstance(part, ast.Name))


def _put(statement: ast.stmt, pieces: dict[str, Piece], outside: dict[str, Way]) -> None:
    """Add what a statement names to the definition it belongs to; otherwise to what happens on loading."""
    names = list(_defined(statement))
    if "__all__" in names or _imported(statement):
        return
    if isinstance(statement, ast.ClassDef):
        _put_class(statement, statement.name, pieces, [outside])
        return
    for name in names or [LOADING]:
        _read(statement, pieces.setdefault(name, Piece()), [outside])


def _put_class(
    node: ast.ClassDef, name: str, pieces: dict[str, Piece], scopes: list[dict[str, Way]]
) -> None:
    """A class is one piece, and each of its methods another; a class inside it is a part of it."""
    piece = pieces.setdefault(name, Piece())
    inside = [*scopes, dict.fromkeys(_bound(node.body), ())]
    for part in (*node.decorator_list, *node.bases, *node.keywords):
        _read(part, piece, scopes)
    for statement in node.body:
        if isinstance(statement, Function):
            method = pieces.setdefault(f"{name}.{statement.name}", Piece())
            _read(statement, method, scopes)
        elif isinstance(statement, ast.ClassDef):
            piece.classes.add(statement.name)
            _put_class(statement, f"{name}.{statement.name}", pieces, inside)
        else:
            _read(statement, piece, inside)


def _read(node: ast.AST, piece: Piece, scopes: list[dict[str, Way]]) -> None:
    reader = _Reader(piece, scopes)
    if isinstance(node, Function):
        piece.decorators |= {_last_word(each) for each in node.decorator_list}
    reader.visit(node)


def _last_word(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).rpartition(".")[2]


def _bound(body: list[ast.stmt] | list[ast.expr]) -> dict[str, Way]:
    """The names local to a function: what it assigns, defines or imports, but not what its inner functions do."""
    found: dict[str, Way] = {}
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        found |= _imported(node)
        if isinstance(node, Function | ast.ClassDef):
            found[node.name] = ()
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = ()
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found[node.name] = ()
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda | Comprehension):
            waiting += ast.iter_child_nodes(node)
    return found


class _Reader(ast.NodeVisitor):
    """Notes in a piece what code names, minding scopes: from the innermost, a way; an empty one for what is local."""

    def __init__(self, piece: Piece, scopes: list[dict[str, Way]]) -> None:
        self.piece, self.scopes = piece, list(scopes)

    def _name(self, word: str, rest: Way = ()) -> None:
        way = next((scope[word] for scope in reversed(self.scopes) if word in scope), ())
        if way and way[0].split(".")[0] == "village":
            self.piece.ways.add((*way, *rest))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._name(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.ctx, ast.Load):
            self.piece.words.add(node.attr)
        rest: list[str] = []
        below: ast.expr = node
        while isinstance(below, ast.Attribute):
            rest.insert(0, below.attr)
            below = below.value
        if isinstance(below, ast.Name):
            self._name(below.id, tuple(rest))
            self.piece.words |= set(rest[:-1])
        else:
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str):
            return
        if TOLD.fullmatch(node.value):
            self.piece.ways.add(("village", *re.split("[.:]", node.value)[1:]))
        elif node.value.isidentifier():
            self.piece.words.add(node.value)  # getattr(wording, "title")

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring uses nothing
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = _arguments(node.args)
        for part in (*node.decorator_list, *_defaults(node.args)):
            self.visit(part)
        for hint in (node.returns, *(argument.annotation for argument in arguments)):
            self._hint(hint)
        self._inside(node.body, [argument.arg for argument in arguments])

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        for part in _defaults(node.args):
            self.visit(part)
        self._inside([node.body], [argument.arg for argument in _arguments(node.args)])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._hint(node.annotation)
        for part in (node.target, node.value):
            if part is not None:
                self.visit(part)

    def _hint(self, hint: ast.expr | None) -> None:
        for part in ast.walk(hint) if hint is not None else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                with suppress(SyntaxError):  # a sentence, in `Annotated`
                    self.visit(ast.parse(part.value, mode="eval").body)
        if hint is not None:
            self.visit(hint)

    def _inside(self, body: list[ast.stmt] | list[ast.expr], arguments: list[str]) -> None:
        self.scopes.append(dict.fromkeys(arguments, ()) | _bound(body))
        for statement in body:
            self.visit(statement)
        self.scopes.pop()

    def _comprehension(self, node: Comprehension) -> None:
        first = node.generators[0]
        self.visit(first.iter)  # outside, as Python does
        targets = [generator.target for generator in node.generators]
        self.scopes.append(_bound(targets))
        for generator in node.generators:
            for part in (*([] if generator is first else [generator.iter]), *generator.ifs):
                self.visit(part)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self.scopes.pop()

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    extra = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [each for each in (*arguments.defaults, *arguments.kw_defaults) if each is not None]
