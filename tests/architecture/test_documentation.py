"""What others call says what it is for."""

import ast

import pytest

from tests.architecture.sources import ROOT, definitions, modules, place_of, tree_of

# A researcher reads these without knowing the site.
DOCUMENTED = (
    "village/core/",
    "village/statistics/",
    "village/analytics/",
    "village/laboratory/",
    "village/formats/",
)


@pytest.mark.parametrize("floor", DOCUMENTED)
def test_every_public_name_is_documented(floor: str):
    silent = [
        f"{place_of(path)}: {name}"
        for path in modules()
        if place_of(path).startswith(floor)
        for name, node in definitions(path)
        if not any(part.startswith("_") for part in name.split("."))
        if ast.get_docstring(node) is None
    ]

    assert silent == []


def test_every_module_says_what_it_is_about():
    silent = [
        place_of(path)
        for path in modules()
        if tree_of(path).body and ast.get_docstring(tree_of(path)) is None
    ]

    assert silent == []


def test_no_code_is_left_for_later():
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    sources = [*modules(), *(ROOT / "tools").glob("*.py"), *(ROOT / "tests").rglob("*.py")]

    assert [
        place_of(path) for path in sources if any(mark in path.read_text() for mark in marks)
    ] == []
