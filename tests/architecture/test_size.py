"""A module fits in a sitting, a function in a glance."""

import ast

from tests.architecture.sources import definitions, modules, place_of

LONGEST_MODULE = 300
GLANCE = 30
SHARE_IN_A_GLANCE = 0.9


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: documentation is not length."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_no_module_is_too_long_to_be_read_in_one_sitting():
    long = {
        place_of(path): lines
        for path in modules()
        if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    }

    assert long == {}


def test_nine_functions_in_ten_fit_in_a_glance():
    lengths = {
        f"{place_of(path)}:{name}": length(node)
        for path in modules()
        for name, node in definitions(path)
        if not isinstance(node, ast.ClassDef)
    }
    long = {name: lines for name, lines in lengths.items() if lines > GLANCE}

    assert len(long) <= (1 - SHARE_IN_A_GLANCE) * len(lengths), long
