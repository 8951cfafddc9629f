"""Rows of a file summed by house: the same sums as rows in memory, and the errors of clubSandwich."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from village.statistics.engine import open_rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.formulas import parse_formula
from village.statistics.moments.clustered import ClusteredMoments
from village.statistics.scans.clustered import regress_file, scan_clustered

SCRIPT = Path(__file__).parents[2] / "golden/r/cluster_robust.json"
FORMULA = "score ~ sessions + single + overseas"


@pytest.fixture(scope="module")
def r() -> dict[str, Any]:
    return json.loads(SCRIPT.read_text("utf-8"))


def written(rows: Mapping[str, Sequence[Any]], path: Path) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows)
        writer.writerows(zip(*rows.values(), strict=True))
    return path


def test_a_file_gives_the_errors_of_clubsandwich(r: dict[str, Any], tmp_path: Path):
    found = regress_file(written(r["rows"], tmp_path / "rows.csv"), FORMULA, cluster="house")

    assert found.coefficients == pytest.approx(r["plain"]["coefficients"], rel=1e-9)
    assert [t.se for t in found.fixed.values()] == pytest.approx(r["plain"]["CR2"], rel=1e-9)
    assert [t.df for t in found.fixed.values()] == pytest.approx(r["plain"]["df"], rel=1e-8)
    assert found.n == {"rows": 60, "clusters": 8}


def test_within_houses_too(r: dict[str, Any], tmp_path: Path):
    path = written(r["rows"], tmp_path / "rows.csv")

    found = regress_file(path, "score ~ sessions + single", cluster="house", within=True)

    assert [t.se for t in found.fixed.values()] == pytest.approx(r["dummies"]["CR2"], rel=1e-9)


def test_the_sums_are_those_of_rows_in_memory(r: dict[str, Any], tmp_path: Path):
    with open_rows(written(r["rows"], tmp_path / "rows.csv")) as rows:
        scan = scan_clustered(rows, parse_formula(FORMULA), "house")
    names = [*scan.terms, "score"]
    columns = {name: np.array(r["rows"][name], float) for name in names}

    in_memory = ClusteredMoments.of_rows(columns, r["rows"]["house"]).around(scan.moments.centre)

    scan.moments.check()
    assert scan.moments.columns == in_memory.columns
    assert scan.moments.labels == in_memory.labels
    assert list(scan.moments.rows) == list(in_memory.rows)
    assert scan.moments.cross == pytest.approx(in_memory.cross, rel=1e-12, abs=1e-9)


def test_files_of_two_sites_add_up_to_the_file_of_both(r: dict[str, Any], tmp_path: Path):
    def part(name: str, first: int, last: int) -> ClusteredMoments:
        rows = {column: values[first:last] for column, values in r["rows"].items()}
        with open_rows(written(rows, tmp_path / name)) as opened:
            return scan_clustered(opened, parse_formula("score ~ sessions"), "house").moments

    whole = part("whole.csv", 0, 60)
    both = part("one.csv", 0, 25) + part("two.csv", 25, 60)

    assert both.labels == whole.labels
    assert both.around(whole.centre).cross == pytest.approx(whole.cross, abs=1e-9)


def test_rows_left_out_are_counted(r: dict[str, Any], tmp_path: Path):
    rows = r["rows"] | {"score": [None, None, *r["rows"]["score"][2:]]}

    found = regress_file(written(rows, tmp_path / "rows.csv"), FORMULA, cluster="house")

    assert found.left_out == {"score is missing": 2}
    assert found.n["rows"] == 58


def test_a_model_without_intercept_is_refused(r: dict[str, Any], tmp_path: Path):
    path = written(r["rows"], tmp_path / "rows.csv")

    with pytest.raises(CannotEstimate, match="intercept"):
        regress_file(path, "score ~ 0 + sessions", cluster="house")
