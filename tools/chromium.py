"""Make sure the browser tests have Debian's Chromium: install it when we may, say what to do when we may not."""

import os
import shutil
import subprocess

from tools.console import say, stop

PACKAGES = (
    "chromium",
    "chromium-sandbox",
)  # the second lets somebody who is not root open pages safely
COMMAND = f"apt-get install {' '.join(PACKAGES)}"


def is_here() -> bool:
    """Whether a Chromium is on the path."""
    return shutil.which("chromium") is not None


def install() -> None:
    """Ask Debian for it, without questions; the list of packages may be old or absent."""
    say("Installing Chromium for the browser tests …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=quiet, check=False)
    subprocess.run(
        ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *PACKAGES],
        env=quiet,
        stdout=subprocess.DEVNULL,
        check=False,
    )


def main() -> None:
    """Never skip: a suite without its browser tests would look complete."""
    if not is_here() and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if not is_here():
        stop(f"The browser tests need Chromium: run `{COMMAND}` as root, then try again.")


if __name__ == "__main__":
    main()
