"""Compile the locks: every package, its version and its hashes for all platforms, and no address.

    python -m tools.locks [--upgrade]

`uv.lock` and `pylock.toml` write down the address of each file, so we keep plain requirements instead.
"""

import os
import subprocess
import sys

from tools.console import ROOT, say, stop
from tools.environment import UV
from tools.registries import for_uv

COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
)
LOCKS = {
    # The tests run on the very versions the site runs on.
    "requirements/base.txt": ("pyproject.toml",),
    "requirements/dev.txt": ("pyproject.toml", "--group", "dev", "-c", "requirements/base.txt"),
    "requirements/spark.txt": (
        *("pyproject.toml", "--group", "dev", "--extra", "spark", "-c", "requirements/dev.txt"),
    ),
}


def main() -> None:
    """Keep the versions already locked, unless asked to look for newer ones."""
    surroundings = {**os.environ, **for_uv()}
    for lock, sources in LOCKS.items():
        say(f"{lock} …")
        command = [str(UV), *COMPILE, *sources, "--output-file", lock, *sys.argv[1:]]
        done = subprocess.run(command, cwd=ROOT, env=surroundings, check=False)
        if done.returncode:
            stop(f"{lock} could not be compiled (see above).")


if __name__ == "__main__":
    main()
