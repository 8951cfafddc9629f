"""How far a file hides each of its persons among others."""

import csv

import pytest

from tests.reference import dataset, stat_case
from village.analytics.disclosure import anonymity

FILE = {
    "house": ["lens", "lens", "lens", "lille", "lille", "arras"],
    "language": ["fr", "fr", "fr", "fr", "fr", "ar"],
    "score": [4, 4, 9, 4, 4, 9],
}


def test_the_smallest_class_and_who_is_alone_in_it():
    found = anonymity(FILE, known=["house", "language"])

    assert (found.k, found.uniques, found.l, found.t) == (1, 1, None, None)
    assert found.smaller_than(3) == {("lille", "fr"): 2, ("arras", "ar"): 1}


def test_two_who_look_alike_and_answered_alike_are_told_by_their_likeness():
    found = anonymity(FILE, known=["house"], sensitive="score")

    assert found.values[("lille",)] == 1
    assert found.l == 1
    # A third of everybody answered 9: two thirds of Arras did not answer as everybody.
    assert found.t == pytest.approx(2 / 3)


def test_a_file_without_anybody_has_no_smallest_class():
    found = anonymity({"house": [], "score": []}, known=["house"], sensitive="score")

    assert (found.k, found.l, found.t, found.uniques) == (None, None, None, 0)


@pytest.mark.reference
def test_the_published_example():
    case = stat_case("k_anonymity")
    path = dataset(case["inputs"]["dataset"].removeprefix("datasets/"))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    known, expected = case["inputs"]["quasi_identifiers"], case["outputs"]

    found = anonymity(columns, known=known, sensitive=case["inputs"]["sensitive"])

    assert {" ".join(key): size for key, size in found.classes.items()} == expected["class_sizes"]
    assert {" ".join(key): size for key, size in found.values.items()} == expected["l_by_class"]
    assert (found.k, found.l) == (expected["k"], expected["l_distinct"])
    assert sorted(" ".join(key) for key in found.smaller_than(5)) == sorted(expected["violates_k5"])
    assert found.t == pytest.approx(expected["t_closeness_tv_max"], abs=case["tolerance"])
