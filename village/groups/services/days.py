"""Days that a record may bear."""

import datetime as dt

from django.utils.translation import gettext as _

from village.core.errors import NotAllowed
from village.network.models import House


def refuse_future(day: dt.date, *, house: House, now: dt.datetime) -> None:
    """Raise `NotAllowed` for a day that has not come yet in this house."""
    if day > house.date_at(now):
        raise NotAllowed(_("Cette date est à venir."))
