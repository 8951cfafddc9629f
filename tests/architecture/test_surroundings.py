"""The tests themselves stand on firm ground: no network, no real site, a server that goes away."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres import PREFIX, SHELF
from tests.surroundings import NetworkRefused

ASK_AND_WAIT = """
import os, sys, psycopg, time
with psycopg.connect(os.environ["VILLAGE_DATABASE"]) as connection:
    print(connection.execute("select count(*) from pg_tables").fetchone()[0] > 0, flush=True)
time.sleep(float(sys.argv[1]))
"""


def launch(seconds: str) -> "subprocess.Popen[str]":
    """Start a command beside a throw-away server, and wait until it has spoken with it."""
    command = [sys.executable, "-m", "tests.postgres", sys.executable, "-c", ASK_AND_WAIT, seconds]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def servers_of(folder: Path) -> list[str]:
    """Processes that were told to work in this folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = place.read_bytes().split(b"\0")
        except OSError:
            continue  # it ended while we looked
        if str(folder).encode() in command:
            found.append(place.parent.name)
    return found


def test_a_test_cannot_leave_this_machine():
    with socket.socket() as line, pytest.raises(NetworkRefused, match="stay on this machine"):
        line.connect(("192.0.2.1", 80))


def test_a_test_can_speak_to_a_server_of_its_own():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as line:
        line.connect(server.getsockname())
        assert line.getpeername() == server.getsockname()


def test_tests_keep_what_they_write_in_a_folder_of_their_own():
    from django.conf import settings

    assert settings.MODE == "test"
    assert str(settings.STATE).startswith(os.environ["VILLAGE_STATE"])
    assert settings.ROOT not in settings.STATE.parents


def test_the_throwaway_server_leaves_nothing_behind():
    with launch("0") as process:
        pass

    assert process.returncode == 0
    assert not (SHELF / f"{PREFIX}{process.pid}").exists()


def test_the_throwaway_server_stops_even_when_its_command_is_killed():
    with launch("15") as process:
        folder = SHELF / f"{PREFIX}{process.pid}"
        assert servers_of(folder)
        process.kill()

    deadline = time.monotonic() + 20
    while servers_of(folder) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert servers_of(folder) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://village@/postgres?host={folder}")
    with launch("0"):  # the next one sweeps what is left
        assert not folder.exists()
