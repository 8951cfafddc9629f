"""A page names no address of a floor above its own: `config/menu.py` puts there the links that lead upward."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, VILLAGE, modules, place_of, tree_of

URL = re.compile(r"""\{%\s*url\s+["']([\w:-]+)["']""")
PIECE = re.compile(r"""\{%\s*(?:include|extends)\s+["']([\w-]+)/""")
ADDRESS = re.compile(r"[a-z]+:[a-z_]+")


@cache
def floors() -> dict[str, int]:
    """Each app with the number of its floor, the highest first, as the linter of imports knows them."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = (
        one for one in content["tool"]["importlinter"]["contracts"] if one["id"] == "floors"
    )
    return {
        app: floor
        for floor, apps in enumerate(contract["layers"])
        for app in re.split(r"\s*[|:]\s*", apps)
    }


def is_below(app: str, other: str) -> bool:
    """Whether a page of `app` may name what belongs to `other`; packages that are not ours have no floor."""
    return app == other or other not in floors() or floors()[other] > floors()[app]


def upward(app: str, text: str) -> set[str]:
    """What a template of `app` names of the floors above it."""
    named = {name: name.partition(":")[0] for name in URL.findall(text)}
    pieces = {f"{folder}/": folder for folder in PIECE.findall(text)}
    return {name for name, other in {**named, **pieces}.items() if not is_below(app, other)}


def app_of(path: Path) -> str:
    return path.relative_to(VILLAGE).parts[0]


def addresses_in(path: Path) -> set[str]:
    """Every text of a module that is written like an address, `app:page`, of an app of ours."""
    return {
        node.value
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if ADDRESS.fullmatch(node.value) and node.value.partition(":")[0] in floors()
    }


@pytest.mark.parametrize(
    ("app", "text"),
    [
        ("groups", "{% url 'surveys:group' group.pk %}"),
        ("groups", '{%url "surveys:group" group.pk as questionnaires %}'),
        ("ui", "{% url 'network:start' %}"),
        ("groups", '{% include "surveys/_box.html" %}'),
    ],
)
def test_an_address_above_is_seen(app, text):
    assert upward(app, text)


@pytest.mark.parametrize(
    ("app", "text"),
    [
        ("surveys", "{% url 'groups:group' group.pk %}"),
        ("groups", "{% url 'groups:mine' %}"),
        ("network", "{% url 'home' %}"),
        ("network", "{% url 'account_login' %}"),
        ("surveys", '{% include "ui/_help_numbers.html" %}'),
    ],
)
def test_an_address_below_is_ones_own(app, text):
    assert upward(app, text) == set()


def test_no_template_names_an_address_of_a_floor_above():
    templates = (path for path in VILLAGE.glob("*/templates/**/*") if path.is_file())
    found = {place_of(path): upward(app_of(path), path.read_text()) for path in templates}

    assert len(found) > 100
    assert {place: names for place, names in found.items() if names} == {}


def test_no_module_names_an_address_of_a_floor_above():
    found = {
        place_of(path): {
            name
            for name in addresses_in(path)
            if not is_below(app_of(path), name.partition(":")[0])
        }
        for path in modules()
        if app_of(path) in floors()
    }

    assert any(addresses_in(path) for path in modules())
    assert {place: names for place, names in found.items() if names} == {}
