"""What a parent's page weighs, and how many parents a site can hear in a second, on SQLite and on PostgreSQL.

    .venv/bin/python -m benchmarks.web [--parents 400] [--phones 8] [--out results.json]

A real site (`village serve`, its own process) and phones that open their link, read the page and send sixteen
answers. Both databases keep what they acknowledge (SQLite: synchronous=FULL; PostgreSQL: fsync and
synchronous_commit on). Site, database and phones share this machine.
"""

import argparse
import gzip
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlencode

from tests.postgres import throwaway_postgresql

Figures = dict[str, float | int]


def main() -> None:
    """Measure each database in a process of its own, print a table, write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--parents", type=int, default=400)
    parser.add_argument("--phones", type=int, default=8)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.parents, options.phones)))
        return
    with tempfile.TemporaryDirectory() as folder, throwaway_postgresql(durable=True) as postgresql:
        results = {
            "sqlite": _child(
                options, folder + "/sqlite", f"sqlite:///{folder}/sqlite/village.sqlite3"
            ),
            "postgresql": _child(options, folder + "/postgresql", postgresql),
        }
    names = list(results["sqlite"])
    print(f"{'':<28}" + "".join(f"{database:>14}" for database in results))
    for name in names:
        print(f"{name:<28}" + "".join(f"{result[name]:>14,}" for result in results.values()))
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n")


def _child(options: argparse.Namespace, state: str, database: str) -> Figures:
    surroundings = os.environ | {
        "VILLAGE_MODE": "test",
        "VILLAGE_STATE": state,
        "VILLAGE_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "village.config.settings",
    }
    words = [
        "--parents",
        str(options.parents),
        "--phones",
        str(options.phones),
        "--measure",
        database,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.web", *words],
        env=surroundings,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(parents: int, phones: int) -> Figures:
    """Fill a database, serve it, and let the phones answer."""
    tokens: Queue[str] = Queue()
    for token in _invite(parents):
        tokens.put(token)
    port = free_port()
    site = subprocess.Popen(
        [sys.executable, "-m", "village.cli", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        weight = _weigh(port, tokens.get())
        figures = _answer_all(port, tokens, phones)
    finally:
        site.terminate()
        site.wait(20)
    return {**weight, **figures}


def _invite(parents: int) -> list[str]:
    """So many parents with an open questionnaire; their tokens."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from tests.factories import a_group, a_house, a_parent, an_enrolment
    from village.library.installed import default_battery
    from village.people.models import Purpose
    from village.surveys.models import Invitation
    from village.surveys.services.links import issue_link
    from village.surveys.services.planning import plan_invitations
    from village.ui.clock import now

    call_command("migrate", verbosity=0)
    moment, tokens = now(), []
    with transaction.atomic():
        house = a_house()
        for number in range(parents + 1):
            if number % 10 == 0:
                group = a_group(house, started_on=moment.date())
            parent = a_parent(f"P{number}", house=house, agrees=list(Purpose))
            enrolment = an_enrolment(parent, group)
            plan_invitations(enrolment=enrolment, battery=default_battery())
            invitation = Invitation.objects.get(enrolment=enrolment, wave="t0")
            issued = issue_link(invitation=invitation, channel="qr", actor=None, now=moment)
            tokens.append(issued.token)
    return tokens


class Phone:
    """A browser's share of HTTP: cookies, compressed pages, nothing else."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.received = 0  # bytes of bodies

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """One request; the status and the text of the page (or where it sends on)."""
        headers = {"Accept-Encoding": "gzip", "Host": "localhost"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        content = response.read()
        self.received += len(content)
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        if response.status in {302, 303}:
            return response.status, response.headers["Location"]
        if response.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return response.status, content.decode()


def _weigh(port: int, token: str) -> Figures:
    """The bytes of the first screen: the page, its style, its script."""
    phone = Phone(port)
    phone.ask("GET", f"/l/{token}")
    _, page = phone.ask("GET", "/questions/")
    document = phone.received
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        phone.ask("GET", address)
    return {"page_bytes": document, "first_screen_bytes": phone.received}


def _answer_all(port: int, tokens: "Queue[str]", phones: int) -> Figures:
    reading: list[float] = []
    sending: list[float] = []

    def run() -> None:
        while True:
            try:
                token = tokens.get_nowait()
            except Empty:
                return
            _answer(port, token, reading, sending)

    total = tokens.qsize()
    started = time.perf_counter()
    threads = [threading.Thread(target=run) for _ in range(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if len(sending) != total:
        raise SystemExit(f"{total - len(sending)} of {total} answers were not received")
    return {
        "parents_per_second": round(total / seconds, 1),  # three requests each
        "requests_per_second": round(3 * total / seconds, 1),
        "page_median_ms": round(statistics.median(reading) * 1000, 1),
        "submit_median_ms": round(statistics.median(sending) * 1000, 1),
        "submit_p95_ms": round(statistics.quantiles(sending, n=20)[-1] * 1000, 1),
    }


def _answer(port: int, token: str, reading: list[float], sending: list[float]) -> None:
    phone = Phone(port)
    phone.ask("GET", f"/l/{token}")
    started = time.perf_counter()
    _, page = phone.ask("GET", "/questions/")
    reading.append(time.perf_counter() - started)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answers = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', page), "2")
    started = time.perf_counter()
    status, _ = phone.ask("POST", "/questions/", urlencode({**hidden, **answers}))
    if status == 303:
        sending.append(time.perf_counter() - started)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            Phone(port).ask("GET", "/aide-maintenant/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the site did not start in thirty seconds")


if __name__ == "__main__":
    main()
