"""Against lme4, on public and synthetic data: every figure of the reference cases, at their tolerance or better."""

from typing import Any

import pytest

from tests.reference import stat_case
from village.statistics.estimators.mixed import MixedFit, fit_nested
from village.statistics.moments.nested import NestedMoments

pytestmark = pytest.mark.reference


def hold(fit: MixedFit, expected: dict[str, Any], levels: dict[str, str], tolerance: float) -> None:
    """Every output that lme4 gives: fixed effects, errors, spreads, criterion, log likelihood."""
    assert fit.criterion == pytest.approx(expected["deviance_or_remlcrit"], abs=1e-5)
    assert fit.criterion <= expected["deviance_or_remlcrit"] + 1e-8  # never worse than lme4's
    assert fit.criterion / -2 == pytest.approx(expected["logLik"], abs=1e-5)
    assert fit.n["rows"] == expected["n"]
    assert fit.details["parameters"] == expected["n_par"]
    assert fit.criterion + 2 * fit.details["parameters"] == pytest.approx(expected["AIC"], abs=1e-5)
    assert list(fit.fixed) == list(expected["fixef"])
    for name, term in fit.fixed.items():
        assert term.estimate == pytest.approx(expected["fixef"][name], rel=tolerance)
        assert term.se == pytest.approx(expected["se"][name], rel=tolerance)
    for component in expected["varcomp"]:
        found = fit.sd[levels[component["group"]]]
        assert found == pytest.approx(component["sdcor"], rel=tolerance)


def test_sleep_with_an_intercept_for_each_subject(sleepstudy: NestedMoments):
    case = stat_case("lmm_sleepstudy_ri_reml")
    fit = fit_nested(sleepstudy)

    hold(fit, case["outputs"], {"Subject": "Subject", "Residual": "residual"}, case["tolerance"])
    assert fit.criterion == pytest.approx(case["published"]["REML_criterion"], abs=0.05)
    assert not fit.warnings


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_the_dyes_of_davies(dyestuff: NestedMoments, method: Any):
    case = stat_case("lmm_dyestuff")
    fit = fit_nested(dyestuff, method=method)

    expected = case["outputs"][method.lower()]
    hold(fit, expected, {"Batch": "Batch", "Residual": "residual"}, case["tolerance"])


def test_batches_that_differ_no_more_than_chance_have_a_variance_of_exactly_zero(
    dyestuff2: NestedMoments,
):
    case = stat_case("lmm_dyestuff2_singular")
    fit = fit_nested(dyestuff2)

    levels = {"Batch": "Batch", "Residual": "residual"}
    hold(fit, case["outputs"], levels, case["tolerance"])
    assert fit.sd["Batch"] == 0
    assert any("'Batch'" in sentence and "exactly 0" in sentence for sentence in fit.warnings)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_parents_in_groups_in_houses(programme: NestedMoments, method: Any):
    case = stat_case("lmm_three_level_programme")
    fit = fit_nested(programme, method=method)

    levels = {
        "house": "house",
        "group:house": "group",
        "parent:(group:house)": "parent",
        "Residual": "residual",
    }
    hold(fit, case["outputs"][method.lower()], levels, case["tolerance"])
    if method == "REML":
        shares = case["outputs"]["variance_share"]
        icc = fit.details["icc"]
        assert icc["house"] == pytest.approx(shares["house"], abs=1e-5)
        assert icc["group"] - icc["house"] == pytest.approx(shares["group:house"], abs=1e-5)
        assert 1 - icc["parent"] == pytest.approx(shares["Residual"], abs=1e-5)
