"""α and its neighbours, against the published examples."""

import numpy as np
import pytest

from tests.reference import stat_case
from tests.statistics.estimators.psychometrics.conftest import AGREEABLE, ATTITUDE
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.consistency import consistency, feldt
from village.statistics.estimators.psychometrics.spread import (
    ItemSpread,
    complete_spread,
    pairwise_spread,
)
from village.statistics.moments.items import ItemMoments


@pytest.mark.reference
def test_the_departments_of_chatterjee_and_price(attitude: ItemSpread):
    case = stat_case("alpha_attitude")
    expected, found = case["outputs"], consistency(attitude)

    for name, value in {
        "raw_alpha": found.alpha,
        "std_alpha": found.standardised,
        "average_r": found.average_r,
        "guttman_lambda6": found.lambda6,
        "total_sd": found.total_sd,
        "sem": found.sem,
        "feldt_ci95": [found.low, found.high],
    }.items():
        assert value == pytest.approx(expected[name], abs=case["tolerance"]), name
    for item in ATTITUDE:
        one = found.items[item]
        assert one.alpha_if_dropped == pytest.approx(expected["alpha_if_dropped"][item], abs=1e-6)
        assert one.rest_correlation == pytest.approx(expected["r_drop"][item], abs=1e-6)


@pytest.mark.reference
def test_the_agreeableness_of_revelle_with_gaps_and_an_item_turned_round(agreeable: Array):
    case = stat_case("alpha_bfi_agreeableness_reverse")
    moments = ItemMoments.of_rows(AGREEABLE, agreeable)
    pairwise, listwise = consistency(pairwise_spread(moments)), complete_spread(moments)
    expected = case["outputs"]

    for name, value in {
        "raw_alpha_pairwise": pairwise.alpha,
        "std_alpha_pairwise": pairwise.standardised,
        "guttman_lambda6": pairwise.lambda6,
        "n_listwise": listwise.n,
        "raw_alpha_listwise": consistency(listwise).alpha,
    }.items():
        assert value == pytest.approx(expected[name], abs=case["tolerance"]), name


@pytest.mark.reference
def test_whoever_forgets_to_turn_an_item_round_is_told_which(agreeable: Array):
    forgotten = agreeable.copy()
    forgotten[:, 0] = 7 - forgotten[:, 0]
    found = consistency(ItemSpread.of_rows(AGREEABLE, forgotten))
    expected = stat_case("alpha_bfi_agreeableness_reverse")["outputs"]

    assert found.alpha == pytest.approx(expected["raw_alpha_if_not_reversed_listwise"], abs=1e-6)
    assert found.warnings == (
        "The item 'A1' goes against the others: is it reversed in this scale?",
    )


@pytest.mark.reference
def test_the_intervals_are_those_of_the_package_psych(r, attitude: ItemSpread, agreeable: Array):
    for spread, name in (
        (attitude, "attitude"),
        (ItemSpread.of_rows(AGREEABLE, agreeable), "agreeable"),
    ):
        found = consistency(spread)
        assert [found.low, found.high] == pytest.approx(r["alpha_intervals"][name], abs=1e-9)


def test_two_items_have_no_alpha_without_one_of_them():
    found = consistency(ItemSpread.of_rows(["calm", "ask"], np.array([[1.0, 2], [2, 2], [4, 5]])))

    assert found.items["calm"].alpha_if_dropped is None


def test_an_item_that_is_the_sum_of_two_others_leaves_no_lambda6():
    answers = np.random.default_rng(1).normal(size=(30, 2))
    found = consistency(
        ItemSpread.of_rows(["a", "b", "both"], np.column_stack([answers, answers.sum(1)]))
    )

    assert found.lambda6 is None
    assert found.alpha > 0


def test_the_interval_covers_what_it_should():
    """Of 400 scales of α = 0.8 answered by 40 persons, 95 % of the intervals hold it."""
    rng, truth, k = np.random.default_rng(11), 0.8, 4
    r = truth / (k - truth * (k - 1))
    root = np.linalg.cholesky(np.full((k, k), r) + (1 - r) * np.eye(k))
    ends = [
        (found.low, found.high)
        for _ in range(400)
        for found in [consistency(ItemSpread.of_rows("abcd", rng.normal(size=(40, k)) @ root.T))]
    ]

    assert 0.925 <= np.mean([low <= truth <= high for low, high in ends]) <= 0.975


def test_more_confidence_needs_a_wider_interval():
    assert feldt(0.8, n=50, k=4, level=0.99)[0] < feldt(0.8, n=50, k=4)[0]


def refusal(items: list[str], answers: list[list[float]]) -> str:
    with pytest.raises(CannotEstimate) as refused:
        consistency(ItemSpread.of_rows(items, np.array(answers, float)))
    return str(refused.value)


def test_what_cannot_be_learned_is_refused_by_the_name_of_the_item():
    nobody = float("nan")

    assert "'ask'" in refusal(["calm", "ask"], [[1, 3], [2, 3], [3, 3]])
    assert "one item, 'calm'" in refusal(["calm"], [[1], [2]])
    assert "0 person" in refusal(["calm", "ask"], [[1, nobody], [nobody, 2]])
    assert "1 person" in refusal(["calm", "ask"], [[1, 2], [nobody, 2]])
    assert "'calm' has answers too large" in refusal(
        ["calm", "ask"], [[1e308, 1], [-1e308, 2], [3, 3]]
    )


def test_items_that_nobody_answered_together_have_no_covariance_by_pairs():
    nobody = float("nan")
    moments = ItemMoments.of_rows(
        ["calm", "ask"], np.array([[1, nobody], [2, nobody], [nobody, 2]])
    )

    with pytest.raises(CannotEstimate, match="both calm and ask"):
        pairwise_spread(moments)


def test_numbers_far_from_zero_keep_their_digits():
    """A mean of a million and a standard deviation of a hundredth."""
    answers = np.random.default_rng(2).normal(size=(200, 4)) + np.random.default_rng(3).normal(
        size=(200, 1)
    )
    near = consistency(ItemSpread.of_rows("abcd", answers))
    far = consistency(ItemSpread.of_rows("abcd", 1e6 + 1e-2 * answers))

    assert far.alpha == pytest.approx(near.alpha, abs=1e-7)
