"""Against nlme, lme4, lmerTest and pbkrtest: the reference cases, and what the script repeated.R said."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.engine import open_rows
from village.statistics.estimators.repeated import WaveFit, fit_ancova, fit_growth, fit_waves
from village.statistics.formulas import parse_formula
from village.statistics.scans.repeated import fit_waves_file
from village.statistics.scans.waves import WaveScan, scan_waves

pytestmark = pytest.mark.reference

SCRIPT = Path(__file__).parents[3] / "golden/r/repeated.json"
BY_R = json.loads(SCRIPT.read_text("utf-8"))
ARMS = "y ~ factor(month)*precarity + age"
SLOPES = "y ~ month*precarity + age"


def orthodont(formula: str) -> WaveScan:
    """Girls are compared with boys, as in the published analyses."""
    with open_rows(dataset("nlme_Orthodont.csv")) as rows:
        levels = {"Sex": ("Male", "Female")}
        return scan_waves(
            rows, parse_formula(formula), wave="age", person="Subject", factor_levels=levels
        )


def programme(formula: str = ARMS, **options: Any) -> WaveFit:
    """480 parents of a synthetic programme, some missed at some months."""
    path = dataset("synthetic_peer_support_long.csv")
    return fit_waves_file(path, formula, wave="month", person="parent", **options)


def errors(fit: WaveFit) -> list[float]:
    return [term.se for term in fit.fixed.values()]


def inflation(fit: WaveFit) -> float:
    """nlme::gls multiplies the errors of a fit by ML by √(N/(N − p)); SAS and lme4 do not, nor do we."""
    rows = fit.n["rows"]
    return math.sqrt(rows / (rows - len(fit.fixed)))


def hold(fit: WaveFit, expected: dict[str, Any], tolerance: float, *, inflated: bool) -> None:
    factor = inflation(fit) if inflated else 1
    assert list(fit.fixed) == list(expected["coef"])
    for name, term in fit.fixed.items():
        assert term.estimate == pytest.approx(expected["coef"][name], rel=tolerance, abs=1e-9)
        assert factor * term.se == pytest.approx(expected["se"][name], rel=tolerance)


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_jaws_that_grow_by_potthoff_and_roy(method: Any):
    case = stat_case("mmrm_orthodont")
    expected = case["outputs"][method.lower()]
    scan = orthodont("distance ~ age*Sex")
    fit = fit_waves(scan.moments, scan.columns, method=method)

    published = expected["minus2logLik" if method == "ML" else "minus2ResLogLik"]
    assert fit.criterion == pytest.approx(published, abs=1e-6)
    assert fit.criterion <= published + 1e-9
    hold(fit, expected, case["tolerance"], inflated=method == "ML")
    assert fit.details["covariance"] == [
        pytest.approx(row, rel=case["tolerance"]) for row in expected["cov"]
    ]
    if method == "ML":
        assert fit.criterion + 2 * fit.details["parameters"] == pytest.approx(
            case["published"]["AIC_ML"], abs=1e-3
        )


@pytest.mark.parametrize(
    ("case", "method", "criterion"),
    [
        ("mmrm_orthodont_visit_ml", "ML", "minus2logLik"),
        ("mmrm_orthodont_visit", "REML", "minus2ResLogLik"),
    ],
)
def test_a_mean_for_each_visit_and_arm(case: str, method: Any, criterion: str):
    known = stat_case(case)
    scan = orthodont("distance ~ factor(age)*Sex")
    fit = fit_waves(scan.moments, scan.columns, method=method)

    assert fit.criterion == pytest.approx(known["outputs"][criterion], abs=1e-6)
    hold(fit, known["outputs"], known["tolerance"], inflated=method == "ML")
    if method == "ML":
        assert fit.details["parameters"] == known["outputs"]["n_par"]


def sleep(**options: Any) -> WaveFit:
    path = dataset("lme4_sleepstudy.csv")
    return fit_waves_file(
        path, "Reaction ~ Days", wave="Days", person="Subject", covariance="slope", **options
    )


def test_sleepers_each_with_an_intercept_and_a_slope():
    case = stat_case("lmm_sleepstudy_rs_reml")
    expected, fit = case["outputs"], sleep()

    assert fit.criterion == pytest.approx(expected["deviance_or_remlcrit"], abs=1e-6)
    assert fit.criterion / -2 == pytest.approx(expected["logLik"], abs=1e-6)
    assert fit.details["parameters"] == expected["n_par"]
    for name, term in fit.fixed.items():
        assert term.estimate == pytest.approx(expected["fixef"][name], rel=1e-9)
        assert term.se == pytest.approx(expected["se"][name], rel=1e-4)
    (intercept, crossed), (_, slope) = fit.details["slope"]["covariance"]
    found = [intercept, slope, crossed, fit.sd["residual"] ** 2]
    assert found == pytest.approx(
        [part["vcov"] for part in expected["varcomp"]], rel=case["tolerance"]
    )
    assert fit.sd["Subject"] == pytest.approx(case["published"]["sd_intercept"], abs=0.005)
    assert fit.sd["Subject: slope"] == pytest.approx(case["published"]["sd_slope"], abs=0.005)


@pytest.mark.parametrize(
    ("rule", "key"), [("satterthwaite", "Days_satt"), ("kenward-roger", "Days_kr")]
)
def test_degrees_of_freedom_of_a_day_without_sleep(rule: Any, key: str):
    case = stat_case("lmm_sleepstudy_satterthwaite")
    expected, days = case["outputs"][key], sleep(df=rule).fixed["Days"]

    assert days.estimate == pytest.approx(expected["estimate"], rel=1e-9)
    assert days.se == pytest.approx(expected["se"], rel=case["tolerance"])
    assert days.df == pytest.approx(expected["df"], rel=case["tolerance"])
    assert days.t == pytest.approx(expected["t"], rel=case["tolerance"])
    assert days.p == pytest.approx(expected["p"], rel=case["tolerance"])


def test_whether_sleepers_differ_in_their_slopes():
    case = stat_case("lmm_sleepstudy_lrt")
    path = dataset("lme4_sleepstudy.csv")
    one, both = (
        fit_waves_file(
            path, "Reaction ~ Days", wave="Days", person="Subject", covariance=kind, method=method
        )
        for kind, method in (("cs", "ML"), ("slope", "ML"))
    )

    assert one.criterion - both.criterion == pytest.approx(
        case["outputs"]["chisq"], abs=case["tolerance"]
    )


@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize(
    "covariance", ["unstructured", "toeplitz", "ar1", "ar1h", "car1", "cs", "csh"]
)
def test_every_structure_has_the_likelihood_of_gls(covariance: Any, method: Any):
    expected = BY_R[covariance][method]
    fit = programme(covariance=covariance, method=method)

    assert fit.criterion == pytest.approx(expected["criterion"], abs=1e-5)
    assert fit.criterion <= expected["criterion"] + 1e-8  # never worse
    assert fit.coefficients == pytest.approx(np.array(expected["estimate"]), rel=1e-3)
    factor = inflation(fit) if method == "ML" else 1
    assert [factor * se for se in errors(fit)] == pytest.approx(expected["se"], rel=1e-4)


def test_an_unstructured_covariance_within_houses_and_groups_is_that_of_lme():
    expected = BY_R["unstructured_nested"]
    fit = programme(groups="house/group/parent")

    assert fit.criterion == pytest.approx(expected["criterion"], abs=1e-5)
    assert fit.criterion <= expected["criterion"] + 1e-8
    assert fit.coefficients == pytest.approx(np.array(expected["estimate"]), rel=1e-3)
    assert errors(fit) == pytest.approx(expected["se"], rel=1e-3)
    assert fit.sd["house"] == pytest.approx(expected["house"], rel=1e-3)
    assert fit.sd["group"] == pytest.approx(expected["group"], rel=1e-3)


@pytest.mark.parametrize(("rule", "key"), [("satterthwaite", ""), ("kenward-roger", "kr_")])
def test_slopes_within_houses_and_groups_are_those_of_lme4(rule: Any, key: str):
    expected = BY_R["slope_nested"]
    fit = programme(SLOPES, groups="house/group", covariance="slope", df=rule)

    assert fit.criterion == pytest.approx(expected["criterion"], abs=1e-7)
    assert fit.coefficients == pytest.approx(np.array(expected["estimate"]), rel=1e-5)
    assert errors(fit) == pytest.approx(expected[f"{key}se"], rel=1e-5)
    assert [term.df for term in fit.fixed.values()] == pytest.approx(expected[f"{key}df"], rel=1e-5)
    spreads = [fit.sd[name] for name in ("house", "group", "parent", "parent: slope", "residual")]
    names = [
        "house (Intercept)",
        "group:house (Intercept)",
        "parent (Intercept)",
        "parent month",
        "Residual NA",
    ]
    assert spreads == pytest.approx([expected["spreads"][name] for name in names], rel=1e-4)
    joint = fit.joint_of(["precarity", "month:precarity"])
    statistic, hypotheses, df = expected[f"{key}joint"].values()
    assert (joint.statistic, joint.hypotheses, joint.df) == pytest.approx(
        (statistic, hypotheses, df), rel=1e-5
    )


@pytest.mark.parametrize(("rule", "key"), [("satterthwaite", ""), ("kenward-roger", "kr_")])
def test_compound_symmetry_has_the_df_of_an_intercept_per_parent(rule: Any, key: str):
    expected = BY_R["intercept"]
    fit = programme(covariance="cs", df=rule)

    assert errors(fit) == pytest.approx(expected[f"{key}se"], rel=1e-5)
    assert [term.df for term in fit.fixed.values()] == pytest.approx(expected[f"{key}df"], rel=1e-5)


def test_growth_is_the_model_with_slopes():
    with open_rows(dataset("synthetic_peer_support_long.csv")) as rows:
        scan = scan_waves(
            rows, parse_formula(SLOPES), wave="month", person="parent", levels=("house", "group")
        )
    grown = fit_growth(scan.moments, ["precarity", "age"])
    without = fit_waves(scan.moments, scan.columns, covariance="slope")

    assert len(grown.fixed) == len(without.fixed) + 1  # age has a slope too
    assert grown.fixed["time"].estimate != without.fixed["month"].estimate
    assert grown.sd["residual"] == pytest.approx(without.sd["residual"], rel=1e-2)


def test_one_later_wave_explained_by_the_baseline_is_least_squares():
    expected = BY_R["ancova"]
    with open_rows(dataset("synthetic_peer_support_long.csv")) as rows:
        chosen = rows.table.filter(rows.table.month.isin([0, 12]))
        rows = type(rows)(rows.path, chosen, rows.backend)
        scan = scan_waves(rows, parse_formula("y ~ precarity + age"), wave="month", person="parent")
    fit = fit_ancova(scan.moments, ["precarity", "age"])

    assert list(fit.fixed) == ["12", "baseline:12", "precarity:12", "age:12"]
    assert fit.coefficients == pytest.approx(np.array(expected["estimate"]), rel=1e-8)
    assert errors(fit) == pytest.approx(expected["se"], rel=1e-8)
    assert fit.sd["residual"] == pytest.approx(expected["sigma"], rel=1e-8)
    assert [term.df for term in fit.fixed.values()] == pytest.approx([expected["df"]] * 4, rel=1e-6)
