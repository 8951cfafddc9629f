"""Columns of dates and times in a formula."""

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from village.statistics.formulas import InvalidFormula
from village.statistics.scans.fitting import fit_file


@pytest.mark.parametrize(
    ("levels", "names"),
    [
        (
            [dt.date(2024, month, 1) for month in (1, 2, 3)],
            ["factor(jour)2024-02-01", "factor(jour)2024-03-01"],
        ),
        (
            [dt.datetime(2024, month, 1, 9) for month in (1, 2, 3)],  # noqa: DTZ001
            ["factor(jour)2024-02-01T09:00:00", "factor(jour)2024-03-01T09:00:00"],
        ),
        (
            [dt.time(hour) for hour in (8, 12, 18)],
            ["factor(jour)12:00:00", "factor(jour)18:00:00"],
        ),
    ],
)
def test_dates_are_levels_named_as_one_writes_them(
    tmp_path: Path, levels: list[object], names: list[str]
):
    place = np.arange(90) % 3
    columns = {
        "y": place * 2.0 + np.sin(np.arange(90)) / 50,
        "jour": [levels[one] for one in place],
        "g": [f"g{row // 9}" for row in range(90)],
    }
    pq.write_table(pa.table(columns), path := tmp_path / "days.parquet")

    found = fit_file(path, "y ~ factor(jour)", groups="g").fixed

    assert [*found] == ["(Intercept)", *names]
    assert [found[name].estimate for name in names] == pytest.approx([2, 4], abs=0.02)
    with pytest.raises(InvalidFormula, match=r"'jour' holds dates or times.* factor\(jour\)"):
        fit_file(path, "y ~ jour", groups="g")
