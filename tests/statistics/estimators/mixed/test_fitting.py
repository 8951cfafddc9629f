"""What must not change a fit, and what must be found whatever the data."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from tests.statistics.estimators.mixed.rows import indicators, nested_moments
from tests.statistics.estimators.mixed.test_likelihood import SEEDS, Rows, some_rows
from village.statistics.arrays import Array
from village.statistics.estimators.mixed import MixedFit, fit_nested, shrunken_effects
from village.statistics.estimators.mixed.criterion import Criterion
from village.statistics.estimators.mixed.design import designed

QUICK = settings(max_examples=15, deadline=None)


def fitted(rows: Rows, **asked: Any) -> MixedFit:
    return fit_nested(nested_moments(rows.columns, rows.levels), **asked)


def same(one: MixedFit, other: MixedFit, *, but: tuple[str, ...] = (), times: float = 1) -> None:
    """The same terms and spreads, in a unit `times` as large."""
    for name in one.fixed:
        if name not in but:
            for what in ("estimate", "se"):
                expected = getattr(other.fixed[name], what) * times
                assert getattr(one.fixed[name], what) == pytest.approx(expected, rel=1e-5, abs=1e-6)
            assert one.fixed[name].df == pytest.approx(other.fixed[name].df, rel=1e-4)
    for level, sd in one.sd.items():
        assert sd == pytest.approx(other.sd[level] * times, rel=1e-5, abs=1e-6)


@QUICK
@given(SEEDS, st.integers(1, 3))
def test_the_order_of_rows_does_not_matter(seed: int, depth: int):
    rows = some_rows(seed, depth)
    shuffled = np.random.default_rng(seed).permutation(len(rows.y))
    other = Rows(
        {name: column[shuffled] for name, column in rows.columns.items()},
        {name: [level[i] for i in shuffled] for name, level in rows.levels.items()},
    )

    assert fitted(other).criterion == pytest.approx(fitted(rows).criterion, rel=1e-10)
    same(fitted(other), fitted(rows))


@QUICK
@given(SEEDS, st.sampled_from([-50.0, 1e3, 1e6]))
def test_a_constant_added_to_every_score_moves_the_intercept_only(seed: int, constant: float):
    rows = some_rows(seed, 2)
    moved = Rows({**rows.columns, "y": rows.y + constant}, rows.levels)
    before, after = fitted(rows), fitted(moved)

    same(after, before, but=("(Intercept)",))
    shift = after.fixed["(Intercept)"].estimate - before.fixed["(Intercept)"].estimate
    assert shift == pytest.approx(constant, rel=1e-6)
    assert after.criterion == pytest.approx(before.criterion, abs=1e-6)


@QUICK
@given(SEEDS, st.sampled_from([1e-120, 1e-4, 12.0, 1e5, 1e120]))
def test_scores_in_another_unit_give_estimates_in_that_unit(seed: int, unit: float):
    rows = some_rows(seed, 3)
    scaled = Rows({**rows.columns, "y": rows.y * unit}, rows.levels)
    before, after = fitted(rows), fitted(scaled)

    freedom = len(rows.y) - 3
    assert after.criterion - 2 * freedom * np.log(unit) == pytest.approx(before.criterion, abs=1e-6)
    for level, sd in before.sd.items():
        assert after.sd[level] == pytest.approx(sd * unit, rel=1e-5, abs=1e-6 * unit)
    for name, term in before.fixed.items():
        assert after.fixed[name].se == pytest.approx(term.se * unit, rel=1e-5)
        assert after.fixed[name].df == pytest.approx(term.df, rel=1e-4)


@QUICK
@given(SEEDS)
def test_a_covariate_in_another_unit_and_from_another_origin_says_the_same(seed: int):
    rows = some_rows(seed, 2)
    month = rows.columns["month"]
    years = Rows({**rows.columns, "month": 2026 + month / 12}, rows.levels)
    before, after = fitted(rows, df="kenward-roger"), fitted(years, df="kenward-roger")

    same(after, before, but=("(Intercept)", "month"))
    slope = before.fixed["month"]
    assert after.fixed["month"].estimate == pytest.approx(slope.estimate * 12, rel=1e-5, abs=1e-7)
    assert after.fixed["month"].df == pytest.approx(slope.df, rel=1e-5)
    # the mean of a parent at the average month is the same contrast, written in two ways
    there = before.contrast([1, 1, float(month.mean())])
    here = after.contrast([1, 1, float(years.columns["month"].mean())])
    assert here.estimate == pytest.approx(there.estimate, rel=1e-7)
    assert here.se == pytest.approx(there.se, rel=1e-5)
    assert here.df == pytest.approx(there.df, rel=1e-4)


@settings(max_examples=6, deadline=None)
@given(SEEDS, st.integers(1, 3), st.booleans())
def test_no_other_search_finds_a_lower_criterion(seed: int, depth: int, restricted: bool):
    rows = some_rows(seed, depth)
    design = designed(nested_moments(rows.columns, rows.levels))
    criterion = Criterion(design, restricted)
    found = fitted(rows, method="REML" if restricted else "ML").criterion

    def at(theta: Array) -> float:
        return criterion.at(theta**2).value

    lowest = min(
        float(minimize(at, start, method="Nelder-Mead").fun)
        for start in product((0.0, 1.0, 5.0), repeat=depth)
    )
    assert found <= lowest + 1e-7


def without_houses(seed: int) -> Rows:
    """Groups that differ less than chance would make them."""
    rows = some_rows(seed, 2, rows=60)
    groups = indicators(rows.levels)[0]
    y = np.random.default_rng(seed).normal(size=60)
    x = np.column_stack([np.ones(60), rows.columns["month"]])
    y = y - groups @ np.linalg.lstsq(groups, y, rcond=None)[0]
    return Rows({"month": x[:, 1], "y": y}, rows.levels)


@QUICK
@given(SEEDS)
def test_what_does_not_differ_has_a_variance_of_exactly_zero(seed: int):
    fit = fitted(without_houses(seed))

    assert fit.sd["group"] == 0
    assert any("'group'" in sentence for sentence in fit.warnings)
    assert np.isfinite([term.df for term in fit.fixed.values()]).all()


def test_a_small_variance_is_not_taken_for_none():
    random = np.random.default_rng(8)
    parent = np.repeat(np.arange(400), 25)
    y = 0.05 * random.normal(size=400)[parent] + random.normal(size=len(parent))
    found = fitted(Rows({"y": y}, {"parent": [str(i) for i in parent]}))

    means = y.reshape(400, 25).mean(axis=1)  # equal sizes: REML is the analysis of variance
    within = ((y - means[parent]) ** 2).sum() / (len(y) - 400)
    assert found.sd["parent"] ** 2 == pytest.approx(means.var(ddof=1) - within / 25, rel=1e-6)
    assert found.sd["residual"] ** 2 == pytest.approx(within, rel=1e-9)


def test_a_large_mean_does_not_drown_a_small_spread():
    rows = some_rows(2, 2)
    fine = 1e-2 * (rows.y - rows.y.mean())
    near, far = (fitted(Rows({**rows.columns, "y": mean + fine}, rows.levels)) for mean in (0, 1e6))

    assert far.sd == pytest.approx(dict(near.sd), rel=1e-4)
    assert far.fixed["month"].se == pytest.approx(near.fixed["month"].se, rel=1e-5)


def test_fewer_columns_of_the_same_sums_are_the_smaller_model():
    rows = some_rows(11, 2)
    smaller = Rows({"month": rows.columns["month"], "y": rows.y}, rows.levels)
    chosen = fitted(rows, terms=["1", "month"])

    assert chosen.criterion == pytest.approx(fitted(smaller).criterion, rel=1e-10)
    assert list(chosen.fixed) == ["(Intercept)", "month"]
    assert list(fitted(rows, terms=["1"], intercept="mean").fixed) == ["mean"]


@QUICK
@given(SEEDS)
def test_shrunken_effects_and_their_errors_are_those_of_the_mixed_model_equations(seed: int):
    rows = some_rows(seed, 3)
    moments = nested_moments(rows.columns, rows.levels)
    fit = fit_nested(moments)
    places = indicators(rows.levels)
    kept = [i for i, ratio in enumerate(fit.ratios) if ratio > 0]
    blocks = [rows.x, *(places[i] for i in kept)]
    w = np.column_stack(blocks)
    prior = np.concatenate(
        [np.zeros(rows.x.shape[1]), *(np.full(places[i].shape[1], 1 / fit.ratios[i]) for i in kept)]
    )
    inverse = np.linalg.inv(w.T @ w + np.diag(prior))  # Henderson's equations
    solution = inverse @ w.T @ rows.y
    errors = np.sqrt(np.diagonal(inverse)) * fit.sd["residual"]
    ends = np.cumsum([block.shape[1] for block in blocks])

    for depth, level in enumerate(("house", "group")):
        found = shrunken_effects(moments, fit, level)
        assert [*found.units] == sorted(found.units)
        if depth in kept:
            at = slice(ends[kept.index(depth)], ends[kept.index(depth) + 1])
            assert found.effect == pytest.approx(solution[at], abs=1e-7)
            assert found.se == pytest.approx(errors[at], rel=1e-6)
        else:
            assert not found.effect.any()
            assert not found.se.any()
