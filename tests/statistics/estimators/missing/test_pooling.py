"""Several completed tables, one interval: Rubin's rules as mice applies them."""

from math import inf

import numpy as np
import pytest

from tests.reference import stat_case
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.missing.pooling import pool, pool_terms


@pytest.mark.reference
def test_five_imputations_pooled_by_mice():
    case = stat_case("rubin_pool_scalar")
    inputs, expected = case["inputs"], case["outputs"]

    found = pool(inputs["estimates"], inputs["variances"], df_complete=inputs["df_complete"])

    computed = {
        "qbar": found.term.estimate,
        "ubar": found.within,
        "b": found.between,
        "t": found.total,
        "se": found.term.se,
        "r": found.increase,
        "df": found.term.df,
        "fmi": found.missing_information,
        "lambda": found.share,
        "df_large_sample": found.df_large_sample,
    }
    for name, value in computed.items():
        assert value == pytest.approx(expected[name], abs=case["tolerance"]), name
    ends = [found.term.low, found.term.high]
    assert ends == pytest.approx(expected["ci95"], abs=case["tolerance"])


def test_a_sample_without_end_keeps_rubins_own_degrees_of_freedom():
    found = pool([1.0, 2.0, 1.5], [0.2, 0.2, 0.2])

    assert found.term.df == found.df_large_sample


def test_imputations_that_agree_add_nothing():
    found = pool([2.0, 2.0], [0.25, 0.25], df_complete=50)

    assert found.term.se == 0.5
    assert found.share == 0
    assert found.term.df == pytest.approx(50 * 51 / 53)
    assert pool([2.0, 2.0], [0.25, 0.25]).term.df == inf


def test_the_fewest_degrees_of_freedom_stand_for_the_complete_table():
    terms = [Term.of(1.0, 0.5, 20.0), Term.of(1.2, 0.6, 30.0)]

    assert pool_terms(terms) == pool([1.0, 1.2], [0.25, 0.36], df_complete=20)


@pytest.mark.parametrize(
    ("estimates", "variances", "sentence"),
    [
        ([1.0], [1.0], "at least two"),
        ([1.0, np.nan], [1.0, 1.0], "could not be made"),
        ([1.0, 2.0], [1.0, 0.0], "could not be made"),
    ],
)
def test_too_few_imputations_or_failed_ones_are_refused(estimates, variances, sentence):
    with pytest.raises(CannotEstimate, match=sentence):
        pool(estimates, variances)
