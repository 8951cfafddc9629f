"""Sums by house: they add, they follow their centre, and they cannot be forged without it being seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from village.statistics.moments.clustered import CellMeans, ClusteredMoments
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.files import read_moments, write_moments

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
    assert apart.check() is apart
    assert apart.n == {"rows": 6, "clusters": 3}
    assert apart.smallest_cell == 1


def test_cells_whose_rows_share_everything_but_the_score_are_enough():
    period = np.array([1.0, 1, 1, 2, 2, 1])
    rows = ClusteredMoments.of_rows({"period": period, "score": SCORES}, HOUSES)
    seen = CellMeans(
        rows=np.array([2.0, 1, 2, 1]),
        mean=np.array([5.0, 5, 8, 8]),
        squares=np.array([2.0, 0, 2, 0]),
    )

    cells = ClusteredMoments.of_cells(
        {"period": np.array([1.0, 1, 2, 1])},
        seen,
        ["arles", "brest", "brest", "creil"],
        name="score",
    ).around(rows.centre)

    assert cells.columns == rows.columns
    assert list(cells.rows) == list(rows.rows)
    assert cells.cross == pytest.approx(rows.cross)


def test_a_file_of_sums_gives_them_back(tmp_path: Path):
    for name, weights in (("plain", None), ("weighted", np.array([1.0, 2, 1, 3, 1, 2]))):
        written = sums(weights=weights)

        write_moments(tmp_path / name, {"score": written}, {"site": "arles"})
        read = read_moments(tmp_path / name).moments["score"]

        assert isinstance(read, ClusteredMoments)
        assert (read.labels, read.columns, read.weighted) == (
            written.labels,
            written.columns,
            written.weighted,
        )
        assert (read.cross == written.cross).all()


def test_sums_about_zero_are_sums_of_squares():
    raw = sums().around(np.zeros(3))

    assert raw.cross[0, 2, 2] == pytest.approx(4**2 + 6**2)
    assert raw.cross[0, 0, 2] == pytest.approx(4 + 6)


def test_sums_of_other_columns_are_not_added():
    other = ClusteredMoments.of_rows({"score": SCORES}, HOUSES)

    with pytest.raises(WrongMoments, match="cannot be added"):
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
        with pytest.raises(WrongMoments, match=sentence):
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
    with pytest.raises(WrongMoments, match=sentence):
        ClusteredMoments.of_rows(columns, clusters, weights)
