"""The keyed answers in a QuestionnaireResponse."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from village.core.errors import InvalidDocument
from village.core.scales import TOTAL, Instrument, Item
from village.core.scoring import Answers, score_all
from village.formats.draft import DraftItem, canonical, field_name
from village.formats.fhir.answers import NAMED_CODES, AnswerSets, value_of
from village.formats.fhir.conditions import is_asked
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import Json, codes_of, every_item, listed
from village.formats.keying import Choices
from village.formats.matching import match

Given = Mapping[str, Sequence[Json]]


def read_response(
    response: Json,
    instrument: Instrument,
    *,
    questionnaire: Json | None = None,
    choices: Choices | None = None,
) -> dict[str, int | None]:
    """The keyed value of every item, None for a gap.

    Without its Questionnaire, questions are known by LOINC code or by our own names, and answers by LOINC code, by a
    value they carry, or by the words installed here. Raises `InvalidDocument` for what has no value, for an answer to
    a question that was not asked, and for a total that the answers do not give.
    """
    if response.get("status") == "entered-in-error":
        raise InvalidDocument("This QuestionnaireResponse says that it was entered in error.")
    given = _given(response)
    if questionnaire is None:
        answers = _by_codes(response, instrument, given)
    else:
        answers = _by_questionnaire(questionnaire, instrument, given, choices or Choices())
    if all(value is None for value in answers.values()) and not _is_ours(response, instrument):
        raise InvalidDocument(_no_answer(instrument, questionnaire))
    _check_total(instrument, answers, _totals(given, instrument, questionnaire))
    return answers


def subject_of(response: Json) -> str | None:
    """Whose answers these are, as the response says it: an identifier, or a reference."""
    subject = response.get("subject")
    if not isinstance(subject, dict):
        return None
    identifier = subject.get("identifier")
    value = identifier.get("value") if isinstance(identifier, dict) else None
    found = value or subject.get("reference")
    return None if found is None else str(found)


def _no_answer(instrument: Instrument, questionnaire: Json | None) -> str:
    if questionnaire is not None:
        return f"No answer here is to a question of this Questionnaire that is an item of {instrument.name}."
    return f"No answer here is to an item of {instrument.name}: give its Questionnaire with --questionnaire."


def _given(response: Json) -> Given:
    given: dict[str, Sequence[Json]] = {}
    for entry in every_item(response):
        link_id, answers = str(entry.get("linkId", "")), listed(entry, "answer")
        if link_id in given and answers:
            raise InvalidDocument(f"{link_id}: is answered twice; an item is answered once.")
        if answers or link_id not in given:
            given[link_id] = answers
    return given


def _by_questionnaire(
    questionnaire: Json, instrument: Instrument, given: Given, choices: Choices
) -> dict[str, int | None]:
    found = match(read_questionnaire(questionnaire), instrument, choices)
    sets = AnswerSets(questionnaire)
    entries = {str(entry.get("linkId")): entry for entry in every_item(questionnaire)}
    answers: dict[str, int | None] = {}
    for key, entry in found.items.items():
        answer = _only(given.get(entry.place, ()), entry.place)
        if answer is not None and not is_asked(entries[entry.place], given):
            raise InvalidDocument(f"{entry.place}: is answered, and these answers do not ask it.")
        answers[key] = None if answer is None else _value_among(entry, answer, sets)
    return answers


def _value_among(entry: DraftItem, answer: Json, sets: AnswerSets) -> int | None:
    coding = answer.get("valueCoding")
    if isinstance(coding, dict):
        code, label = str(coding.get("code", "")), str(coding.get("display", ""))
    else:
        code = label = str(answer.get("valueString", answer.get("valueInteger", "")))
    for option in entry.options:
        if code == option.code if code else label and label == option.label:
            return option.value
    if isinstance(coding, dict) and not code:
        return sets.keyed(coding, beside=answer, place=entry.place).value
    raise InvalidDocument(f"{entry.place}: {code or label or answer!r} is not one of its answers.")


def _by_codes(response: Json, instrument: Instrument, given: Given) -> dict[str, int | None]:
    is_ours = _is_ours(response, instrument)
    codes = instrument.evidence.codes.items
    answers: dict[str, int | None] = {}
    for position, item in enumerate(instrument.items):
        names = {field_name(instrument, item.key)} | ({codes[position]} if codes else set())
        names |= {item.key} if is_ours else set()
        places = [place for place in given if {place, place.rpartition("/")[2]} & names]
        if len(places) > 1:
            raise InvalidDocument(f"{places[1]}: the same question as {places[0]}.")
        answer = _only(given[places[0]], places[0]) if places else None
        answers[item.key] = (
            None if answer is None else _value_of(instrument, item, answer, places[0])
        )
    return answers


def _is_ours(response: Json, instrument: Instrument) -> bool:
    """Whether it answers the Questionnaire we write of this instrument, whatever its release."""
    return str(response.get("questionnaire", "")).partition("|")[0] == canonical(instrument)


def _value_of(instrument: Instrument, item: Item, answer: Json, place: str) -> int:
    coding = answer.get("valueCoding")
    if not isinstance(coding, dict):
        raise InvalidDocument(
            f"{place}: an answer without a code; give its Questionnaire with --questionnaire."
        )
    named = coding.get("code") or coding.get("display")
    carried = {value_of(answer, place), value_of(coding, place)} - {None}
    if len(carried) > 1:
        raise InvalidDocument(f"{place}: an answer has two values.")
    known = _value_of_code(instrument, item, coding, place)
    if known is None and not coding.get("code"):
        known = _value_of_words(instrument, item, coding)
    if known is not None and carried - {known}:
        raise InvalidDocument(
            f"{place}: the answer {named!r} is worth {known}, and the value beside it is {carried.pop()}."
        )
    value = carried.pop() if carried else known
    if value is None:
        raise InvalidDocument(
            f"{place}: the answer {named!r} has no value; give its Questionnaire with --questionnaire."
        )
    return value


def _value_of_code(instrument: Instrument, item: Item, coding: Json, place: str) -> int | None:
    """What a code we know is worth: HL7's or LOINC's, or one of our own; None for those of others."""
    system, code = str(coding.get("system", "")), str(coding.get("code", ""))
    if (system, code) in NAMED_CODES:
        return NAMED_CODES[system, code]
    values = range(item.lowest, item.highest + 1)
    if system == f"{canonical(instrument)}:answers":
        ours = {str(value): value for value in values}
        if code not in ours:
            raise InvalidDocument(f"{place}: {code!r} is none of the answers: {', '.join(ours)}.")
        return ours[code]
    if system.endswith(":answers"):
        raise InvalidDocument(f"{place}: an answer of {system!r}, and not of {instrument.name}.")
    return dict(zip(instrument.evidence.codes.answers, values, strict=False)).get(code)


def _value_of_words(instrument: Instrument, item: Item, coding: Json) -> int | None:
    """What the words of an answer are worth, when those installed here have them once."""
    worded = {
        one.value
        for wording in instrument.wordings.values()
        for one in wording.options[item.key]
        if one.label == coding.get("display")
    }
    return worded.pop() if len(worded) == 1 else None


def _only(answers: Sequence[Json], place: str) -> Json | None:
    if len(answers) > 1:
        raise InvalidDocument(f"{place}: {len(answers)} answers to a question that takes one.")
    return answers[0] if answers else None


def _totals(
    given: Given, instrument: Instrument, questionnaire: Json | None
) -> list[tuple[str, Fraction]]:
    """The totals a response carries itself, by the place they stand at."""
    total = instrument.evidence.codes.total
    names = {total, TOTAL} - {None}
    if questionnaire is not None and total:
        names |= {
            str(entry.get("linkId"))
            for entry in every_item(questionnaire)
            if total in codes_of(entry)
        }
    found = []
    for place, answers in given.items():
        if {place, place.rpartition("/")[2]} & names:
            for answer in answers:
                number = answer.get("valueDecimal", answer.get("valueInteger"))
                try:
                    found.append((place, Fraction(Decimal(str(number)))))
                except (InvalidOperation, ValueError, OverflowError):
                    raise InvalidDocument(f"{place}: {number!r} is not a total.") from None
    return found


def _check_total(
    instrument: Instrument, answers: Answers, totals: list[tuple[str, Fraction]]
) -> None:
    own = score_all(instrument, answers).total
    for place, published in totals:
        if own is not None and abs(own - published) > Fraction(1, 100):
            raise InvalidDocument(
                f"{place}: says {float(published):g}, and the answers give {float(own):g}."
            )
