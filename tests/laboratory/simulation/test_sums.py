"""Sums of arrays are those of a scan of the same rows: what is tried on draws is what is done to files."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from village.laboratory.simulation.outcomes import Outcomes, Panel, draw_outcomes
from village.laboratory.simulation.sums import nested_sums, wave_sums
from village.statistics.estimators.mixed import fit_nested
from village.statistics.estimators.repeated import fit_waves
from village.statistics.estimators.repeated.design import WaveColumn
from village.statistics.scans.fitting import fit_file
from village.statistics.scans.repeated import fit_waves_file


@pytest.fixture
def drawn() -> Outcomes:
    panel = Panel(houses=8, icc_house=0.1, icc_group=0.1, compared_by="group")
    return draw_outcomes(panel, np.random.default_rng(7))


@pytest.fixture
def file(drawn: Outcomes, tmp_path: Path) -> Path:
    rows = drawn.long()
    named = {
        name: [f"{name} {unit}" for unit in rows[name]] for name in ("house", "group", "parent")
    }
    values = {name: rows[name].astype(float) for name in ("wave", "arm", "single", "y")}
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table(named | values), path)
    return path


def test_a_mixed_model_of_arrays_is_that_of_their_file(drawn: Outcomes, file: Path):
    rows = drawn.long()
    values = {name: rows[name].astype(float) for name in ("wave", "single", "y")}
    units = {name: rows[name].astype(np.int64) for name in ("house", "group", "parent")}

    found = fit_nested(nested_sums(values, units))
    expected = fit_file(file, "y ~ wave + single", groups="house/group/parent")

    assert found.criterion == pytest.approx(expected.criterion, rel=1e-10)
    assert found.coefficients == pytest.approx(expected.coefficients, rel=1e-7)
    assert found.covariance == pytest.approx(expected.covariance, rel=1e-5)
    assert found.n == expected.n


@pytest.mark.parametrize("levels", [("house",), ("house", "group")])
def test_so_it_is_with_fewer_levels(drawn: Outcomes, file: Path, levels: tuple[str, ...]):
    rows = drawn.long()
    values = {name: rows[name].astype(float) for name in ("wave", "y")}

    found = fit_nested(nested_sums(values, {name: rows[name].astype(np.int64) for name in levels}))
    expected = fit_file(file, "y ~ wave", groups="/".join(levels))

    assert found.criterion == pytest.approx(expected.criterion, rel=1e-10)
    assert found.n == expected.n


def test_repeated_measures_of_arrays_are_those_of_their_file(drawn: Outcomes, file: Path):
    levels = {"house": drawn.house, "group": drawn.group}
    sums = wave_sums(drawn.scores, features={"single": drawn.single.astype(float)}, levels=levels)
    columns = [
        WaveColumn("(Intercept)", np.ones(4)),
        WaveColumn("wave", np.arange(4.0)),
        WaveColumn("single", np.ones(4), of="single"),
    ]

    found = fit_waves(sums.check(), columns)
    expected = fit_waves_file(
        file, "y ~ wave + single", wave="wave", person="parent", groups="house/group"
    )

    assert found.criterion == pytest.approx(expected.criterion, rel=1e-10)
    assert found.coefficients == pytest.approx(expected.coefficients, rel=1e-6)


def test_whoever_was_never_seen_is_left_out(drawn: Outcomes):
    scores = drawn.scores.copy()
    scores[:5] = np.nan

    assert wave_sums(scores, levels={"house": drawn.house}).n["parent"] == len(scores) - 5
