"""Languages as their speakers call them, and the way they are written."""

from django.conf import settings
from django.utils.translation import get_language_info

from village.core.waves import Battery
from village.library.reading import unfinished_words


def language_name(language: str) -> str:
    """`العربيّة` for `ar`; the tag itself when nobody told us."""
    try:
        return get_language_info(language)["name_local"]
    except KeyError:
        return language


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    try:
        return get_language_info(language)["bidi"]
    except KeyError:
        return False


def languages_begun(battery: Battery) -> tuple[str, ...]:
    """The languages in which some of a battery is said, even badly, and those of the site; the first one first."""
    names = {one.name for one in battery.instruments}
    begun = {language for one in battery.instruments for language in one.wordings}
    begun |= {language for name, language in unfinished_words() if name in names}
    begun |= set(dict(settings.LANGUAGES))
    order = [code for code, _ in settings.LANGUAGES]
    return tuple(
        sorted(
            begun, key=lambda one: (one not in order, order.index(one) if one in order else 0, one)
        )
    )
