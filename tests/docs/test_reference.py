"""Pages drawn from the code are drawn again when the code changes; what a site can set is all said."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import modules, tree_of
from tests.docs.markdown import ROOT, name_of, rows
from tools.reference import pages
from village.config.secrets import WHY


@pytest.mark.parametrize(
    ("page", "text"), pages().items(), ids=lambda part: part.name if isinstance(part, Path) else ""
)
def test_a_page_drawn_from_the_code_is_up_to_date(page: Path, text: str):
    assert page.read_text() == text, (
        f"{name_of(page)} is not what the code says: `make reference` writes it again"
    )


def variables_read() -> set[str]:
    """Every variable of the environment that our code names."""
    return {
        node.value
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"VILLAGE_[A-Z_]+", node.value)
    }


def variables_needed() -> set[str]:
    """Those without which a site in production does not start."""
    settings = tree_of(ROOT / "village" / "config" / "settings.py")
    calls = [node for node in ast.walk(settings) if isinstance(node, ast.Call)]
    required = {
        ast.unparse(call.args[0])
        for call in calls
        if ast.unparse(call.func) == "environment.required"
    }
    return {name.strip("'") for name in required} | set(WHY)


def test_every_variable_a_site_can_set_is_explained():
    table = rows((ROOT / "docs" / "how-to" / "run-a-site.md").read_text())
    explained = {name: row for row in table for name in re.findall(r"`(VILLAGE_[A-Z_]+)`", row[0])}

    assert set(explained) == variables_read()
    assert all(row[-1] for row in explained.values())
    assert {name for name, row in explained.items() if row[1] == "*needed*"} == variables_needed()
