"""What cannot be learned is refused in one sentence that names what is in the way."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.mixed import fit_nested, shrunken_effects
from village.statistics.moments.nested import NestedMoments

HOUSE = np.repeat(["lille", "brest"], 12)
GROUP = np.tile(np.repeat(["lundi", "mardi", "jeudi"], 4), 2)
PARENT = np.tile(np.repeat(["anna", "bilal"], 2), 6)
MONTH = np.tile([0.0, 3.0], 12)
AGE = np.repeat(np.arange(12.0), 2) ** 2 % 7
Y = np.random.default_rng(1).normal(size=24) + np.repeat(
    np.random.default_rng(2).normal(size=12), 2
)


def moments(**changed: Any) -> NestedMoments:
    """Two houses of three groups of two parents, twice each."""
    columns = {"month": MONTH, "age": AGE, "y": Y}
    columns = {
        **{name: column for name, column in (columns | changed).items() if name not in NEST},
        "y": changed.get("y", Y),
    }
    columns["y"] = columns.pop("y")  # the outcome stands last
    nest = {name: list(changed.get(name, NEST[name])) for name in NEST}
    return nested_moments(columns, nest)


NEST = {"house": HOUSE, "group": GROUP, "parent": PARENT}


def test_as_they_are_these_rows_can_be_fitted():
    fit = fit_nested(moments())

    assert list(fit.n.items()) == [("rows", 24), ("house", 2), ("group", 6), ("parent", 12)]
    assert any("only 2 units of 'house'" in sentence for sentence in fit.warnings)


REFUSED = [
    ({"house": np.repeat("lille", 24)}, "only one house"),
    ({"group": np.repeat("lundi", 24)}, "Each house has only one group"),
    ({"parent": np.arange(24).astype(str)}, "Each parent has only one row: .* 'residual'"),
    ({"age": np.full(24, 31.7)}, "'age' has the same value in every row"),
    ({"y": np.full(24, 12.0)}, "'y' has the same value in every row"),
    ({"over": 2 * AGE - MONTH + 3}, "'over' is determined by 'month' and 'age'"),
    ({"copy": MONTH}, "'copy' is determined by 'month'"),
    ({"y": 3 + 2 * AGE}, "explain the outcome entirely"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_what_is_in_the_way_is_named(changed: dict[str, Any], sentence: str):
    with pytest.raises(CannotEstimate, match=sentence):
        fit_nested(moments(**changed))


def test_parents_who_never_change_leave_nothing_to_estimate_a_residual_from():
    constant = np.repeat(np.random.default_rng(3).normal(size=12), 2)

    with pytest.raises(CannotEstimate, match="explain the outcome entirely"):
        fit_nested(moments(y=constant))


def test_more_columns_than_rows():
    random = np.random.default_rng(4)
    many = {f"item{i}": random.normal(size=24) for i in range(22)}

    with pytest.raises(CannotEstimate, match="24 rows are too few"):
        fit_nested(moments(**many))


def test_values_whose_squares_overflow():
    sums = moments()
    overflown = sums.cross.copy()
    overflown[-1, -1] = np.inf

    with pytest.raises(CannotEstimate, match="too large"):
        fit_nested(dataclasses.replace(sums, cross=overflown))


ASKED = [
    ({"terms": ["1", "months"]}, "'months' is not one of the columns"),
    ({"method": "reml"}, "REML or ML, not 'reml'"),
    ({"df": "residual"}, "not 'residual'"),
    ({"df": "kenward-roger", "method": "ML"}, "for REML only"),
]


@pytest.mark.parametrize(("asked", "sentence"), ASKED)
def test_what_does_not_exist_is_not_guessed(asked: dict[str, Any], sentence: str):
    with pytest.raises(CannotEstimate, match=sentence):
        fit_nested(moments(), **asked)


def test_no_effect_is_worked_out_for_a_parent():
    sums = moments()
    fit = fit_nested(sums)

    with pytest.raises(CannotEstimate, match="for each parent"):
        shrunken_effects(sums, fit, "parent")
    with pytest.raises(CannotEstimate, match="'zone' is not one of the levels"):
        shrunken_effects(sums, fit, "zone")


def test_a_contrast_of_what_is_not_there_is_refused():
    fit = fit_nested(moments())

    with pytest.raises(CannotEstimate, match="'dose' is not one of the coefficients"):
        fit.contrast({"dose": 1})
    with pytest.raises(CannotEstimate, match="has 3 weights"):
        fit.contrast(np.ones(2))
