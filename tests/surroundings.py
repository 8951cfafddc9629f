"""What every test stands on, laid before Django reads its settings: test mode, a folder, a database, no network.

A pytest plugin loaded first (`-p tests.surroundings`): a conftest.py is read too late for that.

    VILLAGE_TEST_DATABASE=postgresql pytest     the tests that touch the database, on a throw-away server
"""

import contextlib
import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

DATABASES = ("sqlite", "postgresql")


class NetworkRefused(Exception):
    """A test tried to leave this machine."""


def refuse_network(event: str, details: tuple[object, ...]) -> None:
    """Let sockets reach this machine only. Python calls it for every event, so it looks at the name first."""
    if event != "socket.connect":
        return
    address = details[1]
    if not isinstance(address, tuple) or address[0] == "localhost":
        return  # a socket in the file system, or ourselves
    try:
        is_here = ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise NetworkRefused(f"A test wanted to reach {address[0]}: tests stay on this machine.")


def chosen_database() -> str:
    """The database under test."""
    chosen = os.environ.get("VILLAGE_TEST_DATABASE", "sqlite")
    if chosen not in DATABASES:
        raise pytest.UsageError(f"VILLAGE_TEST_DATABASE is one of {', '.join(DATABASES)}.")
    return chosen


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Lay the surroundings once, in the process that commands; its workers inherit them."""
    sys.addaudithook(refuse_network)
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["VILLAGE_STATE"] += f"/{worker}"  # two workers share no folder
    else:
        everything = contextlib.ExitStack()
        early_config.add_cleanup(everything.close)
        state = Path(tempfile.mkdtemp(prefix="village-tests-"))
        everything.callback(shutil.rmtree, state, ignore_errors=True)
        os.environ |= {
            "VILLAGE_MODE": "test",
            "VILLAGE_STATE": str(state),
            "DJANGO_SETTINGS_MODULE": "village.config.settings",
            "VILLAGE_BATTERY": "village-core@1",  # four waves counted from the entry: easy to follow
        }
        os.environ.pop("VILLAGE_DATABASE", None)
        if chosen_database() == "postgresql":
            from tests.postgres import throwaway_postgresql

            os.environ["VILLAGE_DATABASE"] = everything.enter_context(throwaway_postgresql())
    # Where the site gathers its static files: WhiteNoise warns when the folder is not there.
    Path(os.environ["VILLAGE_STATE"], "static").mkdir(parents=True, exist_ok=True)
    return (yield)
