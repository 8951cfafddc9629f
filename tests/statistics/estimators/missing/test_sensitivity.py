"""How wrong what was imputed could be, and how wrong it would have to be."""

from math import sqrt
from typing import Any

import numpy as np
import pytest

from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import INTERCEPT, regress_rows
from village.statistics.estimators.missing.imputation import Imputations, impute
from village.statistics.estimators.missing.sensitivity import (
    delta_adjusted,
    find_tipping_point,
    pattern_mixture,
    tipping_point,
)


@pytest.fixture(scope="module")
def completed() -> Imputations:
    """Two hundred parents who rise by 2; three in ten leave."""
    chance = np.random.default_rng(9)
    entry = chance.normal(40, 8, 200)
    later = entry + 2 + chance.normal(0, 5, 200)
    later[chance.uniform(size=200) < 0.3] = np.nan
    return impute({"entry": entry, "later": later}, times=10, seed=1, draw="normal")


def change(table: Any) -> Term:
    return regress_rows({}, table["later"] - table["entry"]).contrast({INTERCEPT: 1})


def test_a_shift_moves_the_mean_by_the_share_of_those_who_left(completed: Imputations):
    share = float(completed.missing["later"].mean())

    lower, same = delta_adjusted(completed, "later", [-4, 0], change)

    assert lower.term.estimate == pytest.approx(same.term.estimate - 4 * share)


def test_only_those_asked_about_are_shifted(completed: Imputations):
    who = np.arange(200) < 100
    share = float((completed.missing["later"] & who).mean())

    lower, same = delta_adjusted(completed, "later", [-4, 0], change, who=who)

    assert lower.term.estimate == pytest.approx(same.term.estimate - 4 * share)


def test_the_tipping_point_is_where_the_interval_reaches_zero(completed: Imputations):
    found = tipping_point(completed, "later", change, lowest=-30, highest=5)

    assert found.sure == 1
    assert found.delta is not None and -30 < found.delta < 0
    (there,) = delta_adjusted(completed, "later", [found.delta], change)
    assert there.term.low == pytest.approx(0, abs=1e-6)
    assert "lower than expected" in found.sentence


def test_a_conclusion_that_nothing_tips_is_said_to_hold(completed: Imputations):
    found = tipping_point(completed, "later", change, lowest=-1, highest=5)

    assert found.delta is None
    assert found.sentence == "The conclusion holds for every shift from -1 to 5."


def test_a_fall_tips_the_other_way():
    found = find_tipping_point(lambda d: Term.of(-3 + 0.4 * d, 1, 50.0), lowest=-9, highest=9)

    assert found.sure == -1
    assert found.delta == pytest.approx((3 - Term.of(0, 1, 50.0).high) / 0.4)


def test_without_a_conclusion_there_is_nothing_to_tip():
    found = find_tipping_point(lambda d: Term.of(0.1 + d, 1, 50.0), lowest=-9, highest=9)

    assert (found.sure, found.delta) == (0, 0.0)


def test_the_mean_of_all_enrolled_from_the_mean_of_those_who_stayed():
    found = pattern_mixture(Term.of(3, 0.5, 20.0), retained=60, enrolled=80, delta=-2)

    assert found.estimate == 3 - 0.25 * 2
    assert found.se == pytest.approx(sqrt(0.25 + 4 * 0.75 * 0.25 / 80))
    assert found.df == 20


@pytest.mark.parametrize(("retained", "enrolled"), [(0, 10), (11, 10)])
def test_impossible_counts_are_refused(retained: int, enrolled: int):
    with pytest.raises(CannotEstimate):
        pattern_mixture(Term.of(3, 0.5, 20.0), retained=retained, enrolled=enrolled, delta=0)


def test_what_was_not_imputed_cannot_be_shifted(completed: Imputations):
    with pytest.raises(CannotEstimate, match="'entry'"):
        delta_adjusted(completed, "entry", [1], change)
    with pytest.raises(CannotEstimate, match="surround zero"):
        tipping_point(completed, "later", change, lowest=1, highest=2)
