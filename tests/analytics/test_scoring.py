"""Scoring many sheets at once says what scoring them one by one says, exactly."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.analytics.scoring import MISSING, Keyed, score_sheets
from village.core.errors import InvalidAnswers
from village.core.instruments import load_library
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item
from village.core.scoring import score_all

LIBRARY = load_library([Path(__file__).parents[2] / "instruments"])


def answers_to(item: Item) -> st.SearchStrategy[int | None]:
    values: list[int | None] = [None, *range(item.lowest, item.highest + 1)]
    values += [NOT_APPLICABLE] * (item.not_applicable is not None)
    return st.sampled_from(values + [DECLINED] * item.may_decline)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Instrument, list[tuple[int | None, ...]]]:
    instrument = draw(st.sampled_from(list(LIBRARY.values())))
    sheet = st.tuples(*(answers_to(item) for item in instrument.items))
    return instrument, draw(st.lists(sheet, min_size=1, max_size=4))


def keyed(rows: list[tuple[int | None, ...]]) -> Keyed:
    return np.array(
        [[MISSING if value is None else value for value in row] for row in rows], np.int16
    )


@given(sheets())
def test_many_at_once_is_one_by_one(drawn: tuple[Instrument, list[tuple[int | None, ...]]]):
    instrument, rows = drawn
    found = score_sheets(instrument, keyed(rows))

    for place, row in enumerate(rows):
        keys = (item.key for item in instrument.items)
        exact = score_all(instrument, dict(zip(keys, row, strict=True)))
        for scale, score in exact.scores.items():
            value = found.scores[scale][place]
            assert np.isnan(value) if score.value is None else value == float(score.value)
        assert found.missing[place] == exact.missing
        assert tuple(key for key, fired in found.alerts.items() if fired[place]) == exact.alerts
        unknown = tuple(key for key, gap in found.not_assessed.items() if gap[place])
        assert unknown == exact.not_assessed


def test_every_possible_sheet_of_the_epds_obeys_its_rules():
    epds = LIBRARY["epds@1"]
    every = np.array(list(product(range(4), repeat=10)), np.int16)
    found = score_sheets(epds, every)

    assert len(every) == 4**10
    np.testing.assert_array_equal(found.scores["total"], every.sum(axis=1))
    np.testing.assert_array_equal(found.scores["EPDS-3A"], every[:, 2:5].sum(axis=1))
    np.testing.assert_array_equal(found.alerts["item_10"], every[:, 9] >= 1)
    assert not found.not_assessed["item_10"].any()
    for item in range(10):
        gap = every[: 4**9].copy()
        gap[:, item] = MISSING
        partial = score_sheets(epds, gap)
        assert np.isnan(partial.scores["total"]).all()
        assert np.isnan(partial.scores["EPDS-3A"]).all() == (item in {2, 3, 4})
        assert partial.not_assessed["item_10"].all() == (item == 9)


@pytest.mark.parametrize("value", [-3, 4, 99])
def test_an_impossible_answer_names_its_sheet_and_item(value: int):
    rows = np.ones((3, 10), np.int16)
    rows[1, 4] = value

    with pytest.raises(InvalidAnswers, match=f"Sheet 2, item 5: {value} is no answer of epds@1"):
        score_sheets(LIBRARY["epds@1"], rows)


def test_sheets_of_another_length_are_refused():
    with pytest.raises(InvalidAnswers, match="10 items, and the sheets have 9 columns"):
        score_sheets(LIBRARY["epds@1"], np.zeros((1, 9), np.int16))
