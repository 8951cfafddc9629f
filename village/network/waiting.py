"""The houses that are not ready to answer a parent in danger, for whoever may see what they lack."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.network.access import Right, houses_with, sees_every_house
from village.network.models import User
from village.network.safety import lacks_of_each
from village.ui.agenda import Waiting

FEW = 3  # houses named one by one; more of them are counted


def houses_not_ready(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """What one's house lacks; of several, how many lack something. Two queries, whatever their number."""
    houses = houses_with(user, Right.SEE_HOUSE_QUESTIONNAIRES)
    if not houses:
        return
    lacking = {house: lacks for house, lacks in lacks_of_each(houses, now=now).items() if lacks}
    if len(lacking) > FEW and sees_every_house(user):
        yield Waiting(
            sentence=_("%(count)s maisons ne sont pas prêtes à répondre à un parent en danger.")
            % {"count": len(lacking)},
            reason=_("Il leur manque une personne à joindre, un protocole, ou une formation."),
            act=_("Voir ces maisons"),
            url=reverse("network:houses") + "?a-preparer=1",
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
            url=reverse("network:safety", args=(house.code,)),
            about=house.name,
        )
