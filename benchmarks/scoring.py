"""How long scoring takes, and how much memory: a million answer sheets of twenty items, a total and two subscales.

    .venv/bin/python -m benchmarks.scoring [--sheets 1000000] [--out results.json]

Answers are drawn, one in fifty left out; six items are reversed, three gaps forgiven, one answer calls for help. One
core, in a process of its own, so that its peak memory is its own: that of the sheets is part of it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SHEETS, ITEMS, HALF = 1_000_000, 20, 10
ONE_BY_ONE = 10_000  # as many as the exact path does in the time one has
GAPS, FORGIVEN = 0.02, 3
AT_MOST = {"scored (s)": 5.0, "peak memory (MB)": 1_000}


def main() -> None:
    """Score in another process, print, write; what takes too long or too much is an error."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sheets", type=int, default=SHEETS)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.sheets)))
        return
    child = [
        sys.executable,
        "-m",
        "benchmarks.scoring",
        "--measure",
        "--sheets",
        str(options.sheets),
    ]
    done = subprocess.run(child, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    for name, value in found.items():
        print(f"{name:<40}{value:>14,}")
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    if beyond := [name for name, most in AT_MOST.items() if found[name] > most]:
        sys.exit(f"Beyond what was promised: {', '.join(beyond)}.")


def measure(sheets: int) -> dict[str, float]:
    """Seconds and MB, on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import numpy as np

    from benchmarks.memory import peak_memory
    from village.analytics.scoring import MISSING, score_sheets
    from village.core.scoring import score_all

    instrument = invented()
    chance = np.random.default_rng(1)
    keyed = chance.integers(0, 5, size=(sheets, ITEMS), dtype=np.int16)
    for column in keyed.T:
        column[chance.random(sheets) < GAPS] = MISSING
    before = peak_memory()
    started = time.perf_counter()
    found = score_sheets(instrument, keyed)
    seconds = time.perf_counter() - started
    peak = peak_memory()
    few = keyed[:ONE_BY_ONE].tolist()
    rows = [
        {str(i + 1): None if value == MISSING else value for i, value in enumerate(row)}
        for row in few
    ]
    started = time.perf_counter()
    for row in rows:
        score_all(instrument, row)
    exact = time.perf_counter() - started
    return {
        "sheets": sheets,
        "scores": sum(int((~np.isnan(scores)).sum()) for scores in found.scores.values()),
        "scored (s)": round(seconds, 2),
        "sheets, before scoring (MB)": before,
        "peak memory (MB)": peak,
        "one by one, for as many (s)": round(exact / len(rows) * sheets, 1),
    }


def invented() -> Any:
    """An instrument of that shape, which is nobody's."""
    from village.core.scales import Instrument, Item, SafetyRule, Scale

    items = tuple(Item(key=str(i + 1), lowest=0, highest=4) for i in range(ITEMS))
    turned = frozenset(items[i].key for i in range(0, 12, 2))

    def scale(key: str, some: tuple[Item, ...]) -> Scale:
        own = turned & {item.key for item in some}
        return Scale(key=key, items=some, reversed=own, max_missing=FORGIVEN)

    return Instrument(
        key="invented",
        version="1",
        validated=False,
        recall_days=None,
        licence="",
        items=items,
        scales=(scale("total", items), scale("first", items[:HALF]), scale("last", items[HALF:])),
        safety=(SafetyRule(key="last_item", item=str(ITEMS), at_least=3),),
        wordings={},
        hash="",
    )


if __name__ == "__main__":
    main()
