"""McNemar, Wilcoxon and the shares of Newcombe, against the published examples and R."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.reference import stat_case
from village.statistics.estimators.clinical.paired_tests import mcnemar, signed_rank
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.inference import wilson_interval

R = json.loads((Path(__file__).parents[3] / "golden/r/change.json").read_text())


@pytest.mark.reference
def test_the_ratings_of_agresti():
    case = stat_case("mcnemar_agresti")
    (approved, lost), (gained, against) = case["inputs"]["table"]
    # approval is the "yes": its row comes second here
    found = mcnemar(((against, gained), (lost, approved)))
    expected = case["outputs"]

    ours = {
        "chisq_cc": found.chi2_corrected,
        "p_cc": found.p_corrected,
        "chisq_nocc": found.chi2,
        "exact_p": found.p_exact,
        "discordant": [found.gained, found.lost],
    }
    assert set(ours) == set(expected)
    for name, value in ours.items():
        assert value == pytest.approx(expected[name], abs=case["tolerance"]), name
    assert found.low < found.difference < found.high < 0


def test_few_who_crossed_are_tested_as_r_does():
    (a, b), (c, d) = R["mcnemar"]["table"]
    found = mcnemar(((a, b), (c, d)))

    assert found.chi2 == pytest.approx(R["mcnemar"]["chi2"])
    assert found.chi2_corrected == pytest.approx(R["mcnemar"]["chi2_corrected"])
    assert found.p_corrected == pytest.approx(R["mcnemar"]["p_corrected"])
    assert found.p_exact == pytest.approx(R["mcnemar"]["p_exact"])


def test_as_many_one_way_as_the_other_is_no_evidence():
    found = mcnemar(((10, 4), (4, 10)))

    assert (found.chi2, found.p_exact, found.chi2_corrected) == (0, 1, 0)
    assert found.low == -found.high


def test_the_interval_of_the_difference_covers_what_it_should():
    rng, inside = np.random.default_rng(12), 0
    for _ in range(500):
        cells = rng.multinomial(80, [0.45, 0.2, 0.08, 0.27])
        found = mcnemar(((int(cells[0]), int(cells[1])), (int(cells[2]), int(cells[3]))))
        inside += found.low <= 0.12 <= found.high

    assert 0.925 <= inside / 500 <= 0.985


@pytest.mark.reference
def test_the_patients_of_hollander_and_wolfe():
    case = stat_case("wilcoxon_hollander_wolfe")
    before, after = (np.array(case["inputs"][name]) for name in ("pre", "post"))
    found, expected = signed_rank(before - after), case["outputs"]

    ours = {
        "V": found.v,
        "p_one_sided": found.p_greater,
        "p_two_sided": found.p,
        "matched_rank_biserial": found.rank_biserial,
    }
    assert ours == pytest.approx(expected, abs=case["tolerance"])
    assert found.is_exact


def test_ties_and_parents_who_did_not_move_are_treated_as_in_r():
    found = signed_rank(np.array(R["after"], float) - np.array(R["before"], float))

    assert found.v == R["wilcoxon"]["v"]
    assert found.p == pytest.approx(R["wilcoxon"]["p"], rel=1e-6)
    assert found.p_greater == pytest.approx(R["wilcoxon"]["p_greater"], rel=1e-6)
    assert (found.n + found.unchanged, found.is_exact) == (60, False)


@pytest.mark.reference
def test_the_shares_of_newcombe():
    case = stat_case("wilson_newcombe")

    for (count, total), ends in zip(case["inputs"]["cases"], case["outputs"]["ci"], strict=True):
        assert wilson_interval(count, total) == pytest.approx(ends, abs=case["tolerance"])


def test_what_did_not_move_cannot_be_tested():
    with pytest.raises(CannotEstimate, match="Nobody crossed"):
        mcnemar(((10, 0), (0, 10)))
    with pytest.raises(CannotEstimate, match="negative"):
        mcnemar(((10, -1), (0, 10)))
    with pytest.raises(CannotEstimate, match="Nobody changed"):
        signed_rank(np.zeros(5))
    with pytest.raises(CannotEstimate, match="missing"):
        signed_rank(np.array([1.0, np.nan]))
