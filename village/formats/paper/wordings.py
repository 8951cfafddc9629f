"""The words of an instrument, complete for what is asked, or refused: a sheet with a hole in it measures nothing."""

from collections.abc import Sequence

from village.core.errors import InvalidDocument
from village.core.scales import Instrument, Item, Option, Variant, Wording
from village.formats.texts import clean


def words_in(instrument: Instrument, language: str) -> Wording:
    """The instrument's words in that language; `InvalidDocument` says which languages it has."""
    if language not in instrument.wordings:
        known = ", ".join(sorted(instrument.wordings)) or "none"
        raise InvalidDocument(f"{instrument.name} has no words in {language!r} (it has: {known}).")
    return instrument.wordings[language]


def plain_words_in(instrument: Instrument, language: str) -> Variant:
    """The same questions in easy words; `InvalidDocument` when nobody wrote them in that language."""
    plain = words_in(instrument, language).plain
    if plain is None:
        raise InvalidDocument(f"{instrument.name} has no easy words in {language!r}.")
    return plain


def question_of(instrument: Instrument, words: Wording, item: Item, *, plain: bool = False) -> str:
    """What is asked; `InvalidDocument` names the question that has no words."""
    place = f"{instrument.name}, {words.language}, {item.key!r}"
    said = plain_words_in(instrument, words.language) if plain else words
    return _whole(said.questions.get(item.key, ""), place=f"{place}, the question")


def options_of(instrument: Instrument, words: Wording, item: Item) -> tuple[Option, ...]:
    """Its answers in the printed order; `InvalidDocument` names what is missing, or is no answer to this item."""
    place = f"{instrument.name}, {words.language}, {item.key!r}"
    options = words.options.get(item.key, ())
    values = [option.value for option in options]
    for value in range(item.lowest, item.highest + 1):
        if value not in values:
            raise InvalidDocument(f"{place}: no words for the answer worth {value}.")
    for option in options:
        if not item.allows(option.value) or values.count(option.value) > 1:
            raise InvalidDocument(f"{place}: {option.value} is no answer, or comes twice.")
        _whole(option.label, place=f"{place}, the answer worth {option.value}")
    return options


def check_asked(instrument: Instrument, items: Sequence[Item]) -> None:
    """Refuse a question of another instrument, or the same one twice."""
    keys = [item.key for item in items]
    for item in items:
        if item not in instrument.items or keys.count(item.key) > 1:
            raise InvalidDocument(
                f"{instrument.name}: {item.key!r} is not one of its questions, or comes twice."
            )


def _whole(text: str, *, place: str) -> str:
    said = clean(text, place=place)
    if not said:
        raise InvalidDocument(f"{place}: no words.")
    return said
