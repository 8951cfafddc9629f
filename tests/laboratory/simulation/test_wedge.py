"""Houses that open one after the other: who is open when, and what it changes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from village.laboratory.simulation.design import CannotSimulate
from village.laboratory.simulation.wedge import Wedge, draw_wedge


def test_all_houses_are_closed_first_and_open_last_a_few_more_at_each_step():
    drawn = draw_wedge(Wedge(houses=12, steps=4, parents=5), np.random.default_rng(1))
    shares = [drawn.is_open[drawn.period == period].mean() for period in range(5)]

    assert shares == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert len(drawn.y) == 12 * 5 * 5


def test_which_houses_open_first_is_drawn():
    orders = {
        tuple(draw_wedge(Wedge(), np.random.default_rng(seed)).opened[:: 5 * 10])
        for seed in range(5)
    }

    assert len(orders) == 5


def test_the_truth_and_the_resemblance_are_those_of_a_large_draw():
    wedge = Wedge(houses=4000, parents=20, effect=0.3, icc=0.2, lasting=0.6, drift=0.0)
    drawn = draw_wedge(wedge, np.random.default_rng(2))
    is_open = drawn.is_open == 1
    cells = (drawn.y - 0.3 * is_open).reshape(4000, 5, 20)
    means = cells.mean(axis=2)

    assert drawn.y[is_open].mean() - drawn.y[~is_open].mean() == pytest.approx(0.3, abs=0.03)
    assert cells.var() == pytest.approx(1, abs=0.02)
    assert np.cov(means[:, 0], means[:, 3])[0, 1] == pytest.approx(0.12, abs=0.01)
    assert means.var() == pytest.approx(0.2 + 0.8 / 20, abs=0.01)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"houses": 3}, "3 houses, 4 steps"),
        ({"steps": 0}, "12 houses, 0 steps"),
        ({"parents": 0}, "At least one parent"),
        ({"icc": 1.0}, "icc is a share, not 1"),
        ({"lasting": -0.1}, "lasting is a share, not -0.1"),
    ],
)
def test_an_impossible_wedge_is_refused(change: dict[str, Any], sentence: str):
    with pytest.raises(CannotSimulate, match=sentence):
        replace(Wedge(), **change)
