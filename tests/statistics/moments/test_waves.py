"""Sums of persons by pattern of waves: they add, they are checked, they name nobody."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.statistics.estimators.repeated.persons import Persons, drawn
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.files import read_moments, write_moments
from village.statistics.moments.waves import WaveMoments


def same(a: WaveMoments, b: WaveMoments) -> None:
    """The same sums once brought to the same centre."""
    b = b.recentred(a.centre)
    assert (a.patterns == b.patterns).all()
    assert (a.persons == b.persons).all()
    assert a.cross == pytest.approx(b.cross, rel=1e-9, abs=1e-6)
    assert [list(names) for names in a.labels] == [list(names) for names in b.labels]
    assert [list(index) for index in a.above] == [list(index) for index in b.above]
    for name in ("cell_unit", "cell_pattern", "cell_persons"):
        assert (getattr(a, name) == getattr(b, name)).all()
    assert a.cell_sums == pytest.approx(b.cell_sums, rel=1e-9, abs=1e-6)


def split(persons: Persons, chance: np.random.Generator) -> tuple[Persons, Persons]:
    """Persons of some houses, and of the others."""
    assert persons.house is not None
    here = np.isin(persons.house, chance.permutation(np.unique(persons.house))[:1])
    return persons.chosen(np.flatnonzero(here)), persons.chosen(np.flatnonzero(~here))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_sums_of_some_houses_and_of_the_others_are_the_sums_of_all(seed):
    persons = drawn(seed)
    some, others = split(persons, np.random.default_rng(seed))

    same(persons.moments(), some.moments() + others.moments())
    same(persons.moments(), others.moments() + some.moments())


def test_a_house_split_in_two_files_is_one_house_again():
    persons = drawn(8)
    odd = persons.chosen(np.arange(1, len(persons.outcome), 2))
    even = persons.chosen(np.arange(0, len(persons.outcome), 2))

    same(persons.moments(), odd.moments() + even.moments())


def test_the_centre_changes_nothing_but_the_digits():
    persons = drawn(1)

    same(persons.moments(), persons.moments(centred=False))


def test_they_count_rows_and_units_and_their_smallest_cell():
    persons = drawn(2)
    moments = persons.moments()

    assert moments.n == {
        "rows": int(persons.seen.sum()),
        "house": len(np.unique(persons.house)),
        "group": len(np.unique(persons.group)),
        "parent": len(persons.outcome),
    }
    assert moments.smallest_cell == moments.cell_persons.min()
    assert moments.without_levels().smallest_cell == moments.persons.min()
    assert moments.without_levels().n["parent"] == len(persons.outcome)


def test_good_sums_pass_their_check():
    moments = drawn(3).moments()

    assert moments.check() is moments


def spoiled(moments: WaveMoments, name: str) -> WaveMoments:
    """The same sums with one thing wrong."""
    cross, sums = moments.cross.copy(), moments.cell_sums.copy()
    if name == "asymmetric":
        cross[0, 1, 2] += 1
    if name == "negative":
        cross[0, 2, 2] = -1
    if name == "infinite":
        cross[0, 1, 1] = np.inf
    if name == "miscounted":
        return replace(moments, persons=moments.persons + 1)
    if name == "unseen":
        p, wave = np.argwhere(~moments.patterns)[0]
        place = moments.place("y", int(wave))
        cross[p, 0, place] = cross[p, place, 0] = 0.5
    if name == "incomplete":
        sums[0, 1] += 1
    if name == "nowhere":
        return replace(moments, cell_unit=moments.cell_unit + 1)
    if name == "narrow":
        cross = cross[:, 1:, 1:]
    return replace(moments, cross=cross, cell_sums=sums)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("asymmetric", "not symmetric"),
        ("negative", "not those of any persons"),
        ("infinite", "not all finite"),
        ("miscounted", "number of persons"),
        ("unseen", "nobody was seen"),
        ("incomplete", "do not add up"),
        ("nowhere", "in no unit above"),
        ("narrow", "do not have the size"),
    ],
)
def test_sums_that_contradict_themselves_are_refused(name, sentence):
    with pytest.raises(WrongMoments, match=sentence):
        spoiled(drawn(3).moments(), name).check()


@pytest.mark.parametrize("name", ["features", "varying", "waves", "levels", "outcome"])
def test_sums_of_other_things_are_not_added(name):
    moments = drawn(4).moments()
    other = replace(moments, **{name: ("1", "something else")})

    with pytest.raises(WrongMoments, match=name):
        moments + other


def test_a_file_keeps_them_to_the_last_digit_and_names_no_parent(tmp_path):
    moments = drawn(5).moments()
    path = tmp_path / "site.moments"

    write_moments(path, {"stress": moments}, {"site": "lille"})
    again = read_moments(path).moments["stress"]

    assert isinstance(again, WaveMoments)
    same(moments, again)
    assert (moments.cross == again.cross).all()
    assert again.waves == moments.waves and again.person == "parent"
