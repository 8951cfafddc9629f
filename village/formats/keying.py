"""The value of each answer: what the file says, or what the user confirms; never its position."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from village.core.errors import InvalidDocument
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item, Option
from village.formats.draft import DraftItem, DraftOption, stored_name
from village.formats.texts import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the user confirms, because the file does not say it."""

    items: Mapping[str, str] = field(default_factory=dict)  # place in the file → item
    is_in_order: bool = False  # the questions come in the order of the items
    labels: Mapping[int, str] = field(default_factory=dict)  # words of answers the file only names
    starts_at: int | None = None  # the file's lowest value, when it codes from another number
    language: str | None = None
    status: str = "not-validated"
    licence: str = ""


def key_options(
    entry: DraftItem, item: Item, instrument: Instrument, choices: Choices
) -> DraftItem:
    """The same question, every answer with its value, which the file says or `choices` do.

    Raises `InvalidDocument` for an answer without a value, or values that are not those of the item.
    """
    codes = dict(
        zip(instrument.evidence.codes.answers, range(item.lowest, item.highest + 1), strict=False)
    )
    options = [
        option if option.value is not None else replace(option, value=codes.get(option.code))
        for option in entry.options
    ]
    if not options:
        options = [DraftOption(label=words, value=value) for value, words in choices.labels.items()]
    if not options:
        raise InvalidDocument(_no_words(entry))
    for option in options:
        if option.value is not None and codes.get(option.code, option.value) != option.value:
            raise InvalidDocument(
                f"{entry.place}: the answer {option.code} is worth {codes[option.code]}, and the file says {option.value}."
            )
        if option.value is None:
            raise InvalidDocument(
                f"{entry.place}: the answer {option.label or option.code!r} has no value, and its position is not one."
            )
    return replace(entry, options=_in_range(entry, options, item, choices))


def _no_words(entry: DraftItem) -> str:
    answers = f"those of {entry.answer_list}, whose words are not" if entry.answer_list else "not"
    return (
        f"{entry.place}: its answers are {answers} in the file: give each with --label VALUE=WORDS."
    )


def _in_range(
    entry: DraftItem, options: list[DraftOption], item: Item, choices: Choices
) -> tuple[DraftOption, ...]:
    shift = 0 if choices.starts_at is None else item.lowest - choices.starts_at
    shifted = [
        option
        if option.value is None or option.value < 0
        else replace(option, value=option.value + shift)
        for option in options
    ]
    values = [option.value for option in shifted if option.value is not None]
    wanted = list(range(item.lowest, item.highest + 1))
    wanted += [NOT_APPLICABLE] if item.not_applicable is not None else []
    wanted += [DECLINED] if item.may_decline else []
    if sorted(values) != sorted(wanted):
        found = sorted(option.value for option in options if option.value is not None)
        hint = (
            f"; if the file codes from {found[0]}, say --coding-starts-at {found[0]}"
            if choices.starts_at is None and len(found) == len(wanted) and found[0] != item.lowest
            else ""
        )
        raise InvalidDocument(
            f"{entry.place}: its answers are worth {_listed(found)}, where item {item.key} needs {_listed(wanted)}{hint}."
        )
    return tuple(shifted)


def _listed(values: list[int]) -> str:
    return ", ".join(stored_name(value) for value in values)


def printed_options(entry: DraftItem, choices: Choices) -> tuple[Option, ...]:
    """The answers as they are printed, with words for each."""
    if not any(option.label for option in entry.options) and not choices.labels:
        raise InvalidDocument(_no_words(entry))
    options = [
        Option(
            value=option.value,
            label=needed(
                option.label or choices.labels.get(option.value, ""),
                f"{entry.place}, answer {option.value}",
            ),
        )
        for option in entry.options
        if option.value is not None
    ]
    # The printed order is kept; “not applicable”, then “I would rather not say”, are always last.
    return tuple(sorted(options, key=lambda option: max(0, -option.value)))


def needed(text: str, place: str) -> str:
    """Clean words, of which there must be some."""
    if not (words := clean(text, place=place)):
        raise InvalidDocument(f"{place}: there are no words.")
    return words
