"""The journal is written by one function, next to the deed, in the same transaction."""

import datetime as dt
from typing import Any

from village.audit.models import Event


def record(name: str, *, subject: str, actor: Any | None, now: dt.datetime) -> Event:
    """Add one line to the journal; `subject` is `kind:id`, never a name or an answer."""
    return Event.objects.create(happened_at=now, actor=actor, name=name, subject=subject)
