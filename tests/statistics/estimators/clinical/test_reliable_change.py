"""Reliable change, against Jacobson & Truax; and what it must always say of itself."""

import pytest

from tests.reference import stat_case
from village.statistics.estimators.clinical.reliable_change import (
    Cited,
    ReliableChange,
)
from village.statistics.estimators.fit import CannotEstimate

BOOK = "worked example, Jacobson & Truax 1991"


def cited(value: float) -> Cited:
    return Cited(value, BOOK)


@pytest.mark.reference
def test_the_worked_example_of_jacobson_and_truax():
    case = stat_case("rci_jacobson_truax")
    given, expected = case["inputs"], case["outputs"]
    rule = ReliableChange(sd=cited(given["SD_normal"]), reliability=cited(given["r_xx"]))

    for found, name in (
        (rule.standard_error, "SE"),
        (rule.difference_error, "S_diff"),
        (rule.index(before=given["pre"], after=given["post"]), "RC"),
        (rule.threshold, "min_reliable_change_95"),
    ):
        assert found == pytest.approx(expected[name], abs=case["tolerance"]), name
    assert (given["post"] - given["pre"] > rule.threshold) is expected["reliable"]


@pytest.mark.reference
def test_thresholds_of_eight_scales():
    case = stat_case("rci_grid")

    for row in case["outputs"]["cases"]:
        sd, reliability = Cited(row["sd"], BOOK), Cited(row["r"], BOOK)
        usual = ReliableChange(sd=sd, reliability=reliability)
        lenient = ReliableChange(sd=sd, reliability=reliability, confidence=90)
        assert usual.standard_error == pytest.approx(row["SE"], abs=case["tolerance"])
        assert usual.difference_error == pytest.approx(row["S_diff"], abs=case["tolerance"])
        assert usual.threshold == pytest.approx(row["threshold_95"], abs=case["tolerance"])
        assert lenient.threshold == pytest.approx(row["threshold_90"], abs=case["tolerance"])


def test_a_threshold_is_printed_with_the_two_numbers_it_rests_on_and_their_sources():
    printed = str(
        ReliableChange(
            sd=Cited(4.6, "Teissèdre & Chabrol 2004, day 3"),
            reliability=Cited(0.87, "an example"),
        )
    )

    for part in (
        "4.60 points",
        "95 %",
        "4.6 (Teissèdre & Chabrol 2004, day 3)",
        "0.87 (an example)",
    ):
        assert part in printed


@pytest.mark.parametrize(
    ("sd", "reliability", "reason"),
    [
        ((0, BOOK), (0.8, BOOK), "standard deviation"),
        ((float("nan"), BOOK), (0.8, BOOK), "standard deviation"),
        ((5, BOOK), (1.0, BOOK), "reliability"),
        ((5, BOOK), (-0.2, BOOK), "reliability"),
        ((5, " "), (0.8, BOOK), "without saying where it comes from"),
        ((5, BOOK), (0.8, ""), "without saying where it comes from"),
    ],
)
def test_a_threshold_from_nowhere_or_from_nonsense_is_refused(sd, reliability, reason: str):
    with pytest.raises(CannotEstimate, match=reason):
        ReliableChange(sd=Cited(*sd), reliability=Cited(*reliability))
