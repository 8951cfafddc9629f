"""Instruments as an XLSForm: one group each, one list of choices for answers that are shared, every language side by side."""

from collections.abc import Sequence

from babel import Locale, UnknownLocaleError

from village.core.errors import InvalidDocument
from village.core.scales import Instrument, Option, Wording
from village.formats.draft import field_name, form_name, stored_name
from village.formats.texts import check_language
from village.formats.workbooks import Sheets

OTHER_NAMES = {"rcf": "Kréol rénioné", "gcf": "Kréyòl", "gcr": "Kréyòl"}
Choices = tuple[tuple[int, tuple[str, ...]], ...]  # a value and its words in each language


def xlsform_sheets(
    instruments: Sequence[Instrument], *, form_id: str, title: str, languages: Sequence[str]
) -> Sheets:
    """The sheets survey, choices and settings; the name of a choice is its keyed value (or `na`, or `declined`).

    Raises `InvalidDocument` when words are missing, or when two languages print the answers in different orders:
    a form has one order for all.
    """
    spoken = [language_name(check_language(language)) for language in languages]
    survey: list[list[str]] = [["type", "name", *(f"label::{name}" for name in spoken), "required"]]
    choices: list[list[str]] = [["list_name", "name", *(f"label::{name}" for name in spoken)]]
    for instrument in instruments:
        wordings = [_wording_of(instrument, language) for language in languages]
        name = form_name(instrument)
        survey.append(["begin_group", name, *(_plain(w.title) for w in wordings), ""])
        if all(wording.introduction for wording in wordings):
            words = [_plain(wording.introduction) for wording in wordings]
            survey.append(["note", f"{name}_introduction", *words, ""])
        lists: dict[Choices, str] = {}
        for item in instrument.items:
            answers = _answers(instrument, item.key, languages)
            if answers not in lists:
                lists[answers] = f"{name}_answers" + (f"_{len(lists) + 1}" if lists else "")
                choices += [
                    [lists[answers], stored_name(value), *words] for value, words in answers
                ]
            words = [_plain(wording.questions[item.key]) for wording in wordings]
            survey.append(
                [f"select_one {lists[answers]}", field_name(instrument, item.key), *words, "no"]
            )
        survey.append(["end_group", name, *[""] * len(languages), ""])
    settings = [
        ["form_title", "form_id", "default_language"],
        [title, form_id, spoken[0]],
    ]
    return {"survey": survey, "choices": choices, "settings": settings}


def language_name(tag: str) -> str:
    """A language as forms name it.

    >>> language_name("fr"), language_name("ar")
    ('Français (fr)', 'العربية (ar)')
    """
    language = tag.partition("-")[0]
    if language in OTHER_NAMES:
        return f"{OTHER_NAMES[language]} ({tag})"
    try:
        name = Locale(language).display_name or language
    except UnknownLocaleError:  # a language whose own name for itself is not known here
        name = Locale("en").languages.get(language, language)
    return f"{name[:1].upper()}{name[1:]} ({tag})"


def _wording_of(instrument: Instrument, language: str) -> Wording:
    try:
        return instrument.wordings[language]
    except KeyError:
        known = ", ".join(sorted(instrument.wordings)) or "none"
        raise InvalidDocument(
            f"{instrument.name} has no words in {language!r} (it has: {known})."
        ) from None


def _answers(instrument: Instrument, item: str, languages: Sequence[str]) -> Choices:
    printed: list[tuple[Option, ...]] = [
        instrument.wordings[language].options[item] for language in languages
    ]
    orders = {tuple(option.value for option in options) for options in printed}
    if len(orders) > 1:
        raise InvalidDocument(
            f"{instrument.name}, item {item}: its answers are printed in another order in another language; "
            "export one language at a time."
        )
    return tuple(
        (options[0].value, tuple(_plain(option.label) for option in options))
        for options in zip(*printed, strict=True)
    )


def _plain(text: str) -> str:
    if "${" in text:
        raise InvalidDocument(f"{text!r}: in a form, ${{ would call another answer.")
    return text
