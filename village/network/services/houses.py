"""Houses are added, corrected, opened and closed."""

import datetime as dt

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.network.models import House, Organisation, User
from village.network.signals import house_dates_changing
from village.territories.clocks import clock_of
from village.territories.register import commune

RESERVED_CODES = {"nouvelle"}  # an address of the site (network/urls.py)


def _free_code(name: str) -> str:
    """A short name for addresses and tables, drawn from the name of a house and used by no other."""
    stem = slugify(name)[:32].strip("-") or "maison"
    code, number = stem, 1
    while code in RESERVED_CODES or House.objects.filter(code=code).exists():
        number += 1
        code = f"{stem}-{number}"
    return code


def _settle(house: House, commune_code: str) -> None:
    """Put a house in its commune: name, zone and clock follow from the code. What is no commune, the record refuses."""
    official = commune(commune_code)
    if official is not None:
        house.commune_name, house.zone = official.name, official.zone
        if house.commune_code != commune_code:  # a house that stays where it is keeps its clock
            house.time_zone = clock_of(commune_code)
    house.commune_code = commune_code


@transaction.atomic
def create_house(
    *,
    holder: Organisation,
    name: str,
    host_site: str,
    commune_code: str,
    opened_on: dt.date | None,
    actor: User | None,
    now: dt.datetime,
) -> House:
    """Add a house, open or to come. Its code is drawn from its name, and never changes again."""
    house = House(
        code=_free_code(name),
        holder=holder,
        name=name,
        host_site=host_site,
        opened_on=opened_on,
    )
    _settle(house, commune_code)
    house.full_clean()
    house.save()
    record("house.created", subject=f"house:{house.pk}", actor=actor, now=now)
    return house


@transaction.atomic
def change_house(
    *,
    house: House,
    holder: Organisation,
    name: str,
    host_site: str,
    commune_code: str,
    opened_on: dt.date | None,
    actor: User | None,
    now: dt.datetime,
) -> House:
    """Correct what is known of a house; its code stays. Raises `NotAllowed` when its groups say otherwise."""
    house = House.objects.select_for_update(of=("self",)).get(pk=house.pk)
    house.holder, house.name, house.host_site = holder, name, host_site
    if opened_on != house.opened_on:
        _set_dates(house, opened_on=opened_on, closed_on=house.closed_on, now=now)
    _settle(house, commune_code)
    house.full_clean()
    house.save()
    record("house.changed", subject=f"house:{house.pk}", actor=actor, now=now)
    return house


@transaction.atomic
def close_house(*, house: House, closed_on: dt.date, actor: User | None, now: dt.datetime) -> House:
    """Note the day from which a house is closed, past or to come. Nothing is erased.

    Raises `NotAllowed` when a group still meets there, or met after that day.
    """
    house = House.objects.select_for_update(of=("self",)).get(pk=house.pk)
    _set_dates(house, opened_on=house.opened_on, closed_on=closed_on, now=now)
    house.save(update_fields=["closed_on"])
    record("house.closed", subject=f"house:{house.pk}", actor=actor, now=now)
    return house


@transaction.atomic
def reopen_house(*, house: House, actor: User | None, now: dt.datetime) -> House:
    """Take back a closing: noted by mistake, or the house goes on."""
    house = House.objects.select_for_update(of=("self",)).get(pk=house.pk)
    if house.closed_on is not None:
        house.closed_on = None
        house.save(update_fields=["closed_on"])
        record("house.reopened", subject=f"house:{house.pk}", actor=actor, now=now)
    return house


def _set_dates(
    house: House, *, opened_on: dt.date | None, closed_on: dt.date | None, now: dt.datetime
) -> None:
    """Change the dates of a house, unless they contradict one another or what happened in it."""
    if opened_on is not None and closed_on is not None and closed_on < opened_on:
        raise NotAllowed(
            _(
                "Une maison ne peut pas fermer avant d'avoir ouvert : corrigez sa fermeture, ou retirez-la."
            )
        )
    house_dates_changing.send(House, house=house, opened_on=opened_on, closed_on=closed_on, now=now)
    house.opened_on, house.closed_on = opened_on, closed_on
