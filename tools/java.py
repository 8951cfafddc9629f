"""Make sure Spark has the Java it runs in: install it when we may, say what to do when we may not."""

import os
import shutil
import subprocess

from tools.console import say, stop

PACKAGE = "openjdk-17-jre-headless"  # Spark 4.0 runs in Java 17 or 21; Debian 12 has 17


def is_here() -> bool:
    """Whether a Java is on the path."""
    return shutil.which("java") is not None


def install() -> None:
    """Ask Debian for it, without questions; the list of packages may be old or absent."""
    say(f"Installing {PACKAGE} for Spark …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=quiet, check=False)
    subprocess.run(
        ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", PACKAGE],
        env=quiet,
        stdout=subprocess.DEVNULL,
        check=False,
    )


def main() -> None:
    """Never skip: whoever asks for Spark's tests wants to see them run."""
    if not is_here() and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if not is_here():
        stop(f"Spark needs Java: run `apt-get install {PACKAGE}` as root, then try again.")


if __name__ == "__main__":
    main()
