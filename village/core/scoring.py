"""From the answers a parent gave to the scores a researcher can use: exact, and silent when it must be."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from village.core.errors import InvalidAnswers
from village.core.scales import TOTAL, Instrument, SafetyRule, Scale

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
            low, high = items[key].lowest, items[key].highest
            wrong[key] = f"{key}: {value!r} is not a whole number from {low} to {high}"
    if wrong:
        raise InvalidAnswers("; ".join(wrong.values()), by_item=wrong)


def score(scale: Scale, answers: Answers) -> Score:
    """Score one scale of checked answers, exactly.

    Reversed items are turned round in their own range (lowest + highest - answer). Up to `max_missing` gaps are
    filled with the parent's own mean of the scale's other items; beyond, there is no score.

    >>> from village.core.scales import Item
    >>> items = tuple(Item(key=k, lowest=0, highest=4) for k in "abc")
    >>> score(Scale(key="calm", items=items, reversed=frozenset("c"), max_missing=1), {"a": 4, "b": None, "c": 1})
    Score(value=Fraction(21, 2), missing=1)
    """
    total, missing = 0, 0
    for item in scale.items:
        answer = answers.get(item.key)
        if answer is None:
            missing += 1
        elif item.key in scale.reversed:
            total += item.lowest + item.highest - answer
        else:
            total += answer
    given = len(scale.items) - missing
    if missing > scale.max_missing:
        return Score(None, missing)
    if scale.method == "mean":
        return Score(Fraction(total * scale.multiply, given), missing)
    return Score(Fraction(total * len(scale.items) * scale.multiply, given), missing)


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
