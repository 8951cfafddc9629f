"""Before and after, here and there: fast-food jobs on both sides of a river (Card & Krueger 1994)."""

import pytest

from tests.reference import stat_case
from village.statistics.estimators.causal.differences import Mean, four_means
from village.statistics.estimators.fit import CannotEstimate


@pytest.mark.reference
def test_the_four_means_of_card_and_krueger():
    case = stat_case("did_card_krueger")
    names = ("treated_before", "treated_after", "control_before", "control_after")
    keys = ("treated_pre", "treated_post", "control_pre", "control_post")
    means = {
        name: Mean(value=case["inputs"][key], se=case["inputs"]["se"][key])
        for name, key in zip(names, keys, strict=True)
    }

    found = four_means(**means)

    expected, tolerance = case["outputs"], case["tolerance"]
    assert found.effect.estimate == pytest.approx(expected["did"], abs=tolerance)
    assert found.effect.se == pytest.approx(expected["se_if_independent_cells"], abs=tolerance)
    assert found.change_treated == pytest.approx(expected["diff_treated"], abs=tolerance)
    assert found.change_control == pytest.approx(expected["diff_control"], abs=tolerance)
    assert "parallel trends" in found.warnings[0]


def test_a_missing_mean_is_refused():
    known, unknown = Mean(value=1, se=1), Mean(value=float("nan"), se=1)

    with pytest.raises(CannotEstimate, match="missing"):
        four_means(
            treated_before=known, treated_after=unknown, control_before=known, control_after=known
        )
