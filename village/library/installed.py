"""The instruments and batteries installed on this site: read once, at start, or the site does not start."""

from functools import cache

from django.conf import settings

from village.core.battery_reading import load_batteries
from village.core.errors import InvalidInstrument
from village.core.scales import Instrument
from village.core.waves import Battery, find_battery
from village.library import reading
from village.library.languages import words
from village.library.languages.parity import open_languages
from village.library.reading import library


@cache
def wanted_batteries() -> dict[str, Battery]:
    """Every installed battery as its author wants it, whether its words are here or not."""
    return load_batteries(settings.BATTERIES_DIR, library(), unfinished=_unfinished())


@cache
def batteries() -> dict[str, Battery]:
    """Every installed battery as this site can ask it: where words are missing, what stands in for them.

    Each can be asked in a language open to parents, save those whose words were set aside: they stay closed until
    somebody completes the file. Raises `InvalidInstrument` otherwise.
    """
    installed = {name: wanted.resolved(has_words) for name, wanted in wanted_batteries().items()}
    for battery in installed.values():
        may_come = any(one.name in _unfinished() for one in battery.instruments)
        if not may_come and not set(battery.languages).intersection(
            dict(settings.PARENT_LANGUAGES)
        ):
            raise InvalidInstrument(
                f"{battery.name} has all its words in {', '.join(battery.languages)}, and none of these is open to parents here."
            )
    return installed


def _unfinished() -> set[str]:
    return {name for name, _language in reading.unfinished_words()}


def has_words(instrument: Instrument) -> bool:
    """Whether an instrument can be asked in the first language of this site."""
    return settings.LANGUAGE_CODE in instrument.wordings


def languages_offered(battery: Battery) -> tuple[str, ...]:
    """The languages a parent may choose: the whole page must be in it, not the questions alone, and be approved.

    Consent, buttons, refusals, letters and the help page are the site's own words. Where one of them is missing, or
    nobody has read the whole again, the wording is kept for translators and reviewers, and waits (`parity`).
    """
    known = dict(settings.PARENT_LANGUAGES)
    whole = [one for one in battery.languages if one in known and not words.missing_words(one)]
    return open_languages(battery, whole)


def languages_spoken() -> tuple[str, ...]:
    """The languages in which some parent is asked something here, in the order of the settings."""
    offered = {
        language for battery in batteries().values() for language in languages_offered(battery)
    }
    return tuple(language for language, _name in settings.PARENT_LANGUAGES if language in offered)


def battery_named(key: str, version: str) -> Battery:
    """The battery an invitation names."""
    return find_battery(batteries(), f"{key}@{version}")


def default_battery() -> Battery:
    """The battery asked of everybody who enrols, unless their house chose another."""
    return find_battery(batteries(), settings.DEFAULT_BATTERY)
