"""Degrees of freedom, where they are known by another way: balanced designs, whose F tests are exact."""

import numpy as np
import pytest
from scipy import stats

from village.statistics.arrays import Array
from village.statistics.estimators import degrees
from village.statistics.estimators.degrees import ContrastPrecision, JointTest, Rule

HOUSES, PARENTS = 6, 5
BETWEEN, WITHIN = 1764.05, 2451.25


def houses_of_equal_size(rule: Rule) -> ContrastPrecision:
    """The mean of 6 houses of 5 parents: F(σ) = 30 / (σ_e² + 5 σ_house²), written out by hand."""
    total = WITHIN + PARENTS * BETWEEN
    slope = np.array([PARENTS, 1.0])  # of `total`, in (house, residual)
    rows = HOUSES * PARENTS
    traces = (HOUSES - 1) * np.outer(slope, slope) / total**2
    traces[1, 1] += (rows - HOUSES) / WITHIN**2
    return ContrastPrecision(
        rule=rule,
        phi=np.array([[total / rows]]),
        first=-(rows / total**2 * slope)[:, None, None],
        second=(2 * rows / total**3 * np.outer(slope, slope))[:, :, None, None],
        variances=degrees.covariance_of_variances(traces),
    )


@pytest.mark.parametrize("rule", ["satterthwaite", "kenward-roger"])
def test_the_mean_of_equal_houses_has_as_many_df_as_houses_less_one(rule: Rule):
    precision = houses_of_equal_size(rule)

    assert precision.df(np.ones(1)) == pytest.approx(HOUSES - 1, rel=1e-12)
    assert precision.covariance == pytest.approx(precision.phi, rel=1e-12)  # nothing to adjust


def test_without_variances_to_learn_the_normal_distribution_is_used():
    assert houses_of_equal_size("normal").df(np.ones(1)) == np.inf


@pytest.mark.parametrize("rule", ["satterthwaite", "kenward-roger"])
def test_a_hypothesis_said_twice_counts_once(rule: Rule):
    precision = houses_of_equal_size(rule)
    once = precision.joint(np.ones((1, 1)), np.array([80.0]))
    twice = precision.joint(np.array([[1.0], [2.0]]), np.array([80.0, 160.0]))

    assert (twice.hypotheses, twice.df) == (1, pytest.approx(HOUSES - 1))
    assert twice.statistic == pytest.approx(once.statistic)
    assert once.statistic == pytest.approx(80**2 / precision.phi[0, 0])


def arms_and_waves() -> tuple[Array, Array, Array]:
    """Φ, ∂F and tr(…) of ordinary least squares with 3 coefficients and 20 rows: one variance."""
    design = np.random.default_rng(4).normal(size=(20, 3))
    gram, variance = design.T @ design, 2.5
    return (
        np.linalg.inv(gram) * variance,
        -gram[None] / variance**2,
        np.array([[20.0]]) / variance**2,
    )


@pytest.mark.parametrize("rule", ["satterthwaite", "kenward-roger"])
def test_least_squares_keeps_its_exact_f_test(rule: Rule):
    phi, first, trace = arms_and_waves()
    second = -2 * first[None] / 2.5
    curvature = degrees.expected_curvature(phi, first, second, trace)
    precision = ContrastPrecision(
        rule, phi, first, second, degrees.covariance_of_variances(curvature)
    )
    coefficients = np.array([0.3, -0.2, 1.0])

    test = precision.joint(np.eye(3)[:2], coefficients[:2])

    assert curvature == pytest.approx(np.array([[17 / 2.5**2]]))
    assert test.df == pytest.approx(17, rel=1e-9)
    wald = coefficients[:2] @ np.linalg.solve(phi[:2, :2], coefficients[:2]) / 2
    assert test.statistic == pytest.approx(wald, rel=1e-9)
    assert test.p == pytest.approx(stats.f.sf(wald, 2, 17), rel=1e-9)


def test_an_f_with_infinite_df_is_a_chi_square():
    assert JointTest(3.0, 2, np.inf).p == pytest.approx(stats.chi2.sf(6.0, 2))


def test_the_df_of_several_t_are_pooled_by_the_mean_of_their_f():
    assert degrees.pooled_df([7.0, 7.0]) == 7
    assert degrees.pooled_df([1.5, 9.0]) == 2
    # E(F) is the mean of 6/4 and 18/16: that of an F(2, df) is df/(df − 2)
    mean = (6 / 4 + 18 / 16) / 2
    pooled = degrees.pooled_df([6.0, 18.0])
    assert pooled / (pooled - 2) == pytest.approx(mean)
    assert degrees.pooled_df([np.inf, np.inf]) == np.inf


def test_a_variance_that_the_criterion_does_not_bend_for_adds_nothing():
    spread = degrees.covariance_of_variances(np.diag([0.0, 4.0, -1.0]))

    assert spread == pytest.approx(np.diag([0, 0.5, 0]))


def test_variances_of_very_different_sizes_are_all_kept():
    curvature = np.array([[4e-18, 1e-9], [1e-9, 2.0]])

    spread = degrees.covariance_of_variances(curvature)

    assert spread @ curvature == pytest.approx(2 * np.eye(2), abs=1e-6)
