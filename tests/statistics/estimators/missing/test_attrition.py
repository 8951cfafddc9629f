"""Who stayed and who left: the invented network of the reference, whose attrition is known."""

import csv

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.missing.attrition import (
    attrition_table,
    retention_weights,
    weighted_mean,
)

AT_ENTRY = ("precarity", "primiparous", "age", "sessions", "y_m0")


@pytest.fixture(scope="module")
def parents() -> dict[str, Array]:
    with dataset("synthetic_peer_support_wide.csv").open() as file:
        rows = list(csv.DictReader(file))
    columns = {
        name: np.array([np.nan if row[name] in ("", "NA") else float(row[name]) for row in rows])
        for name in (*AT_ENTRY, "y_m12")
    }
    return columns | {"group": np.array([row["group"] for row in rows])}


def entry(parents: dict[str, Array]) -> dict[str, Array]:
    return {name: parents[name] for name in AT_ENTRY}


def stayed(parents: dict[str, Array]) -> Array:
    return (~np.isnan(parents["y_m12"])).astype(float)


@pytest.mark.reference
def test_how_many_stayed_and_how_those_who_left_differed(parents: dict[str, Array]):
    expected, tolerance = (
        stat_case("attrition_ipcw")["outputs"],
        stat_case("attrition_ipcw")["tolerance"],
    )

    found = attrition_table(entry(parents), stayed(parents))

    assert (found.enrolled, found.retained) == (expected["n"], expected["retained"])
    assert found.share == pytest.approx(expected["retention"], abs=tolerance)
    differences = {line.name: line.standardised for line in found.at_entry}
    for name, value in expected["smd"].items():
        assert differences[name] == pytest.approx(value, abs=tolerance)
    assert any("'precarity' (+0.39" in warning for warning in found.warnings)
    assert not any("'y_m0'" in warning for warning in found.warnings)


@pytest.mark.reference
def test_the_model_of_staying(parents: dict[str, Array]):
    expected, tolerance = (
        stat_case("attrition_ipcw")["outputs"],
        stat_case("attrition_ipcw")["tolerance"],
    )

    model = retention_weights(entry(parents), stayed(parents)).model

    assert {name: term.estimate for name, term in model.fixed.items()} == pytest.approx(
        expected["coef"], abs=tolerance
    )
    assert {name: term.se for name, term in model.fixed.items()} == pytest.approx(
        expected["se"], abs=tolerance
    )
    assert model.deviance == pytest.approx(expected["deviance"], abs=tolerance)
    assert model.auc == pytest.approx(expected["auc"], abs=tolerance)


@pytest.mark.reference
def test_those_who_stayed_stand_for_those_who_left(parents: dict[str, Array]):
    expected, tolerance = (
        stat_case("attrition_ipcw")["outputs"],
        stat_case("attrition_ipcw")["tolerance"],
    )
    change = parents["y_m12"] - parents["y_m0"]

    found = retention_weights(entry(parents), stayed(parents))
    stabilised = retention_weights(entry(parents), stayed(parents), stabilised=True)

    assert found.summary.mean == pytest.approx(expected["mean_weight"], abs=tolerance)
    assert found.summary.largest == pytest.approx(expected["max_weight"], abs=tolerance)
    assert found.summary.effective == pytest.approx(expected["kish_ess"], abs=tolerance)
    assert stabilised.summary.mean == pytest.approx(
        expected["mean_stabilised_weight"], abs=tolerance
    )
    weighted = weighted_mean(change, found.weights)
    plain = weighted_mean(change, stayed(parents))
    assert plain.estimate == pytest.approx(expected["unweighted_change"], abs=tolerance)
    assert weighted.estimate == pytest.approx(expected["ipcw_change"], abs=tolerance)
    assert weighted.se == pytest.approx(expected["ipcw_robust_se"], abs=tolerance)


@pytest.mark.reference
def test_parents_of_a_group_are_not_so_many_opinions(parents: dict[str, Array]):
    weight = retention_weights(entry(parents), stayed(parents)).weights
    change = parents["y_m12"] - parents["y_m0"]

    alone = weighted_mean(change, weight)
    together = weighted_mean(change, weight, clusters=parents["group"])

    assert together.estimate == pytest.approx(alone.estimate)
    assert together.df < len(np.unique(parents["group"]))


def test_weights_bring_back_those_who_were_worse_off():
    """Tired parents leave more and change less; the mean of those who stay is too good."""
    chance = np.random.default_rng(6)
    tired = chance.normal(size=4000)
    change = 5 - 2 * tired + chance.normal(size=4000)
    stays = (chance.uniform(size=4000) < 1 / (1 + np.exp(-1 + tired))).astype(float)

    weight = retention_weights({"tired": tired}, stays).weights

    assert weighted_mean(change, stays).low > 5
    assert weighted_mean(change, weight).estimate == pytest.approx(5, abs=0.15)


def test_what_is_unknown_at_entry_is_counted():
    age = np.array([30, np.nan, 25, 28, 31.0])

    (line,) = attrition_table({"age": age}, np.array([1, 1, 1, 0, 0])).at_entry

    assert line.unknown == 1
    assert line.stayed == 27.5


def test_truncated_weights_are_lighter():
    chance = np.random.default_rng(6)
    tired = chance.normal(size=500)
    stays = (chance.uniform(size=500) < 1 / (1 + np.exp(-1 + tired))).astype(float)

    free, held = (retention_weights({"tired": tired}, stays, truncate=t).summary for t in (0, 0.05))

    assert held.largest < free.largest
    assert held.effective > free.effective


@pytest.mark.parametrize(("who", "sentence"), [(np.ones(9), "Everybody"), (np.zeros(9), "Nobody")])
def test_when_all_or_none_stayed_nothing_explains_it(who: Array, sentence: str):
    with pytest.raises(CannotEstimate, match=sentence):
        retention_weights({"age": np.arange(9.0)}, who)


def test_an_empty_network_is_refused():
    with pytest.raises(CannotEstimate, match="Nobody enrolled"):
        attrition_table({}, np.array([]))
