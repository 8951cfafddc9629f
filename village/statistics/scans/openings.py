"""One pass over rows of houses that open one after another: what is left is one line per house and period."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from village.statistics.engine import Engine, Rows, open_rows
from village.statistics.estimators.causal.house_periods import HousePeriods, check_openings
from village.statistics.estimators.causal.openings import HouseOpening, compare_openings
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.formulas import parse_formula
from village.statistics.formulas.errors import check_columns
from village.statistics.moments.clustered import CellMeans
from village.statistics.scans.lines import numbers
from village.statistics.scans.rows import usable_rows

NEVER = 1e15  # stands for an empty place among the periods of opening: no period is so late


def compare_openings_of_file(
    path: Path | str,
    *,
    outcome: str,
    house: str,
    period: str,
    opened: str,
    engine: Engine | str = Engine.DUCKDB,
) -> HouseOpening:
    """What opening a house changes, from the rows of a CSV or Parquet file, named by these columns.

    `period` is a number; `opened` the period the row's house opened in, empty for a house that never did. Raises what
    `scan_openings` and `compare_openings` raise.
    """
    with open_rows(Path(path), engine=engine) as rows:
        found, left_out = scan_openings(
            rows, outcome=outcome, house=house, period=period, opened=opened
        )
    compared = compare_openings(found)
    return replace(compared, left_out={**left_out, **compared.left_out})


def scan_openings(
    rows: Rows, *, outcome: str, house: str, period: str, opened: str
) -> tuple[HousePeriods, Mapping[str, int]]:
    """Sum the rows by house and period; beside them, the rows left out by reason.

    Raises `InvalidFormula` for an unknown column; `CannotEstimate` when no row can be used, when periods are not
    numbers, or when a house opens at more than one.
    """
    check_columns([outcome, house, period, opened], rows.columns)
    for name in (period, opened):
        if not rows.columns[name].is_numeric():
            raise CannotEstimate(
                f"{rows.path}: '{name}' holds something else than numbers of periods."
            )
    named = rows.table.mutate(**{opened: rows.table[opened].cast("float64").fill_null(NEVER)})
    usable = usable_rows(
        replace(rows, table=named),
        parse_formula(f"{outcome} ~ 1"),
        {"house": house, "period": period, "opened": opened},
    )
    score = usable.table.z0
    cells = usable.table.group_by(["house", "period", "opened"]).agg(
        rows=score.count(), total=score.sum(), squares=(score * score).sum()
    )
    found = rows.collect(
        cells.mutate(
            house=cells.house.cast("string"),
            rows=cells.rows.cast("float64"),
            period=cells.period.cast("float64"),
        ).order_by(["house", "period", "opened"])
    )
    houses = np.array(found.column("house").to_pylist(), dtype=np.str_)
    n, total, squares, when, moment = (
        numbers(found.column(name)).astype(np.float64)
        for name in ("rows", "total", "squares", "period", "opened")
    )
    moment = np.where(moment == NEVER, np.nan, moment)
    names, which = np.unique(houses, return_inverse=True)
    check_openings(names, which, moment)
    mean = total / n
    seen = CellMeans(n, usable.centre[0] + mean, np.maximum(squares - n * mean**2, 0.0))
    return HousePeriods(houses, when, moment, seen), usable.left_out
