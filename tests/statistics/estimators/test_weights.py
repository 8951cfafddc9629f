"""Weights that make those seen stand for all: what they cost, and when they explode."""

import numpy as np
import pytest

from village.statistics.estimators import weights
from village.statistics.estimators.fit import CannotEstimate


def test_equal_weights_cost_nothing():
    found = weights.summarise(np.full(40, 2.5))

    assert found.effective == pytest.approx(40)
    assert (found.mean, found.smallest, found.largest) == (2.5, 2.5, 2.5)
    assert found.warnings == ()


def test_one_parent_who_stands_for_a_crowd_is_said():
    found = weights.summarise(np.append(np.ones(99), 50.0), rare=1)

    assert found.effective == pytest.approx((99 + 50) ** 2 / (99 + 2500))
    assert found.warnings[0] == "1 parents had less than 2% chance of being where they are."
    assert "One parent counts for 34 times" in found.warnings[1]
    assert "the precision of 9 parents out of 100" in found.warnings[2]


def test_a_parent_without_any_chance_cannot_be_stood_for():
    with pytest.raises(CannotEstimate, match="no chance of staying"):
        weights.inverse_probability(np.array([0.5, 1e-9]), of="of staying")


def test_truncation_touches_both_ends_only():
    free = np.arange(1.0, 102)

    held = weights.truncated(free, share=0.05)

    assert (held.min(), held.max()) == (6, 96)
    assert (held[10:90] == free[10:90]).all()


def test_a_parent_rare_in_two_respects_counts_once():
    assert weights.count_rare(np.array([0.01, 0.5, 0.01]), np.array([0.01, 0.001, 0.9])) == 3
