"""The same scale in several groups, against lavaan; and differences that were planted."""

from typing import Any

import numpy as np
import pytest

from tests.statistics.estimators.psychometrics.conftest import AGREEABLE, one_factor_answers
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.invariance import Invariance, invariance
from village.statistics.estimators.psychometrics.spread import ItemSpread, complete_spread
from village.statistics.moments.items import ItemMoments


def by(column: list[str], answers: Array) -> Invariance:
    moments = ItemMoments.of_rows(AGREEABLE, answers, {"group": column})
    return invariance(
        {name: complete_spread(part) for name, part in moments.split("group").items()}
    )


def agrees_with_lavaan(found: Invariance, lavaan: dict[str, Any]) -> None:
    assert list(found.n.values()) == lavaan["n"]
    for constraint in found.constraints:
        expected = lavaan["fits"][constraint.level]
        for ours, theirs in (
            ("chi2", "chisq"),
            ("df", "df"),
            ("cfi", "cfi"),
            ("rmsea", "rmsea"),
            ("rmsea_low", "rmsea.ci.lower"),
            ("rmsea_high", "rmsea.ci.upper"),
            ("srmr", "srmr"),
        ):
            assert getattr(constraint.fit, ours) == pytest.approx(expected[theirs], rel=1e-5), (
                theirs
            )
    for mean, expected in zip(found.means.values(), lavaan["means"][1:], strict=True):
        assert mean.estimate == pytest.approx(expected["est"], abs=1e-3 * expected["se"])
        assert mean.se == pytest.approx(expected["se"], rel=1e-4)


@pytest.mark.reference
def test_men_and_women_are_compared_as_lavaan_does(r, agreeable: Array, genders: list[str]):
    found = by(genders, agreeable)

    agrees_with_lavaan(found, r["by_gender"])
    assert found.level == "metric"  # the intercepts differ: their means are not to be compared


@pytest.mark.reference
def test_so_are_three_ages(r, agreeable: Array, ages: list[str]):
    agrees_with_lavaan(by(ages, agreeable), r["by_age"])


def groups(
    *, shift: Array | None = None, loadings: list[float] | None = None, n: int = 600
) -> Invariance:
    """Parents who answer in French, and others who answer in Arabic, perhaps to a shifted item."""
    plain = [0.8, 0.9, 0.7, 1.0]
    french = one_factor_answers(n=n, loadings=plain, seed=3)
    arabic = one_factor_answers(n=n, loadings=loadings or plain, seed=4, shift=shift)
    spreads = {"fr": ItemSpread.of_rows("abcd", french), "ar": ItemSpread.of_rows("abcd", arabic)}
    return invariance(spreads)


def test_two_languages_that_measure_alike_may_be_compared():
    assert groups().level == "scalar"


def test_an_item_that_everybody_finds_harder_in_one_language_forbids_comparing_means():
    assert groups(shift=np.array([0.6, 0, 0, 0])).level == "metric"


def test_an_item_that_means_something_else_forbids_comparing_differences():
    found = groups(loadings=[0.8, 0.9, 0.7, 0.1])

    assert found.level == "configural"


def test_groups_that_truly_differ_still_measure_alike_and_their_difference_is_found():
    higher = 0.5 * np.array([0.8, 0.9, 0.7, 1.0])  # half a standard deviation of the factor
    found = groups(shift=higher)

    assert found.level == "scalar"
    assert found.means["ar"].low < 0.5 < found.means["ar"].high


def test_three_items_can_be_tested_too():
    """Configural is then free of misfit, so it is judged by what comes after it."""
    french, arabic = (
        one_factor_answers(n=500, loadings=[0.8, 0.9, 0.7], seed=seed) for seed in (1, 2)
    )
    found = invariance(
        {"fr": ItemSpread.of_rows("abc", french), "ar": ItemSpread.of_rows("abc", arabic)}
    )

    assert [constraint.fit.df for constraint in found.constraints] == [0, 2, 4]
    assert found.level == "scalar"


def test_items_that_share_two_factors_have_no_level_at_all():
    rng = np.random.default_rng(8)
    groups = {}
    for name in ("fr", "ar"):
        pair = rng.normal(size=(400, 2)) + 0.6 * rng.normal(size=(400, 1))
        answers = np.repeat(pair, 3, axis=1) + rng.normal(0, 0.7, (400, 6))
        groups[name] = ItemSpread.of_rows("abcdef", answers)
    found = invariance(groups)

    assert found.level is None


def test_false_alarms_are_rare_with_the_fewest_respondents_we_accept():
    """Of 60 pairs of languages of 150 parents who answer alike, at most one in ten is called different."""
    rng, loadings, different = np.random.default_rng(21), np.array([0.8, 0.9, 0.7, 1.0]), 0
    for _ in range(60):
        parts = {
            name: ItemSpread.of_rows(
                "abcd", rng.normal(size=(150, 1)) * loadings + rng.normal(0, 0.7, (150, 4))
            )
            for name in ("fr", "ar")
        }
        different += invariance(parts).level != "scalar"

    assert different <= 6


def test_what_cannot_be_compared_is_refused():
    some = ItemSpread.of_rows("abcd", one_factor_answers(n=40, loadings=[1, 1, 1, 1]))
    few = ItemSpread.of_rows("abcd", one_factor_answers(n=4, loadings=[1, 1, 1, 1]))
    others = ItemSpread.of_rows("abce", one_factor_answers(n=40, loadings=[1, 1, 1, 1]))

    with pytest.raises(CannotEstimate, match="one group"):
        invariance({"fr": some})
    with pytest.raises(CannotEstimate, match="4 persons of 'ar'"):
        invariance({"fr": some, "ar": few})
    with pytest.raises(CannotEstimate, match="'ar' was not asked the same"):
        invariance({"fr": some, "ar": others})
