"""What waits for someone: `config/agenda.py` lists whom to ask, each answers with sentences and where they are done.

Nothing is written down: what is due is worked out each time, and gone once it is done. Furniture knows no domain word: a
sentence, its subject and its address come from the floor that knows them.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits: a sentence that counts and never names a parent, and the page where it is done."""

    sentence: str
    act: str | Promise  # what one presses, a verb: « Noter une séance »
    url: str
    about: str = ""  # the group or the house; nothing, for what is of the whole network
    reason: str | Promise = ""
    day: dt.date | None = None  # by which it is to be done; none: no day presses
    is_late: bool = False  # that day is over


def waiting_for(user: Any, *, now: dt.datetime, today: dt.date) -> list[Waiting]:
    """Everything that waits for someone: what is late, then by day; without a day, it may be done today."""
    sources: list[Callable[[Any, dt.datetime], Iterable[Waiting]]] = import_string(settings.AGENDA)
    found = [one for source in sources for one in source(user, now)]
    return sorted(found, key=lambda one: (not one.is_late, one.day or today))
