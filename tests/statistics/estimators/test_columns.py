"""Columns made from columns: categories, bands, curves."""

import numpy as np
import pytest

from village.statistics.estimators.columns import banded, indicators, joined, natural_spline
from village.statistics.estimators.fit import CannotEstimate


def test_each_category_is_compared_with_the_first():
    found = indicators("zone", ["metro", "drom", "com", "drom"], levels=["metro", "drom", "com"])

    assert list(found) == ["zone=drom", "zone=com"]
    assert list(found["zone=drom"]) == [0, 1, 0, 1]


@pytest.mark.parametrize("levels", [["metro"], ["metro", "drom", "mars"]])
def test_categories_that_do_not_match_are_named(levels: list[str]):
    with pytest.raises(CannotEstimate, match="'zone'"):
        indicators("zone", ["metro", "drom"], levels=levels)


def test_an_edge_belongs_to_the_band_below():
    assert list(banded(np.array([0.0, 5, 6, 11, 12]), [5, 11])) == [0, 0, 1, 1, 2]


def test_a_natural_spline_is_straight_beyond_its_boundary_and_smooth_at_its_knots():
    x = np.linspace(-5, 30, 3501)

    curves = np.column_stack(list(natural_spline("x", x, knots=[8, 12], boundary=(2, 20)).values()))

    assert curves.shape == (3501, 3)
    bend = np.abs(np.diff(curves, 2, axis=0))
    outside = (x[1:-1] < 1.9) | (x[1:-1] > 20.1)
    assert bend[outside].max() < 1e-9
    assert np.linalg.matrix_rank(curves - curves.mean(axis=0)) == 3
    jump_of_curvature = np.abs(np.diff(curves, 3, axis=0)).max(axis=0)
    assert jump_of_curvature[1:].max() < 1e-7


def test_knots_outside_the_boundary_are_refused():
    with pytest.raises(CannotEstimate, match="do not increase"):
        natural_spline("x", np.arange(9.0), knots=[8, 3], boundary=(2, 20))


def test_a_column_never_hides_another():
    one, other = {"age": np.arange(3.0)}, {"age": np.ones(3), "rank": np.ones(3)}

    assert list(joined(one, {"rank": np.ones(3)})) == ["age", "rank"]
    with pytest.raises(CannotEstimate, match="Two columns are called 'age'"):
        joined(one, other)
