"""`village serve`: the site, and beside it the worker that sends letters."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from village.cli import site
from village.cli.demo import fill
from village.cli.tidy import tidy_up
from village.core.errors import NotAllowed


def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="An invented network with open doors, to look around.")
    ] = False,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for other machines too.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    threads: Annotated[
        int, typer.Option(min=1, max=64, help="Requests answered at the same time.")
    ] = 4,
) -> None:
    """Serve the site until Ctrl-C. Without --demo, every setting comes from the environment."""
    if demo:
        os.environ["VILLAGE_LISTENS_ON"] = host
    _check_port(host, port)
    site.start(demo=demo)
    _prepare(demo=demo)
    _announce(host, port, demo=demo)
    with _worker():
        _granian(host, port, threads)


def _check_port(host: str, port: int) -> None:
    """Refuse a port where somebody answers already: two servers would share it without a word."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # A server that has just stopped leaves its port in TIME_WAIT: that is not somebody who answers.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotAllowed(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port."
            ) from None


def _prepare(*, demo: bool) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    call_command("check", stdout=io.StringIO())  # what is wrong is raised; the rest is noise
    if demo or connection.vendor == "sqlite":
        site.bring_up_to_date()
    else:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise NotAllowed(
                "The database is older than the code: back it up, then run `village migrate`."
            )
    if demo:
        from village.demo.loader import is_empty
        from village.ui.clock import now

        if is_empty():
            fill(seed=1, now=now(), end=now().date())
    else:
        call_command("collectstatic", interactive=False, verbosity=0)
    tidy_up()
    _publish_what_waits()


def _publish_what_waits() -> None:
    """A snapshot taken by a version that kept no ledger is judged once; otherwise there is nothing to do."""
    from django.conf import settings

    from village.snapshots.publishing import publish_latest
    from village.ui.clock import now

    publish_latest(master_key=settings.SNAPSHOT_KEY, now=now())


def _announce(host: str, port: int, *, demo: bool) -> None:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104 - only printed
    print(f"village is at http://{shown}:{port}/ (Ctrl-C stops it)", flush=True)
    if demo:
        print(
            "This is the demo: everybody in it is invented, and letters are printed here.",
            flush=True,
        )


@contextlib.contextmanager
def _worker() -> Iterator[None]:
    """The process that sends letters, stopped with the site."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "db_worker", "--queue-name", "*", "--verbosity", "0"],
        start_new_session=True,  # Ctrl-C is for the site; the worker is told by us
    )
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker.kill()


def _granian(host: str, port: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "village.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_level=LogLevels.warning,
    ).serve()
