"""Power in closed form, against published examples, scipy's noncentral t, and Monte Carlo."""

from math import inf, sqrt

import numpy as np
import pytest
from scipy import stats

from village.laboratory.power.formulas import (
    df_of_houses,
    given_entry,
    last_wave_variance,
    nested_design_effect,
    noncentrality_for,
    power_of_t,
)
from village.statistics import inference


@pytest.mark.parametrize(("df", "delta"), [(4, 0.3), (9, 2.5), (33, 2.9), (59, -2.8), (3.3, 1.2)])
def test_the_power_of_a_t_test_is_that_of_the_noncentral_t(df: float, delta: float):
    t = stats.t.ppf(0.975, df)
    expected = stats.nct.sf(t, df, delta) + stats.nct.cdf(-t, df, delta)

    assert power_of_t(delta, df) == pytest.approx(expected, abs=1e-9)


def test_published_sample_sizes_of_a_paired_t_are_found():
    """R's help page of power.t.test and Cohen (1988): 0.8 needs 33.4, 14.3 and 198.2 pairs for 0.5, 0.8 and 0.2."""
    for effect, pairs in ((0.5, 33.36713), (0.8, 14.30276), (0.2, 198.1508)):
        assert power_of_t(effect * sqrt(pairs), pairs - 1) == pytest.approx(0.8, abs=1e-5)


def test_without_effect_the_power_is_the_level():
    assert power_of_t(0, 12) == pytest.approx(0.05)
    assert power_of_t(0, inf, alpha=0.1) == pytest.approx(0.1)


def test_a_large_effect_is_certain_even_with_few_degrees_of_freedom():
    for df in (2, 5, 59):
        assert power_of_t(60, df) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("df", [3.0, 59.0, inf])
def test_the_effect_for_a_power_is_the_inverse_of_the_power(df: float):
    assert power_of_t(noncentrality_for(0.9, df), df) == pytest.approx(0.9, abs=1e-9)


def test_the_example_of_lu_luo_and_chen_is_found():
    """As the R package longpower gives it: correlations 0.25, 100, 90, 80, 70 % remaining, difference 0.5: 86.99175."""
    alike = np.full((4, 4), 0.25) + 0.75 * np.eye(4)
    variance = last_wave_variance(alike, (1, 0.9, 0.8, 0.7))
    per_arm = 2 * variance * noncentrality_for(0.8, inf) ** 2 / 0.5**2

    # theirs forgets the other tail, worth 2e-4 of a parent
    assert per_arm == pytest.approx(86.99175, abs=3e-4)


def test_when_nobody_leaves_only_the_last_wave_counts():
    alike = np.full((3, 3), 0.6) + 0.4 * np.eye(3)

    assert last_wave_variance(alike, (1, 1, 1)) == pytest.approx(1)
    assert last_wave_variance(np.eye(3), (0.9, 0.8, 0.5)) == pytest.approx(2)


def test_given_the_score_at_entry_1_minus_r_squared_is_left():
    alike = np.full((2, 2), 0.6) + 0.4 * np.eye(2)

    assert given_entry(alike) == pytest.approx(np.array([[1 - 0.36]]))


def test_the_design_effect_of_one_level_is_that_of_eldridge():
    """Kish's 1.45 for ten parents and an ICC of 0.05; 1.53 when the coefficient of variation is 0.4."""
    alone = {"parents_per_group": 1.0, "icc_group": 0.0, "parents_per_house": 10.0}

    assert nested_design_effect(**alone, icc_house=0.05, cv=0) == pytest.approx(1.45)
    assert nested_design_effect(**alone, icc_house=0.05, cv=0.4) == pytest.approx(1.53)


def test_the_design_effect_of_two_levels_is_the_variance_of_a_mean_of_nested_effects():
    """Four groups of five in each of six houses: the matrix of covariances, summed."""
    house, group = np.repeat(np.arange(6), 20), np.repeat(np.arange(24), 5)
    same_house, same_group = house[:, None] == house, group[:, None] == group
    covariance = 0.02 * same_house + 0.05 * same_group + 0.93 * np.eye(120)

    found = nested_design_effect(
        parents_per_group=5, parents_per_house=20, icc_group=0.05, icc_house=0.02, cv=0
    )

    assert found == pytest.approx(covariance.sum() / 120)


def test_unequal_houses_leave_fewer_degrees_of_freedom_as_their_own_formula_says():
    sizes = np.random.default_rng(1).gamma(4, 10, 400)
    cv = sizes.std() / sizes.mean()

    assert df_of_houses(400, cv) == pytest.approx(inference.mean_df(sizes), rel=0.02)
    assert df_of_houses(30, 0) == inference.mean_df(np.full(30, 12.0)) == pytest.approx(29)
