"""Nothing is kept that only tests can reach, but for what a short list says is ready for a later issue (ADR 0036)."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

import pytest

from tests.architecture.reach import Reach, production
from tests.architecture.ready_for_later import READY_FOR
from tests.architecture.sources import ROOT, VILLAGE

READY = [name for names in READY_FOR.values() for name in names]
PYTHON_IN_PROSE = re.compile(r"```python\n(.*?)```", re.DOTALL)
AS_IT_IS: Mapping[str, str] = {}


@cache
def our_sources() -> dict[str, str]:
    """Every module, by its name; those that Django writes too, since they name definitions."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): (
            path.read_text()
        )
        for path in VILLAGE.rglob("*.py")
    }


@cache
def our_templates() -> tuple[str, ...]:
    """Whatever asks an object for something by its name."""
    kinds = (".html", ".txt", ".svg", ".jinja")
    return tuple(path.read_text() for path in VILLAGE.rglob("*") if path.suffix in kinds)


def shown_in_documents() -> Iterator[str]:
    """The Python that a reader is told to write: notebooks, and examples among prose."""
    for path in (ROOT / "docs").rglob("*.ipynb"):
        cells = json.loads(path.read_text())["cells"]
        yield "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    for path in (ROOT / "docs").rglob("*.md"):
        yield "\n".join(PYTHON_IN_PROSE.findall(path.read_text()))


def reach_of(changed: Mapping[str, str]) -> Reach:
    """What production uses of the house, some of its modules being written otherwise."""
    return production(
        our_sources() | changed, templates=our_templates(), documents=shown_in_documents()
    )


def for_tests_alone(changed: Mapping[str, str], *, ready: Collection[str] = READY) -> set[str]:
    """What neither production nor what is ready for later uses."""
    reach = reach_of(changed)
    places = [place for name in ready if (place := reach.place_of(name)) is not None]
    return reach.and_ready(places).unused()


def wrongly_listed(changed: Mapping[str, str], *, ready: Collection[str] = READY) -> set[str]:
    """What the list names and production uses already, or nothing defines."""
    reach = reach_of(changed)
    return {
        name for name in ready if (place := reach.place_of(name)) is None or place in reach.used
    }


def newly_unused(changed: Mapping[str, str], *, ready: Collection[str] = READY) -> set[str]:
    """What was in use before that change, or was not there."""
    return for_tests_alone(changed, ready=ready) - for_tests_alone(AS_IT_IS)


def with_lines(**added: str) -> dict[str, str]:
    """The house with something written at the end of some modules: `core_months` is village.core.months."""
    names = {f"village.{place.replace('_', '.')}": lines for place, lines in added.items()}
    return {name: our_sources().get(name, '"""New."""') + lines for name, lines in names.items()}


def test_nothing_is_kept_for_tests_alone():
    assert for_tests_alone(AS_IT_IS) == set()


def test_the_list_of_what_is_ready_for_later_only_shrinks():
    assert wrongly_listed(AS_IT_IS) == set()


def test_each_line_of_the_list_stands_for_something_no_other_line_brings():
    reach = reach_of(AS_IT_IS)
    places = {name: place for name in READY if (place := reach.place_of(name)) is not None}

    brought = {
        name
        for name, place in places.items()
        if place in reach.and_ready(other for other in places.values() if other != place).used
    }
    assert brought == set()


@pytest.mark.parametrize(
    ("lines", "unheard"),
    [
        ("def unheard(): return unheard()", {"unheard"}),
        ("UNHEARD = 1", {"UNHEARD"}),
        ("def _also(): pass\ndef unheard(): return _also()", {"unheard", "_also"}),
        ("class Unheard:\n    def hear(self): return Unheard()", {"Unheard"}),
        ("class Heard:\n    def unheard_of(self): pass\nprint(Heard())", {"Heard.unheard_of"}),
        ("class Heard:\n    def heard_of(self): pass\nprint(Heard().heard_of)", set()),
        ("def heard(): pass\nprint([heard for _ in range(2)])", set()),
        ("def hidden(): pass\nprint([hidden for hidden in range(2)])", {"hidden"}),
        ("def hidden(): pass\nprint(lambda hidden: hidden)", {"hidden"}),
        ("def heard(): pass\nprint(f'{heard()}')", set()),
        ("class Heard: pass\ndef known(one: 'Heard'): pass\nprint(known)", set()),
    ],
)
def test_what_nobody_calls_is_found(lines: str, unheard: set[str]):
    found = newly_unused(with_lines(core_months=f"\n{lines}\n"))

    assert found == {f"village.core.months.{name}" for name in unheard}


def test_a_package_that_passes_a_name_on_does_not_use_it():
    lines = {
        "core_months": "\ndef unheard(): pass\n",
        "core": "from village.core.months import unheard\n__all__ = ['unheard']\n",
    }

    assert newly_unused(with_lines(**lines)) == {"village.core.months.unheard"}


@pytest.mark.parametrize(
    "use",
    [
        "from village.core.months import heard\nprint(heard)",
        "from village.core import heard\nprint(heard)",
        "from village.core import months\nprint(months.heard)",
        "import village.core.months as m\nprint(m.heard)",
        "import village.core.months\nprint(village.core.months.heard)",
        "def late():\n    from village.core.months import heard\n    return heard\nprint(late())",
        "print('village.core.months.heard')",
    ],
)
def test_what_a_command_uses_is_not_kept_for_tests(use: str):
    lines = {
        "core_months": "\ndef heard(): pass\n",
        "core": "from village.core.months import heard\n",
        "cli": f"\n{use}\n",
    }

    assert newly_unused(with_lines(**lines)) == set()


def test_a_command_taken_away_takes_what_it_alone_used():
    without = our_sources()["village.config.urls"].replace(
        'path("", include("village.dashboards.urls")),', ""
    )

    found = newly_unused({"village.config.urls": without})

    assert "village.dashboards.views.nation" in found


LISTED = {"village.core.months.ready"}
READY_FUNCTION = "\ndef _with_it(): pass\ndef ready(): return _with_it()\n"


def test_what_is_listed_brings_what_it_needs():
    changed = with_lines(core_months=READY_FUNCTION)

    assert newly_unused(changed, ready=[*READY, *LISTED]) == set()
    assert wrongly_listed(changed, ready=LISTED) == set()


def test_what_is_listed_and_used_must_leave_the_list():
    changed = with_lines(core_months=f"{READY_FUNCTION}print(ready())\n")

    assert wrongly_listed(changed, ready=LISTED) == LISTED


def test_what_is_listed_and_gone_must_leave_the_list():
    assert wrongly_listed(AS_IT_IS, ready=LISTED) == LISTED
