"""Sums of rows nested in units add, whatever was in which file, and show when something is wrong with them."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.estimators.mixed import fit_nested
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.nested import NestedMoments

LEVELS = ("house", "group", "parent")


def network(houses: int, seed: int) -> dict[str, np.ndarray]:
    """Some houses with two to four groups of one to six parents, each of whom answered one to four times."""
    chance = np.random.default_rng(seed)
    rows = [
        (f"house {h:02}", f"group {g}", f"parent {p}", 3.0 * answer)
        for h in range(houses)
        for g in range(chance.integers(2, 5))
        for p in range(chance.integers(1, 7))
        for answer in range(chance.integers(1, 5))
    ]
    house, group, parent, t = (np.array(column) for column in zip(*rows, strict=True))
    x, e = chance.normal(50, 10, len(t)), chance.normal(0, 2, len(t))
    return {
        "house": house,
        "group": group,
        "parent": parent,
        "t": t,
        "x": x,
        "y": 20 + 0.3 * t + 0.1 * x + e,
    }


def summed(
    rows: dict[str, np.ndarray], chosen: np.ndarray | slice, depth: int = 3
) -> NestedMoments:
    paths = {level: rows[level][chosen].tolist() for level in LEVELS[-depth:]}
    if depth == 1:
        paths = {
            "parent": [
                "/".join(path)
                for path in zip(*(rows[level][chosen] for level in LEVELS), strict=True)
            ]
        }
    return nested_moments({name: rows[name][chosen] for name in ("t", "x", "y")}, paths)


def assert_same(found: NestedMoments, expected: NestedMoments) -> None:
    """To 1e-12 of the largest number of each array."""
    for field in fields(found):
        here, there = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(here, np.ndarray):
            assert here.shape == there.shape, field.name
            np.testing.assert_allclose(here, there, 0, 1e-12 * np.abs(there).max(initial=1))
        elif field.name in ("labels", "above"):
            assert [one.tolist() for one in here] == [one.tolist() for one in there], field.name
        else:
            assert here == there, field.name


@given(
    seed=st.integers(0, 10_000),
    depth=st.sampled_from([1, 3]),
    sides=st.lists(st.integers(0, 2), min_size=6, max_size=6).filter(lambda s: len(set(s)) > 1),
)
def test_however_houses_are_split_the_sums_add_to_those_of_all(
    seed: int, depth: int, sides: list[int]
):
    rows = network(6, seed)
    side = np.array(sides)[np.array([int(name[-2:]) for name in rows["house"]])]
    parts = [summed(rows, side == one, depth) for one in sorted(set(sides))]

    together = sum(parts[1:], start=parts[0]).check()

    assert_same(
        together.about(parts[0].centre), summed(rows, slice(None), depth).about(parts[0].centre)
    )


def test_the_model_of_the_sum_is_the_model_of_the_pooled_rows():
    rows = network(12, seed=5)
    is_north = rows["house"] < "house 05"

    pooled = fit_nested(summed(rows, slice(None)))
    added = fit_nested(summed(rows, ~is_north) + summed(rows, is_north))

    assert added.criterion == pytest.approx(pooled.criterion, rel=1e-10)
    assert added.coefficients == pytest.approx(pooled.coefficients, rel=1e-8)
    assert added.n == pooled.n


def test_another_centre_is_another_way_to_write_the_same_rows():
    moments = summed(network(4, seed=2), slice(None))
    elsewhere = moments.about(moments.centre + [0, 3, -7, 0.25])

    assert_same(
        elsewhere.check().about(moments.centre),
        replace(moments, centre=elsewhere.centre - [0, 3, -7, 0.25]),
    )
    assert fit_nested(elsewhere).criterion == pytest.approx(fit_nested(moments).criterion, rel=1e-8)


def test_the_same_house_on_both_sides_is_refused_by_name():
    rows = network(4, seed=1)
    first, second = (
        summed(rows, np.isin(rows["house"], [f"house {n:02}" for n in chosen]))
        for chosen in ((0, 1, 2), (2, 3))
    )

    with pytest.raises(WrongMoments) as refused:
        first + second

    assert str(refused.value) == (
        "The house 'house 02' is in both of these sums: its rows would count twice."
    )


def test_sums_of_other_columns_or_levels_are_refused():
    one = summed(network(2, seed=1), slice(None))

    with pytest.raises(
        WrongMoments, match="the columns of one are 1, t, x, y, of the other 1, t, z, y"
    ):
        one + replace(one, columns=("1", "t", "z", "y"))
    with pytest.raises(
        WrongMoments, match="the levels of one are house, group, parent, of the other"
    ):
        one + replace(one, levels=("site", "group", "parent"))


def test_the_constant_cannot_be_centred():
    one = summed(network(2, seed=1), slice(None))

    with pytest.raises(WrongMoments, match="constant"):
        one.about(one.centre + 1)


def test_the_smallest_cell_is_that_of_one_group_and_one_number_of_answers():
    rows = {
        "house": ["lille"] * 5, "group": ["mardi"] * 5, "parent": ["anna", "anna", "bilal", "bilal", "chloé"],
    }  # fmt: skip

    moments = nested_moments({"y": np.arange(5.0)}, rows)

    assert moments.smallest_cell == 1
    assert moments.n == {"rows": 5, "house": 1, "group": 1, "parent": 3}


def changed(array: np.ndarray, place: tuple[int, ...], value: float) -> np.ndarray:
    """The same array with another value in one place."""
    copy = array.copy()
    copy[place] = value
    return copy


Break = Callable[[NestedMoments], NestedMoments]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda m: replace(m, cell_sums=changed(m.cell_sums, (0, 1), np.nan)), "The cell_sums of these sums are not all finite numbers."),
        (lambda m: replace(m, cross=changed(m.cross, (1, 2), m.cross[1, 2] + 1)), "The cross-products of rows are not symmetric."),
        (lambda m: replace(m, cross=changed(m.cross, (2, 2), m.cross[2, 2] / 100)), "The cross-products of rows are not those of any rows."),
        (lambda m: replace(m, squares=changed(m.squares, (0, 3, 3), 0)), "The cross-products of units are not those of any rows."),
        (lambda m: replace(m, units=m.units + 1), "The counts of units and of rows in these sums disagree."),
        (lambda m: replace(m, rows=m.rows + 1), "The counts of units and of rows in these sums disagree."),
        (lambda m: replace(m, cell_sums=changed(m.cell_sums, (0, 2), 99)), "In these sums, the squares of units and the sums of cells disagree."),
        (lambda m: replace(m, cell_units=changed(m.cell_units, (0,), 0)), "The sizes of units in these sums are not counts in order."),
        (lambda m: replace(m, cell_unit=m.cell_unit + 1), "A unit of these sums is in no unit above."),
        (lambda m: replace(m, cell_size=m.cell_size + 1), "A cell of these sums is of a size that no unit has."),
        (lambda m: replace(m, labels=(m.labels[0][[0, 0, *range(2, 5)]], m.labels[1])), "A house occurs twice in these sums."),
        (lambda m: replace(m, columns=("0", *m.columns[1:])), "The first column of these sums is not the constant 1."),
        (lambda m: replace(m, sizes=m.sizes[::-1]), "The sizes of units in these sums are not counts in order."),
        (lambda m: replace(m, labels=m.labels[:1]), "These sums do not have the units of each of their levels."),
        (lambda m: replace(m, centre=m.centre[1:]), "The centre of these sums do not have the size of the others."),
    ],
)  # fmt: skip
def test_sums_that_contradict_themselves_are_refused(wrong: Break, sentence: str):
    right = summed(network(5, seed=3), slice(None))
    assert right.check() is right

    with pytest.raises(WrongMoments) as refused:
        wrong(right).check()

    assert str(refused.value) == sentence
