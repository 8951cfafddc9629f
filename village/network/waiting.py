"""The houses that are not ready to answer a parent in danger, for whoever may see what they lack."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.network.access import Right, houses_for
from village.network.models import User
from village.network.safety import lacks_of_each
from village.ui.agenda import Waiting


def houses_not_ready(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """House by house, how many things it lacks. Two queries, whatever the number of houses."""
    houses = list(houses_for(user, Right.SEE_HOUSE_QUESTIONNAIRES))
    for house, lacking in lacks_of_each(houses, now=now).items():
        if lacking:
            yield Waiting(
                sentence=ngettext(
                    "Il manque %(count)s chose pour pouvoir répondre à un parent en danger.",
                    "Il manque %(count)s choses pour pouvoir répondre à un parent en danger.",
                    len(lacking),
                )
                % {"count": len(lacking)},
                act=_("Voir ce qui manque"),
                url=reverse("network:safety", args=(house.code,)),
                about=house.name,
            )
