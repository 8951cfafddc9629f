"""A language as a printed page needs it: its tag, and the side on which a line begins."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from village.formats.texts import check_language


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language people read; `tag` is BCP 47, as in `fr` or `pt-BR`."""

    tag: str
    is_rtl: bool

    @property
    def language(self) -> str:
        """The language alone: `pt` of `pt-BR`."""
        return self.tag.partition("-")[0]

    @property
    def region(self) -> str | None:
        """The country, when the tag says one."""
        return next((part.upper() for part in self.tag.split("-")[1:] if len(part) == 2), None)

    def as_given(self) -> dict[str, str | bool | None]:
        """What a template is given of it."""
        return {"language": self.language, "region": self.region, "is_rtl": self.is_rtl}


def tongue(tag: str) -> Tongue:
    """The language of a tag; `InvalidDocument` when nobody speaks it.

    >>> tongue("ar").is_rtl, tongue("rcf").is_rtl, tongue("pt-BR").region
    (True, False, 'BR')
    """
    check_language(tag)
    locale = _locale(tag)
    return Tongue(tag, is_rtl=locale is not None and locale.text_direction == "rtl")


def name_in(tag: str, reader: str) -> str | None:
    """What a reader calls a language; None for a language babel has no name for.

    >>> name_in("uk", "fr"), name_in("rcf", "fr")
    ('ukrainien', None)
    """
    locale = _locale(tag)
    return locale.get_display_name(reader) if locale else None


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-")
    except UnknownLocaleError:  # the creoles of Réunion, the Caribbean and Guiana
        return None
