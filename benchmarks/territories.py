"""How long it takes to find a commune, and what carrying all of them weighs.

    .venv/bin/python -m benchmarks.territories [--rounds 20] [--out results.json]

Fails when a search takes more than 50 ms of this machine's time.
"""

import argparse
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from village.territories.index import index
from village.territories.register import register
from village.territories.search import search

LONGEST = 0.050
TYPED = (
    "Saint-Denis", "saint nicolas", "st martin", "Saint-Nicolas Martinique", "paris", "Paris 11", "la", "saint",
    "s", "l'hay les roses", "chalon s/ saone", "villeneuve ascq", "62000", "75011", "97400", "01090", "62041",
    "Équeurdreville", "Saint-Denis (La Réunion)", "nuku hiva", "Atlantis", "a b c d e f g h i j k l",
)  # fmt: skip


def main() -> None:
    """Load, search, weigh; print, and write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    loading, indexing = _seconds(register), _seconds(index)
    slowest = {text: statistics.median(_searches(text, options.rounds)) for text in TYPED}
    register.cache_clear()
    index.cache_clear()
    tracemalloc.start()
    register()
    held, _ = tracemalloc.get_traced_memory()
    index()
    both, peak = tracemalloc.get_traced_memory()
    worst = max(slowest, key=lambda text: slowest[text])
    results = {
        "reading the register, s": round(loading, 3),
        "making the index, s": round(indexing, 3),
        "a search, median, ms": round(1000 * statistics.median(slowest.values()), 2),
        f"the slowest ({worst!r}), ms": round(1000 * slowest[worst], 2),
        "memory of the register, MB": round(held / 1e6, 1),
        "with the index, MB": round(both / 1e6, 1),
        "peak while making it, MB": round(peak / 1e6, 1),
    }
    for name, value in results.items():
        print(f"{name:<36}{value:>10}")
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n")
    if slowest[worst] > LONGEST:
        sys.exit(f"{worst!r} took longer than {1000 * LONGEST:.0f} ms.")


def _seconds(read: Callable[[], object]) -> float:
    begun = time.process_time()
    read()
    return time.process_time() - begun


def _searches(text: str, rounds: int) -> list[float]:
    return [_seconds(lambda: search(text)) for _ in range(rounds)]


if __name__ == "__main__":
    main()
