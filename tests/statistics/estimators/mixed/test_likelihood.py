"""The likelihood from moments, beside the same written with full matrices on the rows."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from tests.statistics.estimators.mixed.rows import indicators, nested_moments
from village.statistics.arrays import Array
from village.statistics.estimators.mixed.criterion import Criterion, in_variances, solved
from village.statistics.estimators.mixed.design import designed


@dataclass
class Rows:
    columns: dict[str, Array]
    levels: dict[str, list[str]]

    @property
    def x(self) -> Array:
        *columns, _ = self.columns.values()
        return np.column_stack([np.ones(len(self.y)), *columns])

    @property
    def y(self) -> Array:
        return self.columns["y"]


def some_rows(seed: int, depth: int, rows: int = 40) -> Rows:
    """Rows of random sizes, in units nested `depth` levels deep, with a feature of the house and one of the row."""
    random = np.random.default_rng(seed)
    names = ("house", "group", "parent")[-depth:]
    levels = {name: [f"{name}{i}" for i in random.integers(0, 3, rows)] for name in names}
    feature = np.array([float(unit[-1]) for unit in levels[names[0]]])
    columns = {
        "feature": feature,
        "month": 100 + random.normal(size=rows),
        "y": 30 + feature + random.normal(size=rows) + 2 * np.sin(feature * 7),
    }
    return Rows(columns, levels)


def dense(rows: Rows, ratios: Array, *, restricted: bool) -> float:
    """−2 log likelihood profiled over β and σ_e², by SciPy's normal density and the textbook formula of REML."""
    x, y = rows.x, rows.y
    n, p = x.shape
    v = np.eye(n) + sum(
        ratio * unit @ unit.T for ratio, unit in zip(ratios, indicators(rows.levels), strict=True)
    )
    gram = x.T @ np.linalg.solve(v, x)
    beta = np.linalg.solve(gram, x.T @ np.linalg.solve(v, y))
    rest = y - x @ beta
    freedom = n - p if restricted else n
    variance = rest @ np.linalg.solve(v, rest) / freedom
    value = -2 * multivariate_normal(x @ beta, variance * v).logpdf(y)
    if restricted:
        value += np.linalg.slogdet(gram / variance)[1] - p * np.log(2 * np.pi)
    return float(value)


SEEDS = st.integers(0, 10**6)
RATIOS = st.lists(st.sampled_from([0.0, 0.01, 0.3, 1.0, 7.0, 200.0]), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(1, 3), RATIOS, st.booleans())
def test_the_criterion_is_that_of_the_rows(
    seed: int, depth: int, ratios: list[float], restricted: bool
):
    rows, at = some_rows(seed, depth), np.array(ratios[:depth])
    criterion = Criterion(designed(nested_moments(rows.columns, rows.levels)), restricted)

    assert criterion.at(at).value == pytest.approx(dense(rows, at, restricted=restricted), rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.booleans())
def test_gradient_and_hessian_are_those_of_the_criterion(seed: int, restricted: bool):
    rows, at = some_rows(seed, 3), np.array([0.4, 0.8, 1.5])
    criterion = Criterion(designed(nested_moments(rows.columns, rows.levels)), restricted)
    point, step = criterion.at(at, order=2), 1e-5

    for level in range(3):
        ahead, behind = (
            criterion.at(at + sign * step * np.eye(3)[level], order=1) for sign in (1, -1)
        )
        slope = (ahead.value - behind.value) / (2 * step)
        bend = (ahead.gradient - behind.gradient) / (2 * step)
        assert point.gradient[level] == pytest.approx(slope, rel=1e-5, abs=1e-6)
        assert point.hessian[level] == pytest.approx(bend, rel=1e-5, abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_derivatives_in_the_variances_are_the_products_of_matrices_they_stand_for(seed: int):
    rows, ratios, variance = some_rows(seed, 3), np.array([0.4, 0.8, 1.5]), 2.2
    design = designed(nested_moments(rows.columns, rows.levels))
    swept = design.ladder.swept(ratios, order=2)
    found = in_variances(swept, ratios, variance, design.rows)
    parts = [*(unit @ unit.T for unit in indicators(rows.levels)), np.eye(design.rows)]
    sigma = np.append(ratios, 1) * variance
    inverse = np.linalg.inv(sum(s * part for s, part in zip(sigma, parts, strict=True)))
    # the ladder's columns are centred and scaled, and so is the outcome: β = basis · b
    x = rows.x @ design.basis / design.unit

    for i, one in enumerate(parts):
        assert found.log_det_first[i] == pytest.approx(np.trace(inverse @ one))
        first = -x.T @ inverse @ one @ inverse @ x
        assert found.cross_first[i, :-1, :-1] == pytest.approx(first, abs=1e-10)
        for j, other in enumerate(parts):
            both = x.T @ inverse @ one @ inverse @ other @ inverse @ x
            assert found.cross_second[i, j, :-1, :-1] == pytest.approx(both + both.T, abs=1e-10)
            trace = np.trace(inverse @ one @ inverse @ other)
            assert found.log_det_second[i, j] == pytest.approx(-trace)
    assert solved(found, 0).inverse == pytest.approx(np.linalg.inv(x.T @ inverse @ x))


def test_without_intercept_the_columns_are_not_centred():
    rows, at = some_rows(3, 2), np.array([0.5, 2.0])
    moments = nested_moments(rows.columns, rows.levels)
    criterion = Criterion(designed(moments, ["feature", "month"]), True)
    without = Rows({**rows.columns}, rows.levels)
    x, y = without.x[:, 1:], without.y
    v = np.eye(len(y)) + sum(
        ratio * unit @ unit.T for ratio, unit in zip(at, indicators(rows.levels), strict=True)
    )
    gram = x.T @ np.linalg.solve(v, x)
    beta = np.linalg.solve(gram, x.T @ np.linalg.solve(v, y))
    rest = y - x @ beta
    freedom = len(y) - 2
    rss = rest @ np.linalg.solve(v, rest)
    expected = (
        np.linalg.slogdet(v)[1]
        + np.linalg.slogdet(gram)[1]
        + freedom * (1 + np.log(2 * np.pi * rss / freedom))
    )

    point = criterion.at(at)

    assert point.value == pytest.approx(expected, rel=1e-9)
    assert criterion.design.basis @ point.solved.coefficients == pytest.approx(beta, rel=1e-8)
