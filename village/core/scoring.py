"""From the answers a parent gave to the scores a researcher can use: exact, and silent when it must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from village.core.errors import InvalidAnswers
from village.core.scales import NOT_APPLICABLE, TOTAL, Instrument, Item, SafetyRule, Scale

Answers = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Score:
    """A score, or None when too many answers are missing. Zero is an answer, never a gap."""

    value: Fraction | None
    missing: int


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything one set of answers to one instrument says."""

    scores: Mapping[str, Score]
    missing: int
    alerts: tuple[str, ...]
    not_assessed: tuple[str, ...]

    @property
    def total(self) -> Fraction | None:
        """The score of the whole instrument; None when it has none or it cannot be known."""
        total = self.scores.get(TOTAL)
        return None if total is None else total.value


def check_answers(instrument: Instrument, answers: Answers) -> None:
    """Refuse, item by item, what the instrument does not allow.

    Raises `InvalidAnswers` whose `by_item` says what is wrong with each item. A gap (None, or no entry) is allowed.
    """
    items = {item.key: item for item in instrument.items}
    wrong = {}
    for key, value in answers.items():
        if key not in items:
            wrong[key] = f"{instrument.name} has no item {key!r}"
        elif value is None:
            continue
        elif type(value) is not int or not items[key].allows(value):
            wrong[key] = _refusal(instrument, items[key], value)
    if wrong:
        raise InvalidAnswers("; ".join(wrong.values()), by_item=wrong)


def _refusal(instrument: Instrument, item: Item, value: object) -> str:
    if value == NOT_APPLICABLE:
        others = [other.key for other in instrument.items if other.not_applicable is not None]
        where = f"only to {', '.join(others)}" if others else f"to no item of {instrument.name}"
        return f"{item.key}: “not applicable” is an answer {where}"
    return f"{item.key}: {value!r} is not a whole number from {item.lowest} to {item.highest}"


def score(scale: Scale, answers: Answers) -> Score:
    """Score one scale of checked answers, exactly.

    Reversed items are turned round in their own range (lowest + highest - answer). Up to `max_missing` gaps are
    filled with the parent's own mean of the scale's other items; beyond, there is no score. With the method "any",
    a gap hides a positive answer, never a positive score.

    >>> from village.core.scales import Item
    >>> items = tuple(Item(key=k, lowest=0, highest=4) for k in "abc")
    >>> score(Scale(key="calm", items=items, reversed=frozenset("c"), max_missing=1), {"a": 4, "b": None, "c": 1})
    Score(value=Fraction(21, 2), missing=1)
    """
    oriented = _oriented(scale, answers)
    given, missing = len(oriented), len(scale.items) - len(oriented)
    if scale.method == "any":
        is_positive = any(value > item.lowest for item, value in oriented.items())
        return Score(Fraction(1) if is_positive else None if missing else Fraction(0), missing)
    if missing > scale.max_missing:
        return Score(None, missing)
    total = sum(oriented.values())
    if scale.conversion:
        return Score(scale.conversion[total], missing)
    if scale.method == "mean":
        return Score(Fraction(total * scale.multiply, given), missing)
    return Score(Fraction(total * len(scale.items) * scale.multiply, given), missing)


def _oriented(scale: Scale, answers: Answers) -> dict[Item, int]:
    """What each answered item counts for, turned the way of the scale."""
    oriented = {}
    for item in scale.items:
        if (answer := answers.get(item.key)) is not None:
            counted = item.counts(answer)
            is_reversed = item.key in scale.reversed
            oriented[item] = item.lowest + item.highest - counted if is_reversed else counted
    return oriented


def score_all(instrument: Instrument, answers: Answers) -> Scored:
    """Score every scale of an instrument and read its safety rules.

    Raises `InvalidAnswers` before anything is computed when an answer is impossible.
    """
    check_answers(instrument, answers)
    scores = {scale.key: score(scale, answers) for scale in instrument.scales}
    alerts, not_assessed = [], []
    for rule in instrument.safety:
        value = _value_for(rule, answers, scores)
        if value is None:
            not_assessed.append(rule.key)  # a missing answer never means that all is well
        elif rule.fires_on(value):
            alerts.append(rule.key)
    missing = sum(answers.get(item.key) is None for item in instrument.items)
    return Scored(scores, missing, tuple(alerts), tuple(not_assessed))


def _value_for(
    rule: SafetyRule, answers: Answers, scores: Mapping[str, Score]
) -> Fraction | int | None:
    return answers.get(rule.item) if rule.item is not None else scores[rule.scale or TOTAL].value
