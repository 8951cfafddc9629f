"""One factor, against lavaan."""

import numpy as np
import pytest

from tests.reference import stat_case
from tests.statistics.estimators.psychometrics.conftest import AGREEABLE, one_factor_answers
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.factor import OneFactor, one_factor
from village.statistics.estimators.psychometrics.spread import ItemSpread


@pytest.mark.reference
def test_omega_of_the_departments(attitude: ItemSpread):
    case = stat_case("omega_attitude")
    expected, found = case["outputs"], one_factor(attitude)
    tolerance = case["tolerance"]

    assert found.omega.estimate == pytest.approx(expected["omega_total"], abs=tolerance)
    assert found.fit.chi2 == pytest.approx(expected["chisq"], abs=tolerance)
    assert (found.fit.df, found.fit.n) == (expected["df"], expected["n"])
    assert found.log_likelihood == pytest.approx(expected["logl"], abs=tolerance)
    for ours, theirs in ((found.loadings, "loadings"), (found.residuals, "residual_variances")):
        for item, term in ours.items():
            assert term.estimate == pytest.approx(expected[theirs][item], rel=tolerance)


def agrees_with_lavaan(found: OneFactor, lavaan: dict) -> None:
    fit = found.fit
    assert fit.chi2 <= lavaan["chisq"] + 1e-9, "lavaan found a higher likelihood"
    for ours, theirs in (
        (fit.chi2, "chisq"),
        (fit.p, "pvalue"),
        (fit.cfi, "cfi"),
        (fit.rmsea, "rmsea"),
        (fit.rmsea_low, "rmsea.ci.lower"),
        (fit.rmsea_high, "rmsea.ci.upper"),
        (fit.srmr, "srmr"),
        (found.log_likelihood, "logl"),
    ):
        assert ours == pytest.approx(lavaan[theirs], rel=1e-5, abs=1e-7), theirs
    for ours, theirs, named in (
        (found.loadings, "loadings", "rhs"),
        (found.residuals, "residuals", "lhs"),
    ):
        for row in lavaan[theirs]:
            assert ours[row[named]].estimate == pytest.approx(row["est"], rel=2e-5)
            assert ours[row[named]].se == pytest.approx(row["se"], rel=2e-5)


@pytest.mark.reference
def test_fit_loadings_and_errors_are_those_of_lavaan(r, attitude: ItemSpread, agreeable: Array):
    agrees_with_lavaan(one_factor(attitude), r["attitude"])
    agrees_with_lavaan(one_factor(ItemSpread.of_rows(AGREEABLE, agreeable)), r["agreeable"])


def test_three_items_say_omega_and_nothing_of_their_fit():
    found = one_factor(
        ItemSpread.of_rows("abc", one_factor_answers(n=200, loadings=[0.7, 0.8, 0.9]))
    )

    assert (found.fit.df, found.fit.rmsea, found.fit.cfi, found.fit.p) == (0, None, None, None)
    assert found.fit.chi2 == pytest.approx(0, abs=1e-7)
    assert found.omega.low < (2.4**2) / (2.4**2 + 3 * 0.49) < found.omega.high


def test_the_unit_of_the_answers_changes_neither_omega_nor_the_fit():
    answers = one_factor_answers(n=150, loadings=[0.5, 0.9, 1.2, 0.8])
    points, hundredths = (
        one_factor(ItemSpread.of_rows("abcd", answers * unit)) for unit in (1, 100)
    )

    assert hundredths.omega.estimate == pytest.approx(points.omega.estimate, rel=1e-7)
    assert hundredths.fit.chi2 == pytest.approx(points.fit.chi2, rel=1e-7)
    assert hundredths.loadings["a"].estimate == pytest.approx(
        100 * points.loadings["a"].estimate, rel=1e-6
    )


def test_the_interval_of_omega_covers_what_it_should():
    rng, loadings = np.random.default_rng(5), np.array([0.6, 0.8, 1.0, 0.7])
    truth = loadings.sum() ** 2 / (loadings.sum() ** 2 + 4 * 0.49)
    inside = 0
    for _ in range(200):
        answers = rng.normal(size=(150, 1)) * loadings + rng.normal(0, 0.7, (150, 4))
        omega = one_factor(ItemSpread.of_rows("abcd", answers)).omega
        inside += omega.low <= truth <= omega.high

    assert 0.90 <= inside / 200 <= 0.985


def test_a_heywood_case_is_said_by_the_name_of_the_item():
    """Correlations of .85, .85 and .5 ask the item of both .85 to share 144 % of its variance."""
    covariance = np.array([[1, 0.85, 0.85], [0.85, 1, 0.5], [0.85, 0.5, 1.0]])
    found = one_factor(ItemSpread(("calm", "ask", "rest"), 300, np.zeros(3), covariance))

    assert found.residuals["calm"].estimate < 0
    assert any("'calm'" in said and "Heywood" in said for said in found.warnings)


def test_an_item_that_goes_against_the_others_is_said():
    answers = one_factor_answers(n=300, loadings=[0.7, 0.8, 0.9, -0.8])

    assert any(
        "'d' goes against" in said
        for said in one_factor(ItemSpread.of_rows("abcd", answers)).warnings
    )


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (one_factor_answers(n=50, loadings=[0.7, 0.8]), "needs three items"),
        (one_factor_answers(n=4, loadings=[0.7, 0.8, 0.9, 0.9]), "more persons than items"),
        (np.repeat(np.random.default_rng(1).normal(size=(40, 2)), 2, axis=1), "sum of others"),
    ],
)
def test_what_one_factor_cannot_describe_is_refused(answers: Array, reason: str):
    with pytest.raises(CannotEstimate, match=reason):
        one_factor(ItemSpread.of_rows("abcd"[: answers.shape[1]], answers))
