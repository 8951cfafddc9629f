"""The last version's files, and a site that lived under it."""

import json
import lzma
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.surroundings import chosen_database
from tests.versions.dump import Dump, read

ROOT = Path(__file__).resolve().parents[2]
# Written by the version before, never again by us: see README.md beside it.
BEFORE = Path(__file__).parent / "v0_1_0"


@dataclass(frozen=True)
class Site:
    """A demo site of the version before: its rows are in its database, its migrations are still those of that day."""

    state: Path
    database: str

    def run(self, *words: str, module: str = "village.cli") -> "subprocess.CompletedProcess[str]":
        """Run a command of today on this site, as its keeper would."""
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("VILLAGE_")}
        surroundings |= {
            "VILLAGE_MODE": "demo",
            "VILLAGE_STATE": str(self.state),
            "VILLAGE_DATABASE": self.database,
            "VILLAGE_BATTERY": "village-core@1",
            "NO_COLOR": "1",
            "COLUMNS": "100",
        }
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            capture_output=True,
            text=True,
            env=surroundings,
            cwd=ROOT,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def records(self) -> Dump:
        """What is in its database now."""
        path = self.state / f"{uuid.uuid4().hex}.jsonl.xz"
        self.run("write", str(path), module="tests.versions.dump")
        return read(path)


@pytest.fixture(scope="session")
def before() -> Path:
    """The folder of what the version before wrote."""
    return BEFORE


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of the kind under test, for this test alone."""
    if chosen_database() == "sqlite":
        yield f"sqlite:///{tmp_path / 'village.sqlite3'}"
        return
    server, name = os.environ["VILLAGE_DATABASE"], f"before_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def old_site(database: str, tmp_path: Path) -> Site:
    """A site that was stopped under the version before."""
    site = Site(tmp_path / "state", database)
    site.state.mkdir()
    (site.state / "demo-keys.json").write_text((BEFORE / "keys.json").read_text())
    site.run("restore", str(BEFORE / "records.jsonl.xz"), module="tests.versions.dump")
    return site


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A copy of what the version before remembered of its releases: reading it may add to it."""
    path = tmp_path / "ledger"
    with lzma.open(BEFORE / "ledger.xz") as kept:
        path.write_bytes(kept.read())
    path.chmod(0o600)
    assert json.loads(path.read_text())
    return path
