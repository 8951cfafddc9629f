"""Degrees of freedom, intervals, means and shrunken effects beside lme4, lmerTest, pbkrtest and emmeans.

What R said is in `tests/golden/r/mixed.json`, made by the script beside it from the same data sets.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.statistics.estimators.mixed.conftest import numbers, rows_of, units
from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.estimators.contrasts import differences, marginal_means, reference_grid
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.mixed import (
    MixedFit,
    fit_nested,
    profile_intervals,
    shrunken_effects,
)
from village.statistics.moments.nested import NestedMoments

pytestmark = pytest.mark.reference

GOLDEN = Path(__file__).parents[3] / "golden/r/mixed.json"
RULES: tuple[Rule, ...] = ("satterthwaite", "kenward-roger")
LEVELS = {
    "sd_(Intercept)|Subject": "Subject",
    "sd_(Intercept)|Batch": "Batch",
    "sd_(Intercept)|parent:(group:house)": "parent",
    "sd_(Intercept)|group:house": "group",
    "sd_(Intercept)|house": "house",
    "sigma": "residual",
}
WAVES = ("0", "3", "6", "12")


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def models(
    sleepstudy: NestedMoments,
    dyestuff: NestedMoments,
    dyestuff2: NestedMoments,
    programme: NestedMoments,
) -> dict[str, NestedMoments]:
    rows = rows_of("synthetic_peer_support_long.csv", "y")
    nest = units(rows, "house", "group", "parent")
    even = {"even": np.array([float(row["house"][1:]) % 2 for row in rows])}
    even = numbers(rows, "month") | even | numbers(rows, "y")
    settings = [{**row, "sessions": float(row["sessions"])} for row in rows]
    design = np.array([by_wave_and_precarity(row) for row in settings]).T
    waves = dict(zip(COLUMNS[1:], design[1:], strict=True)) | numbers(rows, "y")
    return {
        "sleepstudy": sleepstudy,
        "dyestuff": dyestuff,
        "dyestuff2": dyestuff2,
        "dose": programme,
        "even": nested_moments(even, nest),
        "waves": nested_moments(waves, nest),
    }


COLUMNS = (
    *("(Intercept)", "wave3", "wave6", "wave12", "singleyes", "sessions"),
    *("wave3:singleyes", "wave6:singleyes", "wave12:singleyes"),
)


def by_wave_and_precarity(setting: Any) -> list[float]:
    """One row of wave * single + sessions, with R's contrasts."""
    wave = [float(setting["month"] == month) for month in WAVES[1:]]
    single = float(setting["precarity"] == "1")
    return [1.0, *wave, single, setting["sessions"], *(is_wave * single for is_wave in wave)]


MODELS = ("sleepstudy", "dyestuff", "dyestuff2", "dose", "even", "waves")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("model", MODELS)
def test_degrees_of_freedom_and_errors(
    model: str, rule: Rule, models: dict[str, NestedMoments], said: dict[str, Any]
):
    fit = fit_nested(models[model], df=rule)

    assert fit.criterion <= said[model]["criterion"] + 1e-8
    assert list(fit.fixed) == [row["term"] for row in said[model]["terms"][rule]]
    for row in said[model]["terms"][rule]:
        term = fit.fixed[row["term"]]
        assert term.estimate == pytest.approx(row["estimate"], rel=2e-6)
        assert term.se == pytest.approx(row["se"], rel=2e-6)
        assert term.df == pytest.approx(row["df"], rel=2e-5)
    if rule == "kenward-roger":
        adjusted = np.array(said[model]["adjusted"])
        scale = np.sqrt(np.outer(np.diagonal(adjusted), np.diagonal(adjusted)))
        assert fit.covariance / scale == pytest.approx(adjusted / scale, abs=5e-6)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("model", MODELS)
def test_several_hypotheses_at_once(
    model: str, rule: Rule, models: dict[str, NestedMoments], said: dict[str, Any]
):
    fit = fit_nested(models[model], df=rule)

    for expected in said[model]["joint"][rule]:
        named = expected["terms"]
        test = fit.joint_of([named] if isinstance(named, str) else named)
        assert test.hypotheses == expected["hypotheses"]
        assert test.statistic == pytest.approx(expected["statistic"], rel=1e-5)
        assert test.df == pytest.approx(expected["df"], rel=5e-5)
        assert test.p == pytest.approx(expected["p"], rel=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_what_is_explained(model: str, models: dict[str, NestedMoments], said: dict[str, Any]):
    found = fit_nested(models[model]).details["r_squared"]

    assert found == pytest.approx(said[model]["r_squared"], abs=1e-6)


@pytest.mark.parametrize("level", ["house", "group"])
def test_effects_of_houses_and_groups_are_shrunken_as_lme4_does(
    level: str, models: dict[str, NestedMoments], said: dict[str, Any]
):
    moments = models["dose"]
    found = shrunken_effects(moments, fit_nested(moments), level)

    expected = said["dose"]["modes"][{"house": "house", "group": "group:house"}[level]]
    place = {":".join(reversed(path)): index for index, path in enumerate(found.units)}
    at = [place[row["unit"]] for row in expected]
    assert found.effect[at] == pytest.approx([row["mean"] for row in expected], abs=3e-5)
    assert found.conditional_sd[at] == pytest.approx([row["sd"] for row in expected], rel=3e-5)
    assert (found.se > found.conditional_sd).all()
    assert ((found.kept > 0) & (found.kept < 1)).all()


@pytest.mark.parametrize("model", ["sleepstudy", "dyestuff", "dose"])
def test_profile_intervals(model: str, models: dict[str, NestedMoments], said: dict[str, Any]):
    found = profile_intervals(models[model], fit_nested(models[model]))

    for row in said[model]["profile"]:  # read off a spline by lme4, solved here
        low, high = found[LEVELS.get(row["what"], row["what"])]
        width = row["high"] - row["low"]
        assert low == pytest.approx(row["low"], abs=1e-3 * width)
        assert high == pytest.approx(row["high"], abs=1e-3 * width)


def test_a_spread_that_may_be_none_has_zero_for_its_low_end(dyestuff2: NestedMoments):
    found = profile_intervals(dyestuff2, fit_nested(dyestuff2), ["Batch"])

    assert found["Batch"][0] == 0
    assert found["Batch"][1] > 0
    with pytest.raises(CannotEstimate, match="'batch' is neither"):
        profile_intervals(dyestuff2, fit_nested(dyestuff2), ["batch"])


def close(term: Term, row: dict[str, Any], value: str) -> None:
    assert term.estimate == pytest.approx(row[value], rel=2e-6)
    assert term.se == pytest.approx(row["SE"], rel=2e-6)
    assert term.df == pytest.approx(row["df"], rel=2e-5)


@pytest.mark.parametrize("rule", RULES)
def test_means_by_wave_over_parents_alike(
    rule: Rule, models: dict[str, NestedMoments], said: dict[str, Any]
):
    fit, grid, design = waves_fit(models["waves"], rule)
    by_wave = marginal_means(fit, grid, design, of=["month"])
    by_both = marginal_means(fit, grid, design, of=["month", "precarity"])

    expected = said["waves"]["by_wave"][rule]
    for row in expected["means"]:
        close(by_wave.means[row["wave"],], row, "emmean")
        assert by_wave.means[row["wave"],].low == pytest.approx(row["lower.CL"], rel=2e-6)
    for row in said["waves"]["by_both"][rule]["means"]:
        close(by_both.means[row["wave"], "1" if row["single"] == "yes" else "0"], row, "emmean")
    pairs = differences(fit, by_wave)
    assert len(pairs) == len(expected["pairs"])
    for row in expected["pairs"]:
        first, second = row["contrast"].replace("wave", "").split(" - ")
        close(pairs[(first,), (second,)], row, "estimate")
        assert pairs[(first,), (second,)].p == pytest.approx(row["p.value"], rel=1e-3)


def waves_fit(moments: NestedMoments, rule: Rule) -> tuple[MixedFit, Any, Any]:
    sessions = float(moments.centre[moments.columns.index("sessions")])
    grid = reference_grid({"month": WAVES, "precarity": ("0", "1")}, {"sessions": sessions})
    return (
        fit_nested(moments, df=rule),
        grid,
        np.array([by_wave_and_precarity(setting) for setting in grid]),
    )
