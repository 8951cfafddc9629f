"""The houses that are not ready to answer a parent in danger, for whoever may see what they lack."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.network.access import Right, houses_with, sees_every_house
from village.network.models import House, User
from village.readiness.lacks import Lack, lacks_of_each
from village.ui.agenda import Waiting

FEW = 3  # houses named one by one; more of them are counted


def not_ready(houses: Iterable[House], *, now: dt.datetime) -> dict[House, tuple[Lack, ...]]:
    """Those that lack something, with what; a house that closed answers nobody any more, and lacks nothing."""
    living = [house for house in houses if not house.is_closed(on=house.date_at(now))]
    each = lacks_of_each(living, now=now) if living else {}
    return {house: lacks for house, lacks in each.items() if lacks}


def houses_not_ready(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """What one's house lacks; of several, how many lack something. Two queries, whatever their number."""
    lacking = not_ready(houses_with(user, Right.SEE_HOUSE_QUESTIONNAIRES), now=now)
    if len(lacking) > FEW and sees_every_house(user):
        yield Waiting(
            sentence=_("%(count)s maisons ne sont pas prêtes à répondre à un parent en danger.")
            % {"count": len(lacking)},
            reason=_("Il leur manque une personne à joindre, un protocole, ou une formation."),
            act=_("Voir ces maisons"),
            url=reverse("readiness:houses"),
        )
        return
    for house, lacks in lacking.items():
        yield Waiting(
            sentence=ngettext(
                "Il manque %(count)s chose pour pouvoir répondre à un parent en danger.",
                "Il manque %(count)s choses pour pouvoir répondre à un parent en danger.",
                len(lacks),
            )
            % {"count": len(lacks)},
            act=_("Voir ce qui manque"),
            url=reverse("readiness:safety", args=(house.code,)),
            about=house.name,
        )
