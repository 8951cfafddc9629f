"""Sums by house: they add, they follow their centre, and they cannot be forged without it being seen."""

from dataclasses import replace

import numpy as np
import pytest

from village.analytics.moments.clustered import BrokenMoments, ClusteredMoments

SCORES = np.array([4.0, 6, 5, 9, 7, 8])
HOUSES = ["arles", "arles", "brest", "brest", "brest", "creil"]


def sums(*, weights: np.ndarray | None = None, rows: slice = slice(None)) -> ClusteredMoments:
    columns = {"t": np.arange(6.0)[rows], "score": SCORES[rows]}
    chosen = None if weights is None else weights[rows]
    return ClusteredMoments.of_rows(columns, HOUSES[rows], chosen)


@pytest.mark.parametrize("weights", [None, np.array([1.0, 2, 1, 3, 1, 2])])
def test_two_files_that_share_a_house_add_up_to_the_file_of_both(weights: np.ndarray | None):
    apart = sums(weights=weights, rows=slice(0, 3)) + sums(weights=weights, rows=slice(3, 6))
    whole = sums(weights=weights).around(apart.centre)

    assert apart.labels == ("arles", "brest", "creil")
    assert list(apart.rows) == [2, 3, 1]
    assert apart.cross == pytest.approx(whole.cross)
    apart.check()


def test_sums_about_zero_are_sums_of_squares():
    raw = sums().around(np.zeros(3))

    assert raw.cross[0, 2, 2] == pytest.approx(4**2 + 6**2)
    assert raw.cross[0, 0, 2] == pytest.approx(4 + 6)


def test_sums_of_other_columns_are_not_added():
    other = ClusteredMoments.of_rows({"score": SCORES}, HOUSES)

    with pytest.raises(BrokenMoments, match="cannot be added"):
        sums() + other


def forged(**changes: object) -> ClusteredMoments:
    return replace(sums(), **changes)  # type: ignore[arg-type]


def test_forged_sums_are_seen():
    good = sums()
    skewed, negative, infinite = good.cross.copy(), good.cross.copy(), good.cross.copy()
    skewed[0, 1, 2] += 5
    negative[1, 2, 2] = -1
    infinite[1, 2, 2] = np.inf
    for broken, sentence in [
        (forged(cross=skewed), "symmetric"),
        (forged(cross=negative), "negative square"),
        (forged(cross=infinite), "not a number"),
        (forged(rows=good.rows + 1), "number of rows"),
        (forged(labels=("arles", "arles", "creil")), "twice"),
        (forged(centre=good.centre[:2]), "shape"),
    ]:
        with pytest.raises(BrokenMoments, match=sentence):
            broken.check()


@pytest.mark.parametrize(
    ("columns", "clusters", "weights", "sentence"),
    [
        ({"score": np.array([1.0, np.nan])}, ["arles", "brest"], None, "'score' has a missing"),
        (
            {"score": np.array([1.0, 1e308])},
            ["arles", "brest"],
            None,
            "'score' holds numbers too large",
        ),
        ({"score": np.array([1.0])}, ["arles", "brest"], None, "1 rows where there are 2"),
        ({"score": np.array([])}, [], None, "no row"),
        ({"score": np.array([1.0, 2])}, ["arles", "brest"], np.array([1.0, 0]), "weight"),
    ],
)
def test_rows_that_cannot_be_summed_are_named(columns, clusters, weights, sentence):
    with pytest.raises(BrokenMoments, match=sentence):
        ClusteredMoments.of_rows(columns, clusters, weights)
