"""Several tests at once: the published example of Benjamini and Hochberg, and what cannot be adjusted."""

import numpy as np
import pytest

from tests.reference import stat_case
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.multiplicity import Procedure, adjust, within_family

NAMES: dict[str, Procedure] = {
    "bh": "benjamini-hochberg",
    "holm": "holm",
    "bonferroni": "bonferroni",
    "by": "benjamini-yekutieli",
    "hochberg": "hochberg",
}


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_the_fifteen_tests_of_benjamini_and_hochberg(name: str):
    case = stat_case("bh_1995")

    found = adjust(case["inputs"]["p"], NAMES[name])

    assert found == pytest.approx(case["outputs"][name], abs=case["tolerance"])


@pytest.mark.reference
def test_the_false_discovery_rate_keeps_four_of_them_and_bonferroni_three():
    case = stat_case("bh_1995")
    family = {f"test {i}": p for i, p in enumerate(case["inputs"]["p"])}

    kept = {
        name: sum(test.rejected for test in within_family(family, procedure=procedure).values())
        for name, procedure in NAMES.items()
    }

    assert kept["bh"] == case["published"]["n_reject_bh"] == 4
    assert kept["bonferroni"] == case["published"]["n_reject_bonferroni"] == 3


def test_tests_come_back_in_the_order_they_were_given():
    found = within_family({"single": 0.04, "first child": 0.001, "overseas": 0.9})

    assert list(found) == ["single", "first child", "overseas"]
    assert found["first child"].adjusted == pytest.approx(0.003)
    assert found["overseas"].p == 0.9


@pytest.mark.parametrize("procedure", NAMES.values())
def test_a_family_of_one_is_left_as_it_is(procedure: Procedure):
    assert adjust([0.03], procedure) == pytest.approx([0.03])


@pytest.mark.parametrize("procedure", NAMES.values())
def test_a_family_without_a_test_has_no_result(procedure: Procedure):
    assert len(adjust([], procedure)) == 0
    assert within_family({}, procedure=procedure) == {}


@pytest.mark.parametrize("wrong", [float("nan"), -0.1, 1.2])
def test_what_is_not_a_p_value_is_refused(wrong: float):
    with pytest.raises(CannotEstimate, match="between 0 and 1"):
        adjust(np.array([0.2, wrong]))
