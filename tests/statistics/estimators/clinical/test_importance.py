"""The smallest change that matters, by an anchor."""

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.estimators.clinical.importance import by_anchor
from village.statistics.estimators.fit import CannotEstimate


@pytest.mark.reference
def test_sixty_parents_who_say_how_they_are():
    case = stat_case("mcid_methods")
    rows = np.genfromtxt(dataset("synthetic_mcid_anchor.csv"), delimiter=",", skip_header=1)
    said = by_anchor(rows[:, 2], rows[:, 3], higher_is="worse")
    expected = case["outputs"]

    for name, found in {
        "mean_change_little_better": said.mean_little,
        "mean_change_same": said.mean_same,
        "anchor_difference": said.difference,
        "spearman_anchor_change": said.correlation,
        "auc_improved_ge1": said.auc,
        "youden_best_improvement_cut": said.best_cut,
        "sens_at_best": said.sensitivity,
        "spec_at_best": said.specificity,
    }.items():
        assert found == pytest.approx(expected[name], abs=case["tolerance"]), name
    assert said.warnings == ()


def test_a_scale_turned_round_gives_the_same_cut():
    rng = np.random.default_rng(3)
    anchor = rng.integers(-1, 4, 80).astype(float)
    change = np.round(anchor + rng.normal(0, 1, 80))
    up, down = (
        by_anchor(change, anchor, higher_is="better"),
        by_anchor(-change, anchor, higher_is="worse"),
    )

    assert (up.best_cut, up.auc, up.correlation) == (down.best_cut, down.auc, down.correlation)
    assert up.difference == -down.difference


def test_an_anchor_that_has_nothing_to_do_with_the_change_is_said():
    rng = np.random.default_rng(6)
    found = by_anchor(
        rng.normal(size=200), rng.integers(-1, 4, 200).astype(float), higher_is="better"
    )

    assert "hardly follows" in found.warnings[0]


@pytest.mark.parametrize(
    ("change", "anchor", "reason"),
    [
        ([1, 2, 3], [0, 0, 2], "little better"),
        ([1, 2, 3], [1, 1, 2], "the same"),
        ([1, 1, 1], [0, 1, 2], "All changed by 1"),
        ([1, float("nan"), 3], [0, 1, 2], "missing"),
    ],
)
def test_what_no_anchor_can_tell_is_refused(change: list[float], anchor: list[float], reason: str):
    with pytest.raises(CannotEstimate, match=reason):
        by_anchor(np.array(change, float), np.array(anchor, float), higher_is="better")
