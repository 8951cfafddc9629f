"""The same expressions on Apache Spark give the same numbers (`make test-spark`)."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.engine.rows import answers
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate
from village.analytics.measurement.answers import snapshot_answers
from village.analytics.results import results_json
from village.core.privacy import Audience
from village.statistics.engine import Engine, open_rows
from village.statistics.formulas import nested_levels, parse_formula
from village.statistics.scans.clustered import scan_clustered
from village.statistics.scans.items import scan_answer_counts, scan_items
from village.statistics.scans.nested import scan_nested
from village.statistics.scans.openings import scan_openings
from village.statistics.scans.rows import usable_rows
from village.statistics.scans.waves import scan_waves

FORMULA = "y ~ t*factor(over) + I(age^2) + ns(age, knots=[30], boundary=[18, 45]) + first"

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answers of 1 600 parents of 20 houses, over five waves, some of them lost on the way."""
    path = tmp_path_factory.mktemp("people") / "answers.parquet"
    pq.write_table(pa.concat_tables(answers(20)), path)
    return path


def arrays_of(moments: Any) -> Iterator[tuple[str, Any]]:
    """Every value of a value object, those inside tuples and mappings included."""

    def walk(name: str, value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, tuple | list):
            for place, inner in enumerate(value):
                yield from walk(f"{name}.{place}", inner)
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(f"{name}.{key}", inner)
        elif hasattr(value, "__dataclass_fields__"):
            for part in fields(value):
                yield from walk(f"{name}.{part.name}", getattr(value, part.name))
        else:
            yield name, value

    yield from walk("moments", moments)


def assert_same(one: Any, other: Any) -> None:
    """To 1e-9 of the largest number of each array, as the issue of rounding in sums allows."""
    pairs = zip(arrays_of(one), arrays_of(other), strict=True)
    for (name, mine), (other_name, theirs) in pairs:
        assert name == other_name
        if isinstance(mine, np.ndarray) and mine.dtype.kind == "f":
            scale = float(np.abs(mine).max(initial=0.0))
            np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-9 * scale, err_msg=name)
        else:
            np.testing.assert_array_equal(mine, theirs, err_msg=name)


def numbers_in(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a JSON document, by its path."""
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in inside:
            yield from numbers_in(inner, f"{path}/{key}")
    else:
        yield path, value


def test_a_whole_evaluation_is_the_same(network: Path):
    reports = []
    for engine in Engine:
        with open_snapshot(network, engine=engine) as snapshot:
            found = results_json(evaluate(snapshot, audience=Audience.HOUSE))
        reports.append(dict(numbers_in(json.loads(found))))

    assert len(reports[0]) > 1_000
    for path, value in reports[0].items():
        # sums are exact on both; turning a long decimal into a float may round its last bit otherwise
        expected = pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
        assert reports[1].pop(path) == expected, path
    assert reports[1] == {}


def test_a_csv_file_is_the_same_table(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_text("parent,stress,city\nanna,3,Créteil\nbilal,,Brest\nchloé,5.5,Brest\n")

    tables = []
    for engine in Engine:
        with open_rows(path, engine=engine) as rows:
            tables.append(rows.collect(rows.table.order_by("parent")))

    assert [table.to_pylist() for table in tables] == [
        [
            {"parent": "anna", "stress": 3.0, "city": "Créteil"},
            {"parent": "bilal", "stress": None, "city": "Brest"},
            {"parent": "chloé", "stress": 5.5, "city": "Brest"},
        ]
    ] * 2


def test_rows_nested_in_groups_have_the_same_sums(people: Path):
    formula = parse_formula(FORMULA)
    levels = nested_levels(formula, "house/grp/parent")
    scans = []
    for engine in Engine:
        with open_rows(people, engine=engine) as rows:
            scans.append(scan_nested(rows, formula, levels))

    assert scans[0].moments.rows > 5_000
    assert_same(scans[0], scans[1])


def test_planned_waves_have_the_same_sums(people: Path):
    formula = parse_formula("y ~ factor(wave)*single + age")
    scans = []
    for engine in Engine:
        with open_rows(people, engine=engine) as rows:
            scans.append(
                scan_waves(rows, formula, wave="wave", person="parent", levels=("house", "grp"))
            )

    assert_same(scans[0], scans[1])


def test_rows_of_a_house_have_the_same_sums(people: Path):
    scans = []
    for engine in Engine:
        with open_rows(people, engine=engine) as rows:
            scans.append(scan_clustered(rows, parse_formula(FORMULA), "house"))

    assert len(scans[0].moments.labels) == 20
    assert_same(scans[0], scans[1])


def test_houses_that_open_one_after_another_have_the_same_sums(people: Path, tmp_path: Path):
    rows = pq.read_table(people)
    opened = [None if house % 3 == 0 else house % 3 + 1.0 for house in rows["house"].to_pylist()]
    path = tmp_path / "openings.parquet"
    pq.write_table(rows.append_column("opened", pa.array(opened, pa.float64())), path)
    found = []
    for engine in Engine:
        with open_rows(path, engine=engine) as opened_rows:
            columns = {"outcome": "y", "house": "house", "period": "wave", "opened": "opened"}
            found.append(scan_openings(opened_rows, **columns)[0])

    assert_same(found[0], found[1])


def test_items_have_the_same_sums_and_counts(network: Path):
    found = []
    for engine in Engine:
        with open_snapshot(network, engine=engine) as snapshot:
            answers_ = snapshot_answers(snapshot, snapshot.manifest.scales[0])
            counts = scan_answer_counts(snapshot, answers_.at("t0"), "language")
            found.append((scan_items(snapshot, answers_), tuple(counts)))

    assert found[0][0].moments.respondents.sum() > 1_000
    assert_same(found[0][0], found[1][0])
    assert_same(found[0][1], found[1][1])


def test_a_remote_spark_is_asked_by_the_command_line(people: Path):
    words = ["fit", str(people), "--formula", "y ~ t*single", "--groups", "house/grp/parent"]

    def village(*options: str, **surroundings: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "village.cli", *words, *options, "--json"],
            env={**os.environ, **surroundings},
            check=True,
            capture_output=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    here = village()
    there = village("--engine", "spark", SPARK_REMOTE="local[2]")  # a Spark Connect server

    assert there["criterion"] == pytest.approx(here["criterion"], rel=1e-9)
    for name, term in here["fixed"].items():
        assert there["fixed"][name]["estimate"] == pytest.approx(term["estimate"], rel=1e-7)
        assert there["fixed"][name]["se"] == pytest.approx(term["se"], rel=1e-7)


def test_the_same_rows_are_left_out_for_the_same_reasons(tmp_path: Path):
    whole = {"parent": "anna", "arm": "a", "t": 1.0, "y": 2.0}
    spoilt = [{"y": None}, {"y": math.nan}, {"t": math.inf}, {"t": -1.0}, {"arm": None}]
    rows = [whole, {**whole, "arm": "b", "t": 3.0, "y": 5.0}, *({**whole, **one} for one in spoilt)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")

    def left_out(engine: Engine) -> Any:
        with open_rows(tmp_path / "rows.parquet", engine=engine) as opened:
            return usable_rows(opened, parse_formula("y ~ arm + log(t)"), {"k0": "parent"}).left_out

    assert left_out(Engine.SPARK) == left_out(Engine.DUCKDB)
    assert list(left_out(Engine.SPARK).values()) == [1, 1, 1, 1, 1]
