"""Completed tables: as mice completes them, the same for the same seed, and without inventing anything known."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import INTERCEPT, regress_rows
from village.statistics.estimators.missing.imputation import Draw, estimate_each, impute

SCRIPT = Path(__file__).parents[3] / "golden/r/imputation.json"


@pytest.fixture(scope="module")
def r() -> dict[str, Any]:
    return json.loads(SCRIPT.read_text("utf-8"))


def parents(r: dict[str, Any]) -> dict[str, Array]:
    return {
        name: np.array([np.nan if value is None else value for value in column], float)
        for name, column in r["rows"].items()
    }


@pytest.mark.parametrize("draw", ["normal", "match"])
def test_what_is_pooled_is_what_mice_pools(r: dict[str, Any], draw: Draw):
    """To within chance: mice drew 200 tables and we draw 100, each with its own luck."""
    completed = impute(parents(r), times=100, seed=1, draw=draw)
    expected = r[draw]

    for place, name in enumerate((INTERCEPT, "entry", "single", "sessions")):

        def coefficient(table: Any, name: str = name) -> Term:
            columns = {one: table[one] for one in ("entry", "single", "sessions")}
            return regress_rows(columns, table["later"]).contrast({name: 1})

        found = estimate_each(completed, coefficient).term
        assert found.estimate == pytest.approx(expected["estimate"][place], abs=0.2 * found.se)
        assert found.se == pytest.approx(expected["se"][place], rel=0.12)
    mean = estimate_each(
        completed, lambda table: regress_rows({}, table["later"]).contrast({INTERCEPT: 1})
    ).term
    assert mean.estimate == pytest.approx(expected["mean_later"], abs=0.2 * mean.se)
    assert mean.se == pytest.approx(expected["se_mean_later"], rel=0.1)


def test_what_is_known_is_never_touched(r: dict[str, Any]):
    rows = parents(r)

    for table in impute(rows, times=3, seed=4).tables:
        for name, column in rows.items():
            known = ~np.isnan(column)
            assert (table[name][known] == column[known]).all()
            assert not np.isnan(table[name]).any()


def test_matched_values_are_values_somebody_gave(r: dict[str, Any]):
    rows = parents(r)

    for table in impute(rows, times=3, seed=4).tables:
        assert set(table["sessions"]) <= set(rows["sessions"][~np.isnan(rows["sessions"])])


def test_the_same_seed_gives_the_same_tables_and_another_others(r: dict[str, Any]):
    one, again, other = (impute(parents(r), times=2, seed=s).tables for s in (7, 7, 8))

    assert (one[1]["later"] == again[1]["later"]).all()
    assert (one[1]["later"] != other[1]["later"]).any()
    assert (one[0]["later"] != one[1]["later"]).any()


def groups(seed: int = 3, *, alike: float = 1.0) -> tuple[dict[str, Array], Array, Array]:
    """Fifty groups of ten, whose later scores resemble one another; four in ten are missing."""
    chance = np.random.default_rng(seed)
    group = np.repeat(np.arange(50), 10)
    entry = chance.normal(size=500)
    later = entry + alike * chance.normal(size=50)[group] + chance.normal(size=500)
    gaps = np.where(chance.uniform(size=500) < 0.4, np.nan, later)
    return {"entry": entry, "later": gaps}, group.astype(float), later


def within_share(later: Array, entry: Array, group: Array) -> float:
    """Share of the spread of residuals that is within groups."""
    residual = later - np.polyval(np.polyfit(entry, later, 1), entry)
    means = np.bincount(group.astype(int), weights=residual) / 10
    return float(((residual - means[group.astype(int)]) ** 2).sum() / (residual**2).sum())


@pytest.mark.parametrize("draw", ["normal", "match"])
def test_completed_parents_resemble_their_group(draw: Draw):
    rows, group, truth = groups()

    aware = impute(rows, times=10, seed=1, draw=draw, clusters=group)
    blind = impute(rows, times=10, seed=1, draw=draw)

    def share(table: Any) -> float:
        return within_share(table["later"], table["entry"], group)

    expected = within_share(truth, rows["entry"], group)
    assert np.mean([share(t) for t in aware.tables]) == pytest.approx(expected, abs=0.06)
    assert np.mean([share(t) for t in blind.tables]) > expected + 0.1
    assert "random intercept by cluster" in aware.method


def test_parents_who_do_not_resemble_their_group_are_hardly_made_to():
    added = []
    for seed in range(4):
        rows, group, truth = groups(seed, alike=0)
        completed = impute(rows, times=4, seed=1, draw="normal", clusters=group)
        shares = [within_share(t["later"], t["entry"], group) for t in completed.tables]
        added.append(within_share(truth, rows["entry"], group) - np.mean(shares))

    assert -0.02 < np.mean(added) < 0.05  # of the spread


def covered(seed: int) -> bool:
    chance = np.random.default_rng(seed)
    entry = chance.normal(size=120)
    later = 2 + entry + chance.normal(size=120)
    gone = chance.uniform(size=120) < 1 / (1 + np.exp(entry + 0.5))
    completed = impute(
        {"entry": entry, "later": np.where(gone, np.nan, later)},
        times=10,
        seed=seed,
        rounds=2,
        draw="normal",
    )
    pooled = estimate_each(
        completed, lambda table: regress_rows({}, table["later"]).contrast({INTERCEPT: 1})
    )
    return pooled.term.low < 2 < pooled.term.high


def test_the_interval_holds_the_truth_nineteen_times_out_of_twenty():
    assert 139 <= sum(covered(seed) for seed in range(150)) <= 149  # 142.5 expected


def test_much_missing_and_few_imputations_are_said(r: dict[str, Any]):
    rows = parents(r)
    rows["later"][:100] = np.nan

    said = impute(rows, times=5, seed=1).warnings

    assert any("of 'later' is missing" in warning for warning in said)
    assert any("5 imputations are few" in warning for warning in said)


@pytest.mark.parametrize(
    ("changes", "times", "sentence"),
    [
        ({"later": np.arange(300.0), "sessions": np.arange(300.0)}, 5, "Nothing is missing"),
        ({"later": np.full(300, np.nan)}, 5, "Too few parents have 'later'"),
        ({"later": np.append(np.nan, np.full(299, 4.0))}, 5, "all the same"),
        ({}, 1, "At least two"),
    ],
)
def test_tables_that_cannot_be_completed_are_refused(
    r: dict[str, Any], changes: dict[str, Array], times: int, sentence: str
):
    with pytest.raises(CannotEstimate, match=sentence):
        impute(parents(r) | changes, times=times, seed=1)
