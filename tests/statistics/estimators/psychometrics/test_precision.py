"""The error of one score."""

import pytest

from tests.reference import stat_case
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.precision import precision


@pytest.mark.reference
def test_the_error_of_a_sum_is_that_of_its_alpha():
    expected = stat_case("alpha_attitude")["outputs"]
    found = precision(sd=expected["total_sd"], reliability=expected["raw_alpha"])

    assert found.sem == pytest.approx(expected["sem"], abs=1e-6)


def test_the_smallest_detectable_change_is_of_two_errors():
    assert precision(sd=5, reliability=0.75).mdc95 == pytest.approx(1.96 * 2**0.5 * 2.5)


@pytest.mark.parametrize(
    ("sd", "reliability"), [(5, 1.2), (5, -0.1), (0, 0.8), (float("nan"), 0.8)]
)
def test_a_reliability_that_is_none_is_refused(sd: float, reliability: float):
    with pytest.raises(CannotEstimate):
        precision(sd=sd, reliability=reliability)
