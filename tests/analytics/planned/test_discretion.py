"""Nobody's own answers can be read in what leaves a site."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.analytics.planned.discretion import FEWEST, leave_home

KINDS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=40
)


@given(KINDS)
def test_nobody_is_left_in_a_cell_or_a_profile_of_few(kinds: list[tuple[int, int, int]]):
    parents, cell, profile = (np.array(column) for column in zip(*kinds, strict=True))

    kept = leave_home(parents, cell, profile) == ""

    for place in (cell, profile):
        left = np.bincount(place, np.where(kept, parents, 0))
        assert ((left == 0) | (left >= FEWEST)).all()


@given(KINDS)
def test_nobody_stays_home_for_nothing(kinds: list[tuple[int, int, int]]):
    """Where every cell and every profile is large enough from the start, all of them leave."""
    parents, cell, profile = (np.array(column) for column in zip(*kinds, strict=True))
    large = parents + FEWEST

    assert (leave_home(large, cell, profile) == "").all()


def test_taking_some_away_makes_others_few():
    # Five in the cell; one of them has a profile of their own: the four others are then few.
    stays = leave_home(np.array([4, 1, 5]), np.array([0, 0, 1]), np.array([0, 1, 0]))

    assert stays.tolist() == ["cell", "profile", ""]


@pytest.mark.parametrize(("count", "reason"), [(FEWEST, ""), (FEWEST - 1, "profile")])
def test_five_may_leave_and_four_may_not(count: int, reason: str):
    one = np.array([0])

    assert leave_home(np.array([count]), one, one).tolist() == [reason]
