"""One pass of an engine gives the sums that one would make by hand, whatever the depth and the kind of file."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.engine import open_rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.formulas import InvalidFormula, nested_levels, parse_formula
from village.statistics.moments.nested import NestedMoments
from village.statistics.scans.fitting import fit_file
from village.statistics.scans.nested import NestedScan, scan_nested

LEVELS = ("region", "house", "group", "parent")


def people(count: int = 300, seed: int = 1) -> dict[str, Any]:
    """Answers of parents with one to five rows each, in groups in houses in regions; names start again in each unit."""
    chance = np.random.default_rng(seed)
    answers = chance.integers(1, 6, count)
    parent = np.repeat(np.arange(count), answers)
    group = parent // 7
    t = np.concatenate([np.arange(n) * 3.0 for n in answers])
    single = (np.arange(count) % 3 == 0)[parent].astype(float)
    y = 20 + 0.3 * t - single + chance.normal(0, 2, count)[parent] + chance.normal(0, 1, len(t))
    return {
        "region": [f"R{name}" for name in group // 12],
        "house": [f"H{name % 4}" for name in group // 3],
        "group": [f"G{name % 3}" for name in group],
        "parent": [f"P{name % 7}" for name in parent],
        "t": t,
        "single": single,
        "y": y,
    }


def written(rows: Mapping[str, Any], path: Path) -> Path:
    table = pa.table({name: pa.array(values) for name, values in rows.items()})
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    return path


def scan(
    path: Path,
    formula: str = "y ~ t*single",
    groups: Sequence[str] = LEVELS,
    *,
    relative: bool = True,
    threads: int | None = None,
) -> NestedScan:
    said = parse_formula(formula)
    with open_rows(path, threads=threads) as rows:
        return scan_nested(rows, said, nested_levels(said, "/".join(groups)), relative=relative)


def assert_same(found: NestedMoments, expected: NestedMoments, tolerance: float = 1e-12) -> None:
    """To `tolerance` of the largest number of each array."""
    for field in fields(found):
        here, there = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(here, np.ndarray) and here.dtype.kind == "f":
            assert here.shape == there.shape, field.name
            np.testing.assert_allclose(here, there, 0, tolerance * np.abs(there).max(initial=1))
        elif isinstance(here, np.ndarray):
            assert here.tolist() == there.tolist(), field.name
        elif field.name in ("labels", "above"):
            assert [one.tolist() for one in here] == [one.tolist() for one in there], field.name
        else:
            assert here == there, field.name


@pytest.mark.parametrize("name", ["answers.parquet", "answers.csv"])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_sums_are_those_made_by_hand(tmp_path: Path, depth: int, name: str):
    rows = people()
    rows["parent"] = [
        ":".join(path) for path in zip(*(rows[level] for level in LEVELS), strict=True)
    ]
    levels = LEVELS[-depth:]
    rows["house"] = [a + b for a, b in zip(rows["region"], rows["house"], strict=True)]
    rows["group"] = [a + b for a, b in zip(rows["house"], rows["group"], strict=True)]

    found = scan(written(rows, tmp_path / name), groups=levels).moments.check()

    columns = {name: np.asarray(rows[name]) for name in ("t", "single", "y")}
    columns = {
        "t": columns["t"],
        "single": columns["single"],
        "t:single": columns["t"] * columns["single"],
        "y": columns["y"],
    }
    by_hand = nested_moments(columns, {level: rows[level] for level in levels})
    assert_same(found, by_hand.about(found.centre))


def test_units_may_be_named_by_numbers(tmp_path: Path):
    rows = people()
    number = {name: n for n, name in enumerate(sorted(set(rows["region"])))}
    numbered = {**rows, "region": [number[name] for name in rows["region"]]}

    found = scan(written(numbered, tmp_path / "numbers.parquet"))

    assert found.moments.labels[0].tolist() == sorted(map(str, number.values()))
    assert found.moments.n == scan(written(rows, tmp_path / "names.parquet")).moments.n


def test_the_number_of_threads_does_not_show(tmp_path: Path):
    rows = people(count=40_000)
    path = written(rows, tmp_path / "answers.parquet")

    assert_same(scan(path, threads=1).moments, scan(path, threads=2).moments)


def test_an_outcome_near_a_million_that_varies_by_a_hundredth_loses_nothing(tmp_path: Path):
    rows = people()
    small = {**rows, "y": (rows["y"] - 20) * 0.01}
    large = {**rows, "y": small["y"] + 1e6}

    here = fit_file(
        written(small, tmp_path / "small.parquet"),
        "y ~ t*single",
        groups="region/house/group/parent",
        relative=True,
    )
    there = fit_file(
        written(large, tmp_path / "large.parquet"),
        "y ~ t*single",
        groups="region/house/group/parent",
        relative=True,
    )

    assert there.criterion == pytest.approx(here.criterion, rel=1e-7)
    assert there.fixed["(Intercept)"].estimate - 1e6 == pytest.approx(
        here.fixed["(Intercept)"].estimate, abs=1e-8
    )
    assert there.fixed["t"].estimate == pytest.approx(here.fixed["t"].estimate, rel=1e-6)
    assert list(there.sd.values()) == pytest.approx(list(here.sd.values()), rel=1e-5)


def test_whole_numbers_and_indicators_are_summed_exactly(tmp_path: Path):
    found = scan(written(people(), tmp_path / "answers.parquet")).moments

    whole = found.cross[:3, :3] * 16**2
    assert (whole == np.round(whole)).all()


def test_names_that_start_again_in_each_unit_are_counted_and_said(tmp_path: Path):
    path = written(people(), tmp_path / "answers.parquet")

    found = scan(path, relative=False)

    assert found.moments.n["parent"] == 300
    assert found.warnings[-1] == (
        "7 names of 'parent' out of 7 occur in more than one group: they were taken as different units, each within its "
        "group."
    )
    assert scan(path, relative=True).warnings == ()


def moved() -> dict[str, Any]:
    """Everyone has a name of their own, and Anna was seen in two groups."""
    rows = people()
    rows["parent"] = [
        ":".join(path) for path in zip(*(rows[level] for level in LEVELS), strict=True)
    ]
    rows["parent"][0] = rows["parent"][-1] = "anna"
    return rows


def test_someone_in_two_groups_is_not_nested_and_is_refused_by_name(tmp_path: Path):
    path = written(moved(), tmp_path / "answers.csv")

    with pytest.raises(InvalidFormula) as refused:
        scan(path, relative=False)

    assert "The parent 'anna' occurs in more than one group (1 such names out of" in str(
        refused.value
    )
    assert scan(path, relative=True).moments.check().rows == len(moved()["y"])


def test_a_group_in_two_houses_is_refused_by_name(tmp_path: Path):
    rows = moved()
    rows["parent"][0] = "zoé"
    rows["house"] = [a + b for a, b in zip(rows["region"], rows["house"], strict=True)]
    rows["group"] = [a + b for a, b in zip(rows["house"], rows["group"], strict=True)]
    rows["group"][0] = rows["group"][-1]

    with pytest.raises(InvalidFormula, match="The group 'R3H2G0' occurs in more than one house"):
        scan(written(rows, tmp_path / "answers.parquet"), relative=False)


def test_no_parent_is_named_in_what_leaves_the_engine(tmp_path: Path):
    found = scan(written(moved(), tmp_path / "answers.parquet")).moments

    assert "anna" not in str([getattr(found, field.name) for field in fields(found)])


def test_two_columns_that_say_the_same_are_named(tmp_path: Path):
    rows = people()
    rows["alone"] = 1 - rows["single"]
    path = written(rows, tmp_path / "answers.parquet")

    with pytest.raises(CannotEstimate, match="'alone' is determined by 'single'"):
        fit_file(path, "y ~ t + single + alone", groups="region/parent", relative=True)
