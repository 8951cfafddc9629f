"""Days that a record may bear."""

import datetime as dt

from django.utils.translation import gettext as _

from village.core.errors import NotAllowed
from village.network.models import House


def refuse_future(day: dt.date, *, house: House, now: dt.datetime) -> None:
    """Raise `NotAllowed` for a day that has not come yet in this house."""
    if day > house.date_at(now):
        raise NotAllowed(_("Cette date est à venir."))


def refuse_closed(day: dt.date, *, house: House) -> None:
    """Raise `NotAllowed` for a day after which nothing happens in this house: it has closed, or will have."""
    if house.closed_on is not None and day > house.closed_on:
        raise NotAllowed(
            _("La maison ferme le %(day)s : rien ne s'y passe après.")
            % {"day": f"{house.closed_on:%d/%m/%Y}"}
        )


def refuse_once_closed(house: House, *, now: dt.datetime) -> None:
    """Raise `NotAllowed` when this house is closed today: what was missed is not begun there any more."""
    if house.is_closed(on=house.date_at(now)):
        raise NotAllowed(_("La maison est fermée : on n'y commence plus rien."))


def refuse_unknown_opening(house: House) -> dt.date:
    """The day this house opens; `NotAllowed` when nobody has said it yet."""
    if house.opened_on is None:
        raise NotAllowed(
            _(
                "La date d'ouverture de la maison n'est pas encore connue : demandez à l'équipe nationale de la noter d'abord."
            )
        )
    return house.opened_on
