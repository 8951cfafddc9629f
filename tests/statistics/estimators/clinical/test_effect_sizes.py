"""Effect sizes, against Lakens and R; their intervals, against what they promise."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.reference import stat_case
from village.statistics.estimators.clinical.effect_sizes import (
    hedges_approximation,
    independent_effects,
    noncentral_t,
    paired_effects,
    paired_effects_of,
)
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.inference import hedges_correction, paired_t, t_interval

R = Path(__file__).parents[3] / "golden/r/change.json"


@pytest.mark.reference
def test_everything_lakens_says_of_two_films():
    case = stat_case("lakens_2013")
    given, expected = case["inputs"], case["outputs"]
    second, first = np.array(given["movie2"], float), np.array(given["movie1"], float)
    paired = paired_effects_of(second, first)  # the change is first − second
    means, sds = zip(*((x.mean(), x.std(ddof=1)) for x in (first, second)), strict=True)
    apart = independent_effects(n=(10, 10), means=means, sds=sds)
    t, df, p = paired_t(parents=10, mean=paired.change, sd=paired.sd_change)

    for name, found in {
        "n": paired.n,
        "mean1": means[0],
        "sd1": sds[0],
        "mean2": means[1],
        "sd2": sds[1],
        "r": paired.correlation,
        "mean_diff": paired.change,
        "sd_diff": paired.sd_change,
        "t_paired": t,
        "df_paired": df,
        "p_paired": p,
        "d_z": paired.d_z.d,
        "d_av": paired.d_av.d,
        "d_rm": paired.d_rm.d,
        "d_s": apart.d_s.d,
        "t_indep": apart.t,
        "p_indep": apart.p,
        "J_approx_df9": hedges_approximation(9),
        "J_exact_df9": hedges_correction(9),
        "J_approx_df18": hedges_approximation(18),
        "J_exact_df18": hedges_correction(18),
        "g_z": paired.d_z.g_approximate,
        "g_av": paired.d_av.d * hedges_approximation(18),
        "g_av_df_n_minus_1": paired.d_av.g_approximate,
        "g_rm_df_n_minus_1": paired.d_rm.g_approximate,
        "g_s": apart.d_s.g_approximate,
        "common_language_within": paired.common_language,
        "common_language_between": apart.common_language,
        "glass_delta_pre": paired_effects_of(first, second).delta.d * -1,
        "srm": paired.d_z.d,  # the standardised response mean is another name of d_z
    }.items():
        assert found == pytest.approx(expected[name], abs=case["tolerance"]), name
        expected.pop(name)
    assert not expected, "every output of the case is compared"
    assert (paired.d_av.df, apart.d_s.df) == (9, 18)


@pytest.mark.reference
def test_the_sleep_of_student():
    case = stat_case("student_sleep_paired_t")
    expected = case["outputs"]
    first, second = (np.array(case["inputs"][name], float) for name in ("group1", "group2"))
    found = paired_effects_of(second, first)
    t, df, p = paired_t(parents=10, mean=found.change, sd=found.sd_change)

    ours = {"t": t, "df": df, "p": p, "mean_diff": found.change, "d_z": found.d_z.d}
    assert ours == pytest.approx({name: expected[name] for name in ours}, abs=case["tolerance"])
    interval = t_interval(found.change, found.sd_change / 10**0.5, df=df)
    assert interval == pytest.approx(expected["ci95"], abs=case["tolerance"])


def test_the_noncentral_t_is_that_of_r():
    for row in json.loads(R.read_text())["noncentral_t"]:
        assert noncentral_t(row["t"], row["df"]) == pytest.approx(row["ends"], abs=1e-5)


def test_an_interval_without_zero_is_a_t_test_that_rejects_it():
    rng = np.random.default_rng(4)
    for _ in range(50):
        before = rng.normal(10, 3, 12)
        found = paired_effects_of(before, before + rng.normal(0.8, 1.5, 12))
        p = paired_t(parents=12, mean=found.change, sd=found.sd_change)[2]
        assert (found.d_z.low <= 0 <= found.d_z.high) == (p >= 0.05)


@pytest.mark.parametrize("name", ["d_z", "d_av", "d_rm"])
def test_intervals_cover_what_they_should(name: str):
    """Thirty parents, a correlation of 0.6, a true d_av and d_rm of 0.5, 1 000 times."""
    rng, r = np.random.default_rng(9), 0.6
    truth = 0.5 / (2 * (1 - r)) ** 0.5 if name == "d_z" else 0.5
    inside = 0
    for _ in range(1000):
        before = rng.normal(0, 1, 30)
        after = 0.5 + r * before + rng.normal(0, (1 - r * r) ** 0.5, 30)
        found = getattr(paired_effects_of(before, after), name)
        inside += found.low <= truth <= found.high

    assert 930 <= inside <= 970


def test_a_fall_has_the_opposite_effect_size_of_a_rise():
    before, after = np.array([9.0, 7, 8, 9, 8]), np.array([9.0, 9, 9, 10, 11])
    rise, fall = paired_effects_of(before, after), paired_effects_of(after, before)

    assert (fall.d_z.d, fall.d_av.g) == pytest.approx((-rise.d_z.d, -rise.d_av.g))
    assert (fall.d_z.low, fall.d_z.high) == pytest.approx((-rise.d_z.high, -rise.d_z.low), abs=1e-6)
    assert fall.common_language == pytest.approx(1 - rise.common_language)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ([1, 2], [2, 4], "2 persons"),
        ([], [], "0 persons"),
        ([1, 2, 3], [2, 3, 4], "of the change is 0"),
        ([5, 5, 5], [1, 2, 4], "before is 0"),
        ([1, 2, float("nan")], [1, 2, 4], "missing"),
        ([1, 2, 3], [1, 2], "3 scores before and 2 after"),
    ],
)
def test_what_has_no_unit_has_no_effect_size(before: list[float], after: list[float], reason: str):
    with pytest.raises(CannotEstimate, match=reason):
        paired_effects_of(np.array(before, float), np.array(after, float))


def test_two_groups_need_persons_who_differ():
    with pytest.raises(CannotEstimate, match="A group of 1"):
        independent_effects(n=(1, 9), means=(1, 2), sds=(0, 1))
    with pytest.raises(CannotEstimate, match="all alike"):
        independent_effects(n=(5, 9), means=(1, 2), sds=(0, 0))
    with pytest.raises(CannotEstimate, match="2 persons"):
        paired_effects(n=2, change=1, sd_before=1, sd_after=1, sd_change=1)
