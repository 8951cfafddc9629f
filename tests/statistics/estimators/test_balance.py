"""How two sets of parents differ, whatever their number."""

import numpy as np
import pytest

from village.statistics.estimators.balance import standardised_difference


def test_a_difference_is_counted_in_standard_deviations():
    one, other = np.array([3.0, 5, 7]), np.array([1.0, 3, 5])

    assert standardised_difference(one, other) == pytest.approx(1)


def test_without_spread_or_without_parents_there_is_none():
    alike, other = np.ones(3), np.full(3, 2.0)

    assert standardised_difference(alike, alike) == 0
    assert standardised_difference(alike, other) is None
    assert standardised_difference(alike[:1], other) is None
