"""From the file of a published study to its published table, through the formula, the scan and the fit."""

from typing import Any

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.formulas import InvalidFormula
from village.statistics.scans.fitting import fit_file

pytestmark = pytest.mark.reference

LEVELS = {
    "house": "house",
    "group": "group:house",
    "parent": "parent:(group:house)",
}  # ours, lme4's


def assert_as_published(found: Any, outputs: dict[str, Any], tolerance: float) -> None:
    """The same coefficients, standard errors, spreads and criterion as lme4."""
    estimates = {name: term.estimate for name, term in found.fixed.items()}
    errors = {name: term.se for name, term in found.fixed.items()}
    spread = {one["group"]: one["sdcor"] for one in outputs["varcomp"]}

    assert list(estimates) == list(outputs["fixef"])
    assert estimates == pytest.approx(outputs["fixef"], rel=tolerance)
    assert errors == pytest.approx(outputs["se"], rel=tolerance)
    assert found.sd["residual"] == pytest.approx(spread.pop("Residual"), rel=tolerance)
    here = {LEVELS.get(name, name): sd for name, sd in found.sd.items() if name != "residual"}
    assert here == pytest.approx(spread, rel=tolerance, abs=tolerance)
    assert found.criterion == pytest.approx(outputs["deviance_or_remlcrit"], abs=1e-5)
    assert found.n["rows"] == outputs["n"]


def test_reaction_times_of_people_who_did_not_sleep():
    case = stat_case("lmm_sleepstudy_ri_reml")

    found = fit_file(dataset("lme4_sleepstudy.csv"), case["inputs"]["formula"])

    assert_as_published(found, case["outputs"], case["tolerance"])
    assert found.n["Subject"] == 18


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_yields_of_dye_by_batch(method: Any):
    case = stat_case("lmm_dyestuff")

    found = fit_file(dataset("lme4_Dyestuff.csv"), case["inputs"]["formula"], method=method)

    assert_as_published(found, case["outputs"][method.lower()], case["tolerance"])


def test_batches_that_differ_no_more_than_chance_do_not_stop_anything():
    case = stat_case("lmm_dyestuff2_singular")

    found = fit_file(dataset("lme4_Dyestuff2.csv"), case["inputs"]["formula"])

    assert_as_published(found, case["outputs"], case["tolerance"])
    assert any("estimated as exactly 0" in sentence for sentence in found.warnings)


def test_plates_crossed_with_samples_are_refused_with_the_reason():
    case = stat_case("lmm_penicillin")

    with pytest.raises(
        InvalidFormula, match="'plate' and 'sample' are crossed, not nested: a unit of one meets"
    ):
        fit_file(dataset("lme4_Penicillin.csv"), case["inputs"]["formula"])


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_parents_in_groups_in_houses_with_a_dose(method: Any):
    case = stat_case("lmm_three_level_programme")

    found = fit_file(
        dataset("synthetic_peer_support_long.csv"), case["inputs"]["formula"], method=method
    )

    assert_as_published(found, case["outputs"][method.lower()], case["tolerance"])
    assert found.left_out == {"y is missing": 188}
    assert found.n == {"rows": 1732, "house": 12, "group": 48, "parent": 480}


def test_a_notebook_shows_the_table_and_what_to_know():
    shown = fit_file(dataset("lme4_Dyestuff2.csv"), "Yield ~ 1", groups="Batch")._repr_html_()

    assert "<th scope='row'>(Intercept)</th>" in shown
    assert "⚠" in shown


def test_a_factor_of_the_programme_is_coded_as_r_codes_it():
    found = fit_file(dataset("nlme_Orthodont.csv"), "distance ~ factor(age)*Sex", groups="Subject")

    assert list(found.fixed) == [
        "(Intercept)", "factor(age)10", "factor(age)12", "factor(age)14", "SexMale",
        "factor(age)10:SexMale", "factor(age)12:SexMale", "factor(age)14:SexMale",
    ]  # fmt: skip
    # lme4: lmer(distance ~ factor(age) * Sex + (1 | Subject)), the balanced means of the eleven girls and sixteen boys
    assert found.fixed["(Intercept)"].estimate == pytest.approx(21.1818181818, rel=1e-9)
    assert found.fixed["SexMale"].estimate == pytest.approx(22.875 - 21.1818181818, rel=1e-8)
    assert np.isfinite(found.criterion)
