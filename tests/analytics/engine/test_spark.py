"""The same expressions on Apache Spark give the same numbers (`make test-spark`)."""

from pathlib import Path

import pyarrow as pa
import pytest

from village.analytics.engine import Engine, open_rows, open_snapshot
from village.analytics.evaluation import evaluate
from village.analytics.results import results_json
from village.core.privacy import Audience

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]


def test_a_whole_evaluation_is_the_same_to_the_last_byte(network: Path):
    reports = []
    for engine in Engine:
        with open_snapshot(network, engine=engine) as snapshot:
            reports.append(results_json(evaluate(snapshot, audience=Audience.HOUSE)))

    assert reports[0] == reports[1]
    assert b'"mean_change"' in reports[0]


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
