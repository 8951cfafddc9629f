"""Models that cannot be fitted are refused with a sentence."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.statistics.estimators.repeated.persons import Persons, all_columns, drawn, programme
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.repeated import (
    STRUCTURES,
    WaveColumn,
    fit_ancova,
    fit_growth,
    fit_waves,
    means_by_wave,
)

ONES = np.ones(3)
INTERCEPT = WaveColumn("(Intercept)", ONES)


def test_means_of_unknown_features_or_waves_are_refused():
    moments = programme().moments()
    fit = fit_growth(moments, ["arm"])

    with pytest.raises(CannotEstimate, match="'sex' is no feature"):
        means_by_wave(fit, {"A": {"sex": 1}})
    with pytest.raises(CannotEstimate, match="There is no wave 9"):
        means_by_wave(fit).changes("all", baseline="9")
    with pytest.raises(CannotEstimate, match="No mean is asked for 'B'"):
        means_by_wave(fit).means("B")


def test_waves_never_seen_together_have_no_covariance():
    persons = programme()
    persons.outcome[:200, 2] = np.nan
    persons.outcome[200:, 1] = np.nan
    kept = persons.chosen(np.flatnonzero(persons.seen.any(axis=1)))

    with pytest.raises(CannotEstimate, match="both waves 3 and 6"):
        fit_waves(kept.moments(), [INTERCEPT])
    assert np.isfinite(fit_waves(kept.moments(), [INTERCEPT], covariance="cs").criterion)


def test_a_column_that_repeats_others_is_named():
    moments = programme().moments()
    waves = [WaveColumn(f"wave {t}", np.eye(3)[t]) for t in range(3)]

    with pytest.raises(CannotEstimate, match="wave 2.* says nothing more than .*Intercept.*wave 0"):
        fit_waves(moments, [INTERCEPT, *waves])
    with pytest.raises(CannotEstimate, match="nothing is 0 in every row"):
        fit_waves(moments, [INTERCEPT, WaveColumn("nothing", 0 * ONES)])


def test_too_few_persons_for_a_covariance_are_refused():
    chance = np.random.default_rng(1)
    few = Persons([0, 1, 2, 3, 4], chance.normal(10, 2, (4, 5)), {}, {})
    columns = [WaveColumn("(Intercept)", np.ones(5))]

    with pytest.raises(CannotEstimate, match="too few persons"):
        fit_waves(few.moments(), columns)
    assert any(
        "4 persons for" in said
        for said in fit_waves(few.moments(), columns, covariance="ar1").warnings
    )


def test_kenward_and_roger_ask_for_restricted_likelihood():
    with pytest.raises(CannotEstimate, match="REML"):
        fit_waves(programme().moments(), [INTERCEPT], df="kenward-roger", method="ML")


@pytest.mark.parametrize("option", ["covariance", "method", "df"])
def test_an_option_that_is_none_of_ours_is_refused(option):
    with pytest.raises(CannotEstimate, match="must be one of .*, and not 'reml'"):
        fit_waves(programme().moments(), [INTERCEPT], **{option: "reml"})


def test_models_refuse_what_the_sums_do_not_hold():
    moments = programme().moments()

    with pytest.raises(CannotEstimate, match="'sex' is not in these sums, which have arm, age"):
        fit_growth(moments, ["sex"])
    with pytest.raises(CannotEstimate, match="There is no wave 12"):
        fit_ancova(moments, ["arm"], baseline="12")


def test_a_wave_that_others_tell_exactly_has_no_likelihood():
    known = programme(persons=40)
    whole = known.chosen(np.flatnonzero(known.seen.all(axis=1)))
    whole.outcome[:, 2] = 2 * whole.outcome[:, 1] - whole.outcome[:, 0]
    whole.outcome[::3, 2] = np.nan

    with pytest.raises(CannotEstimate, match="no highest point"):
        fit_waves(whole.moments(), [WaveColumn(f"{t}", np.eye(3)[t]) for t in range(3)])


@settings(max_examples=30, deadline=None)
@example(seed=3, persons=3, waves=2, structure="ar1", rule="satterthwaite")  # Σ ends singular
@given(
    seed=st.integers(0, 10_000),
    persons=st.integers(3, 30),
    waves=st.integers(2, 5),
    structure=st.sampled_from(STRUCTURES),
    rule=st.sampled_from(["satterthwaite", "kenward-roger"]),
)
def test_however_few_the_answers_there_is_an_estimate_or_a_sentence(
    seed, persons, waves, structure, rule
):
    known = drawn(seed, persons=persons, waves=waves, groups=1 + seed % 6)
    try:
        fit = fit_waves(
            known.moments(), all_columns(known)[: 1 + seed % 5], covariance=structure, df=rule
        )
    except CannotEstimate as refusal:
        assert str(refusal).endswith(".")
    else:
        assert np.isfinite(fit.criterion)
        assert all(term.se > 0 and term.df > 0 for term in fit.fixed.values())
