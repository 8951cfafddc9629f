"""Our own code as Python sees it: what the architecture tests read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VILLAGE = ROOT / "village"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def place_of(path: Path) -> str:
    """A file, named as one would type it from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules() -> tuple[Path, ...]:
    """Every module of ours; migrations are written by Django."""
    found = (path for path in VILLAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(sorted(found))


@cache
def tree_of(path: Path) -> ast.Module:
    """The module's syntax tree, read once."""
    return ast.parse(path.read_text(), filename=str(path))


def definitions(path: Path) -> Iterator[tuple[str, Definition]]:
    """Functions, classes and their methods, with dotted names; not what is hidden inside a function."""

    def walk(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Definition]]:
        for node in body:
            if isinstance(node, Definition):
                yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, f"{prefix}{node.name}.")

    yield from walk(tree_of(path).body, "")
