"""What `make` relies on: words gathered and checked, addresses refused, this machine's settings handed over."""

import gettext
import subprocess
import sys
from pathlib import Path

import pytest

from tools import addresses, messages, registries

PAGE = """{% load i18n %}
  {% if parent %}
    <h1>{% translate "Bonjour" %}</h1>
      {% blocktranslate count n=children trimmed %}
        {{ n }} enfant de {{ name }}
      {% plural %}
        {{ n }} enfants de {{ name }}
      {% endblocktranslate %}
  {% endif %}
"""
FORMS = """
from django.utils.translation import gettext_lazy as _, pgettext

label = _("Votre prénom")
door = pgettext("maison", "Ouverte")
"""
CHILDREN = ("%(n)s enfant de %(name)s", "%(n)s enfants de %(name)s")


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of one page and one form; returns where its English goes."""
    sources = tmp_path / "village"
    sources.mkdir()
    (sources / "page.html").write_text(PAGE)
    (sources / "forms.py").write_text(FORMS)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCES", sources)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "PARENTS_LANGUAGES", ())
    monkeypatch.setattr(messages, "PARENTS_SENTENCES", tmp_path / "locale" / "parents.pot")
    (translation,) = messages.translation_files()
    return translation


def translate(path: Path, french: str, english: str) -> None:
    """Write one translation in the file, as a translator would."""
    text = path.read_text()
    assert f'msgid "{french}"\nmsgstr ""' in text
    path.write_text(
        text.replace(f'msgid "{french}"\nmsgstr ""', f'msgid "{french}"\nmsgstr "{english}"')
    )


def test_sentences_of_pages_and_of_code_are_gathered(english: Path):
    gathered = {(message.id, message.context) for message in messages.gathered() if message.id}

    assert gathered == {
        ("Bonjour", None),
        (CHILDREN, None),
        ("Votre prénom", None),
        ("Ouverte", "maison"),
    }


def test_a_sentence_without_its_translation_is_refused(english: Path, capsys):
    messages.update(english, messages.gathered())
    translate(english, "Bonjour", "Hello")

    with pytest.raises(SystemExit):
        messages.check()

    said = capsys.readouterr().err
    assert "village/forms.py:4: not translated: 'Votre prénom'" in said
    assert "'Ouverte'" in said
    assert "'Bonjour'" not in said


def test_a_translation_that_loses_a_name_is_refused(english: Path):
    messages.update(english, messages.gathered())
    text = english.read_text()
    english.write_text(
        text.replace('msgstr[0] ""', 'msgstr[0] "%(n)s child of %(parent)s"').replace(
            'msgstr[1] ""', 'msgstr[1] "%(n)s children of %(parent)s"'
        )
    )

    assert any("placeholder" in fault for fault in messages.faults(english, messages.gathered()))


def test_a_guess_is_not_a_translation(english: Path):
    messages.update(english, messages.gathered())
    translate(english, "Bonjour", "Hello")
    english.write_text(english.read_text().replace('msgid "Bonjour"', '#, fuzzy\nmsgid "Bonjour"'))

    assert any("'Bonjour'" in fault for fault in messages.faults(english, messages.gathered()))


def test_gathering_again_keeps_translations_drops_old_words_and_changes_nothing_else(english: Path):
    messages.update(english, messages.gathered())
    translate(english, "Votre prénom", "Your first name")
    before = english.read_text()
    messages.update(english, messages.gathered())
    assert english.read_text() == before

    (messages.SOURCES / "page.html").unlink()
    messages.update(english, messages.gathered())

    assert "Your first name" in english.read_text()
    assert "Bonjour" not in english.read_text()


def test_a_language_of_parents_says_what_parents_meet_and_nothing_else(
    english: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(messages, "PARENTS_LANGUAGES", ("ar",))
    monkeypatch.setattr(
        messages, "section_of", lambda places: "page" if "village/page.html" in places else None
    )
    _english, arabic = messages.translation_files()
    messages.update(arabic, messages.gathered())

    said = {message.id for message in messages.read(arabic) if message.id}
    assert said == {"Bonjour", CHILDREN}
    assert "DRAFT" in arabic.read_text().partition("msgid")[0]
    assert "Votre prénom" not in messages.listed_for_parents(messages.gathered()).decode()


def test_a_list_of_parents_sentences_that_is_old_is_refused(english: Path, capsys):
    english.parent.mkdir(parents=True)
    messages.PARENTS_SENTENCES.write_text("old")

    with pytest.raises(SystemExit):
        messages.check()

    assert "parents.pot: not what the sources say" in capsys.readouterr().err


def test_what_is_half_said_is_compiled_as_not_said(english: Path):
    messages.update(english, messages.gathered())
    english.write_text(
        english.read_text().replace('msgstr[0] ""', 'msgstr[0] "%(n)s child of %(name)s"')
    )
    messages.compile_changed()

    with english.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).ngettext(*CHILDREN, 1) == CHILDREN[0]


def test_a_compiled_translation_is_the_one_django_reads(english: Path):
    messages.update(english, messages.gathered())
    translate(english, "Bonjour", "Hello")
    messages.compile_changed()

    with english.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Bonjour") == "Hello"


def test_a_registry_address_is_found_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    host = ".".join(["files", "pythonhosted", "org"])
    (tmp_path / "lock.txt").write_text(f"one\nsegno @ https://{host}/segno.whl\n")
    (tmp_path / "calm.txt").write_text("a sentence about pypi, organised\n")
    monkeypatch.setattr(addresses, "ROOT", tmp_path)

    assert addresses.addresses_in("lock.txt") == ["lock.txt:2"]
    assert addresses.addresses_in("calm.txt") == []


def test_the_index_pip_uses_is_handed_to_uv_unless_uv_has_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        registries,
        "pip_settings",
        lambda: {"index-url": "https://mirror.example/simple", "cert": "/ca.pem"},
    )
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", "/already.pem")

    assert registries.for_uv() == {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}


def test_what_pip_reads_from_the_environment_speaks_last(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    # The environment has no pip of its own: `make setup` runs with the machine's Python.
    monkeypatch.setattr(sys, "executable", str(Path(sys.base_prefix, "bin", "python3")))

    assert registries.pip_settings()["index-url"] == "https://mirror.example/simple"


def test_an_old_python_is_told_so_in_one_sentence():
    pretend = "import sys; sys.version_info = (3, 9, 2, 'final', 0); import tools"
    done = subprocess.run(
        [sys.executable, "-c", pretend],
        cwd=messages.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("village needs Python 3.11 or newer")
    assert "Traceback" not in done.stderr
