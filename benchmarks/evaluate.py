"""How long an evaluation takes, and how much memory: the demo's network, then 100 000 parents asked four times.

    .venv/bin/python -m benchmarks.evaluate [--out results.json]

The networks are invented, then scored and written by the tests' own SQL. Each is evaluated in a process of its own,
so that its peak memory is its own. Imports are timed apart: a site pays them once.
"""

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.memory import peak_memory
from village.laboratory.simulation.design import Design

Figures = dict[str, float | int]
END = dt.date(2026, 11, 15)
INSTRUMENT = Path(__file__).parents[1] / "instruments/village-16/1"
NETWORKS = {
    "demo": Design(seed=1, end=END),
    # over four years, so that nearly everyone has come to the fourth wave; and nobody is lost
    "large": Design(seed=1, end=END, houses=2_448, days=1_460, lost_by_wave={}),
}


def main() -> None:
    """Invent, evaluate, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    results = {name: benchmark(design) for name, design in NETWORKS.items()}
    print(f"{'':<28}" + "".join(f"{name:>12}" for name in results))
    for figure in next(iter(results.values())):
        print(f"{figure:<28}" + "".join(f"{result[figure]:>12,}" for result in results.values()))
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n")


def benchmark(design: Design) -> Figures:
    """Invent a network, write its snapshot, measure its evaluation in another process."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Path(folder) / "snapshot"
        invented = invent(design, snapshot)
        child = [sys.executable, "-m", "benchmarks.evaluate", "--measure", str(snapshot)]
        done = subprocess.run(child, check=True, capture_output=True, text=True)
    return {**invented, **json.loads(done.stdout)}


def invent(design: Design, folder: Path) -> Figures:
    """Draw a network and write its snapshot."""
    from tests.snapshot_folder import snapshot_of
    from village.core.instruments import load_instrument
    from village.laboratory.simulation.network import InventedNetwork

    instrument = load_instrument(INSTRUMENT)
    started = time.perf_counter()
    records = dict(InventedNetwork(instrument, design).tables())
    drawn = time.perf_counter() - started
    snapshot_of(records, instrument, folder)
    return {
        "houses": records["houses"].num_rows,
        "parents": records["participants"].num_rows,
        "questionnaires": records["answers"].num_rows // len(instrument.items),
        "drawn (s)": round(drawn, 2),
    }


def measure(folder: Path) -> Figures:
    """Seconds for each step, and the peak memory of this process in MB."""
    lap = Laps()
    import pandas  # noqa: F401 - Ibis loads it at the first result

    from village.analytics.charts import change_chart, response_chart
    from village.analytics.engine import open_snapshot
    from village.analytics.evaluation import evaluate, evaluate_all
    from village.core.privacy import Audience

    lap("imports (s)")
    with open_snapshot(folder, check=True) as snapshot:
        lap("open, check hashes (s)")
        nation = evaluate(snapshot, audience=Audience.PUBLIC)
        lap("evaluate the nation (s)")
        evaluate_all(snapshot, audience=Audience.HOUSE)
        lap("evaluate every house (s)")
    peak = peak_memory()
    change_chart(nation)
    lap("first chart (s)")
    change_chart(nation)
    response_chart(nation)
    lap("two more charts (s)")
    return {**lap.seconds, "peak before charts (MB)": peak}


class Laps:
    """A stopwatch: each call names the time since the last one."""

    def __init__(self) -> None:
        self.last = time.perf_counter()
        self.seconds: Figures = {}

    def __call__(self, name: str) -> None:
        """Note the time since the last lap under `name`."""
        now = time.perf_counter()
        self.seconds[name] = round(now - self.last, 2)
        self.last = now


if __name__ == "__main__":
    main()
