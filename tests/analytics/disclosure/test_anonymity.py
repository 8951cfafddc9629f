"""How far a file hides each of its persons among others."""

import csv

import pytest

from tests.reference import dataset, stat_case
from village.analytics.disclosure import anonymity

FILE = {
    "house": ["lens", "lens", "lens", "lille", "lille", "arras"],
    "language": ["fr", "fr", "fr", "fr", "fr", "ar"],
}


def test_the_smallest_class_and_who_is_alone_in_it():
    found = anonymity(FILE, known=["house", "language"])

    assert (found.k, found.uniques) == (1, 1)
    assert found.classes == {("lens", "fr"): 3, ("lille", "fr"): 2, ("arras", "ar"): 1}


def test_a_file_without_anybody_has_no_smallest_class():
    found = anonymity({"house": []}, known=["house"])

    assert (found.k, found.uniques) == (None, 0)


@pytest.mark.reference
def test_the_published_example():
    case = stat_case("k_anonymity")
    path = dataset(case["inputs"]["dataset"].removeprefix("datasets/"))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [row[name] for row in rows] for name in rows[0]}

    found = anonymity(columns, known=case["inputs"]["quasi_identifiers"])

    sizes = {" ".join(key): size for key, size in found.classes.items()}
    assert (sizes, found.k) == (case["outputs"]["class_sizes"], case["outputs"]["k"])
