"""Doors an import contract cannot describe, because they let in only what they know."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import modules, place_of, tree_of

# What makes an Ibis expression run, or opens a database.
EXECUTIONS = {"connect", "execute", "to_pyarrow", "to_pandas", "to_polars", "to_pyarrow_batches"}
NUMBERS = ("village/statistics/", "village/analytics/", "village/laboratory/")
EXECUTORS = {
    "village/statistics/engine/rows.py": "it is the engine",
    "village/analytics/engine/snapshots.py": "it is the engine",
    "village/statistics/engine/duckdb.py": "it is the engine",
    "village/statistics/engine/spark.py": "it is the engine",
    "village/statistics/engine/backends.py": "it is the engine",
    "village/analytics/tables.py": "it turns a schema into Arrow's, not a table",
}


def imported(path: Path) -> Iterator[str]:
    """The top-level packages a module imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place_of(path)}: a relative import"
            yield (node.module or "").partition(".")[0]


def test_the_core_imports_the_standard_library_and_itself():
    allowed = sys.stdlib_module_names | {"village"}
    strangers = {
        f"{place_of(path)}: {name}"
        for path in modules()
        if place_of(path).startswith("village/core/")
        for name in imported(path)
        if name not in allowed
    }

    assert strangers == set()


def test_only_the_engine_executes():
    found = {
        f"{place_of(path)}:{node.lineno}"
        for path in modules()
        if place_of(path).startswith(NUMBERS) and place_of(path) not in EXECUTORS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in EXECUTIONS
    }

    assert found == set()
