"""What an evaluation says, in the reader's language: whole sentences from `*<language>.toml`, numbers as one writes them there.

This floor has never heard of Django, so its words are not gettext: they are data, complete in each language.
"""

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

LANGUAGES = ("fr", "en")
FILES = ("", "plan.")  # what every evaluation says, and what a plan adds
NARROW = "\u202f"  # the no-break space of French numbers, before % and between thousands


class ReportWords:
    """Sentences and numbers in one language; an unknown language is answered in French.

    With a `variant`, a sentence that has one of that name (`caption_own` for `caption`) is said so.
    """

    def __init__(self, language: str, *, variant: str = "") -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._sentences, self._variant = _sentences(self.language), variant

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key (`section.name`), with its values in place; `KeyError` for an unknown one."""
        usual = self._sentences[key]
        return self._sentences.get(f"{key}_{self._variant}", usual).format(**values)

    def number(self, value: float, *, digits: int = 0, signed: bool = False) -> str:
        """A number rounded for display.

        >>> ReportWords("fr").number(-1234.56, digits=1)
        '−1\\u202f234,6'
        >>> ReportWords("en").number(0.04, digits=1, signed=True)
        '0.0'
        """
        rounded = round(value, digits) + 0.0  # never −0.0
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        text = format_decimal(abs(rounded), pattern, locale=self.language)
        sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
        return sign + text

    def plain(self, value: float) -> str:
        """A number with only the digits it has, two at most.

        >>> [ReportWords("fr").plain(value) for value in (16.0, 2.5)]
        ['16', '2,5']
        """
        return format_decimal(value, "#,##0.##", locale=self.language)

    def percent(self, share: float) -> str:
        """A share in whole hundredths.

        >>> ReportWords("fr").percent(0.785)
        '78\\u202f%'
        """
        return format_percent(share, locale=self.language).replace("\u00a0", NARROW)

    def language_name(self, tag: str) -> str:
        """How a language is called; its tag, when nobody here knows.

        >>> [ReportWords("fr").language_name(tag) for tag in ("ar", "rcf", "xx")]
        ['arabe', 'créole réunionnais', 'xx']
        """
        named = Locale(self.language).languages.get(tag)
        return named or self._sentences.get(f"language.{tag}", tag)

    def date(self, moment: dt.datetime) -> str:
        """A day in full.

        >>> ReportWords("fr").date(dt.datetime(2026, 11, 15, tzinfo=dt.UTC))
        '15 novembre 2026'
        >>> ReportWords("fr").date(dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
        '1er novembre 2026'
        """
        written = format_date(moment.date(), "long", locale=self.language)
        return written.replace("1 ", "1er ", 1) if self._is_first_in_french(moment) else written

    def _is_first_in_french(self, moment: dt.datetime) -> bool:
        return self.language == "fr" and moment.day == 1


@cache
def _sentences(language: str) -> dict[str, str]:
    return {
        f"{section}.{name}": _typeset(text) if language == "fr" else text
        for file in FILES
        for section, part in _sections(f"{file}{language}.toml").items()
        for name, text in part.items()
    }


def _sections(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))


def _typeset(text: str) -> str:
    """French punctuation never starts a line: the spaces before it do not break."""
    for mark, space in ((":", "\u00a0"), (";", NARROW), ("%", NARROW), ("»", "\u00a0")):
        text = text.replace(f" {mark}", f"{space}{mark}")
    return text.replace("« ", "«\u00a0")
