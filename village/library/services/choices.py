"""A house chooses what its parents are asked, among what it may ask."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.core.waves import find_battery
from village.library.gate.asking import obstacles, refusals
from village.library.installed import wanted_batteries
from village.library.models import Choice
from village.network.models import House, User


@transaction.atomic
def choose_battery(
    *, house: House, battery: str, starts_on: dt.date, actor: User | None, now: dt.datetime
) -> Choice:
    """Ask another battery (`key@version`) of whoever enrols in this house from a day on.

    Parents already enrolled keep their calendar. What may not be asked is replaced by what stands in for it; a battery
    in which nothing does is refused, with a sentence for each obstacle.
    """
    wanted = find_battery(wanted_batteries(), battery)
    if starts_on < house.date_at(now):
        raise NotAllowed(_("Ce choix vaut pour les inscriptions à venir : choisissez une date à partir d'aujourd'hui."))  # fmt: skip
    if wanted.stand_in is None and (found := obstacles(wanted, house, on=starts_on)):
        raise NotAllowed(refusals(found))
    choice = Choice.objects.create(
        house=house, battery=wanted.name, starts_on=starts_on, chosen_by=actor, chosen_at=now
    )
    record("house.battery_chosen", subject=f"house:{house.pk}", actor=actor, now=now)
    return choice
