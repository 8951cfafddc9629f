"""Programs that come from Debian's packages, where tests cannot do without them."""

import os
import shutil
import subprocess
from collections.abc import Sequence

from tools.console import say, stop


def need(program: str, packages: Sequence[str], *, wanted_by: str) -> None:
    """Make sure a program is on the path: install it when we may, say what to do when we may not.

    Never skip: a suite without the tests that need it would look complete.
    """
    if shutil.which(program) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(packages, wanted_by)
    if shutil.which(program) is None:
        command = f"apt-get install {' '.join(packages)}"
        stop(f"{wanted_by} need {program}: run `{command}` as root, then try again.")


def _install(packages: Sequence[str], wanted_by: str) -> None:
    """Ask Debian, without questions; the list of packages may be old or absent."""
    say(f"Installing {packages[0]} for {wanted_by.lower()} …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=quiet, check=False)
    subprocess.run(
        ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages],
        env=quiet,
        stdout=subprocess.DEVNULL,
        check=False,
    )
