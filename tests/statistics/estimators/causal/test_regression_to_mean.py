"""What was to be expected had nothing been done: the formula of Barnett against scores drawn twice."""

import numpy as np
import pytest
from scipy import integrate, stats

from village.statistics.estimators.causal.regression_to_mean import (
    return_of_all,
    return_of_selected,
)
from village.statistics.estimators.fit import CannotEstimate

RELIABLE = (0.8, 0.7, 0.9)


def test_parents_who_start_low_come_back_by_a_share_of_their_distance():
    found = return_of_all(mean=35, population_mean=45, reliability=RELIABLE, observed=5)

    assert found.expected == pytest.approx(2)
    assert (found.expected_low, found.expected_high) == pytest.approx((1, 3))
    assert found.left == pytest.approx(3)


@pytest.mark.parametrize("measures", [1, 2])
def test_parents_selected_for_a_low_score_come_back(measures: int):
    """Against the integral of E(second − first | first) over those below the cut-off."""
    found = return_of_selected(
        cutoff=40,
        side="below",
        population_mean=50,
        population_sd=10,
        reliability=RELIABLE,
        measures=measures,
    )

    spread = np.sqrt(100 * (0.8 + 0.2 / measures))
    share = 100 * 0.8 / spread**2  # of a first score's distance that lasts
    first = stats.norm(50, spread)
    change = integrate.quad(lambda x: (share - 1) * (x - 50) * first.pdf(x), -np.inf, 40)[0]
    assert found.expected == pytest.approx(change / first.cdf(40), rel=1e-6)
    assert found.expected > 0


def test_parents_selected_for_a_high_score_come_down_as_much():
    below, above = (
        return_of_selected(
            cutoff=cutoff,
            side=side,
            population_mean=50,
            population_sd=10,
            reliability=RELIABLE,
        )
        for cutoff, side in ((38, "below"), (62, "above"))
    )

    assert above.expected == pytest.approx(-below.expected)
    assert above.expected_low == pytest.approx(-below.expected_high)


def test_far_cut_offs_stay_numbers():
    found = return_of_selected(
        cutoff=600, side="above", population_mean=50, population_sd=10, reliability=RELIABLE
    )

    assert found.expected == pytest.approx(-0.2 * (600 - 50), rel=1e-3)


def test_a_perfect_measure_forgets_nothing():
    assert return_of_all(mean=3, population_mean=9, reliability=(1, 1, 1)).expected == 0


@pytest.mark.parametrize("reliability", [(0.8, 0.9, 0.95), (1.2, 0.9, 1.3), (-0.1, -0.2, 0)])
def test_a_reliability_outside_its_interval_is_refused(reliability: tuple[float, float, float]):
    with pytest.raises(CannotEstimate, match="between 0 and 1"):
        return_of_all(mean=1, population_mean=2, reliability=reliability)
