"""Networks drawn as arrays: their truth is what a large draw has, and each twist does what it says."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from village.laboratory.simulation.design import CannotSimulate, Loss
from village.laboratory.simulation.outcomes import MEETINGS, Outcomes, Panel, draw_outcomes
from village.statistics.arrays import Array

LARGE = Panel(houses=300, groups=20)  # 60 000 parents


def draw(panel: Panel, seed: int = 1) -> Outcomes:
    return draw_outcomes(panel, np.random.default_rng(seed))


def mean_change(drawn: Outcomes) -> float:
    change = drawn.scores[:, -1] - drawn.scores[:, 0]
    return float(np.nanmean(change))


def test_the_same_seed_gives_the_same_scores_and_another_does_not():
    one, again, other = (draw(Panel(), seed).scores for seed in (3, 3, 4))

    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()


def test_a_network_has_the_houses_groups_and_parents_it_says():
    drawn = draw(Panel(houses=60, groups=3, parents=(8, 12)))
    sizes = np.bincount(drawn.group)

    assert len(np.unique(drawn.house)) == 60
    assert len(sizes) == 180
    assert (sizes.min(), sizes.max()) == (8, 12)
    assert len(np.unique(np.stack([drawn.group, drawn.house]), axis=1).T) == 180  # nested
    assert len(np.unique(np.bincount(drawn.house))) > 10  # houses differ in size


TWISTS: dict[str, dict[str, Any]] = {
    "nothing": {"effect": 0.0},
    "nature and groups": {"natural": 0.2, "effect": 0.3},
    "for each meeting": {"per_meeting": 0.02},
    "more for single parents": {"more_if_single": 0.4},
    "those who entered on a bad day": {"entering": 0.3, "effect": 0.0},
    "all of it": {"natural": -0.1, "per_meeting": 0.01, "more_if_single": 0.2, "entering": 0.5},
}


@pytest.mark.parametrize("twist", TWISTS)
def test_the_truth_is_what_a_large_draw_has(twist: str):
    panel = replace(LARGE, **TWISTS[twist])

    assert mean_change(draw(panel)) == pytest.approx(panel.true_change(), abs=0.02)


def test_a_score_at_entry_has_the_spread_and_the_resemblance_it_says():
    panel = replace(LARGE, icc_house=0.1, icc_group=0.05)
    drawn = draw(panel)
    entry = drawn.scores[:, 0]
    by_house = spread_of_means(entry, drawn.house)
    by_group = spread_of_means(entry, drawn.group)

    assert entry.std() == pytest.approx(1, abs=0.05)
    assert by_house == pytest.approx(0.1 + 0.05 / 20 + 0.85 / 200, abs=0.025)
    assert by_group == pytest.approx(0.1 + 0.05 + 0.85 / 10, abs=0.03)


def test_a_change_has_the_resemblance_it_says():
    panel = replace(LARGE, change_icc_house=0.1, change_icc_group=0.05, lost=(0, 0, 0, 0))
    drawn = draw(panel)
    change = drawn.scores[:, -1] - drawn.scores[:, 0]
    total = change.var()

    assert spread_of_means(change, drawn.house) / total == pytest.approx(
        0.1 + 0.05 / 20 + 0.85 / 200, abs=0.025
    )
    assert spread_of_means(change, drawn.group) / total == pytest.approx(
        0.1 + 0.05 + 0.085, abs=0.03
    )


def spread_of_means(values: Array, places: Any) -> float:
    sizes = np.bincount(places)
    means = np.bincount(places, weights=values) / sizes
    return float(means.var())


@pytest.mark.parametrize("loss", Loss)
def test_as_many_are_lost_as_said_and_whoever_is_lost_stays_lost(loss: Loss):
    lost = np.isnan(draw(replace(LARGE, loss=loss)).scores)

    assert lost.mean(axis=0) == pytest.approx([0, 0.2, 0.32, 0.4], abs=0.015)
    assert (lost[:, :-1] <= lost[:, 1:]).all()


def test_losing_those_who_were_low_is_told_from_what_was_seen_and_the_unseen_is_not():
    """After a loss by the last score, it explains who went; after a loss by the unseen one, what remains rises."""
    complete = replace(LARGE, effect=0.0, lost=(0, 0, 0, 0))
    before, unseen = (
        draw(replace(LARGE, effect=0.0, loss=loss))
        for loss in (Loss.BY_SCORE_BEFORE, Loss.BY_UNSEEN_SCORE)
    )

    gone = np.isnan(before.scores[:, 1])
    assert before.scores[gone, 0].mean() < before.scores[~gone, 0].mean() - 0.3
    assert mean_change(draw(complete)) == pytest.approx(0, abs=0.02)
    assert mean_change(unseen) > 0.08


def test_half_of_the_places_wait():
    for place in ("house", "group", "parent"):
        drawn = draw(Panel(houses=60, compared_by=place))
        by_house = np.bincount(drawn.house, weights=drawn.arm) / np.bincount(drawn.house)

        assert 0.35 < drawn.arm.mean() < 0.65
        assert set(by_house) == {0, 1} if place == "house" else len(set(by_house)) > 2
        assert drawn.meetings[drawn.arm == 0].max() == 0


def test_those_who_wait_change_by_nature_alone():
    panel = replace(LARGE, compared_by="group", natural=0.2, effect=0.3)
    drawn = draw(panel)
    change = drawn.scores[:, -1] - drawn.scores[:, 0]

    assert np.nanmean(change[drawn.arm == 0]) == pytest.approx(0.2, abs=0.03)
    assert np.nanmean(change[drawn.arm == 1]) == pytest.approx(panel.true_change(), abs=0.03)
    assert panel.true_effect() == pytest.approx(0.3)


def test_parents_come_to_a_share_of_the_meetings():
    assert draw(LARGE).meetings.mean() == pytest.approx(0.72 * MEETINGS, abs=0.2)


def test_a_long_table_has_one_row_for_each_answer():
    drawn = draw(Panel(houses=4))
    rows = drawn.long()

    assert {len(column) for column in rows.values()} == {int((~np.isnan(drawn.scores)).sum())}
    assert rows["y"][0] == drawn.scores[rows["parent"][0], rows["wave"][0]]
    assert (drawn.house[rows["parent"]] == rows["house"]).all()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"houses": 0}, "at least one house"),
        ({"parents": (12, 8)}, "one parent per group, not 60, 3 and 12 to 8"),
        ({"icc_house": 0.6, "icc_group": 0.5}, r"icc_house \+ icc_group is a share .* not 1.1"),
        ({"icc_house": -0.1}, "icc_house cannot be negative: it is -0.1"),
        ({"icc_house": float("nan")}, "icc_house cannot be negative: it is nan"),
        ({"drift": -1}, "drift cannot be negative"),
        ({"noise": 1.5}, "noise is a share, from 0 to 1, not 1.5"),
        ({"entering": 0}, "entering is a share"),
        ({"presence": 1}, "presence is a share between 0 and 1"),
        ({"lost": (0, 0.4)}, "4 waves, 2 shares"),
        ({"lost": (0, 0.4, 0.3, 0.5)}, "never go down and stay below 1, unlike 0, 0.4, 0.3, 0.5"),
        ({"lost": (0.1, 0.4, 0.5, 0.5)}, "start at 0"),
    ],
)
def test_an_impossible_design_is_refused(change: dict[str, Any], sentence: str):
    with pytest.raises(CannotSimulate, match=sentence):
        replace(Panel(), **change)
