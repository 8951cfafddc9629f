"""Beside a published national figure: never without whom it left out."""

from dataclasses import replace
from math import inf, sqrt

import pytest

from village.statistics.estimators.causal.national import (
    Reference,
    Stratum,
    beside_national,
    beside_national_standardised,
)
from village.statistics.estimators.fit import CannotEstimate, Term

INVENTED = Reference(
    value=52.0,
    sd=20.0,
    n=400,
    citation="an invented survey, 2021",
    population="parents of infants of two months",
    exclusions=("parents under 18", "parents who do not read French"),
)
OURS = Term.of(47.0, 1.0, 28.0)


def test_both_figures_are_uncertain():
    found = beside_national(OURS, INVENTED, left_out_to_match=12)

    assert found.difference.estimate == -5
    assert found.difference.se == pytest.approx(sqrt(1 + 400 / 400))
    assert found.difference.df == 28
    assert found.in_sd.estimate == -0.25
    assert found.left_out_to_match == 12


def test_whom_the_reference_leaves_out_is_printed():
    found = beside_national(OURS, INVENTED, left_out_to_match=0)

    assert found.warnings[0].endswith("not an effect.")
    assert "The reference leaves out: parents under 18" in found.warnings
    assert any("not weighted" in warning for warning in found.warnings)


def test_a_share_has_its_own_spread():
    share = replace(INVENTED, value=0.2, sd=None)

    found = beside_national(Term.of(0.3, 0.03, inf), share, left_out_to_match=0)

    assert found.difference.se == pytest.approx(sqrt(0.03**2 + 0.2 * 0.8 / 400))
    assert found.in_sd.estimate == pytest.approx(0.1 / 0.4)


def test_our_parents_can_be_weighted_to_resemble_theirs():
    strata = {
        "first child": Stratum(value=44, se=1, parents=200),
        "others": Stratum(value=54, se=2, parents=60),
        "abroad": Stratum(value=10, se=9, parents=9),
    }

    found = beside_national_standardised(
        strata, {"first child": 0.4, "others": 0.6}, INVENTED, left_out_to_match=0
    )

    assert found.ours.estimate == pytest.approx(0.4 * 44 + 0.6 * 54)
    assert found.ours.se == pytest.approx(sqrt(0.4**2 + 1.2**2))
    assert found.standardised
    assert not any("not weighted" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("changes", "left_out", "sentence"),
    [
        ({"exclusions": None}, 0, "whom it left out"),
        ({}, None, "Nobody looked"),
        ({"citation": " "}, 0, "where it was published"),
        ({"sd": None}, 0, "no standard deviation"),
        ({"sd": 0.0}, 0, "not positive"),
        ({"n": 1}, 0, "no standard deviation"),
    ],
)
def test_a_reference_that_keeps_silent_is_refused(changes, left_out, sentence):
    with pytest.raises(CannotEstimate, match=sentence):
        beside_national(OURS, replace(INVENTED, **changes), left_out_to_match=left_out)


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [({"others": 0.5}, "add up to 1"), ({"others": 0.5, "twins": 0.5}, "stratum 'twins'")],
)
def test_strata_that_do_not_match_are_refused(shares: dict[str, float], sentence: str):
    strata = {"others": Stratum(value=54, se=2, parents=60)}

    with pytest.raises(CannotEstimate, match=sentence):
        beside_national_standardised(strata, shares, INVENTED, left_out_to_match=0)
