"""Each design: its formula and its simulation say the same, and more parents never see less."""

import json
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from tests.reference import stat_case
from village.laboratory.power.answers import answer, needed, power_of
from village.laboratory.power.design import ImpossibleDesign, StudyDesign
from village.laboratory.power.followed import UNEQUAL, Compared, Paired, Repeated
from village.laboratory.power.stepped import Stepped
from village.laboratory.simulation.design import CannotSimulate
from village.laboratory.simulation.outcomes import Panel, draw_outcomes

EACH = {
    "paired": Paired(effect=0.11),
    "paired, few houses": Paired(effect=0.4, houses=8, icc_house=0.05),
    "compared": Compared(effect=0.19),
    "repeated": Repeated(effect=0.3, houses=10, groups=2, answering=(0.9, 0.8, 0.7)),
    "stepped": Stepped(effect=0.25),
    "stepped, seasons": Stepped(effect=0.25, lasting=0.8, icc_house=0.1),
}


@pytest.mark.parametrize("name", EACH)
def test_the_formula_and_the_simulation_agree(name: str):
    design = EACH[name]
    found = answer(design, networks=50 if name == "repeated" else 200, seed=3)

    assert found.drawn is not None
    assert found.drawn.failed == 0
    assert 0.2 < found.power < 0.99  # a design where there is something to disagree about
    assert found.drawn.power == pytest.approx(found.power, abs=2 * found.drawn.power_error)
    assert found.drawn.spread == pytest.approx(found.se, rel=0.2)
    assert found.drawn.coverage > 0.9


def test_points_are_the_unit_of_everything():
    ones, tens = Paired(effect=0.11), Paired(effect=1.1, sd=10)
    one, ten = (answer(design, networks=50, seed=1) for design in (ones, tens))

    assert ten.power == pytest.approx(one.power)
    assert (ten.se, ten.smallest_effect) == pytest.approx((10 * one.se, 10 * one.smallest_effect))
    assert one.drawn is not None
    assert ten.drawn is not None
    assert (ten.drawn.spread, ten.drawn.power) == pytest.approx(
        (10 * one.drawn.spread, one.drawn.power)
    )


@pytest.mark.parametrize("name", EACH)
def test_the_smallest_effect_is_found_as_often_as_aimed_at(name: str):
    design = EACH[name]
    smallest = answer(design, target=0.9).smallest_effect

    assert power_of(replace(design, effect=smallest)) == pytest.approx(0.9, abs=1e-6)


@pytest.mark.parametrize("name", EACH)
def test_as_many_as_needed_are_enough_and_one_fewer_is_not(name: str):
    design = EACH[name]
    for what in design.counted:
        count = needed(design, what, target=0.8)
        if count is not None:
            assert power_of(design.of(what, count)) >= 0.8
            if count > 1:
                assert power_of(design.of(what, count - 1)) < 0.8


def test_when_houses_differ_more_parents_are_never_enough():
    few = Paired(effect=0.25, houses=8, icc_house=0.1)

    assert needed(few, "parents", target=0.8) is None
    assert needed(few, "groups", target=0.8) is None
    assert needed(few, "houses", target=0.8) is not None


def test_the_parents_one_loses_cost_power_and_so_does_resemblance():
    base = power_of(Paired(effect=0.11))

    assert power_of(Paired(effect=0.11, answering=(0.3,))) < base
    assert power_of(Paired(effect=0.11, icc_house=0.1)) < base
    assert power_of(Paired(effect=0.11, correlation=0.8)) > base


@pytest.mark.reference
def test_the_stepped_wedge_of_the_reference_is_found():
    case = stat_case("stepped_wedge_hussey_hughes")
    inputs, outputs = case["inputs"], case["outputs"]
    total = inputs["sigma2_e"] + inputs["tau2"]
    design = Stepped(
        effect=inputs["theta"],
        sd=total**0.5,
        houses=inputs["I"],
        parents=inputs["N_per_cell"],
        icc_house=inputs["tau2"] / total,
        steps=inputs["T"] - 1,
    )

    assert design.se == pytest.approx(outputs["se"], abs=1e-9)
    assert power_of(design) == pytest.approx(outputs["power_theta_1.5"], abs=1e-6)
    assert design.df == inf


def test_drawn_houses_are_as_unequal_as_formulas_suppose():
    rng = np.random.default_rng(1)
    sizes = [np.bincount(draw_outcomes(Panel(), rng).house, minlength=60) for _ in range(100)]

    assert np.mean([s.std() / s.mean() for s in sizes]) == pytest.approx(UNEQUAL, abs=0.05)


@pytest.mark.parametrize("name", EACH)
def test_an_answer_can_be_written_as_json(name: str):
    found = answer(EACH[name])
    written = json.loads(json.dumps(found.as_json()))

    assert written["drawn"] is None
    assert written["given"]["effect"] == EACH[name].effect
    assert written["df"] == (None if found.df == inf else found.df)
    assert written["assumptions"]


IMPOSSIBLE: list[tuple[type[StudyDesign], dict[str, Any], str]] = [
    (Paired, {"effect": 0.0}, "a number other than 0"),
    (Paired, {"effect": float("nan")}, "not nan"),
    (Paired, {"effect": 0.1, "sd": 0.0}, "standard deviation is positive"),
    (Paired, {"effect": 0.1, "houses": 0}, "at least one of the houses"),
    (Paired, {"effect": 0.1, "groups": 0.5}, "at least one of the groups, not 0.5"),
    (Paired, {"effect": 0.1, "correlation": 1.0}, "less than 1, not 1"),
    (Paired, {"effect": 0.1, "icc_house": 0.6, "icc_group": 0.5}, "less than 1 together"),
    (Paired, {"effect": 0.1, "icc_house": -0.1}, "from 0"),
    (Paired, {"effect": 0.1, "answering": (0.0,)}, "above 0"),
    (Paired, {"effect": 0.1, "answering": ()}, "unlike none"),
    (Repeated, {"effect": 0.1, "answering": (0.6, 0.7)}, "never grow, unlike 0.6, 0.7"),
    (Repeated, {"effect": 0.1, "icc_house": 0.1}, "leave ICCs out"),
    (Compared, {"effect": 0.1, "houses": 2}, "at least three, not 2"),
]


@pytest.mark.parametrize(("kind", "how", "sentence"), IMPOSSIBLE)
def test_an_impossible_design_is_refused(
    kind: type[StudyDesign], how: dict[str, Any], sentence: str
):
    with pytest.raises(ImpossibleDesign, match=sentence):
        kind(**how)


def test_a_wedge_with_fewer_houses_than_steps_is_refused():
    with pytest.raises(CannotSimulate, match="3 houses, 4 steps"):
        Stepped(effect=0.1, houses=3)


def test_one_house_cannot_tell_how_houses_differ():
    with pytest.raises(ImpossibleDesign, match="nothing to tell how houses differ"):
        answer(Paired(effect=0.1, houses=1))


@pytest.mark.parametrize("target", [0.0, 1.0, float("nan")])
def test_an_impossible_target_is_refused(target: float):
    with pytest.raises(ImpossibleDesign, match="between 0.05 and 1"):
        answer(Paired(effect=0.1), target=target)
