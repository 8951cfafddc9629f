"""How long the engine takes, how much memory, and beside R when R is installed (r-cran-lme4, r-cran-data.table).

    .venv/bin/python -m benchmarks.engine [--out results.json] [--huge]

Each model is the command a researcher types, in a process of its own, from a Parquet file to the table: seconds by
the clock, imports included, and the peak of its memory. Nothing is warm but the disk and Python's compiled files. R's
seconds are those of the fit alone, in a session that has read its file; beside them stands ours from the file, in a
process that has imported. `--huge` goes on to 10⁸ rows.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
HERE = Path(__file__).parent
VILLAGE = Path(sys.executable).with_name("village")
HOUSES = 6_000  # 480 000 parents, 1.75 million answers
FEW_HOUSES = 60
GROWTH = {"10⁴": 35, "10⁵": 345, "10⁶": 3_430, "10⁷": 34_300}
HUGE = {"10⁸": 343_000}
FIT = ("--formula", "y ~ t*single + over + age + first", "--groups", "house/grp/parent")
MMRM = ("--formula", "y ~ factor(wave)*single", "--wave", "wave", "--subject", "parent")
# The least any engine could do: read the same columns and add them up.
BARE = """
import duckdb, sys, time
columns = ", ".join(f"sum({name})" for name in sys.argv[2:])
with duckdb.connect() as connection:
    for _ in range(5):
        started = time.perf_counter()
        connection.execute(f"SELECT {columns} FROM '{sys.argv[1]}'").fetchall()
        print(time.perf_counter() - started)
"""
# The same twice and more in one process, so that nothing is counted but the work.
WORK = """
import sys, time
from pathlib import Path
from village.statistics.engine import open_rows
from village.statistics.formulas import nested_levels, parse_formula
from village.statistics.scans.fitting import fit_file
from village.statistics.scans.nested import scan_nested
from village.statistics.scans.repeated import fit_waves_file

def scan(path, formula, groups):
    said = parse_formula(formula)
    with open_rows(Path(path)) as rows:
        started = time.perf_counter()
        scan_nested(rows, said, nested_levels(said, groups))
        return time.perf_counter() - started

def fit(path, formula, groups):
    started = time.perf_counter()
    fit_file(path, formula, groups=groups)
    return time.perf_counter() - started

def mmrm(path, formula, wave, person):
    started = time.perf_counter()
    fit_waves_file(path, formula, wave=wave, person=person)
    return time.perf_counter() - started

work = {"scan": scan, "fit": fit, "mmrm": mmrm}[sys.argv[1]]
for _ in range(5):
    print(work(*sys.argv[2:]))
"""
PLAN = HERE.parents[1] / "plans" / "village-core" / "1" / "plan.toml"
NETWORKS = {"the demo: 62 houses": 62, "1 000 houses": 1_000}


def main() -> None:
    """Draw, fit, compare, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--huge", action="store_true", help="10⁸ rows too (3 GB of disk)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="village-") as name:
        folder = Path(name)
        results = {
            "mixed model": mixed(folder),
            "mmrm": repeated(folder),
            "growth": growth(folder, {**GROWTH, **(HUGE if options.huge else {})}),
            "planned evaluation": planned(folder),
        }
    for title, figures in results.items():
        print(f"\n{title}")
        for figure, value in figures.items():
            print(f"  {figure:<44} {value}")
    if options.out:
        options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


def draw(path: Path, houses: int, csv: Path | None = None) -> int:
    """Draw the answers in another process: a child's peak memory counts what its parent held when it was born."""
    words = [sys.executable, "-m", "benchmarks.engine.rows", path, "--houses", houses]
    words += ["--csv", csv] if csv else []
    done = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True)
    return int(done.stdout)


def mixed(folder: Path) -> Figures:
    """Three levels, six fixed effects: the command, its scan, lme4."""
    parquet, csv = folder / "answers.parquet", folder / "answers.csv"
    has_r = shutil.which("Rscript") is not None
    rows = draw(parquet, HOUSES, csv if has_r else None)
    found, seconds, peak = village("fit", parquet, *FIT)
    columns = ("house", "grp", "parent", "t", "single", "over", "age", "first", "y")
    bare = best(BARE, parquet, *columns)
    scan = best(WORK, "scan", parquet, FIT[1], FIT[3])
    fit = best(WORK, "fit", parquet, FIT[1], FIT[3])
    figures = {
        "rows": f"{rows:,}",
        "from Parquet to the table (s)": round(seconds, 2),
        "peak memory (MB)": peak,
        "a bare sum of the columns, DuckDB (s)": round(bare, 3),
        "the scan (s)": round(scan, 3),
        "the scan / a bare sum": round(scan / bare, 1),
        "scan and fit, imports apart (s)": round(fit, 2),
    }
    if has_r:
        figures |= beside("lmer", csv, found, seconds, fit)
        figures |= beside("tight", csv, found, seconds, fit)
        csv.unlink()
    return figures


def repeated(folder: Path) -> Figures:
    """Five waves, unstructured: half a million parents, then few enough for nlme::gls."""
    found, seconds, peak = village("mmrm", folder / "answers.parquet", *MMRM)
    figures = {
        "rows": f"{found['n']['rows']:,}",
        "from Parquet to the table (s)": round(seconds, 2),
        "peak memory (MB)": peak,
    }
    if shutil.which("Rscript"):
        parquet, csv = folder / "few.parquet", folder / "few.csv"
        figures["few rows"] = f"{draw(parquet, FEW_HOUSES, csv):,}"
        found, seconds, _ = village("mmrm", parquet, *MMRM)
        work = best(WORK, "mmrm", parquet, MMRM[1], MMRM[3], MMRM[5])
        figures["few rows, scan and fit, imports apart (s)"] = round(work, 3)
        figures |= beside("gls", csv, found, seconds, work)
    return figures


def growth(folder: Path, sizes: dict[str, int]) -> Figures:
    """The same mixed model on ten times more rows, and ten times more."""
    figures: Figures = {}
    for size, houses in sizes.items():
        path = folder / "growing.parquet"
        rows = draw(path, houses)
        _, seconds, peak = village("fit", path, *FIT)
        figures[size] = f"{rows:,} rows: {seconds:.2f} s, {peak} MB"
        path.unlink()
    return figures


def planned(folder: Path) -> Figures:
    """Everything the shipped plan asks, with its report, for the demo's network and for a thousand houses."""
    figures: Figures = {}
    for name, houses in NETWORKS.items():
        snapshot = folder / f"snapshot-{houses}"
        words = [sys.executable, "-m", "benchmarks.engine.network", snapshot, "--houses", houses]
        subprocess.run([str(word) for word in words], check=True)
        report = folder / f"report-{houses}"
        options = ("--plan", str(PLAN), "--out", str(report))
        _, seconds, peak = village("evaluate", snapshot, *options, times=1)
        figures[name] = f"{seconds:.1f} s, {peak} MB"
    return figures


def beside(model: str, csv: Path, found: Figures, seconds: float, work: float) -> Figures:
    """What R finds, how far it is, and how many times longer it takes (the reading of its file not counted)."""
    done = subprocess.run(
        ["Rscript", str(HERE / "lme4.R"), model, str(csv)],
        check=True,
        capture_output=True,
        text=True,
    )
    r = json.loads(done.stdout)
    fixed = zip(found["fixed"].values(), r["fixed"].values(), strict=True)
    return {
        f"R, {model} (s)": round(r["seconds"], 1),
        f"R, {model} / our whole process": round(r["seconds"] / seconds, 1),
        f"R, {model} / our scan and fit": round(r["seconds"] / work, 1),
        f"criterion, ours − R's, {model}": f"{found['criterion'] - r['criterion']:+.2e}",
        f"fixed effects, largest difference, {model}": f"{max(abs(a['estimate'] - b) for a, b in fixed):.1e}",
    }


def village(command: str, path: Path, *options: str, times: int = 3) -> tuple[Figures, float, int]:
    """Run a command some times: what it printed, the median of its seconds, its peak memory in MB."""
    seconds, peaks, printed = [], [], b""
    # Python keeps what it compiled, as it does unless told otherwise.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(times):
        with tempfile.TemporaryFile() as out:
            started = time.perf_counter()
            words = [str(VILLAGE), command, str(path), *options, "--json"]
            child = os.posix_spawn(
                words[0],
                words,
                surroundings,
                file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)],
            )
            _, status, usage = os.wait4(child, 0)
            seconds.append(time.perf_counter() - started)
            if status:
                sys.exit(f"village {command} stopped with {os.waitstatus_to_exitcode(status)}")
            out.seek(0)
            printed = out.read()
        peaks.append(usage.ru_maxrss // 1024)
    return json.loads(printed), statistics.median(seconds), max(peaks)


def best(program: str, *arguments: object) -> float:
    """The fastest of five runs inside one process, which is how long it takes when nothing else happens."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    return min(map(float, done.stdout.split()))


if __name__ == "__main__":
    main()
