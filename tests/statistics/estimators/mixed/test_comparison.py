"""Likelihood-ratio tests."""

import numpy as np
import pytest

from tests.reference import stat_case
from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.mixed import compare, fit_nested, likelihood_ratio
from village.statistics.moments.nested import NestedMoments


@pytest.mark.reference
def test_a_slope_of_its_own_for_each_subject():
    expected = stat_case("lmm_sleepstudy_lrt")["outputs"]
    test = likelihood_ratio(expected["chisq"], 0.0, df=expected["df"])

    assert test.p == pytest.approx(expected["p"], rel=1e-9)
    assert test.p_boundary == pytest.approx(expected["p_boundary_mixture"], rel=1e-9)


def test_a_variance_at_the_end_of_its_range_halves_the_p():
    test = likelihood_ratio(103.841459, 100.0, df=1)  # 3.841459 is the 95 % quantile of χ²₁

    assert test.p == pytest.approx(0.05, abs=1e-6)
    assert test.p_boundary == pytest.approx(0.025, abs=1e-6)
    assert likelihood_ratio(100.0, 100.0, df=1).p_boundary == 1


@pytest.mark.reference
def test_days_without_sleep_count(sleepstudy: NestedMoments):
    without = fit_nested(sleepstudy, method="ML", terms=["1"])
    with_days = fit_nested(sleepstudy, method="ML")
    test = compare(without, with_days)

    # R: anova(lmer(Reaction ~ 1 + (1|Subject)), lmer(Reaction ~ Days + (1|Subject)))
    assert test.statistic == pytest.approx(116.46243, abs=1e-4)
    assert test.df == 1


@pytest.mark.reference
def test_restricted_likelihoods_of_different_fixed_effects_are_not_compared(
    sleepstudy: NestedMoments, dyestuff: NestedMoments
):
    without, with_days = fit_nested(sleepstudy, terms=["1"]), fit_nested(sleepstudy)

    with pytest.raises(CannotEstimate, match="compared by ML"):
        compare(without, with_days)
    with pytest.raises(CannotEstimate, match="same rows"):
        compare(fit_nested(dyestuff), without)
    with pytest.raises(CannotEstimate, match="no more parameters"):
        compare(with_days, with_days)


def test_restricted_likelihoods_compare_levels():
    random = np.random.default_rng(5)
    house = np.repeat(np.arange(8), 12)
    parent = np.arange(96) // 3
    y = random.normal(size=8)[house] + random.normal(size=32)[parent] + random.normal(size=96)
    names = {"house": [f"h{i}" for i in house], "parent": [f"p{i}" for i in parent]}
    larger = fit_nested(nested_moments({"y": y}, names))
    smaller = fit_nested(nested_moments({"y": y}, {"parent": names["parent"]}))

    test = compare(smaller, larger)

    assert test.df == 1
    assert test.statistic == pytest.approx(smaller.criterion - larger.criterion)
    assert test.statistic > 0
