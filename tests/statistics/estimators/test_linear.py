"""Least squares against R (lm, clubSandwich), and against the same formulas written with the matrices of rows."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reference import dataset, stat_case
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.linear import Errors, Regression, regress, regress_rows
from village.statistics.moments.clustered import ClusteredMoments

SCRIPT = Path(__file__).parents[2] / "golden/r/cluster_robust.json"
COLUMNS = ("sessions", "single", "overseas")


@pytest.fixture(scope="module")
def r() -> dict[str, Any]:
    return json.loads(SCRIPT.read_text("utf-8"))


def regression(r: dict[str, Any], *columns: str, **how: Any) -> Regression:
    rows = {name: np.array(column, float) for name, column in r["rows"].items()}
    how = {"clusters": rows["house"]} | how
    if how.pop("weighted", False):
        how["weights"] = rows["weight"]
    return regress_rows({name: rows[name] for name in columns}, rows["score"], **how)


def errors_of(fitted: Regression) -> list[float]:
    return [term.se for term in fitted.fit().fixed.values()]


@pytest.mark.parametrize("kind", ["plain", "weighted"])
@pytest.mark.parametrize("errors", ["CR0", "CR1", "CR1S", "CR2"])
def test_errors_are_those_of_clubsandwich(r: dict[str, Any], kind: str, errors: Errors):
    fitted = regression(r, *COLUMNS, errors=errors, weighted=kind == "weighted")

    assert fitted.fit().coefficients == pytest.approx(r[kind]["coefficients"], rel=1e-10)
    assert errors_of(fitted) == pytest.approx(r[kind][errors], rel=1e-10)


@pytest.mark.parametrize("kind", ["plain", "weighted"])
def test_degrees_of_freedom_are_those_of_clubsandwich(r: dict[str, Any], kind: str):
    fitted = regression(r, *COLUMNS, weighted=kind == "weighted")

    df = [term.df for term in fitted.fit().fixed.values()]
    together = fitted.joint(["sessions", "single"])

    assert df == pytest.approx(r[kind]["df"], rel=1e-9)
    assert together.statistic == pytest.approx(r[kind]["htz"]["statistic"], rel=1e-9)
    assert together.df_residual == pytest.approx(r[kind]["htz"]["df_residual"], rel=1e-9)
    assert together.p == pytest.approx(r[kind]["htz"]["p"], rel=1e-9)


@pytest.mark.parametrize("kind", ["third", "weighted_third"])
def test_a_house_that_alone_decides_a_coefficient_has_no_error_left(r: dict[str, Any], kind: str):
    """Its residuals sum to zero: A is then a pseudo-inverse."""
    weighted = kind == "weighted_third"
    fitted = regression(r, "sessions", "single", "third", weighted=weighted).fit()

    assert [t.se for t in fitted.fixed.values()] == pytest.approx(r[kind]["CR2"], rel=1e-10)
    assert [t.df for t in fitted.fixed.values()] == pytest.approx(r[kind]["df"], rel=1e-8)


def test_taking_away_the_mean_of_each_house_is_a_dummy_for_each(r: dict[str, Any]):
    within = regression(r, "sessions", "single", within=True).fit()
    stata = regression(r, "sessions", "single", within=True, errors="CR1S")

    assert within.coefficients == pytest.approx(r["dummies"]["coefficients"], rel=1e-10)
    assert [t.se for t in within.fixed.values()] == pytest.approx(r["dummies"]["CR2"], rel=1e-10)
    assert [t.df for t in within.fixed.values()] == pytest.approx(r["dummies"]["df"], rel=1e-9)
    assert errors_of(stata) == pytest.approx(r["dummies"]["CR1S"], rel=1e-10)


def test_independent_rows_have_the_errors_of_lm(r: dict[str, Any]):
    plain = regression(r, *COLUMNS, errors="classical", clusters=None)
    weighted = regression(r, *COLUMNS, errors="classical", clusters=None, weighted=True)

    assert errors_of(plain) == pytest.approx(r["plain"]["classical"], rel=1e-10)
    assert errors_of(weighted) == pytest.approx(r["weighted"]["classical"], rel=1e-10)
    assert plain.sigma == pytest.approx(r["plain"]["sigma"], rel=1e-10)
    criterion = r["plain"]["minus_twice_log_likelihood"]
    assert plain.fit().criterion == pytest.approx(criterion, rel=1e-10)


def test_one_parent_per_cluster_gives_the_errors_hc2(r: dict[str, Any]):
    alone = regression(r, *COLUMNS, errors="CR2", clusters=None).fit()

    assert [t.se for t in alone.fixed.values()] == pytest.approx(r["plain"]["HC2"], rel=1e-10)
    assert [t.df for t in alone.fixed.values()] == pytest.approx(r["plain"]["HC2_df"], rel=1e-9)


def cr2_with_rows(x: Array, y: Array, w: Array, g: Array) -> tuple[Array, Array]:
    """Variances and Satterthwaite df, from n × n matrices as in the definition."""
    n, bread = len(y), np.linalg.inv(x.T @ (w[:, None] * x))
    residual_maker = np.eye(n) - x @ bread @ (x * w[:, None]).T
    spread = residual_maker @ residual_maker.T
    e, scores, parts = residual_maker @ y, [], []
    for one in np.unique(g):
        mine = g == one
        values, vectors = np.linalg.eigh(spread[np.ix_(mine, mine)])
        adjust = vectors / np.sqrt(values) @ vectors.T
        a = adjust @ (x[mine] * w[mine, None]) @ bread
        scores.append(a.T @ e[mine])
        parts.append(residual_maker[mine].T @ a)
    p = np.stack(parts)
    products = np.einsum("gnc,hnc->cgh", p, p)
    df = np.trace(products, axis1=1, axis2=2) ** 2 / (products**2).sum(axis=(1, 2))
    return (np.array(scores) ** 2).sum(axis=0), df


@settings(max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), weighted=st.booleans())
def test_no_row_is_needed_to_correct_for_small_clusters(seed: int, weighted: bool):
    chance = np.random.default_rng(seed)
    g = np.sort(chance.integers(0, 6, 40))
    x = chance.normal(size=(40, 2)) + g[:, None]
    y = x @ [1.0, -1.0] + chance.normal(size=6)[g] + chance.normal(size=40)
    w = chance.uniform(0.2, 5, 40) if weighted else np.ones(40)

    columns = {"a": x[:, 0], "b": x[:, 1]}
    fitted = regress_rows(columns, y, clusters=g, weights=w if weighted else None).fit()
    variance, df = cr2_with_rows(np.column_stack([np.ones(40), x]), y, w, g)

    assert [t.se**2 for t in fitted.fixed.values()] == pytest.approx(variance, rel=1e-6)
    assert [t.df for t in fitted.fixed.values()] == pytest.approx(df, rel=1e-6)


def test_scores_around_a_million_with_a_spread_of_a_hundredth_lose_nothing(r: dict[str, Any]):
    usual = regression(r, *COLUMNS).fit()
    rows = {name: np.array(column, float) for name, column in r["rows"].items()}
    far = {name: 1e6 + 1e-2 * rows[name] for name in COLUMNS}

    moved = regress_rows(far, 1e6 + 1e-2 * rows["score"], clusters=rows["house"]).fit()

    assert moved.coefficients[1:] == pytest.approx(usual.coefficients[1:], rel=1e-5)
    for name in COLUMNS:
        assert moved.fixed[name].se == pytest.approx(usual.fixed[name].se, rel=1e-5)
        assert moved.fixed[name].df == pytest.approx(usual.fixed[name].df, rel=1e-5)


@pytest.mark.reference
def test_the_complete_cases_of_nhanes():
    case = stat_case("nhanes_complete_case")
    with dataset("mice_nhanes.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if "NA" not in (row["chl"], row["bmi"])]
    columns = {name: np.array([float(row[name]) for row in rows]) for name in ("age", "bmi", "chl")}

    outcome = columns.pop("chl")
    fitted = regress_rows(columns, outcome).fit()

    assert fitted.n["rows"] == case["outputs"]["n"]
    found = {name: term.estimate for name, term in fitted.fixed.items()}
    assert found == pytest.approx(case["outputs"]["coef"], rel=case["tolerance"])


def test_a_contrast_is_a_weighted_sum_of_coefficients(r: dict[str, Any]):
    fitted = regression(r, *COLUMNS)
    intercept, sessions, *_ = fitted.fit().coefficients
    covariance = fitted.fit().covariance

    after_ten = fitted.contrast({"(Intercept)": 1, "sessions": 10})

    assert after_ten.estimate == pytest.approx(intercept + 10 * sessions)
    weights = np.array([1, 10, 0, 0])
    assert after_ten.se == pytest.approx(np.sqrt(weights @ covariance @ weights))


def test_houses_added_one_by_one_are_the_pooled_houses(r: dict[str, Any]):
    rows = {name: np.array(column, float) for name, column in r["rows"].items()}
    house = rows.pop("house")

    def sums(which: Array) -> ClusteredMoments:
        columns = {name: column[which] for name, column in rows.items()}
        return ClusteredMoments.of_rows(columns, house[which])

    together = sums(house == 1)
    for one in range(2, 9):
        together = together + sums(house == one)
    apart = regress(together, outcome="score", regressors=COLUMNS).fit()

    pooled = regression(r, *COLUMNS).fit()
    assert apart.coefficients == pytest.approx(pooled.coefficients, rel=1e-10)
    assert apart.covariance == pytest.approx(pooled.covariance, rel=1e-9)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"single": 0}, "'single' takes one value only"),
        ({"score": 4}, "'outcome' takes one value only"),
        ({"house": 1}, "one cluster only"),
    ],
)
def test_what_does_not_vary_is_named(r: dict[str, Any], changed: dict[str, float], sentence: str):
    constant = {name: [value] * 60 for name, value in changed.items()}

    with pytest.raises(CannotEstimate, match=sentence):
        regression({"rows": r["rows"] | constant}, *COLUMNS)


def test_columns_that_repeat_one_another_are_named(r: dict[str, Any]):
    rows = r["rows"]
    twice = [a + 3 * b for a, b in zip(rows["sessions"], rows["overseas"], strict=True)]

    with pytest.raises(
        CannotEstimate, match="'twice' says nothing more than 'sessions', 'overseas'"
    ):
        regression({"rows": rows | {"twice": twice}}, *COLUMNS, "twice")


def test_a_house_has_no_column_of_its_own_within_houses(r: dict[str, Any]):
    with pytest.raises(
        CannotEstimate, match="'overseas' takes one value only within every cluster"
    ):
        regression(r, *COLUMNS, within=True)


def test_more_coefficients_than_parents_are_refused():
    with pytest.raises(CannotEstimate, match="2 rows are too few for 3 coefficients"):
        regress_rows({"a": np.array([1.0, 2]), "b": np.array([3.0, 1])}, np.array([1.0, 2]))


def test_a_column_with_the_name_of_the_outcome_is_refused():
    with pytest.raises(CannotEstimate, match="'outcome'"):
        regress_rows({"outcome": np.arange(9.0)}, np.arange(9.0) ** 2)


def test_a_column_that_is_not_there_is_named(r: dict[str, Any]):
    with pytest.raises(CannotEstimate, match="'age'"):
        regression(r, *COLUMNS).contrast({"age": 1})
    rows = ClusteredMoments.of_rows({"score": np.arange(3.0)}, [1, 2, 3])
    with pytest.raises(CannotEstimate, match="'age'"):
        regress(rows, outcome="score", regressors=["age"])


def test_a_coefficient_that_two_houses_decide_is_said_to_be_fragile(r: dict[str, Any]):
    assert any(
        "'overseas' rests on 2.3" in warning for warning in regression(r, *COLUMNS).fit().warnings
    )


def test_more_coefficients_than_houses_are_not_tested_together(r: dict[str, Any]):
    chance = np.random.default_rng(1)
    columns = {f"x{i}": chance.normal(size=60) for i in range(9)}

    fitted = regress_rows(columns, np.array(r["rows"]["score"]), clusters=r["rows"]["house"])

    with pytest.raises(CannotEstimate, match="9 coefficients cannot be tested together"):
        fitted.joint(list(columns))
    with pytest.raises(CannotEstimate, match="repeat"):
        fitted.joint(["x1", {"x1": 2.0}])


def test_three_houses_are_too_few_to_test_three_coefficients(r: dict[str, Any]):
    chance = np.random.default_rng(1)
    columns = {f"x{i}": chance.normal(size=60) for i in range(3)}
    fitted = regress_rows(columns, np.array(r["rows"]["score"]), clusters=np.arange(60.0) % 3)

    assert fitted.joint(["x0", "x1"]).df_residual < 1
    with pytest.raises(CannotEstimate, match="Too few clusters inform these 3"):
        fitted.joint(list(columns))


@pytest.mark.parametrize("weights", [None, np.tile([1.0, 2.0], 30)])
def test_a_coefficient_that_one_house_tells_alone_is_named(weights: Array | None):
    chance = np.random.default_rng(8)
    house = np.repeat(np.arange(6), 10)
    columns = {"sessions": chance.normal(size=60), "overseas": (house == 4).astype(float)}
    score = chance.normal(size=6)[house] + chance.normal(size=60)

    found = regress_rows(columns, score, clusters=house, weights=weights).fit()

    told = [said for said in found.warnings if "single cluster" in said]
    assert told == [
        "'overseas' is told by a single cluster: its standard error does not count how clusters differ."
    ]


def test_a_coefficient_that_two_houses_tell_is_not_named():
    chance = np.random.default_rng(8)
    house = np.repeat(np.arange(6), 10)

    found = regress_rows(
        {"overseas": np.isin(house, [1, 4]).astype(float)}, chance.normal(size=60), clusters=house
    ).fit()

    assert not any("single cluster" in said for said in found.warnings)
