"""Six intraclass correlations, against Shrout & Fleiss."""

import numpy as np
import pytest

from tests.reference import stat_case
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.agreement import agreement
from village.statistics.estimators.psychometrics.spread import ItemSpread


@pytest.mark.reference
def test_the_four_judges_of_shrout_and_fleiss():
    case = stat_case("icc_shrout_fleiss")
    judges = ("J1", "J2", "J3", "J4")
    ratings = np.array(
        [[row[judge] for judge in judges] for row in case["inputs"]["ratings"]], float
    )
    found = agreement(ItemSpread.of_rows(judges, ratings))

    for row in case["outputs"]["table"]:
        one = found[row["type"]]
        ours = (one.value, one.f, one.df1, one.df2, one.low, one.high)
        theirs = [row[name] for name in ("icc", "F", "df1", "df2", "lower95", "upper95")]
        assert ours == pytest.approx(theirs, abs=case["tolerance"]), row["type"]
    published = {
        f"ICC{name[3]}{'k' if name[4] == 'k' else ''}": value
        for name, value in case["published"].items()
    }
    assert {form: round(one.value, 2) for form, one in found.items()} == published


def test_an_occasion_that_adds_a_point_to_everybody_matters_to_two_forms_of_three():
    rng = np.random.default_rng(1)
    parents = rng.normal(20, 4, (60, 1)) + rng.normal(0, 1, (60, 2))
    plain, later = (
        agreement(ItemSpread.of_rows(["test", "retest"], parents + shift))
        for shift in (0, [0, 3.0])
    )

    assert later["ICC3"].value == pytest.approx(plain["ICC3"].value)
    assert later["ICC2"].value < plain["ICC2"].value - 0.05
    assert later["ICC1"].value < plain["ICC1"].value - 0.05


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([[1], [2], [3]], "one judge, 'J1'"),
        ([[1, 2], [2, 1]], "2 targets"),
        ([[1, 2], [2, 3], [5, 6]], "differ by a constant"),
        ([[1, 2], [1, 3], [1, 6]], "'J1'"),
    ],
)
def test_what_cannot_be_compared_is_refused(ratings: list[list[float]], reason: str):
    with pytest.raises(CannotEstimate, match=reason):
        agreement(ItemSpread.of_rows(("J1", "J2")[: len(ratings[0])], np.array(ratings, float)))


def test_targets_whose_means_are_all_alike_are_refused_in_a_sentence():
    ratings = np.array([[1, 3], [2, 2], [3, 1], [4, 0]], float)

    with pytest.raises(CannotEstimate, match="the same mean over Anna, Bilal"):
        agreement(ItemSpread.of_rows(("Anna", "Bilal"), ratings))
