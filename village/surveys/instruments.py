"""The instruments and batteries installed on this site: read once, at start, or the site does not start."""

from functools import cache

from django.conf import settings

from village.core.instruments import load_library
from village.core.scales import Instrument
from village.core.waves import Battery, find_battery, load_batteries


@cache
def library() -> dict[str, Instrument]:
    """Every installed instrument, by `key@version`; raises `InvalidInstrument` on the first error."""
    return load_library(settings.INSTRUMENTS_DIRS)


@cache
def batteries() -> dict[str, Battery]:
    """Every installed battery, by `key@version`."""
    return load_batteries(settings.BATTERIES_DIR, library())


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
