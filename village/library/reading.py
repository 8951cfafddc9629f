"""The instruments of this site, read once. Words that are not whole stop themselves, not the site."""

import logging
from functools import cache
from pathlib import Path

from django.conf import settings

from village.core.errors import InvalidInstrument
from village.core.instruments import load_library
from village.core.scales import Instrument
from village.formats.unfinished import Unfinished, read_unfinished

log = logging.getLogger(__name__)


@cache
def _read() -> tuple[dict[str, Instrument], dict[tuple[str, str], Unfinished]]:
    set_aside: dict[tuple[str, str], Unfinished] = {}

    def keep(name: str, path: Path, refusal: InvalidInstrument) -> None:
        log.warning("closed: the words of %s in %r: %s", name, path.stem, refusal)
        set_aside[name, path.stem] = read_unfinished(path, instrument=name, reason=str(refusal))

    return load_library(settings.INSTRUMENTS_DIRS, set_aside=keep), set_aside


def library() -> dict[str, Instrument]:
    """Every installed instrument, by `key@version`, with the words that are whole.

    Raises `InvalidInstrument` on the first error of a scoring; `village instruments check` refuses words too.
    """
    return _read()[0]


def unfinished_words() -> dict[tuple[str, str], Unfinished]:
    """The words that were refused, by instrument and language."""
    return _read()[1]
