"""What the notebook of version 0.1 named answers still, as the same thing, and says where it is now."""

import importlib
import subprocess
import sys

import pytest

# (where the notebook of version 0.1 imported it from, its name, where it is now)
NAMED = [
    ("village.analytics.simulation.outcomes", "Panel", "village.laboratory.simulation.outcomes"),
    (
        "village.analytics.simulation.outcomes",
        "draw_outcomes",
        "village.laboratory.simulation.outcomes",
    ),
    ("village.analytics.scans.fitting", "fit_file", "village.statistics.scans.fitting"),
    ("village.analytics.scans.repeated", "fit_waves_file", "village.statistics.scans.repeated"),
    ("village.analytics.engine", "open_rows", "village.statistics.engine"),
    ("village.analytics.estimators.mixed", "fit_nested", "village.statistics.estimators.mixed"),
    ("village.analytics.formulas", "parse_formula", "village.statistics.formulas"),
    ("village.analytics.scans.nested", "scan_nested", "village.statistics.scans.nested"),
]


@pytest.mark.parametrize(("old", "name", "new"), NAMED)
def test_an_old_address_gives_the_same_thing_and_names_the_new_one(old: str, name: str, new: str):
    found: dict[str, object] = {}
    with pytest.warns(
        DeprecationWarning, match=f"{old}.{name} moved: import it from {new}"
    ) as seen:
        exec(f"from {old} import {name}", found)  # noqa: S102 - as people write it

    assert found[name] is getattr(importlib.import_module(new), name)
    assert {one.filename for one in seen} == {"<string>"}  # whoever asked, not ourselves


def test_an_old_address_is_enough_for_a_program_that_knows_no_other():
    lines = [f"from {old} import {name}" for old, name, _ in NAMED]

    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, "print(fit_file.__module__)"])],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "village.statistics.scans.fitting\n"
    assert done.stderr.count("DeprecationWarning") == len(NAMED)


@pytest.mark.parametrize(
    "line",
    [
        "import village.analytics.scans.waves",
        "from village.analytics.scans.fitting import nothing_of_that_name",
        "from village.analytics.engine import Rows",
        "from village.analytics.simulation import network",
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_the_notebook_did_not_name_is_an_import_error(line: str):
    with pytest.raises(ImportError):
        exec(line)  # noqa: S102 - as people write it
