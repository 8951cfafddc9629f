"""Sums of tokens count persons, forget them, and can be subtracted."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from village.analytics.releases import Release, add_up, pack, powers, terms_for, tokens, unpack
from village.analytics.releases.ledger import is_few
from village.analytics.releases.sums import PRIME, how_many, how_many_up_to, minus, plus, times

MINIMUM = 5
TERMS = terms_for(MINIMUM)
PEOPLE = tokens((f"parent {i}" for i in range(60)), key=b"of this test")
SETS = st.sets(st.integers(0, 59))
NUMBERS = st.integers(0, PRIME - 1)


def sums(persons, terms=TERMS):
    own = powers(PEOPLE[sorted(persons)], terms)
    return add_up(own, np.zeros(len(own), int), 1)[0]


@given(a=NUMBERS, b=NUMBERS)
def test_products_are_those_of_whole_numbers(a: int, b: int):
    found = times(np.array([a], np.uint64), np.array([b], np.uint64))

    assert int(found[0]) == a * b % PRIME


@given(a=SETS, b=SETS)
def test_a_difference_counts_whoever_is_in_one_set_only(a: set[int], b: set[int]):
    assert how_many_up_to(minus(sums(a), sums(b)), MINIMUM) == min(MINIMUM, len(a ^ b))


@given(a=SETS, b=SETS)
def test_two_sets_together_count_everybody_once_more(a: set[int], b: set[int]):
    together = plus(sums(a), sums(b - a))

    assert np.array_equal(together, sums(a | b))


@settings(max_examples=30)
@given(several=st.lists(st.tuples(st.sampled_from([-1, 1]), SETS), max_size=4))
@example(several=[(1, {0, 1, 2}), (1, {0, 1, 2}), (-1, set(range(9)))])
def test_whatever_is_combined_is_counted(several: list[tuple[int, set[int]]]):
    """Four figures added or subtracted: those whose weight is not zero are counted."""
    total, weight = np.zeros(TERMS, np.uint64), [0] * 60
    for sign, persons in several:
        total = (plus if sign > 0 else minus)(total, sums(persons))
        for person in persons:
            weight[person] += sign

    assert how_many_up_to(total, MINIMUM) == min(MINIMUM, sum(w != 0 for w in weight))


def test_beyond_half_the_terms_there_is_no_number_any_more():
    assert [how_many(sums(range(n), 24)) for n in (0, 1, 10, 11, 12)] == [0, 1, 10, 11, 12]
    assert {how_many(sums(range(n), 24)) for n in range(13, 60)} == {12}


def test_another_key_gives_other_tokens():
    names = ["anna", "bilal"]

    assert tokens(names, key=b"a").tolist() == tokens(names, key=b"a").tolist()
    assert not set(tokens(names, key=b"a").tolist()) & set(tokens(names, key=b"b").tolist())


def test_persons_are_added_up_where_they_are():
    own = powers(PEOPLE[:6], TERMS)

    found = add_up(own, np.array([2, 0, 2, 2, 0, 2]), 4)

    assert found[:, 0].tolist() == [2, 0, 4, 0]
    assert np.array_equal(found[2], sums({0, 2, 3, 5}))


def test_too_few_terms_do_not_pretend_to_tell():
    with pytest.raises(ValueError, match="cannot tell 11"):
        how_many_up_to(sums({1, 2, 3}), 11)


def test_a_part_that_did_not_change_beside_one_that_did_speaks_of_a_few():
    """Eleven newcomers, and none of them is worse."""
    nothing = np.zeros(TERMS, np.uint64)

    assert is_few(np.array([sums(range(11)), nothing]), MINIMUM)
    assert not is_few(np.array([nothing, nothing]), MINIMUM)
    assert not is_few(np.array([sums(range(11)), sums(range(20, 25))]), MINIMUM)


def test_a_release_is_read_as_it_was_written():
    written = Release(
        "rate|t1|rate",
        {None: np.array([sums({1, 2, 3})]), "lens": np.array([sums({1})])},
        {"arras": np.array([sums({2, 3})])},
    )

    read = unpack(pack(written))

    assert read.is_same(written)
    assert read.of("arras") is not None and read.of("lille") is None
