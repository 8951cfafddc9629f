"""What a fit says of itself, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.statistics.estimators.repeated.persons import all_columns, drawn, programme
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.repeated import (
    STRUCTURES,
    WaveColumn,
    fit_ancova,
    fit_constrained,
    fit_waves,
    means_by_wave,
)

ONES = np.ones(3)
INTERCEPT = WaveColumn("(Intercept)", ONES)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 500))
def test_the_fit_of_added_houses_is_the_fit_of_all(seed):
    persons = drawn(seed, persons=60)
    assert persons.house is not None
    house = np.random.default_rng(seed).permutation(np.unique(persons.house))[0]
    some = persons.chosen(np.flatnonzero(persons.house == house)).moments()
    others = persons.chosen(np.flatnonzero(persons.house != house)).moments()
    columns = all_columns(persons)

    pooled = fit_waves(persons.moments(), columns, covariance="cs")
    added = fit_waves(some + others, columns, covariance="cs")

    assert added.criterion == pytest.approx(pooled.criterion, rel=1e-10)
    assert added.coefficients == pytest.approx(pooled.coefficients, rel=1e-6, abs=1e-6)
    assert added.n == pooled.n


def test_no_parameters_near_the_best_are_better():
    persons = programme()
    columns = all_columns(replace(persons, varying={"sleep": persons.outcome}))[:4]
    moments = persons.moments()

    criteria = {
        structure: fit_waves(moments, columns, covariance=structure, method="ML").criterion
        for structure in STRUCTURES
    }

    # what one structure can say, those that hold it can say as well
    for smaller, larger in [
        ("cs", "csh"), ("csh", "toeplitz"), ("ar1", "ar1h"), ("ar1h", "toeplitz"),
        ("toeplitz", "unstructured"), ("cs", "slope"), ("slope", "unstructured"), ("car1", "ar1"),
    ]:  # fmt: skip
        assert criteria[larger] <= criteria[smaller] + 1e-6


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("rule", ["satterthwaite", "kenward-roger"])
def test_every_structure_tells_the_arms_apart(structure, rule):
    persons = programme()
    later = np.array([0.0, 1, 1])
    columns = [INTERCEPT, WaveColumn("later", later), WaveColumn("later:arm", later, "arm")]
    fit = fit_waves(persons.moments(), columns, covariance=structure, df=rule)

    effect = fit.fixed["later:arm"]
    assert effect.low < -2 < effect.high
    assert effect.high < 0
    assert 200 < effect.df < 1000
    assert np.array(fit.details["covariance"]).shape == (3, 3)
    assert sum(fit.details["patterns"].values()) == 400


def test_answers_in_other_units_give_the_same_model():
    persons = drawn(21, persons=60)
    far = persons.chosen(np.arange(len(persons.outcome)))
    far.outcome[:] = 1e6 + 1e-2 * persons.outcome
    columns = all_columns(persons)
    near_fit, far_fit = (fit_waves(p.moments(), columns, covariance="csh") for p in (persons, far))

    for name in ("time", "age", "time:age", "sleep"):
        near, there = near_fit.fixed[name], far_fit.fixed[name]
        assert there.estimate == pytest.approx(near.estimate / 100, rel=1e-5)
        assert there.se == pytest.approx(near.se / 100, rel=1e-5)
        assert there.df == pytest.approx(near.df, rel=1e-4)


def test_both_arms_start_from_one_mean():
    persons = programme()
    fit = fit_constrained(persons.moments(), ["arm"], ["age"])

    assert list(fit.fixed) == ["0", "3", "6", "arm:3", "arm:6", "age"]
    assert fit.n == {"rows": int(persons.seen.sum()), "parent": 400}
    for wave in ("3", "6"):
        effect = fit.fixed[f"arm:{wave}"]
        assert effect.low < -2 < effect.high
    free = fit_waves(persons.moments(), [INTERCEPT, *_arm_by_wave()], covariance="unstructured")
    assert (
        fit.fixed["arm:6"].se < free.contrast({"arm6": 1}).se
    )  # knowing they start alike tells more


def _arm_by_wave() -> list[WaveColumn]:
    waves = np.eye(3)
    names = ("0", "3", "6")
    columns = [WaveColumn(f"wave{names[t]}", waves[t]) for t in (1, 2)]
    return columns + [WaveColumn(f"arm{names[t]}", waves[t], "arm") for t in range(3)]


def test_the_baseline_explains_the_later_waves_of_those_who_had_one():
    persons = programme()
    without = persons.chosen(np.arange(len(persons.outcome)))
    without.outcome[:40, 0] = np.nan
    fit = fit_ancova(without.moments(), ["arm"], baseline="0")

    counted = without.seen[:, 0] & without.seen[:, 1:].any(axis=1)
    assert fit.n == {"rows": int(without.seen[counted, 1:].sum()), "parent": int(counted.sum())}
    assert list(fit.fixed) == ["3", "6", "baseline:3", "baseline:6", "arm:3", "arm:6"]
    assert fit.fixed["baseline:6"].estimate == pytest.approx(9 / 13, abs=0.15)
    assert fit.fixed["arm:6"].low < -2 < fit.fixed["arm:6"].high
    assert fit.details["waves"] == ["3", "6"]


def test_means_by_wave_are_those_of_the_answers_when_nobody_is_missing():
    persons = programme()
    whole = persons.chosen(np.flatnonzero(persons.seen.all(axis=1)))
    fit = fit_waves(whole.moments(), [INTERCEPT, *_arm_by_wave()])
    both = means_by_wave(fit, {"A": {"arm": 0}, "B": {"arm": 1}})

    for who, arm in (("A", 0), ("B", 1)):
        theirs = whole.outcome[whole.features["arm"] == arm]
        found = [term.estimate for term in both.means(who).values()]
        assert found == pytest.approx(theirs.mean(axis=0), rel=1e-9)
        changes = [term.estimate for term in both.changes(who, baseline="0").values()]
        assert changes == pytest.approx((theirs - theirs[:, :1]).mean(axis=0)[1:], rel=1e-9)
    more = both.differences_of_changes("B", "A", baseline="0")
    differences = both.differences("B", "A")
    assert more["6"].estimate == pytest.approx(
        differences["6"].estimate - differences["0"].estimate, rel=1e-9
    )
    assert both.joint("B", "A").hypotheses == 3
    everybody = means_by_wave(fit).means("all")
    assert everybody["3"].estimate == pytest.approx(whole.outcome[:, 1].mean(), rel=1e-9)


def test_the_means_of_an_ancova_hold_the_baseline_at_its_mean():
    persons = programme()
    moments = persons.moments()
    fit = fit_ancova(moments, ["arm"])
    both = means_by_wave(fit, {"A": {"arm": 0}, "B": {"arm": 1}})

    assert list(both.means("A")) == ["3", "6"]
    counted = persons.seen[:, 0] & persons.seen[:, 1:].any(axis=1)
    baseline = persons.outcome[counted, 0].mean()
    expected = fit.fixed["3"].estimate + baseline * fit.fixed["baseline:3"].estimate
    assert both.means("A")["3"].estimate == pytest.approx(expected, rel=1e-9)
    assert both.differences("B", "A")["3"].estimate == pytest.approx(
        fit.fixed["arm:3"].estimate, rel=1e-9
    )


def test_groups_that_do_not_differ_are_said_to_be_alike():
    persons = programme()
    group = np.arange(400) // 10
    means = np.array([np.nanmean(persons.outcome[group == g]) for g in range(40)])
    outcome = persons.outcome - means[group][:, None]
    alike = replace(persons, outcome=outcome, group=group, house=group // 10)
    fit = fit_waves(alike.moments(), [INTERCEPT])

    assert fit.sd["group"] < 1e-3 and fit.sd["house"] < 1e-3
    assert sum("no variance is left between units" in said for said in fit.warnings) == 2
    assert fit.fixed["(Intercept)"].df > 30


def test_levels_can_be_left_out_but_not_chosen_among():
    moments = drawn(6, persons=60).moments()
    columns = all_columns(drawn(6, persons=60))

    without = fit_waves(moments, columns, covariance="cs", levels=[])
    assert set(without.sd) == {"residual"}
    with pytest.raises(CannotEstimate, match="levels house, group"):
        fit_waves(moments, columns, levels=["house"])


@pytest.mark.parametrize("df", ["satterthwaite", "kenward-roger"])
@pytest.mark.parametrize("power", [-7, -5, -3, 3, 5, 7])
def test_degrees_of_freedom_do_not_depend_on_the_unit_of_the_outcome(power: int, df: Rule):
    persons = programme(persons=60)
    unit = 10.0**power
    otherwise = replace(persons, outcome=persons.outcome * unit)

    found, scaled = (
        fit_waves(one.moments(), all_columns(one)[:4], df=df) for one in (persons, otherwise)
    )

    assert [term.df for term in scaled.fixed.values()] == pytest.approx(
        [term.df for term in found.fixed.values()],
        rel=2e-3,  # the search does not stop at the very same point
    )
    assert scaled.coefficients / unit == pytest.approx(found.coefficients, rel=1e-5)
    assert scaled.warnings == found.warnings
