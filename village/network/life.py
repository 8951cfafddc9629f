"""Where a house is in its life, in a sentence; its dates say it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.network.models import House
from village.ui.templatetags.days import date as in_words


def life(house: House, *, on: dt.date) -> str:
    """« Ouverte depuis le 3 mars 2026. »"""
    status = house.status(on=on)
    opened, closed = (in_words(day) if day else "" for day in (house.opened_on, house.closed_on))
    if status is House.Status.PLANNED:
        said = _("En préparation : la date d'ouverture n'est pas encore connue.")
    elif status is House.Status.OPENING:
        said = _("Ouvrira le %(day)s.") % {"day": opened}
    elif status is House.Status.OPEN:
        said = _("Ouverte depuis le %(day)s.") % {"day": opened}
    elif house.opened_on is None:
        return _("Fermée le %(day)s, sans avoir ouvert.") % {"day": closed}
    else:
        return _("Fermée depuis le %(day)s ; elle avait ouvert le %(opening)s.") % {
            "day": closed,
            "opening": opened,
        }
    if not closed:
        return said
    closing = _("Fermera le %(day)s.") % {"day": closed}
    return f"{said} {closing}"


def is_plainly_open(house: House, *, on: dt.date) -> bool:
    """Whether there is nothing to say: it is open, and no closing is planned."""
    return house.status(on=on) is House.Status.OPEN and house.closed_on is None


def counted(houses: Iterable[House], *, now: dt.datetime) -> list[str]:
    """How many are open, to come, closed; nothing when all of them are open."""
    found = Counter(house.status(on=house.date_at(now)) for house in houses)
    is_open, closed = found[House.Status.OPEN], found[House.Status.CLOSED]
    coming = found[House.Status.PLANNED] + found[House.Status.OPENING]
    if not (closed or coming):
        return []
    parts = (
        (is_open, ngettext("%(n)s ouverte", "%(n)s ouvertes", is_open)),
        (coming, ngettext("%(n)s pas encore ouverte", "%(n)s pas encore ouvertes", coming)),
        (closed, ngettext("%(n)s fermée", "%(n)s fermées", closed)),
    )
    return [words % {"n": n} for n, words in parts if n]
