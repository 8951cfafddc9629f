"""Designs beside those of R's model.matrix: the same names, in the same order, and the same numbers on every row.

What R made is in `tests/golden/r/formulas.json`, by the script beside it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from village.statistics.engine import Rows, open_rows
from village.statistics.formulas import (
    CompiledDesign,
    InvalidFormula,
    compile_design,
    factors_of,
    parse_formula,
)

GOLDEN = json.loads((Path(__file__).parents[2] / "golden/r/formulas.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    path = tmp_path_factory.mktemp("formulas") / "rows.parquet"
    drawn = pa.Table.from_pylist([{"row": n, **row} for n, row in enumerate(GOLDEN["rows"])])
    pq.write_table(drawn, path)
    with open_rows(path) as opened:
        yield opened


def design_of(rows: Rows, text: str) -> CompiledDesign:
    formula = parse_formula(text)
    levels = {
        name: sorted({row[name] for row in GOLDEN["rows"]})
        for name in factors_of(formula, rows.table)
    }
    return compile_design(formula, rows.table, levels)


def matrix_of(rows: Rows, design: CompiledDesign) -> np.ndarray[Any, Any]:
    columns = {f"z{n}": column.value for n, column in enumerate(design.columns)}
    found = rows.collect(rows.table.select("row", **columns).order_by("row"))
    ones = [np.ones(found.num_rows)] if design.intercept else []
    return np.column_stack([*ones, *(found.column(name).to_numpy() for name in columns)])


@pytest.mark.parametrize("case", GOLDEN["formulas"], ids=lambda case: case["formula"])
def test_a_formula_makes_the_columns_that_r_makes(rows: Rows, case: dict[str, Any]):
    design = design_of(rows, case["formula"])

    assert list(design.names) == case["names"]
    np.testing.assert_allclose(matrix_of(rows, design), case["matrix"], rtol=1e-12, atol=1e-13)


def test_the_python_way_to_write_a_power_and_a_spline_is_the_same(rows: Rows):
    for python, r in [
        ("y ~ I(x**2)", "y ~ I(x^2)"),
        (
            "y ~ ns(x, knots=[8, 12], boundary=[2, 20])",
            "y ~ ns(x, knots = c(8, 12), Boundary.knots = c(2, 20))",
        ),
    ]:
        assert design_of(rows, python).names == design_of(rows, r).names


def test_an_outcome_may_be_computed(rows: Rows):
    design = design_of(rows, "log(y) - t/2 ~ x")

    found = rows.collect(
        rows.table.select("row", outcome=design.outcome.value).order_by("row")
    ).to_pylist()

    assert design.outcome.name == "log(y) - t/2"
    assert [row["outcome"] for row in found] == pytest.approx(
        [np.log(row["y"]) - row["t"] / 2 for row in GOLDEN["rows"]]
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "y ~ singel",
            "There is no column 'singel' in this file (did you mean 'single'?): it has row, y, t, x, sex, arm, age, "
            "single.",
        ),
        (
            "sex ~ t",
            "The column 'sex' holds words, and the outcome must be a number (a single word, or 12,5 for 12.5, makes a "
            "column of words).",
        ),
        (
            "y ~ log(sex)",
            "The column 'sex' holds words, and 'log(sex)' must be a number (a single word, or 12,5 for 12.5, makes a "
            "column of words).",
        ),
        ("y ~ 0", "The formula has neither a term nor an intercept."),
    ],
)
def test_what_does_not_fit_the_file_is_refused_by_name(rows: Rows, text: str, sentence: str):
    with pytest.raises(InvalidFormula) as refused:
        design_of(rows, text)

    assert str(refused.value) == sentence


def test_a_factor_with_a_single_level_has_no_effect_to_estimate(rows: Rows):
    formula = parse_formula("y ~ sex")

    with pytest.raises(InvalidFormula, match="'sex' has a single value on the rows used, 'female'"):
        compile_design(formula, rows.table, {"sex": ["female"]})
