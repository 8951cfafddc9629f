"""A stepped wedge: the formula of Hussey and Hughes, the same by matrices, and designs that can see nothing."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference import dataset, stat_case
from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.arrays import IntArray
from village.statistics.estimators.causal.wedge import (
    schedule,
    variance,
    wedge_effect,
)
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.moments.nested import NestedMoments


def closed_form(x: IntArray, parents: float, *, residual: float, house: float) -> float:
    """Hussey & Hughes (2007), eq. 8, for as many parents in each house and period.

    I σ² (σ² + T τ²) / [(I U − W) σ² + (U² + I T U − T W − I V) τ²], σ² = σ²_e / n, U = Σ X, W = Σ_t (Σ_i X)²,
    V = Σ_i (Σ_t X)².
    """
    i, t = x.shape
    mean = residual / parents
    u, w, v = x.sum(), (x.sum(axis=0) ** 2).sum(), (x.sum(axis=1) ** 2).sum()
    below = (i * u - w) * mean + (u**2 + i * t * u - t * w - i * v) * house
    return float(i * mean * (mean + t * house) / below)


@pytest.mark.reference
def test_the_variance_of_twelve_houses():
    case = stat_case("stepped_wedge_hussey_hughes")
    inputs, expected = case["inputs"], case["outputs"]
    x = schedule(inputs["sequences"], inputs["T"])
    spread = {"residual": inputs["sigma2_e"], "house": inputs["tau2"]}

    by_matrices = variance(x, inputs["N_per_cell"], **spread)

    assert x.tolist() == inputs["X"]
    assert by_matrices == pytest.approx(expected["var_theta_gls"], abs=case["tolerance"])
    assert closed_form(x, inputs["N_per_cell"], **spread) == pytest.approx(
        expected["var_theta_formula"], abs=case["tolerance"]
    )
    assert by_matrices**0.5 == pytest.approx(expected["se"], abs=case["tolerance"])


@given(
    steps=st.lists(st.integers(1, 5), min_size=2, max_size=9).filter(lambda s: len(set(s)) > 1),
    house=st.floats(0, 10),
    residual=st.floats(0.1, 100),
)
def test_the_formula_is_the_matrices(steps: list[int], house: float, residual: float):
    x = schedule(steps, 6)

    exact = variance(x, 8, residual=residual, house=house)

    assert closed_form(x, 8, residual=residual, house=house) == pytest.approx(exact, rel=1e-6)


def test_a_house_that_changes_from_period_to_period_says_less():
    x, spread = schedule([1, 2, 3, 4], 5), {"residual": 16.0, "house": 1.0}

    assert variance(x, 10, **spread, house_period=0.5) > variance(x, 10, **spread)


def test_periods_without_parents_count_for_nothing():
    x = schedule([1, 2, 3, 4], 5)
    empty = np.full(x.shape, 10)
    empty[:, 0] = 0

    assert variance(x, empty, residual=16, house=1) == pytest.approx(
        variance(x[:, 1:], 10, residual=16, house=1)
    )


@pytest.mark.parametrize(
    ("x", "parents", "residual", "sentence"),
    [
        (schedule([2, 2, 2], 4), 10, 16, "opens at once"),
        (np.array([[0, 2], [1, 0]]), 10, 16, "of 0 and 1"),
        (schedule([1, 2], 3), 0, 16, "nobody is measured"),
        (schedule([1, 2], 3), 10, -1, "variance"),
    ],
)
def test_a_design_that_can_see_nothing_is_refused(x, parents, residual, sentence):
    with pytest.raises(CannotEstimate, match=sentence):
        variance(x, parents, residual=residual, house=1)


@pytest.fixture(scope="module")
def houses() -> NestedMoments:
    with dataset("synthetic_stepped_wedge.csv").open() as file:
        rows = list(csv.DictReader(file))
    columns = {
        f"factor(period){t}": np.array([float(row["period"] == str(t)) for row in rows])
        for t in range(2, 6)
    } | {name: np.array([float(row[name]) for row in rows]) for name in ("x", "y")}
    return nested_moments(columns, {"house": [row["house"] for row in rows]})


@pytest.mark.reference
def test_the_mixed_model_of_twelve_houses(houses: NestedMoments):
    case = stat_case("stepped_wedge_hussey_hughes")
    expected, tolerance = case["outputs"]["fit"], case["tolerance"]

    found = wedge_effect(houses, exposure="x", drawn=True, df="satterthwaite")

    fixed = {name: term.estimate for name, term in found.fit.fixed.items()}
    assert fixed == pytest.approx(expected["fixef"], rel=tolerance)
    errors = {name: term.se for name, term in found.fit.fixed.items()}
    assert errors == pytest.approx(expected["se"], rel=tolerance)
    assert found.fit.criterion == pytest.approx(expected["deviance_or_remlcrit"], abs=tolerance)
    assert found.fit.criterion == pytest.approx(-2 * expected["logLik"], abs=tolerance)
    parameters = found.fit.details["parameters"]
    assert parameters == expected["n_par"]
    assert found.fit.criterion + 2 * parameters == pytest.approx(expected["AIC"], abs=tolerance)
    rows = found.fit.n["rows"]
    assert rows == expected["n"]
    bic = found.fit.criterion + np.log(rows) * parameters
    assert bic == pytest.approx(expected["BIC"], abs=tolerance)
    for name, variance_ in zip(("house", "residual"), expected["varcomp"], strict=True):
        assert found.fit.sd[name] == pytest.approx(variance_["sdcor"], rel=tolerance)
        assert found.fit.sd[name] ** 2 == pytest.approx(variance_["vcov"], rel=tolerance)
    assert found.icc == pytest.approx(0.645737603 / (0.645737603 + 17.174877135), rel=1e-5)


@pytest.mark.reference
def test_an_order_that_was_not_drawn_gives_a_difference(houses: NestedMoments):
    drawn, chosen = (wedge_effect(houses, exposure="x", drawn=is_so) for is_so in (True, False))

    assert (drawn.claim, chosen.claim) == ("effect", "difference")
    assert chosen.warnings[0].startswith("An effect only if the order")
    assert "Kenward" in drawn.fit.method
    with pytest.raises(CannotEstimate, match="'opened'"):
        wedge_effect(houses, exposure="opened", drawn=True)
