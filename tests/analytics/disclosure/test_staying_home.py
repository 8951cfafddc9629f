"""Nobody's own answers can be read in what leaves a site."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from village.analytics.disclosure.staying_home import FEWEST, leave_home

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


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 7), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=14
    )
)
def test_no_subtraction_of_totals_speaks_of_fewer_than_five(kinds: list[tuple[int, int, int]]):
    """Whatever the weights of cells and profiles, a sum of their totals is about nobody, or about five at least.

    Such a sum speaks of the parents whose cell and profile weigh differently: all cuts are tried, one by one.
    """
    parents, cell, profile = (np.array(column) for column in zip(*kinds, strict=True))
    kept = np.where(leave_home(parents, cell, profile) == "", parents, 0)

    for mask in range(2**9):
        inside = np.array([mask >> point & 1 for point in range(9)])
        parted = kept[inside[cell] != inside[5 + profile]].sum()
        assert parted == 0 or parted >= FEWEST


def test_a_parent_who_alone_joins_two_sets_of_sums_stays_home():
    # Two houses, two profiles; one parent of the first house answered as those of the second did. The total of the
    # second profile, less the total of the second house, would be this parent.
    stays = leave_home(np.array([9, 1, 9]), np.array([0, 0, 1]), np.array([0, 1, 1]))

    assert stays.tolist() == ["", "cut", ""]


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
