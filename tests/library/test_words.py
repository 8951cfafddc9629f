"""The site's own words in the languages of parents: listed, counted, and a language waits until none is missing."""

import gettext
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from django.conf import settings as site

from tests.installed import forget
from tools import messages
from village.library import installed
from village.library.installed import default_battery, languages_offered, languages_spoken
from village.library.languages.words import WRITTEN_IN, missing_words, parent_words, words_hash

ROOT = Path(__file__).parents[2]
LANGUAGES = [code for code, _name in site.PARENT_LANGUAGES]
TRANSLATED = [code for code in LANGUAGES if code != site.LANGUAGE_CODE]
WAITING = ("Cette page est incomplète. Vérifiez vos réponses et envoyez de nouveau.", "refusals")
ARABIC = 'msgstr "هذه الصفحة غير كاملة. راجعوا إجاباتكم وأرسلوها من جديد."'

Edit = Callable[[str, str], None]


@pytest.fixture
def site_of_our_own(tmp_path, settings, monkeypatch):
    """A copy of `locale/`, which a test may damage; nothing is remembered of it afterwards."""
    shutil.copytree(ROOT / "locale", tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    forget()
    yield tmp_path / "locale"
    forget()


@pytest.fixture
def in_arabic(site_of_our_own) -> Edit:
    """Change the Arabic catalogue as a translator would, and compile it as `make setup` does."""

    def edit(before: str, after: str) -> None:
        path = site_of_our_own / "ar/LC_MESSAGES/django.po"
        text = path.read_text()
        assert text.count(before) == 1
        path.write_text(text.replace(before, after))
        path.with_suffix(".mo").unlink()
        messages.compile_changed()
        forget()

    return edit


@pytest.fixture
def everything_is_approved(monkeypatch):
    monkeypatch.setattr(installed, "open_languages", lambda battery, languages: tuple(languages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_a_parent_meets_is_said(language):
    assert missing_words(language) == ()
    assert {word.section for word in parent_words(language)} == set(WRITTEN_IN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_sentences_are_counted_in_every_language(language):
    french = [(word.section, word.source) for word in parent_words("fr")]

    assert [(word.section, word.source) for word in parent_words(language)] == french
    assert len(french) > 100


def test_a_language_without_a_catalogue_has_no_word_at_all():
    assert missing_words("tlh") == parent_words("tlh") != ()


def test_a_translation_taken_away_is_missing_and_no_other_is(in_arabic, everything_is_approved):
    assert "ar" in languages_offered(default_battery())

    in_arabic(ARABIC, 'msgstr ""')

    assert [(word.source, word.section) for word in missing_words("ar")] == [WAITING]
    assert missing_words("tr") == ()
    assert "ar" not in languages_offered(default_battery())
    assert "ar" not in languages_spoken()
    assert "tr" in languages_spoken()


def test_an_entry_taken_away_whole_is_missing_too(in_arabic):
    in_arabic(f'msgid "{WAITING[0]}"\n{ARABIC}\n', "")

    assert [(word.source, word.section) for word in missing_words("ar")] == [WAITING]


def test_a_guess_is_missing(in_arabic):
    in_arabic(f'msgid "{WAITING[0]}"', f'#, fuzzy\nmsgid "{WAITING[0]}"')

    assert [(word.source, word.section) for word in missing_words("ar")] == [WAITING]


def test_a_form_of_number_taken_away_is_the_whole_sentence_missing(in_arabic):
    several = [word for word in parent_words("ar") if word.plural]
    assert {len(word.translations) for word in several} == {6}
    (counted,) = [word for word in several if word.source.startswith("Une question vous attend.")]

    in_arabic(
        'msgstr[2] "هناك سؤالان ينتظرانكم. إجاباتكم الأخرى محفوظة على هذه الصفحة."', 'msgstr[2] ""'
    )

    assert [word.source for word in missing_words("ar")] == [counted.source]


def test_a_site_that_received_no_catalogue_to_edit_knows_its_words(site_of_our_own):
    for path in site_of_our_own.rglob("*.po"):
        path.unlink()

    assert len(parent_words("ar")) > 100
    assert missing_words("ar") == ()


def test_the_hash_follows_every_word_and_no_other_language(in_arabic):
    arabic, turkish = words_hash("ar"), words_hash("tr")
    forget()
    assert words_hash("ar") == arabic

    in_arabic(ARABIC, ARABIC.replace(".", "!", 1))

    assert words_hash("ar") != arabic
    assert words_hash("tr") == turkish


@pytest.mark.django_db
def test_nothing_is_shown_that_nobody_approved():
    complete = [language for language in LANGUAGES if not missing_words(language)]

    assert complete == LANGUAGES
    assert languages_offered(default_battery()) == ("fr", "en")
    assert languages_spoken() == ("fr", "en")


def test_every_file_of_the_list_exists_and_says_something():
    with (ROOT / "locale" / "parents.pot").open("rb") as file:
        said = read_po(file)
    speaking = {place for message in said for place, _line in message.locations}
    listed = [place for places in WRITTEN_IN.values() for place in places]

    assert len(listed) == len(set(listed))
    assert speaking == set(listed)


@pytest.mark.parametrize("language", sorted({*TRANSLATED} - {"rcf"}))
def test_each_number_takes_the_form_its_language_gives_it(language):
    """The catalogue's formula sorts whole numbers into the classes of CLDR, whatever it calls them."""
    compiled = ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"
    with compiled.open("rb") as file:
        form_of = gettext.GNUTranslations(file).plural
    classes = Locale.parse({"pt": "pt_PT"}.get(language, language)).plural_form

    pairs = {(form_of(number), classes(number)) for number in range(300)}
    assert (
        len({form for form, _name in pairs}) == len(pairs) == len({name for _form, name in pairs})
    )


def test_what_is_said_of_the_drafts_is_written_at_the_top_of_each():
    for language in set(TRANSLATED) - {"en"}:
        text = (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").read_text()
        assert "DRAFT by one author" in text.partition("msgid")[0]
