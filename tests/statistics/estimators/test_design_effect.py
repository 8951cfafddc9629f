"""What it costs to enrol parents by groups."""

import pytest

from tests.reference import stat_case
from village.statistics.estimators.design_effect import design_effect
from village.statistics.estimators.fit import CannotEstimate


@pytest.mark.reference
@pytest.mark.parametrize("sizes", ["equal", "unequal"])
def test_the_design_effect_of_twenty_four_groups(sizes: str):
    case = stat_case("design_effect")
    inputs, expected = case["inputs"], case["outputs"]
    cv = inputs["cv"] if sizes == "unequal" else 0

    found = design_effect(mean_size=inputs["m"], icc=inputs["icc"], parents=inputs["n"], cv=cv)

    assert found.value == pytest.approx(expected[f"deff_{sizes}"], abs=case["tolerance"])
    assert found.effective == pytest.approx(expected[f"ess_{sizes}"], abs=case["tolerance"])


def test_independent_parents_cost_nothing():
    assert design_effect(mean_size=10, icc=0, parents=240).effective == 240


@pytest.mark.parametrize("wrong", [{"icc": 1.2}, {"mean_size": 0.5}, {"cv": -1}])
def test_impossible_sizes_are_refused(wrong: dict[str, float]):
    with pytest.raises(CannotEstimate):
        design_effect(**{"mean_size": 10, "icc": 0.1, "parents": 20, **wrong})
