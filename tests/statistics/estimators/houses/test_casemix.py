"""Observed over expected: a house that welcomes parents in difficulty is not blamed for it."""

import numpy as np
import pytest
from scipy import stats

from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.houses.casemix import (
    byar_limits,
    observed_over_expected,
    stratum_rates,
)

# Two houses do alike with each kind of parent; Arles welcomes mostly parents in difficulty.
KIND = ["hard"] * 30 + ["easy"] * 10 + ["hard"] * 10 + ["easy"] * 30
HOUSE = ["arles"] * 40 + ["brest"] * 40
LEFT = np.concatenate(
    [[1] * 15, [0] * 15, [1], [0] * 9, [1] * 5, [0] * 5, [1] * 3, [0] * 27]
).astype(float)


def test_houses_that_do_alike_with_alike_parents_are_at_one():
    found = observed_over_expected(LEFT, stratum_rates(LEFT, KIND), HOUSE)

    assert found["arles"].observed == 16
    assert found["arles"].expected == pytest.approx(30 * 0.5 + 10 * 0.1)
    assert found["arles"].ratio == pytest.approx(1)
    assert found["brest"].ratio == pytest.approx(1)


def test_the_limits_of_byar_are_nearly_those_of_poisson():
    for observed in (5, 20, 100):
        low, high = byar_limits(observed)
        exact = (stats.gamma.ppf(0.025, observed), stats.gamma.ppf(0.975, observed + 1))
        assert (low, high) == pytest.approx(exact, rel=0.02)
    assert byar_limits(0)[0] == 0


def test_a_house_of_nine_parents_has_no_ratio():
    event, house = np.tile([0.0, 1.0], 15), ["arles"] * 21 + ["dole"] * 9

    found = observed_over_expected(event, np.full(30, 0.5), house)

    assert found["dole"].parents == 9
    assert (found["dole"].observed, found["dole"].ratio, found["dole"].low) == (None, None, None)
    assert found["arles"].low is not None and found["arles"].high is not None
    assert found["arles"].low < 1 < found["arles"].high


@pytest.mark.parametrize(
    ("event", "probability", "sentence"),
    [(2.0, 0.5, "neither"), (1.0, 1.0, "between"), (1.0, np.nan, "between")],
)
def test_what_is_not_a_probability_is_refused(event: float, probability: float, sentence: str):
    with pytest.raises(CannotEstimate, match=sentence):
        observed_over_expected(np.array([event]), np.array([probability]), ["arles"])
