"""DIF, against ordinal regressions made by R, and items planted to behave otherwise in one language."""

from typing import Any

import numpy as np
import pytest

from tests.statistics.estimators.psychometrics.conftest import AGREEABLE
from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.functioning import Functioning, item_functioning
from village.statistics.moments.items import AnswerCounts


def counted(items: tuple[str, ...], answers: IntArray, groups: list[str]) -> list[AnswerCounts]:
    """Whole answers of complete respondents, counted as the scan counts them."""
    names = tuple(sorted(set(groups)))
    totals, place = answers.sum(1), np.array([names.index(group) for group in groups])
    found = []
    for column, item in enumerate(items):
        counts = np.zeros((len(names), totals.max() + 1, answers.max() + 1), np.int64)
        np.add.at(counts, (place, totals, answers[:, column]), 1)
        found.append(
            AnswerCounts(
                item, names, np.arange(totals.max() + 1.0), np.arange(answers.max() + 1.0), counts
            )
        )
    return found


@pytest.mark.reference
def test_the_ordinal_regressions_are_those_of_r(r, agreeable: Array, genders: list[str]):
    whole = ~np.isnan(agreeable).any(1)
    kept = [gender for gender, is_whole in zip(genders, whole, strict=True) if is_whole]
    found = item_functioning(counted(AGREEABLE, agreeable[whole].astype(np.int64), kept))

    for item, one in found.items():
        alone, shifted, crossed = r["dif_by_gender"][item]["deviances"]
        assert one.uniform == pytest.approx(alone - shifted, abs=2e-4)  # polr stops a little early
        assert one.non_uniform == pytest.approx(shifted - crossed, abs=2e-4)
        assert one.shifts["women"].estimate == pytest.approx(
            r["dif_by_gender"][item]["log_odds"], abs=2e-4
        )
        assert one.shifts["women"].se == pytest.approx(r["dif_by_gender"][item]["se"], rel=0.01)


def answers_of(
    group: str, n: int, *, seed: int, ability: float = 0.0, harder: float = 0.0
) -> IntArray:
    """Five items answered 0–4; the first one is harder by `harder` logits for this group."""
    rng = np.random.default_rng(seed)
    person = rng.normal(ability, 1.5, (n, 1))
    cuts = np.array([-1.5, -0.5, 0.5, 1.5])
    noise = rng.logistic(size=(n, 5))
    latent = person + noise - harder * (np.arange(5) == 0)
    return (latent[:, :, None] > cuts).sum(2)


def compare(**arabic: Any) -> dict[str, Functioning]:
    both = np.vstack([answers_of("fr", 1500, seed=1), answers_of("ar", 1500, seed=2, **arabic)])
    return item_functioning(counted(tuple("abcde"), both, ["a_fr"] * 1500 + ["b_ar"] * 1500))


def test_items_that_work_alike_are_not_called_even_when_the_groups_differ():
    found = compare(ability=0.8)

    assert not any(one.flagged for one in found.values())
    assert all(one.size == "negligible" for one in found.values())


def test_an_item_that_is_harder_in_one_language_is_found_and_named():
    found = compare(harder=2.0)

    assert found["a"].flagged
    assert found["a"].shifts["b_ar"].high < 0
    assert found["a"].uniform > 10 * found["a"].non_uniform
    assert found["a"].r2_gain == max(one.r2_gain for one in found.values())


def test_p_values_of_one_scale_are_one_family():
    found = compare(harder=0.3)

    assert all(one.adjusted >= one.p for one in found.values())


def test_a_difference_that_is_significant_and_tiny_is_not_called():
    found = compare(harder=0.5)["a"]

    assert found.adjusted < 0.05
    assert (found.size, found.flagged) == ("negligible", False)


def test_an_answer_that_nobody_gave_does_not_count():
    two = counted(("a",), answers_of("fr", 400, seed=5), ["x"] * 200 + ["y"] * 200)[0]
    wider = AnswerCounts(
        "a",
        two.groups,
        two.scores,
        np.append(two.answers, 9.0),
        np.pad(two.counts, ((0, 0), (0, 0), (0, 1))),
    )

    assert item_functioning([wider])["a"].p == pytest.approx(item_functioning([two])["a"].p)


@pytest.mark.parametrize(
    ("answers", "groups", "reason"),
    [
        (answers_of("fr", 60, seed=1), ["x"] * 60, "'a' was answered by one group"),
        (np.zeros((60, 5), np.int64), ["x", "y"] * 30, "same answer to the item 'a'"),
        (
            np.tile([[0, 1, 0, 0, 0], [1, 0, 0, 0, 0]], (30, 1)),
            ["x", "x", "y"] * 20,
            "'a' has the same total",
        ),
        (
            np.tile([[0], [1], [2]], (20, 5)),
            ["x", "x", "y"] * 20,
            "decides the answers to the item 'a'",
        ),
    ],
)
def test_what_cannot_be_learned_is_refused_by_the_name_of_the_item(
    answers: IntArray, groups: list[str], reason: str
):
    with pytest.raises(CannotEstimate, match=reason):
        item_functioning(counted(tuple("abcde"), answers, groups)[:1])
