"""Months a baby may be expected or born in. The day of a date is dropped: it is never kept."""

import datetime as dt

from django.utils.translation import gettext as _

from village.core.errors import NotAllowed

MONTHS_AHEAD = 10  # a pregnancy, and a month of uncertainty
MONTHS_BACK = 48  # the first thousand days, and a wide margin


def near_month(month: dt.date | None, *, today: dt.date) -> dt.date | None:
    """The first day of a month near enough to be a baby's; `NotAllowed` elsewhere, None for none."""
    if month is None:
        return None
    distance = (month.year - today.year) * 12 + month.month - today.month
    if not -MONTHS_BACK <= distance <= MONTHS_AHEAD:
        raise NotAllowed(_("Vérifiez l'année : ce mois est trop loin d'aujourd'hui."))
    return month.replace(day=1)


def past_month(month: dt.date | None, *, today: dt.date) -> dt.date | None:
    """The same for a birth that took place: `NotAllowed` when the month has not begun."""
    first = near_month(month, today=today)
    if first is not None and first > today:
        raise NotAllowed(_("Un mois de naissance ne peut pas être à venir : c'est le mois prévu."))
    return first
