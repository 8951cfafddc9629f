"""Houses that open one after another, from a file: the same as from rows in memory."""

import csv
from pathlib import Path

import numpy as np
import pytest

from village.statistics.arrays import Array
from village.statistics.estimators.causal.openings import staggered
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.formulas.errors import InvalidFormula
from village.statistics.scans.openings import compare_openings_of_file

NAMES = {"outcome": "score", "house": "house", "period": "quarter", "opened": "opened"}


def network() -> dict[str, Array]:
    """Twelve houses of five parents over six quarters; four never open."""
    chance = np.random.default_rng(1)
    house = np.repeat(np.arange(12), 30)
    quarter = np.tile(np.repeat(np.arange(1.0, 7), 5), 12)
    opened = np.array([3.0, 5, np.nan] * 4)[house]
    level = 1e5 + chance.normal(size=12)[house] + 0.3 * quarter
    score = level + 2.0 * (quarter >= opened) + chance.normal(size=360)
    return {"score": score, "house": house.astype(float), "quarter": quarter, "opened": opened}


def written(rows: dict[str, Array], path: Path, *, houses: str = "house {:.0f}") -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows)
        for score, house, quarter, opened in zip(*rows.values(), strict=True):
            known = ["" if np.isnan(one) else repr(float(one)) for one in (score, quarter, opened)]
            writer.writerow([known[0], houses.format(house), int(float(known[1] or 0)), known[2]])
    return path


def test_a_file_says_what_rows_in_memory_say(tmp_path: Path):
    rows = network()

    found = compare_openings_of_file(written(rows, tmp_path / "rows.csv"), **NAMES)
    in_memory = staggered(rows["score"], rows["house"], rows["quarter"], rows["opened"])

    assert found.n == in_memory.n
    for name in ("estimate", "se", "df"):
        assert getattr(found.overall, name) == pytest.approx(
            getattr(in_memory.overall, name), rel=1e-6
        )
        assert getattr(found.two_way, name) == pytest.approx(
            getattr(in_memory.two_way, name), rel=1e-6
        )
    assert found.negative_weight == pytest.approx(in_memory.negative_weight)
    assert found.before is not None and in_memory.before is not None
    assert found.before.p == pytest.approx(in_memory.before.p, rel=1e-5)


def test_missing_scores_are_counted(tmp_path: Path):
    rows = network()
    rows["score"][:7] = np.nan

    found = compare_openings_of_file(written(rows, tmp_path / "rows.csv"), **NAMES)

    assert found.left_out["score is missing"] == 7


def test_a_house_that_opens_twice_is_named(tmp_path: Path):
    rows = network()
    rows["opened"][0] = 4

    with pytest.raises(CannotEstimate, match="'house 0' opens at more than one period"):
        compare_openings_of_file(written(rows, tmp_path / "rows.csv"), **NAMES)


def test_columns_that_are_not_there_or_not_numbers_are_named(tmp_path: Path):
    path = written(network(), tmp_path / "rows.csv")

    with pytest.raises(InvalidFormula, match="'month'"):
        compare_openings_of_file(path, **NAMES | {"period": "month"})
    with pytest.raises(CannotEstimate, match="'house' holds something else"):
        compare_openings_of_file(path, **NAMES | {"period": "house"})
