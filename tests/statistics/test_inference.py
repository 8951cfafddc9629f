"""Estimates against published examples, and against the same formulas written with matrices on single parents."""

import json
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from village.statistics import inference
from village.statistics.arrays import Array
from village.statistics.change import ChangeEstimate, estimate_change
from village.statistics.moments.paired import PairedMoments

REFERENCE = Path(__file__).parents[1] / "golden/stat_cases.json"


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in json.loads(REFERENCE.read_text())["cases"]}


def estimate(
    before: Array, after: Array, groups: Array, houses: Array | None = None
) -> ChangeEstimate:
    """From single parents to sums by group and by house, as the scan does; without houses, there is one."""
    houses = np.zeros(len(groups)) if houses is None else houses
    order = np.lexsort((groups, houses))
    before, after = before[order], after[order]
    change, nobody = after - before, np.zeros(len(before))
    columns = (before, before**2, after, after**2, change, change**2)
    single = PairedMoments(np.ones(len(before)), *columns, nobody, nobody, nobody, nobody)
    return estimate_change(added(single, groups[order]), added(single, houses[order]))


def added(single: PairedMoments, places: Array) -> PairedMoments:
    return single.added([int(i) for i in np.unique(places, return_index=True)[1]])


def statistic(found: inference.Estimate) -> float:
    """Student's t: the estimate in standard errors."""
    assert found.value is not None
    assert found.standard_error is not None
    return found.value / found.standard_error


def test_the_movie_ratings_of_lakens(published: dict[str, dict[str, Any]]):
    case = published["lakens_2013"]
    later, sooner = (np.array(case["inputs"][name], float) for name in ("movie1", "movie2"))
    expected = case["outputs"]
    found = estimate(sooner, later, np.arange(10.0))  # nobody shares a group

    assert found.parents == expected["n"]
    assert found.mean_after == pytest.approx(expected["mean1"], abs=1e-12)
    assert found.sd_after == pytest.approx(expected["sd1"], abs=1e-12)
    assert found.sd_before == pytest.approx(expected["sd2"], abs=1e-12)
    assert found.sd_change == pytest.approx(expected["sd_diff"], abs=1e-12)
    assert found.correlation == pytest.approx(expected["r"], abs=1e-12)
    assert found.mean_change.value == pytest.approx(expected["mean_diff"], abs=1e-12)
    assert statistic(found.mean_change) == pytest.approx(expected["t_paired"], abs=1e-9)
    assert found.mean_change.df == pytest.approx(expected["df_paired"])


def test_the_correction_of_hedges_is_the_exact_one(published: dict[str, dict[str, Any]]):
    expected = published["lakens_2013"]["outputs"]

    assert inference.hedges_correction(9) == pytest.approx(expected["J_exact_df9"], abs=1e-9)
    assert inference.hedges_correction(18) == pytest.approx(expected["J_exact_df18"], abs=1e-9)
    assert inference.hedges_correction(1) is None


def test_both_effect_sizes_are_corrected_with_n_minus_1_degrees_of_freedom(
    published: dict[str, dict[str, Any]],
):
    case = published["lakens_2013"]
    later, sooner = (np.array(case["inputs"][name], float) for name in ("movie1", "movie2"))
    expected = case["outputs"]

    found = estimate(sooner, later, np.arange(10.0))

    assert found.d_z.value == pytest.approx(expected["d_z"] * expected["J_exact_df9"], abs=1e-9)
    assert found.d_av.value == pytest.approx(expected["d_av"] * expected["J_exact_df9"], abs=1e-9)


def test_the_sleep_of_student(published: dict[str, dict[str, Any]]):
    case = published["student_sleep_paired_t"]
    first, second = (np.array(case["inputs"][name], float) for name in ("group1", "group2"))
    expected = case["outputs"]
    found = estimate(second, first, np.arange(10.0))

    assert found.mean_change.value == pytest.approx(expected["mean_diff"], abs=1e-12)
    # When every parent is alone in a group, the robust error is Student's own.
    assert [found.mean_change.low, found.mean_change.high] == pytest.approx(
        expected["ci95"], abs=1e-9
    )
    assert found.mean_change.df == pytest.approx(expected["df"], abs=1e-9)
    assert statistic(found.mean_change) == pytest.approx(expected["t"], abs=1e-9)


def test_the_proportions_of_newcombe(published: dict[str, dict[str, Any]]):
    case = published["wilson_newcombe"]

    for (count, total), ends in zip(case["inputs"]["cases"], case["outputs"]["ci"], strict=True):
        assert inference.wilson_interval(count, total) == pytest.approx(ends, abs=1e-9)


@given(total=st.integers(1, 5000), part=st.floats(0, 1))
def test_a_share_is_inside_its_interval_and_its_interval_inside_0_and_1(total: int, part: float):
    count = round(part * total)
    low, high = inference.wilson_interval(count, total)

    assert 0 <= low <= count / total <= high <= 1


def people(*, seed: int = 7, groups: int = 14) -> tuple[Array, Array, Array]:
    """Parents of groups of unequal sizes, who resemble the others of their group."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 12, groups)
    group = np.repeat(np.arange(groups), sizes).astype(float)
    shared = rng.normal(0, 1.5, groups)[group.astype(int)]
    before = np.rint(rng.normal(9, 3, len(group)))
    return before, before + np.rint(1 + shared + rng.normal(0, 2, len(group))), group


def bell_mccaffrey(values: Array, group: Array) -> float:
    """The textbook CR2 of a regression on a constant, with matrices, one row per parent."""
    n = len(values)
    x = np.ones((n, 1))
    bread = np.linalg.inv(x.T @ x)
    residuals = values - values.mean()
    meat = np.zeros((1, 1))
    for one in np.unique(group):
        mine = group == one
        hat = x[mine] @ bread @ x[mine].T
        roots, vectors = np.linalg.eigh(np.eye(int(mine.sum())) - hat)
        adjusted = vectors @ np.diag(roots**-0.5) @ vectors.T @ residuals[mine]
        score = x[mine].T @ adjusted
        meat += np.outer(score, score)
    return float(np.sqrt(bread @ meat @ bread)[0, 0])


def test_the_standard_error_is_that_of_bell_and_mccaffrey():
    before, after, group = people()
    found = estimate(before, after, group).mean_change

    assert found.standard_error == pytest.approx(bell_mccaffrey(after - before, group), rel=1e-10)


def test_the_degrees_of_freedom_are_those_of_bell_and_mccaffrey():
    """Satterthwaite, on the matrices: (tr M)² / tr M², with M the covariance of the adjusted sums of residuals."""
    _, _, group = people()
    n = len(group)
    member = (group[:, None] == np.unique(group)).astype(float)
    residuals = member.T @ (np.eye(n) - np.ones((n, n)) / n)
    adjusted = residuals / np.sqrt(1 - member.sum(axis=0) / n)[:, None]
    spread = adjusted @ adjusted.T
    expected = np.trace(spread) ** 2 / np.trace(spread @ spread)

    assert inference.mean_df(member.sum(axis=0)) == pytest.approx(expected, rel=1e-12)
    assert expected < 13  # sizes differ: fewer than clusters − 1


def test_the_interval_is_students_with_those_degrees_of_freedom():
    before, after, group = people()
    found = estimate(before, after, group).mean_change
    df = inference.mean_df(np.unique(group, return_counts=True)[1].astype(float))
    expected = stats.t(df, loc=found.value, scale=found.standard_error).interval(0.95)

    assert found.df == pytest.approx(df)

    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_groups_that_resemble_themselves_widen_the_interval():
    before, after, group = people(groups=60)
    alone = estimate(before, after, np.arange(len(group), dtype=float)).mean_change.standard_error
    together = estimate(before, after, group).mean_change.standard_error

    assert alone is not None
    assert together is not None
    assert together > 1.3 * alone


def test_the_change_of_a_network_speaks_of_other_houses_and_that_of_one_house_of_its_groups():
    before, after, group = people(groups=60)
    house = group // 5
    network = estimate(before, after, group, house)
    one_house = estimate(before, after, group)

    assert network.mean_change == estimate(before, after, house).mean_change
    assert network.in_these_houses == one_house.mean_change == one_house.in_these_houses
    assert (network.groups, network.houses, one_house.houses) == (60, 12, 1)


@pytest.mark.parametrize("effect", ["d_z", "d_av"])
def test_the_error_of_an_effect_size_is_that_of_the_jackknife_over_groups(effect: str):
    before, after, group = people(seed=3, groups=200)
    kept = [group != one for one in np.unique(group)]
    left_out = np.array(
        [getattr(estimate(before[k], after[k], group[k]), effect).value for k in kept]
    )
    jackknife = sqrt(199 / 200 * ((left_out - left_out.mean()) ** 2).sum())

    found = getattr(estimate(before, after, group), effect)

    assert found.standard_error == pytest.approx(jackknife, rel=0.03)


def test_one_group_has_a_mean_and_no_interval():
    found = estimate(np.array([1.0, 2, 3]), np.array([2.0, 5, 3]), np.zeros(3))

    assert found.mean_change.value == pytest.approx(4 / 3)
    assert (found.mean_change.low, found.mean_change.reason) == (None, "one_group")


def test_parents_who_all_moved_alike_have_no_effect_size_rather_than_an_infinite_one():
    scores = np.array([7 + 1 / 3, 9.1, 3.7, 2.2])
    found = estimate(scores, scores + 2, np.array([0.0, 0, 1, 1]))

    assert found.sd_change == 0
    assert (found.d_z.value, found.d_z.reason) == (None, "no_spread")
    assert (found.mean_change.low, found.mean_change.reason) == (None, "no_spread")
    assert found.d_av.value is not None  # the parents themselves differ


def test_parents_who_all_answer_alike_have_no_effect_size_at_all():
    found = estimate(np.full(6, 4.2), np.full(6, 5.1), np.array([0.0, 0, 0, 1, 1, 1]))

    assert (found.d_z.value, found.d_av.value, found.correlation) == (None, None, None)


def test_one_parent_has_no_spread_to_speak_of():
    found = estimate(np.array([4.0]), np.array([5.0]), np.array([0.0]))

    assert (found.sd_change, found.mean_change.reason, found.d_z.reason) == (
        None,
        "one_parent",
        "one_parent",
    )


def test_two_parents_are_too_few_to_correct_an_effect_size():
    found = estimate(np.array([4.0, 5]), np.array([5.0, 9]), np.array([0.0, 1]))

    assert (found.d_z.value, found.d_z.reason) == (None, "two_parents")


def test_nobody_is_nothing_to_estimate():
    nobody = PairedMoments(*[np.zeros(0)] * 11)

    with pytest.raises(ValueError, match="nobody"):
        estimate_change(nobody, nobody)


def test_an_estimate_in_another_unit_keeps_its_interval_in_order():
    found = inference.Estimate(value=1, standard_error=0.5, df=9, low=-0.1, high=2.1).times(-10)

    assert (found.value, found.standard_error, found.low, found.high) == (-10, 5, -21, 1)
