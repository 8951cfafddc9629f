"""Weights for who joins and who answers: the cessation of smoking in NHEFS, and arms that cannot be compared."""

import csv

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.arrays import Array
from village.statistics.estimators.causal.weighting import difference_by_weighting
from village.statistics.estimators.columns import indicators
from village.statistics.estimators.fit import CannotEstimate


@pytest.fixture(scope="module")
def smokers() -> dict[str, Array]:
    with dataset("nhefs_subset.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([np.nan if row[name] in ("", "NA") else float(row[name]) for row in rows])
        for name in rows[0]
    }


def confounders(smokers: dict[str, Array]) -> dict[str, Array]:
    columns = {name: smokers[name] for name in ("sex", "race")}
    for name in ("age", "smokeintensity", "smokeyrs", "wt71"):
        columns |= {name: smokers[name], f"{name}²": smokers[name] ** 2}
    for name in ("education", "exercise", "active"):
        columns |= indicators(name, smokers[name])
    return columns


@pytest.mark.reference
@pytest.mark.parametrize(("stabilised", "key"), [(False, "ipw_unstab"), (True, "ipw_stab")])
def test_weights_for_treatment_in_nhefs(smokers: dict[str, Array], stabilised: bool, key: str):
    case = stat_case("ipw_nhefs")
    expected, tolerance = case["outputs"][key], case["tolerance"]
    weighed = {n: c[np.isfinite(smokers["wt82_71"])] for n, c in smokers.items()}

    found = difference_by_weighting(
        weighed["wt82_71"], weighed["qsmk"], confounders(weighed), stabilised=stabilised
    )

    assert found.treated + found.untreated == case["outputs"]["n_complete"]
    assert found.unweighted.estimate == pytest.approx(case["outputs"]["unweighted_diff"], tolerance)
    assert found.difference.estimate == pytest.approx(expected["effect"], tolerance)
    assert found.difference.se == pytest.approx(expected["robust_se"], tolerance)
    assert found.weights.mean == pytest.approx(expected["mean_w"], tolerance)
    assert found.weights.smallest == pytest.approx(expected["min_w"], tolerance)
    assert found.weights.largest == pytest.approx(expected["max_w"], tolerance)
    interval = [round(found.difference.low, 1), round(found.difference.high, 1)]
    assert interval == case["published"]["ci"]


@pytest.mark.reference
def test_those_never_weighed_again_are_weighted_for(smokers: dict[str, Array]):
    case = stat_case("ipw_nhefs")
    expected, tolerance = case["outputs"]["ipw_treat_and_censor"], case["tolerance"]

    found = difference_by_weighting(smokers["wt82_71"], smokers["qsmk"], confounders(smokers))

    assert found.unseen == case["outputs"]["n_censored"]
    assert found.difference.estimate == pytest.approx(expected["effect"], tolerance)
    assert found.difference.se == pytest.approx(expected["robust_se"], tolerance)
    assert found.weights.mean == pytest.approx(expected["mean_w"], tolerance)
    assert found.weights.smallest == pytest.approx(expected["min_w"], tolerance)
    assert found.weights.largest == pytest.approx(expected["max_w"], tolerance)
    assert "being seen" in found.method
    assert found.warnings[0].startswith("Observational")


def invented(seed: int = 5, parents: int = 400) -> tuple[Array, Array, Array, Array]:
    """Tired parents join more, and fare less well; joining brings 2. They come in forty groups."""
    chance = np.random.default_rng(seed)
    tired = chance.normal(size=parents)
    joined = (chance.uniform(size=parents) < 1 / (1 + np.exp(-tired))).astype(float)
    group = np.arange(parents) % 40
    outcome = (
        10 + 2 * joined - 3 * tired + chance.normal(size=40)[group] + chance.normal(size=parents)
    )
    return outcome, joined, tired, group


def test_weights_undo_that_tired_parents_join_more():
    outcome, joined, tired, group = invented(parents=4000)

    found = difference_by_weighting(outcome, joined, {"tired": tired}, clusters=group)

    assert found.unweighted.high < 2 < found.difference.high
    assert found.difference.low < 2
    assert found.difference.df < 40


def test_truncated_weights_are_said():
    outcome, joined, tired, _ = invented()

    found = difference_by_weighting(outcome, joined, {"tired": tired}, truncate=0.05)

    assert "truncated at 5%" in found.method
    free = difference_by_weighting(outcome, joined, {"tired": tired})
    assert found.weights.largest < free.weights.largest


def test_a_column_that_decides_who_joins_is_named():
    outcome, _, tired, _ = invented()

    with pytest.raises(CannotEstimate, match="Knowing 'tired' tells without error"):
        difference_by_weighting(outcome, (tired > 0).astype(float), {"tired": tired})


def test_an_arm_without_parents_is_refused():
    outcome, _, tired, _ = invented()

    with pytest.raises(CannotEstimate, match="Nobody has the treatment"):
        difference_by_weighting(outcome, np.zeros(400), {"tired": tired})


def test_an_arm_without_an_outcome_is_refused():
    outcome, joined, tired, _ = invented()

    with pytest.raises(CannotEstimate):
        difference_by_weighting(np.where(joined == 1, np.nan, outcome), joined, {"tired": tired})


def test_parents_who_could_hardly_have_joined_make_a_warning():
    outcome, _, tired, _ = invented()
    chance = np.random.default_rng(8)
    joined = (chance.uniform(size=400) < 1 / (1 + np.exp(-4 * tired))).astype(float)

    found = difference_by_weighting(outcome, joined, {"tired": tired}, stabilised=False)

    assert any("less than 2% chance" in warning for warning in found.warnings)
    assert any("leave the precision" in warning for warning in found.warnings)
