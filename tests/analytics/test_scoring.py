"""Scoring many sheets at once says what scoring them one by one says, exactly."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from village.analytics.scoring import MISSING, Keyed, score_sheets
from village.core.errors import InvalidAnswers
from village.core.instruments import load_library
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item, SafetyRule, Scale
from village.core.scoring import score_all

Row = tuple[int | None, ...]
LIBRARY = load_library([Path(__file__).parents[2] / "instruments"])


def answers_to(item: Item) -> st.SearchStrategy[int | None]:
    """Any answer but a gap: those are drawn apart, so that full sheets are drawn too."""
    values: list[int | None] = [*range(item.lowest, item.highest + 1)]
    values += [NOT_APPLICABLE] * (item.not_applicable is not None)
    return st.sampled_from(values + [DECLINED] * item.may_decline)


@st.composite
def sheets(draw: st.DrawFn, instrument: Instrument) -> list[Row]:
    """A few sheets, with about as many gaps as a scale forgives: none, just enough, one too many."""
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        row = [draw(answers_to(item)) for item in instrument.items]
        most = max((scale.max_missing for scale in instrument.scales), default=0) + 1
        places = st.integers(0, len(row) - 1)
        for gap in draw(st.sets(places, max_size=min(most, len(row)))):
            row[gap] = None
        rows.append(tuple(row))
    return rows


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Whatever the format allows, whether or not a shipped instrument does it: ranges, directions, gaps, methods."""
    same_range = draw(st.booleans())
    ends = st.tuples(st.integers(0, 3), st.integers(1, 6)).map(lambda e: (e[0], e[0] + e[1]))
    common, items = draw(ends), []
    for place in range(draw(st.integers(1, 6))):
        lowest, highest = common if same_range else draw(ends)
        stands_for = draw(st.none() | st.integers(lowest, highest))
        key = str(place)
        items.append(Item(key=key, lowest=lowest, highest=highest, not_applicable=stands_for))
    counted = tuple(items)
    scales = tuple(draw(scale_of(str(n), counted, same_range=same_range)) for n in range(3))
    declined = Item(key="declined", lowest=0, highest=2, may_decline=True)
    watched = SafetyRule(key="item", item="0", at_least=draw(st.integers(0, 4)))
    low = SafetyRule(key="low", scale="0", at_most=draw(st.integers(0, 12)))
    return Instrument(
        key="invented",
        version="1",
        validated=False,
        recall_days=None,
        licence="",
        items=(*counted, declined),
        scales=scales,
        safety=(watched, low),
        wordings={},
        hash="",
    )


@st.composite
def scale_of(draw: st.DrawFn, key: str, items: tuple[Item, ...], *, same_range: bool) -> Scale:
    some = tuple(draw(st.lists(st.sampled_from(items), min_size=1, unique=True)))
    method = draw(st.sampled_from(["sum", "mean", "any", "converted"]))
    forgiven = 0 if method == "converted" or not same_range else draw(st.integers(0, len(some) - 1))
    lowest, highest = sum(item.lowest for item in some), sum(item.highest for item in some)
    thirds = st.fractions(-50, 50, max_denominator=300)
    sums = range(lowest, highest + 1) if method == "converted" else ()
    return Scale(
        key=key,
        items=some,
        reversed=frozenset(draw(st.sets(st.sampled_from([item.key for item in some])))),
        max_missing=forgiven,
        method="sum" if method == "converted" else method,
        multiply=1 if method == "converted" else draw(st.integers(1, 4)),
        conversion={total: draw(thirds) for total in sums},
    )


def keyed(rows: list[Row]) -> Keyed:
    return np.array(
        [[MISSING if value is None else value for value in row] for row in rows], np.int16
    )


def assert_same(instrument: Instrument, rows: list[Row]) -> None:
    """Many at once say what one by one says, sheet by sheet, to the last bit."""
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


@pytest.mark.parametrize("name", sorted(LIBRARY))
@settings(max_examples=40)
@given(data=st.data())
def test_many_sheets_of_a_shipped_instrument_at_once_are_one_by_one(name: str, data: st.DataObject):
    assert_same(LIBRARY[name], data.draw(sheets(LIBRARY[name])))


@settings(max_examples=300)
@given(data=st.data())
def test_so_are_those_of_an_instrument_nobody_has_thought_of_yet(data: st.DataObject):
    instrument = data.draw(instruments())

    assert_same(instrument, data.draw(sheets(instrument)))


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
