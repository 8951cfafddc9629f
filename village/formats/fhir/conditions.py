"""`enableWhen`: when a question is asked, in words, and whether a set of answers asks it."""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from village.core.errors import InvalidDocument
from village.formats.circles import first_circle
from village.formats.fhir.resources import Json, listed

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


def condition_in_words(entry: Json) -> str:
    """When an item is asked, for a report; empty when it always is."""
    joined = " or " if entry.get("enableBehavior") == "any" else " and "
    parts = [
        f"{condition.get('question')} {condition.get('operator')} {_shown(_answer(condition))}"
        for condition in listed(entry, "enableWhen")
    ]
    if any("enableWhenExpression" in str(e.get("url")) for e in listed(entry, "extension")):
        parts.append("an expression that is not computed here is true")
    return joined.join(parts)


def check_conditions(questionnaire: Json) -> None:
    """Refuse a condition on a question that is not there, and questions or groups that wait for one another."""
    waits = _waits(questionnaire, ())
    for link_id, others in waits.items():
        for other in others:
            if other not in waits:
                raise InvalidDocument(f"{link_id}: is asked after {other!r}, which is not there.")
    if (circle := first_circle(waits)) is not None:
        raise InvalidDocument(f"{circle}: waits for itself (enableWhen goes round in a circle).")


def _waits(entry: Json, within: tuple[str, ...]) -> dict[str, list[str]]:
    """What every item waits for: the questions of its own conditions, and the group it is in."""
    found: dict[str, list[str]] = {}
    for inside in entry.get("item", []):
        link_id = str(inside.get("linkId"))
        asked_after = [str(one.get("question")) for one in listed(inside, "enableWhen")]
        found.setdefault(link_id, []).extend([*asked_after, *within])
        found |= _waits(inside, (link_id,))
    return found


def is_asked(entry: Json, answers: Mapping[str, Sequence[Json]]) -> bool:
    """Whether these answers (by linkId) ask the question; an item without a condition is always asked."""
    results = [
        _is_met(condition, answers.get(str(condition.get("question")), ()))
        for condition in listed(entry, "enableWhen")
    ]
    if not results:
        return True
    return any(results) if entry.get("enableBehavior") == "any" else all(results)


def _is_met(condition: Json, given: Sequence[Json]) -> bool:
    wanted, comparison = _answer(condition), str(condition.get("operator"))
    if comparison == "exists":
        return bool(given) is bool(wanted)
    if comparison not in COMPARISONS:
        raise InvalidDocument(f"{condition.get('question')}: no such comparison: {comparison!r}.")
    if comparison == "!=":  # FHIR: no answer equals it
        return all(not _equal(_value(answer), wanted) for answer in given)
    if comparison == "=":
        return any(_equal(_value(answer), wanted) for answer in given)
    return any(_ordered(COMPARISONS[comparison], _value(answer), wanted) for answer in given)


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        if one.get("code") or other.get("code"):
            same_system = one.get("system", "") == other.get("system", "")
            return same_system and one.get("code") == other.get("code")
        return bool(one.get("display") == other.get("display"))
    return bool(_number(one) == _number(other))


def _ordered(compare: Callable[[Any, Any], bool], one: Any, other: Any) -> bool:
    try:
        return compare(_number(one), _number(other))
    except TypeError:
        return False


def _number(value: Any) -> Any:
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value


def _answer(condition: Json) -> Any:
    return next((value for key, value in condition.items() if key.startswith("answer")), None)


def _value(answer: Json) -> Any:
    return next((value for key, value in answer.items() if key.startswith("value")), None)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"“{value.get('display') or value.get('code')}”"
    return str(value)
