"""A name says what a thing is; these words only say that it is there."""

import ast
from collections import defaultdict

import pytest

from tests.architecture.sources import VILLAGE, definitions, modules, place_of

EMPTY = {
    "util",
    "utils",
    "helper",
    "helpers",
    "data",
    "info",
    "process",
    "handle",
    "common",
    "misc",
}
# Names that Django or argparse look for.
IMPOSED = {
    "process_exception",
    "process_request",
    "process_response",
    "process_view",
    "get_context_data",
    "handle_no_permission",
}


def words(name: str) -> set[str]:
    """`get_user_info` and `UserInfo` are made of the same words."""
    spread = "".join(f"_{letter}" if letter.isupper() else letter for letter in name)
    return set(spread.lower().split("_"))


@pytest.mark.parametrize("name", ["parse_data", "UserInfo", "helpers", "_process"])
def test_an_empty_word_is_recognised(name: str):
    assert words(name) & EMPTY


def test_no_name_is_made_of_an_empty_word():
    found = {place_of(path) for path in modules() if words(path.stem) & EMPTY}
    for path in modules():
        for dotted, node in definitions(path):
            is_manager = isinstance(node, ast.ClassDef) and node.name.endswith("Manager")
            if node.name not in IMPOSED and words(node.name) & EMPTY:
                found.add(f"{place_of(path)}: {dotted}")
            elif "manager" in words(node.name) and not is_manager:
                found.add(f"{place_of(path)}: {dotted}")  # the word belongs to the ORM

    assert found == set()


def test_a_class_name_belongs_to_one_folder():
    """`Row` of what? A class that crosses folders bears its subject."""
    folders: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        folder = path.parent.relative_to(VILLAGE).as_posix()
        for dotted, node in definitions(path):
            if isinstance(node, ast.ClassDef) and "." not in dotted:
                folders[dotted].add(folder)

    assert {name: where for name, where in folders.items() if len(where) > 1} == {}
