"""A score is exact, the same whatever the order of the answers, and silent rather than wrong."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.core.errors import InvalidAnswers
from village.core.scales import TOTAL, Instrument, Item, SafetyRule, Scale
from village.core.scoring import check_answers, score, score_all

ITEMS = tuple(Item(key=key, lowest=0, highest=4) for key in ("calm", "ask", "alone", "enough"))
CONFIDENCE = Scale(key=TOTAL, items=ITEMS, reversed=frozenset({"alone"}), max_missing=1)
answer = st.one_of(st.none(), st.integers(0, 4))
answers = st.fixed_dictionaries({item.key: answer for item in ITEMS})


def instrument(*rules: SafetyRule, scales: tuple[Scale, ...] = (CONFIDENCE,)) -> Instrument:
    return Instrument(
        key="demo",
        version="1",
        validated=False,
        recall_days=None,
        licence="CC0-1.0",
        items=ITEMS,
        scales=scales,
        safety=rules,
        wordings={},
        hash="",
    )


def test_reversed_items_are_turned_round_in_their_own_range():
    assert score(CONFIDENCE, {"calm": 4, "ask": 4, "alone": 0, "enough": 4}).value == 16
    assert score(CONFIDENCE, {"calm": 0, "ask": 0, "alone": 4, "enough": 0}).value == 0


def test_one_forgiven_gap_is_filled_with_the_parents_own_mean_exactly():
    assert score(CONFIDENCE, {"calm": 1, "ask": 2, "enough": 2}).value == Fraction(20, 3)


def test_two_gaps_give_no_score_and_never_zero():
    found = score(CONFIDENCE, {"calm": 4, "ask": None, "alone": None, "enough": 4})

    assert found.value is None
    assert found.missing == 2


def test_a_mean_scale_divides_by_the_answers_given():
    support = Scale(key="support", items=ITEMS, method="mean", max_missing=1)

    assert score(support, {"calm": 1, "ask": 2, "alone": 3, "enough": None}).value == 2
    assert (support.lowest, support.highest) == (0, 4)


def test_a_multiplied_scale_has_multiplied_bounds():
    raw_times_four = Scale(key="wellbeing", items=ITEMS, multiply=4)

    assert score(raw_times_four, dict.fromkeys(("calm", "ask", "alone", "enough"), 4)).value == 64
    assert raw_times_four.highest == 64


@given(answers)
def test_a_score_stays_in_the_range_of_its_scale(given_answers):
    value = score(CONFIDENCE, given_answers).value

    assert value is None or CONFIDENCE.lowest <= value <= CONFIDENCE.highest


@given(answers)
def test_turning_every_answer_round_turns_the_score_round(given_answers):
    mirrored = {key: None if value is None else 4 - value for key, value in given_answers.items()}
    one, other = score(CONFIDENCE, given_answers).value, score(CONFIDENCE, mirrored).value

    assert (one is None) == (other is None)
    assert one is None or one + other == CONFIDENCE.lowest + CONFIDENCE.highest


@given(answers, st.sampled_from(ITEMS))
def test_one_more_step_on_one_answer_moves_the_score_by_one_step(given_answers, item):
    complete = {key: 2 if value is None else value for key, value in given_answers.items()}
    if complete[item.key] == 4:
        complete[item.key] = 3
    before = score(CONFIDENCE, complete).value
    after = score(CONFIDENCE, {**complete, item.key: complete[item.key] + 1}).value

    assert after - before == (-1 if item.key in CONFIDENCE.reversed else 1)


@given(answers)
def test_an_item_left_out_and_an_item_answered_none_are_the_same_gap(given_answers):
    short = {key: value for key, value in given_answers.items() if value is not None}

    assert score(CONFIDENCE, short) == score(CONFIDENCE, given_answers)


@given(
    st.dictionaries(
        st.text(max_size=5), st.one_of(st.none(), st.integers(), st.booleans(), st.floats())
    )
)
def test_impossible_answers_are_named_and_possible_ones_pass(given_answers):
    allowed = {item.key for item in ITEMS}
    wrong = {
        key
        for key, value in given_answers.items()
        if key not in allowed or not (value is None or (type(value) is int and 0 <= value <= 4))
    }
    try:
        check_answers(instrument(), given_answers)
        refused: set[str] = set()
    except InvalidAnswers as refusal:
        refused = set(refusal.by_item)

    assert refused == wrong


def test_a_safety_rule_on_an_item_fires_from_its_threshold():
    watched = instrument(SafetyRule(key="strength", item="alone", at_least=3))

    assert score_all(watched, {"alone": 2}).alerts == ()
    assert score_all(watched, {"alone": 3}).alerts == ("strength",)


def test_a_missing_safety_answer_is_not_assessed_which_is_not_a_no():
    found = score_all(instrument(SafetyRule(key="strength", item="alone", at_least=1)), {"calm": 0})

    assert found.alerts == ()
    assert found.not_assessed == ("strength",)


def test_a_safety_rule_can_watch_a_score_from_below():
    watched = instrument(SafetyRule(key="low", scale=TOTAL, at_most=4))

    assert score_all(watched, {"calm": 0, "ask": 0, "alone": 4, "enough": 4}).alerts == ("low",)
    assert score_all(watched, {"calm": 4, "ask": 0, "alone": 0, "enough": 4}).alerts == ()
    assert score_all(watched, {"calm": 4}).not_assessed == ("low",)


def test_nothing_is_scored_when_one_answer_is_impossible():
    with pytest.raises(InvalidAnswers, match="calm: 5 is not a whole number from 0 to 4"):
        score_all(instrument(), {"calm": 5, "ask": 1})
