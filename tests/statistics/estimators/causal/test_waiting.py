"""Parents in a group beside parents who wait: what may be called an effect, and what may not."""

import numpy as np
import pytest

from village.statistics.arrays import Array
from village.statistics.estimators.causal.waiting import waiting_list
from village.statistics.estimators.fit import CannotEstimate


def parents(*, shift: float = 0.0) -> tuple[Array, Array, dict[str, Array], Array]:
    """Two hundred parents in twenty groups, half of them waiting; a group brings 2."""
    chance = np.random.default_rng(11)
    group = np.repeat(np.arange(20), 10)
    inside = (group % 2).astype(float)
    entry = 40 + 8 * chance.normal(size=200) + shift * inside
    later = (
        10 + 0.8 * entry + 2 * inside + chance.normal(size=20)[group] + 3 * chance.normal(size=200)
    )
    return later, inside, {"score at entry": entry}, group


def test_a_drawn_waiting_list_gives_an_effect():
    later, inside, entry, group = parents()

    found = waiting_list(later, inside, entry, assigned="drawn", clusters=group)

    assert found.claim == "effect"
    assert found.difference.low < 2 < found.difference.high
    assert (found.in_group, found.waiting) == (100, 100)
    assert found.difference.df < 20
    assert found.fit.n == {"rows": 200, "clusters": 20}


def test_a_chosen_one_gives_a_difference():
    later, inside, entry, group = parents()

    found = waiting_list(later, inside, entry, assigned="chosen", clusters=group)

    assert found.claim == "difference"
    assert "not an effect" in found.warnings[0]


def test_arms_that_differ_at_entry_are_said_to():
    later, inside, entry, group = parents(shift=6)

    found = waiting_list(later, inside, entry, assigned="drawn", clusters=group)

    assert found.imbalance["score at entry"] > 0.5
    assert any("already differed" in warning for warning in found.warnings)


def test_an_empty_arm_is_named():
    later, _, entry, group = parents()

    with pytest.raises(CannotEstimate, match="No parent is waiting"):
        waiting_list(later, np.ones(200), entry, assigned="drawn", clusters=group)
