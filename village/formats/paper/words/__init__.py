"""What printed documents say of themselves, from `<language>.toml`: this floor has never heard of Django, nor of gettext.

A reader of another language gets French, and `PaperWords.language` says so: the page is tagged with what it really speaks.
"""

import tomllib
from functools import cache
from importlib.resources import files

from village.formats.press.tongues import name_in

LANGUAGES = ("fr", "en")


class PaperWords:
    """Sentences in one language; an unknown language is answered in French."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._sections = _sections(self.language)

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key (`section.name`), with its values in place; `KeyError` for an unknown one."""
        section, _, name = key.partition(".")
        return self._sections[section][name].format(**values)

    def section(self, name: str) -> dict[str, str]:
        """All the sentences of a section, places left open."""
        return dict(self._sections[name])

    def language_name(self, tag: str) -> str:
        """A language as its reader calls it.

        >>> PaperWords("fr").language_name("rcf"), PaperWords("en").language_name("ar")
        ('créole réunionnais', 'Arabic')
        """
        return self._sections["languages"].get(tag) or name_in(tag, self.language) or tag


@cache
def _sections(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text("utf-8"))
