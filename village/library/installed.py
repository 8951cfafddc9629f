"""The instruments and batteries installed on this site: read once, at start, or the site does not start."""

from functools import cache

from django.conf import settings

from village.core.battery_reading import load_batteries
from village.core.errors import InvalidInstrument
from village.core.scales import Instrument
from village.core.waves import Battery, find_battery
from village.library import reading, words
from village.library.parity import open_languages
from village.library.reading import library


@cache
def wanted_batteries() -> dict[str, Battery]:
    """Every installed battery as its author wants it, whether its words are here or not."""
    return load_batteries(settings.BATTERIES_DIR, library(), unfinished=_unfinished())


@cache
def batteries() -> dict[str, Battery]:
    """Every installed battery as this site can ask it: where words are missing, what stands in for them.

    Each can be asked in a language that the site speaks, save those whose words were set aside: they stay closed until
    somebody completes the file. Raises `InvalidInstrument` otherwise.
    """
    installed = {name: wanted.resolved(has_words) for name, wanted in wanted_batteries().items()}
    for battery in installed.values():
        may_come = any(one.name in _unfinished() for one in battery.instruments)
        if not may_come and not set(battery.languages).intersection(dict(settings.LANGUAGES)):
            raise InvalidInstrument(
                f"{battery.name} has all its words in {', '.join(battery.languages)}, and this site speaks none of them."
            )
    return installed


def _unfinished() -> set[str]:
    return {name for name, _language in reading.unfinished_words()}


def has_words(instrument: Instrument) -> bool:
    """Whether an instrument can be asked in the first language of this site."""
    return settings.LANGUAGE_CODE in instrument.wordings


def languages_offered(battery: Battery) -> tuple[str, ...]:
    """The languages a parent may choose: the whole page must be in it, not the questions alone.

    Consent, buttons, refusals and the help page are the site's own words. A wording in a language that the site does
    not speak yet is kept for translators and reviewers, and waits; so do words that nobody has read again.
    """
    spoken = dict(settings.LANGUAGES)
    return open_languages(battery, [one for one in battery.languages if one in spoken])


def battery_named(key: str, version: str) -> Battery:
    """The battery an invitation names."""
    return find_battery(batteries(), f"{key}@{version}")


def default_battery() -> Battery:
    """The battery asked of everybody who enrols, unless their house chose another."""
    return find_battery(batteries(), settings.DEFAULT_BATTERY)


def forget() -> None:
    """Read the folders again at the next call (tests that install an instrument)."""
    reading.forget()
    words.forget()
    for read in (wanted_batteries, batteries):
        read.cache_clear()
