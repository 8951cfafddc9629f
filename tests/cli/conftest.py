"""`village`, run as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def village(tmp_path):
    """Run a command with a state folder of its own; returns the finished process."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
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
