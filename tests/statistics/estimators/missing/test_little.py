"""Little's test: the air of New York in 1973, and tables that cannot be tested."""

import csv
from collections.abc import Callable

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.missing.little import fit_normal, little_test


@pytest.fixture(scope="module")
def air() -> dict[str, Array]:
    with dataset("airquality.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([np.nan if row[name] == "NA" else float(row[name]) for row in rows])
        for name in rows[0]
    }


@pytest.mark.reference
def test_the_air_of_new_york(air: dict[str, Array]):
    case = stat_case("little_mcar_airquality")
    expected = case["outputs"]

    found = little_test(air)

    assert found.statistic == pytest.approx(expected["statistic"], abs=1e-6)
    assert found.df == expected["df"]
    assert found.p == pytest.approx(expected["p"], rel=case["tolerance"])
    assert found.patterns == expected["patterns"]
    means = dict(zip(found.fit.names, found.fit.mean, strict=True))
    assert means == pytest.approx(expected["em_mean"], rel=1e-6)
    rescaled = expected["statistic_if_cov_rescaled_n_over_n_minus_1"]
    assert found.statistic * (found.rows - 1) / found.rows == pytest.approx(rescaled, rel=1e-9)


def test_without_gaps_the_likelihood_is_that_of_the_sample():
    chance = np.random.default_rng(1)
    table = chance.normal(size=(50, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.2], [0, 0, 1]]) + 40

    found = fit_normal(dict(zip("abc", table.T, strict=True)))

    assert found.mean == pytest.approx(table.mean(axis=0))
    assert found.covariance == pytest.approx(np.cov(table.T, bias=True))


def scores(*, depends: bool, seed: int = 2) -> dict[str, Array]:
    chance = np.random.default_rng(seed)
    entry = chance.normal(40, 8, 300)
    later = 0.6 * entry + chance.normal(0, 5, 300)
    leaves = chance.uniform(size=300) < (np.where(entry < 40, 0.6, 0.1) if depends else 0.3)
    return {"entry": entry, "later": np.where(leaves, np.nan, later)}


def test_parents_with_low_scores_who_leave_are_seen():
    assert little_test(scores(depends=True)).p < 1e-6


def test_parents_who_leave_by_chance_are_left_in_peace():
    rejected = sum(little_test(scores(depends=False, seed=seed)).p < 0.05 for seed in range(200))

    assert 3 <= rejected <= 18  # 10 expected


def test_rows_without_any_answer_are_counted():
    table = {name: np.append(column, [np.nan] * 4) for name, column in scores(depends=True).items()}

    found = little_test(table)

    assert (found.rows, found.empty_rows, found.patterns) == (300, 4, 2)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"later": np.arange(300.0)}, "nothing to compare"),
        ({"age": np.full(300, 30.0)}, "'age' has too few answers"),
        ({"age": np.full(300, np.nan)}, "'age' has too few answers"),
        ({"age": np.append(np.inf, np.arange(299.0))}, "'age' has too few answers"),
        ({"twice": None}, "repeat one another"),
    ],
)
def test_tables_that_cannot_be_tested_are_refused(changed: dict[str, Array | None], sentence: str):
    table = scores(depends=True)
    extra = {name: 2 * table["entry"] if c is None else c for name, c in changed.items()}

    with pytest.raises(CannotEstimate, match=sentence):
        little_test(table | extra)


@pytest.mark.parametrize("ask", [fit_normal, little_test])
def test_columns_never_answered_together_are_named(ask: Callable[[dict[str, Array]], object]):
    chance = np.random.default_rng(4)
    sleep, stress, calm = chance.normal(size=(3, 60))
    stress[:30], calm[30:] = np.nan, np.nan

    with pytest.raises(CannotEstimate, match="'stress' and 'calm' were never answered together"):
        ask({"sleep": sleep, "stress": stress, "calm": calm})
