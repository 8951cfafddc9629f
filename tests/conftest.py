"""What all tests share. Their people are Anna, Bilal and Chloé; their clock is passed in."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import reference
from tests.surroundings import chosen_database

ROOT = Path(__file__).parents[1]
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
NAMED_ONLY = ("spark", "long")

# In CI the same examples each time, so that a red build can be seen again; elsewhere, fresh ones.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def touches_database(item: pytest.Item) -> bool:
    """Whether a test could behave otherwise on another database."""
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be asked here.

    On PostgreSQL, what does not touch the database (SQLite runs all); without the reference material, what reads it;
    and, unless they are named, Spark's tests and the long ones: each takes longer than all else takes to run.
    """
    left_out = [item for item in items if not can_be_asked(item, config)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if can_be_asked(item, config)]


def can_be_asked(item: pytest.Item, config: pytest.Config) -> bool:
    """Whether a test has something to say on this machine, in this run."""
    if chosen_database() != "sqlite" and not touches_database(item):
        return False
    if any(item.get_closest_marker(one) and config.option.markexpr != one for one in NAMED_ONLY):
        return False
    return reference.IS_HERE or not item.get_closest_marker("reference")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Refuse to skip: a suite with holes in it looks as green as a whole one."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped: {report.longrepr}"
    return report


def pytest_report_header() -> list[str]:
    """Say which database the numbers below are about, and what they are held to."""
    here = "found" if reference.IS_HERE else "absent: tests that read it are left out"
    return [f"database: {chosen_database()}", f"reference material: {here}"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Test SQLite in a file, as the site keeps it: a database in memory has no WAL and one connection."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folder: Path = tmp_path_factory.mktemp("database")
        database.setdefault("TEST", {})["NAME"] = str(folder / "village.sqlite3")


@pytest.fixture
def village(tmp_path: Path) -> "Callable[..., subprocess.CompletedProcess[str]]":
    """`village`, run as a person runs it, with a state folder of its own; gives the finished process."""

    def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("VILLAGE_")}
        surroundings |= {
            "VILLAGE_STATE": str(tmp_path / "state"),
            "NO_COLOR": "1",
            "COLUMNS": "100",
            "TERM": "dumb",
            **environment,
        }
        return subprocess.run(
            [sys.executable, "-m", "village.cli", *words],
            capture_output=True,
            text=True,
            env=surroundings,
            cwd=ROOT,
            check=False,
            timeout=120,
        )

    return run
