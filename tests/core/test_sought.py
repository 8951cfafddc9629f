"""A score that nobody sought does not exist; one that was sought and cannot be known is missing."""

import datetime as dt

import pytest

from village.core.babies import Birth
from village.core.errors import InvalidAnswers
from village.core.evidence import Evidence, Window
from village.core.scales import TOTAL, Instrument, Item, Scale
from village.core.sought import sought_scores

CALM, TIRED, HELD = ITEMS = tuple(
    Item(key=key, lowest=0, highest=4) for key in ("calm", "tired", "held")
)
SCALES = (
    Scale(key=TOTAL, items=ITEMS),
    Scale(key="self", items=(CALM, TIRED)),
    Scale(key="baby", items=(HELD,)),
)
DAY = dt.date(2026, 11, 20)
PREGNANCY = Window(
    before_birth=True, after_birth=False, until_months=None, status="verified", source="manual"
)
FIRST_YEAR = Window(
    before_birth=False, after_birth=True, until_months=12, status="verified", source="manual"
)


def instrument(window: Window | None = None) -> Instrument:
    return Instrument(
        key="demo",
        version="1",
        validated=False,
        recall_days=None,
        licence="CC0-1.0",
        items=ITEMS,
        scales=SCALES,
        safety=(),
        wordings={},
        hash="",
        evidence=Evidence(window=window),
    )


def test_a_scale_of_which_an_item_was_not_asked_is_not_there():
    assert set(sought_scores(instrument(), {"calm": 1, "tired": 2}, on=DAY)) == {"self"}


def test_a_gap_in_what_was_asked_is_a_missing_score_and_never_zero():
    found = sought_scores(instrument(), {"calm": 1, "tired": None}, on=DAY)

    assert (found["self"].value, found["self"].missing) == (None, 1)


def test_scores_come_in_the_order_of_the_instrument():
    assert list(sought_scores(instrument(), {"held": 0, "tired": 1, "calm": 2}, on=DAY)) == [
        TOTAL,
        "self",
        "baby",
    ]


@pytest.mark.parametrize(
    ("window", "birth", "is_scored"),
    [
        (PREGNANCY, Birth(expected_in=dt.date(2027, 1, 1)), True),
        (PREGNANCY, Birth(born_in=dt.date(2026, 11, 1)), True),  # tomorrow, perhaps
        (PREGNANCY, Birth(born_in=dt.date(2026, 10, 1)), False),
        (FIRST_YEAR, Birth(born_in=dt.date(2025, 11, 1)), True),  # twelve months, perhaps
        (FIRST_YEAR, Birth(born_in=dt.date(2025, 10, 1)), False),
        (FIRST_YEAR, Birth(expected_in=dt.date(2027, 1, 1)), False),
        (FIRST_YEAR, None, True),  # nobody noted a baby: whoever asked knew of one
        (None, Birth(born_in=dt.date(2020, 1, 1)), True),
    ],
)
def test_outside_the_window_of_the_instrument_nothing_was_sought(window, birth, is_scored):
    answers = dict.fromkeys(("calm", "tired", "held"), 1)

    assert bool(sought_scores(instrument(window), answers, birth=birth, on=DAY)) is is_scored


def test_an_impossible_answer_is_refused_before_anything_is_scored():
    with pytest.raises(InvalidAnswers):
        sought_scores(instrument(), {"calm": 5, "tired": 1}, on=DAY)
