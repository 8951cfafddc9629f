"""The error of one score, and room at the ends of a scale."""

import pytest

from tests.reference import stat_case
from village.analytics.estimators.fit import CannotEstimate
from village.analytics.estimators.psychometrics.precision import at_end, precision


@pytest.mark.reference
def test_the_error_of_a_sum_is_that_of_its_alpha():
    expected = stat_case("alpha_attitude")["outputs"]
    found = precision(sd=expected["total_sd"], reliability=expected["raw_alpha"])

    assert found.sem == pytest.approx(expected["sem"], abs=1e-6)


def test_the_smallest_detectable_change_is_of_two_errors():
    assert precision(sd=5, reliability=0.75).mdc95 == pytest.approx(1.96 * 2**0.5 * 2.5)


def test_a_share_at_one_end_comes_with_its_counts_and_interval():
    found = at_end(15, 148)

    assert (found.count, found.total) == (15, 148)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0624, 0.1605)


@pytest.mark.parametrize(
    ("sd", "reliability"), [(5, 1.2), (5, -0.1), (0, 0.8), (float("nan"), 0.8)]
)
def test_a_reliability_that_is_none_is_refused(sd: float, reliability: float):
    with pytest.raises(CannotEstimate):
        precision(sd=sd, reliability=reliability)


def test_nobody_is_at_no_end():
    with pytest.raises(CannotEstimate, match="Nobody has a score"):
        at_end(0, 0)
