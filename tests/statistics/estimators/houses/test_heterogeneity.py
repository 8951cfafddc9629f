"""Whether a change is the same for all: each circumstance tested once, all of them counted."""

import numpy as np
import pytest

from village.statistics.arrays import Array
from village.statistics.estimators.houses.heterogeneity import heterogeneity
from village.statistics.estimators.linear import regress_rows


def parents(seed: int = 1) -> tuple[Array, dict[str, Array], Array]:
    """Four hundred parents in forty groups; single parents change less, the rest makes no difference."""
    chance = np.random.default_rng(seed)
    group = np.arange(400) % 40
    single = np.where(chance.uniform(size=400) < 0.3, "yes", "no")
    zone = chance.choice(["city", "country", "overseas"], 400)
    first = np.where(chance.uniform(size=400) < 0.5, "first child", "others")
    change = (
        4
        - 2 * (single == "yes")
        + chance.normal(size=40)[group] * 0.5
        + 2 * chance.normal(size=400)
    )
    return change, {"single": single, "zone": zone, "rank": first}, group.astype(float)


def test_single_parents_are_found_to_change_less():
    change, circumstances, group = parents()

    found = heterogeneity(change, circumstances, clusters=group).circumstances

    assert found["single"].among.rejected
    assert not found["zone"].among.rejected
    yes, no = found["single"].levels["yes"], found["single"].levels["no"]
    assert yes.estimate.high < no.estimate.low
    assert no.estimate.low < 4 < no.estimate.high
    assert yes.parents + no.parents == 400


def test_a_level_alone_is_its_own_mean():
    change, circumstances, group = parents()

    found = heterogeneity(change, circumstances, clusters=group).circumstances["zone"]

    for level, subgroup in found.levels.items():
        assert subgroup.estimate.estimate == pytest.approx(
            change[circumstances["zone"] == level].mean()
        )
    assert found.test.df == 2


def test_every_circumstance_looked_at_counts():
    change, circumstances, group = parents()

    found = heterogeneity(change, circumstances, clusters=group).circumstances

    alone = sorted(one.test.p for one in found.values())
    assert found["single"].among.adjusted == pytest.approx(3 * alone[0])
    assert [one.among.p for one in found.values()] == [one.test.p for one in found.values()]


def test_an_exposure_may_matter_more_for_some():
    change, circumstances, group = parents()
    meetings = np.random.default_rng(2).integers(0, 12, 400).astype(float)
    outcome = change + meetings * np.where(circumstances["single"] == "yes", 0.6, 0.2)

    found = heterogeneity(
        outcome, {"single": circumstances["single"]}, clusters=group, exposure=meetings
    ).circumstances["single"]

    assert found.test.p < 0.001
    apart = circumstances["single"] == "yes"
    slope = regress_rows({"meetings": meetings[apart]}, outcome[apart]).contrast({"meetings": 1})
    assert found.levels["yes"].estimate.estimate == pytest.approx(slope.estimate)


def test_levels_are_compared_for_parents_otherwise_alike():
    change, circumstances, group = parents()
    age = 30 + 5 * np.random.default_rng(2).normal(size=400)
    single = circumstances["single"]

    found = heterogeneity(
        change + age, {"single": single}, clusters=group, adjusted_for={"age": age}
    ).circumstances["single"]

    fitted = regress_rows({"single": (single == "yes").astype(float), "age": age}, change + age)
    at_mean_age = fitted.contrast({"(Intercept)": 1, "age": float(age.mean())})
    assert found.levels["no"].estimate.estimate == pytest.approx(at_mean_age.estimate)


def test_a_circumstance_that_all_share_is_untested_and_does_not_count():
    change, circumstances, group = parents()
    same = {"country": np.full(400, "France"), "single": circumstances["single"]}

    found = heterogeneity(change, same, clusters=group)

    assert found.untested == {"country": "Every parent has the same 'country'."}
    assert found.circumstances["single"].among.adjusted == found.circumstances["single"].test.p
    assert "within 1 circumstances" in found.method


def test_a_circumstance_with_as_many_levels_as_houses_is_untested():
    change, circumstances, group = parents()
    house = (group % 4).astype(int)

    found = heterogeneity(
        change,
        {"town": np.array(list("abcd"))[house], **circumstances},
        clusters=house.astype(float),
    )

    assert "together" in found.untested["town"]
    assert "single" in found.circumstances


def test_nothing_is_found_where_there_is_nothing_nineteen_times_out_of_twenty():
    found = 0
    for seed in range(120):
        chance = np.random.default_rng(seed)
        group = np.repeat(np.arange(12), 10)
        change = chance.normal(size=12)[group] + chance.normal(size=120)
        by_group = {"zone": np.array(["a", "b", "c"])[group % 3]}  # whole groups share their zone
        found += (
            heterogeneity(change, by_group, clusters=group.astype(float))
            .circumstances["zone"]
            .among.rejected
        )

    assert 1 <= found <= 13  # 6 expected
