"""Recovered, improved, unchanged, deteriorated: at the boundaries, where rules differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference import stat_case
from village.statistics.estimators.clinical.categories import (
    Category,
    ChangeCounts,
    ChangeRule,
    categorise,
)
from village.statistics.estimators.fit import CannotEstimate

EPDS = ChangeRule(
    higher_is="worse", threshold=4, cutoff=13, source="Matthey 2004; cut-off of Cox 1987"
)


@pytest.mark.reference
def test_ten_parents_at_the_boundaries():
    for row in stat_case("csc_epds")["outputs"]["cases"]:
        found = categorise(row["pre"], row["post"], EPDS)
        assert found.value == row["category"], row
        assert (EPDS.is_case(row["pre"]), EPDS.is_case(row["post"])) == (
            row["pre_case"],
            row["post_case"],
        )


def test_the_example_of_jacobson_and_truax_improves_without_recovering():
    rule = ChangeRule(
        higher_is="better", threshold=9.297, cutoff=50, source="Jacobson & Truax 1991"
    )

    assert categorise(32.5, 47.5, rule) is Category.IMPROVED
    assert categorise(32.5, 50.5, rule) is Category.RECOVERED


def test_a_threshold_that_must_be_exceeded_leaves_unchanged_who_just_reaches_it():
    strict = ChangeRule(
        higher_is="worse", threshold=4, inclusive=False, cutoff=13, source="a stricter reading"
    )

    assert categorise(16, 12, strict) is Category.UNCHANGED
    assert categorise(16, 11, strict) is Category.RECOVERED


def test_nobody_recovers_on_a_scale_without_a_cutoff():
    rule = ChangeRule(higher_is="better", threshold=2, source="declared by convention")

    assert categorise(0, 16, rule) is Category.IMPROVED


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_scale_turned_round_puts_everybody_in_the_same_category(before: int, after: int):
    turned = ChangeRule(
        higher_is="better", threshold=4, cutoff=30 - 13, source="EPDS, turned round"
    )

    assert categorise(30 - before, 30 - after, turned) is categorise(before, after, EPDS)


@given(st.integers(0, 30), st.integers(0, 30))
def test_the_road_back_is_the_opposite_one(before: int, after: int):
    there, back = categorise(before, after, EPDS), categorise(after, before, EPDS)
    better = {Category.RECOVERED, Category.IMPROVED}

    assert (there in better) == (back is Category.DETERIORATED)
    assert (there is Category.UNCHANGED) == (back is Category.UNCHANGED)


@pytest.mark.parametrize("threshold", [0, -4, float("nan"), float("inf")])
def test_standing_still_is_never_a_change(threshold: float):
    with pytest.raises(CannotEstimate, match="threshold"):
        ChangeRule(higher_is="worse", threshold=threshold, source="nowhere")


def test_a_rule_without_a_source_is_refused():
    with pytest.raises(CannotEstimate, match="where its threshold"):
        ChangeRule(higher_is="worse", threshold=4, source="")


def counts(recovered: int, improved: int, unchanged: int, deteriorated: int) -> ChangeCounts:
    numbers = (recovered, improved, unchanged, deteriorated)
    return ChangeCounts(
        dict(zip(Category, numbers, strict=True)), ((unchanged, 0), (recovered, improved))
    )


def test_the_counts_of_two_houses_add_up():
    both = counts(1, 2, 3, 4) + counts(10, 20, 30, 40)

    assert both.categories == counts(11, 22, 33, 44).categories
    assert both.crossings == ((33, 0), (11, 22))
    assert both.persons == 110


def test_a_category_is_a_share_of_everybody_with_its_interval():
    found = counts(15, 33, 80, 20).shares()[Category.RECOVERED]

    assert (found.count, found.total) == (15, 148)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0624, 0.1605)


def test_nobody_is_in_no_category():
    with pytest.raises(CannotEstimate, match="Nobody"):
        counts(0, 0, 0, 0).shares()
