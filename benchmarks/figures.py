"""How fast the figures of the demo are served: the nation and its sixty-two houses, as the national team reads them.

    .venv/bin/python -m benchmarks.figures [--rounds 3] [--out results.json]

Starts the demo from nothing in a temporary folder, enters as the national team, and reads every page a few times.
"cold" is the first reading of each page, before the worker has drawn its pictures; "warm" the following ones.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.web import Phone, free_port


def main() -> None:
    """Start, read, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        site = subprocess.Popen(
            [sys.executable, "-m", "village.cli", "serve", "--demo", "--port", str(port)],
            env=os.environ | {"VILLAGE_STATE": folder},
            stdout=subprocess.DEVNULL,
        )
        try:
            reader = _enter(port)
            ready = time.perf_counter() - started
            pages = _pages(reader)
            cold = [_time(reader, page) for page in pages]
            warm = [_time(reader, page) for _ in range(options.rounds) for page in pages]
        finally:
            site.terminate()
            site.wait(30)
    results = {
        "demo_from_nothing_seconds": round(ready, 1),
        "pages": len(pages),
        "first_page_ms": round(cold[0] * 1000),
        "cold_median_ms": round(statistics.median(cold) * 1000),
        "cold_p95_ms": round(statistics.quantiles(cold, n=20)[-1] * 1000),
        "warm_median_ms": round(statistics.median(warm) * 1000),
        "warm_p95_ms": round(statistics.quantiles(warm, n=20)[-1] * 1000),
    }
    for name, value in results.items():
        print(f"{name:<28}{value:>10,}")
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n")


def _enter(port: int) -> Phone:
    """Wait for the home page, then enter through the door of the national team."""
    for _ in range(1200):
        try:
            reader = Phone(port)
            _, home = reader.ask("GET", "/")
            break
        except OSError:
            time.sleep(0.1)
    else:
        raise SystemExit("the demo did not start in two minutes")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', home)
    if token is None:
        raise SystemExit("the home page has no door")
    body = urlencode({"csrfmiddlewaretoken": token[1], "role": "national_team"})
    reader.ask("POST", "/demo/entrer/", body)
    return reader


def _pages(reader: Phone) -> list[str]:
    _, houses = reader.ask("GET", "/maisons/")
    codes = sorted(set(re.findall(r'href="/maisons/([a-z0-9-]+)/"', houses)) - {"nouvelle"})
    return ["/chiffres/", *(f"/maisons/{code}/chiffres/" for code in codes)]


def _time(reader: Phone, page: str) -> float:
    started = time.perf_counter()
    status, _ = reader.ask("GET", page)
    if status != 200:
        raise SystemExit(f"{page}: {status}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
