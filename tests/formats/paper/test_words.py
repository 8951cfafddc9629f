"""What printed documents say of themselves: the same things in both languages, and fonts that are there."""

import re
import string

import pytest

from village.core.errors import InvalidDocument
from village.formats.paper.words import LANGUAGES, PaperWords, _sections
from village.formats.press import printing


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_places():
    french, english = (_sections(language) for language in LANGUAGES)

    assert {s: set(names) for s, names in french.items()} == {s: set(n) for s, n in english.items()}
    for section, sentences in french.items():
        for name, sentence in sentences.items():
            assert sentence and places(sentence) == places(english[section][name]), name


def test_french_punctuation_never_begins_a_line():
    for section, sentences in _sections("fr").items():
        for name, sentence in sentences.items():
            assert not re.search("[ ][:;?!»]|« ", sentence), f"{section}.{name}"


def test_an_unknown_language_is_answered_in_french_and_says_so():
    assert PaperWords("ar").language == "fr"
    with pytest.raises(KeyError):
        PaperWords("ar").say("sheet.nothing")


def test_without_its_fonts_nothing_is_printed(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "FONTS", tmp_path / "none")
    printing._fonts.cache_clear()

    with pytest.raises(InvalidDocument, match="`make setup` fetches them"):
        printing.print_pdf(
            "formats/form.typ", {}, page=printing.PrintedPage(title="x", language="fr")
        )
    printing._fonts.cache_clear()
