"""Which rows are used, and how many are left out for what."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from village.statistics.engine import open_rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.formulas import InvalidFormula, parse_formula
from village.statistics.scans.rows import UsableRows, usable_rows

NAN, INFINITE = float("nan"), float("inf")

SEEN = [
    {"parent": "anna", "t": 0.0, "sex": "f", "y": 10.0},
    {"parent": "anna", "t": 3.0, "sex": "f", "y": 12.0},
    {"parent": "bilal", "t": 0.0, "sex": "m", "y": 9.0},
    {"parent": "bilal", "t": 3.0, "sex": "m", "y": 8.0},
]


def usable(
    tmp_path: Path, rows: list[dict[str, Any]], formula: str = "y ~ t + sex", **options: Any
) -> UsableRows:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    with open_rows(path) as opened:
        return usable_rows(opened, parse_formula(formula), {"k0": "parent"}, **options)


def test_rows_that_are_whole_are_all_used(tmp_path: Path):
    found = usable(tmp_path, SEEN)

    assert (found.count, found.left_out) == (4, {})
    assert found.names == ("t", "sexm", "y")


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"y": None}, "y is missing"),
        ({"t": None}, "t is missing"),
        ({"sex": None}, "sex is missing"),
        ({"parent": None}, "parent is missing"),
        ({"y": NAN}, "y is not a finite number"),
        ({"t": INFINITE}, "t is not a finite number"),
        ({"t": -INFINITE}, "t is not a finite number"),
        ({"y": None, "t": NAN, "parent": None}, "y is missing"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_once_by_its_first_reason(
    tmp_path: Path, spoilt: dict[str, Any], reason: str
):
    found = usable(tmp_path, [*SEEN, {**SEEN[0], **spoilt}])

    assert (found.count, found.left_out) == (4, {reason: 1})


def test_every_row_is_used_or_counted(tmp_path: Path):
    spoilt = [{**SEEN[0], "y": None}, {**SEEN[1], "y": None}, {**SEEN[2], "t": NAN}]

    found = usable(tmp_path, [*SEEN, *spoilt])

    assert found.left_out == {"y is missing": 2, "t is not a finite number": 1}
    assert found.count + sum(found.left_out.values()) == 7


def test_what_a_formula_cannot_compute_is_left_out_and_said(tmp_path: Path):
    found = usable(tmp_path, SEEN + [{**SEEN[0], "t": -1.0}], "log(y) ~ sqrt(t)")

    assert found.left_out == {"sqrt(t) is not defined": 1}
    assert usable(tmp_path, SEEN, "y/t ~ sex").left_out == {"y/t is not defined": 2}
    rows = [*SEEN, {**SEEN[0], "t": 6.0}]
    assert usable(tmp_path, rows, "y ~ log(t)").left_out == {"log(t) is not defined": 2}


def test_levels_are_those_of_the_rows_used(tmp_path: Path):
    rows = [*SEEN, {"parent": "chloé", "t": 0.0, "sex": "a", "y": None}]

    assert usable(tmp_path, rows).design.levels == {"sex": ("f", "m")}


def test_levels_may_be_said_beforehand_and_others_are_left_out(tmp_path: Path):
    rows = [*SEEN, {"parent": "chloé", "t": 0.0, "sex": "x", "y": 7.0}]

    found = usable(tmp_path, rows, levels={"sex": ("m", "f")})

    assert found.names == ("t", "sexf", "y")
    assert found.left_out == {"sex has another value than those expected": 1}


def test_true_and_false_are_a_factor_and_whole_numbers_are_numbers(tmp_path: Path):
    rows = [{**row, "single": row["t"] > 0, "age": int(row["t"]) + 30} for row in SEEN]

    found = usable(tmp_path, rows, "y ~ single + age + factor(age)")

    assert found.names == ("singleTRUE", "age", "factor(age)33", "y")


def test_the_centre_is_round_and_near_the_mean(tmp_path: Path):
    found = usable(tmp_path, SEEN)

    assert found.centre.tolist() == [1.5, 0.5, 9.75]


@pytest.mark.parametrize(
    ("spoilt", "formula", "error", "sentence"),
    [
        (
            {"y": 1e308},
            "y ~ t",
            CannotEstimate,
            "'y' holds 1e+308: numbers so large cannot be squared and summed; use another unit, or leave the row empty "
            "if it stands for a missing value.",
        ),
        ({}, "y ~ stress", InvalidFormula, None),
        ({}, "y ~ t:t2", InvalidFormula, None),
    ],
)
def test_what_cannot_be_summed_is_refused(
    tmp_path: Path,
    spoilt: dict[str, Any],
    formula: str,
    error: type[Exception],
    sentence: str | None,
):
    with pytest.raises(error) as refused:
        usable(tmp_path, [*SEEN, {**SEEN[0], **spoilt}], formula)

    assert sentence is None or str(refused.value) == sentence


def test_a_square_too_large_for_any_number_is_said_not_to_be_defined(tmp_path: Path):
    found = usable(tmp_path, [*SEEN, {**SEEN[0], "t": 1e200}], "y ~ I(t^2)")

    assert found.left_out == {"I(t^2) is not defined": 1}


def test_numbers_written_as_words_are_a_factor_only_when_the_formula_says_so(tmp_path: Path):
    rows = [{**row, "t": f"{row['t']:.0f}"} for row in SEEN]

    with pytest.raises(InvalidFormula) as refused:
        usable(tmp_path, rows)

    assert str(refused.value) == (
        "'t' holds numbers written as words: correct the rows, or write factor(t)."
    )
    assert usable(tmp_path, rows, "y ~ factor(t)").names == ("factor(t)3", "y")


def test_a_name_is_not_a_factor(tmp_path: Path):
    rows = [{**SEEN[0], "note": f"note {n}", "y": float(n)} for n in range(150)]

    with pytest.raises(CannotEstimate, match="'note' has more than 100 different values"):
        usable(tmp_path, rows, "y ~ note")


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.uint32(), pa.int64(), pa.float32(), pa.decimal128(9, 2)]
)
def test_any_kind_of_number_will_do(tmp_path: Path, kind: pa.DataType):
    table = pa.Table.from_pylist(SEEN)
    changed = table.set_column(1, "t", table["t"].cast(kind)).set_column(
        3, "y", table["y"].cast(kind)
    )
    pq.write_table(changed, tmp_path / "kinds.parquet")

    with open_rows(tmp_path / "kinds.parquet") as opened:
        found = usable_rows(opened, parse_formula("y ~ t + factor(t)"), {"k0": "parent"})

    assert found.centre.tolist() == usable(tmp_path, SEEN, "y ~ t + factor(t)").centre.tolist()
    assert found.design.names == ("(Intercept)", "t", "factor(t)3")


def test_a_date_is_not_a_number(tmp_path: Path):
    rows = [{**row, "day": dt.date(2026, 11, n + 1)} for n, row in enumerate(SEEN)]

    with pytest.raises(
        InvalidFormula,
        match="The column 'day' holds dates or times, and 'day' must be a number: write factor",
    ):
        usable(tmp_path, rows, "y ~ day")
