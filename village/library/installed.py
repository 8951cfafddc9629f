"""The instruments and batteries installed on this site: read once, at start, or the site does not start."""

from functools import cache

from django.conf import settings

from village.core.errors import InvalidInstrument
from village.core.instruments import load_library
from village.core.scales import Instrument
from village.core.waves import Battery, find_battery, load_batteries


@cache
def library() -> dict[str, Instrument]:
    """Every installed instrument, by `key@version`; raises `InvalidInstrument` on the first error."""
    return load_library(settings.INSTRUMENTS_DIRS)


@cache
def batteries() -> dict[str, Battery]:
    """Every installed battery, by `key@version`; each can be asked in a language that the site speaks."""
    installed = load_batteries(settings.BATTERIES_DIR, library())
    for battery in installed.values():
        if not languages_offered(battery):
            raise InvalidInstrument(
                f"{battery.name} has all its words in {', '.join(battery.languages)}, and this site speaks none of them."
            )
    return installed


def languages_offered(battery: Battery) -> tuple[str, ...]:
    """The languages a parent may choose: the whole page must be in it, not the questions alone.

    Consent, buttons, refusals and the help page are the site's own words. A wording in a language that the site does
    not speak yet is kept for translators and reviewers, and waits.
    """
    spoken = dict(settings.LANGUAGES)
    return tuple(language for language in battery.languages if language in spoken)


def battery_named(key: str, version: str) -> Battery:
    """The battery an invitation names."""
    return find_battery(batteries(), f"{key}@{version}")


def default_battery() -> Battery:
    """The battery asked of everybody who enrols."""
    return find_battery(batteries(), settings.DEFAULT_BATTERY)


def forget() -> None:
    """Read the folders again at the next call (tests that install an instrument)."""
    library.cache_clear()
    batteries.cache_clear()
