"""A group opens, changes hands, ends."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.groups.models import GROUP_SIZES, LONGEST_NAME, PeerGroup
from village.groups.services.days import (
    refuse_closed,
    refuse_future,
    refuse_once_closed,
    refuse_unknown_opening,
)
from village.network.access import facilitators_of
from village.network.models import House, User
from village.ui.contact import refuse_social_security_number


@transaction.atomic
def open_group(
    *,
    house: House,
    name: str,
    kind: str,
    nominal_size: int,
    facilitator: User | None,
    started_on: dt.date,
    actor: User | None,
    now: dt.datetime,
) -> PeerGroup:
    """Open a group in a house; `started_on` is its first meeting, held or planned."""
    # Two groups of one name cannot slip in together, nor a group while the house closes.
    house = House.objects.select_for_update(of=("self",)).get(pk=house.pk)
    refuse_once_closed(house, now=now)
    group = PeerGroup(house=house, kind=PeerGroup.Kind(kind))
    _describe(group, name, nominal_size, facilitator, started_on)
    group.save(force_insert=True)
    record("group.opened", subject=f"group:{group.pk}", actor=actor, now=now)
    return group


@transaction.atomic
def change_group(
    *,
    group: PeerGroup,
    name: str,
    kind: str,
    nominal_size: int,
    facilitator: User | None,
    started_on: dt.date,
    actor: User | None,
    now: dt.datetime,
) -> PeerGroup:
    """Correct what was said when a group opened, or give it to another facilitator, who then sees its parents."""
    house = House.objects.select_for_update(of=("self",)).get(pk=group.house_id)
    group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    group.house = house
    earlier = group.facilitator_id
    group.kind = PeerGroup.Kind(kind)
    _describe(group, name, nominal_size, facilitator, started_on)
    group.save()
    record("group.changed", subject=f"group:{group.pk}", actor=actor, now=now)
    if facilitator is not None and facilitator.pk != earlier:
        record("group.entrusted", subject=f"user:{facilitator.pk}", actor=actor, now=now)
    return group


@transaction.atomic
def close_group(
    *, group: PeerGroup, ended_on: dt.date, actor: User | None, now: dt.datetime
) -> PeerGroup:
    """End a group at its last meeting.

    Its members are not marked as leaving: they stayed to the end, and are still asked how they are.
    """
    group = PeerGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if ended_on < group.started_on:
        raise NotAllowed(_("Le groupe ne peut pas finir avant sa première séance."))
    refuse_future(ended_on, house=group.house, now=now)
    refuse_closed(ended_on, house=group.house)
    if group.meetings.filter(held_on__gt=ended_on).exists():
        raise NotAllowed(_("Une séance a été notée après cette date."))
    if group.enrolments.filter(joined_on__gt=ended_on).exists():
        raise NotAllowed(_("Un parent est entré dans le groupe après cette date."))
    group.ended_on = ended_on
    group.save(update_fields=["ended_on"])
    record("group.closed", subject=f"group:{group.pk}", actor=actor, now=now)
    return group


def _describe(
    group: PeerGroup,
    name: str,
    nominal_size: int,
    facilitator: User | None,
    started_on: dt.date,
) -> None:
    """Set what a group says of itself; `NotAllowed` when its house could not have such a group."""
    group.name = " ".join(name.split())
    if not group.name or len(group.name) > LONGEST_NAME:
        raise NotAllowed(_("Donnez au groupe un nom court."))
    refuse_social_security_number(group.name)
    namesakes = PeerGroup.objects.filter(house=group.house, name=group.name).exclude(pk=group.pk)
    if namesakes.exists():
        raise NotAllowed(_("Un groupe de cette maison porte déjà ce nom."))
    if not GROUP_SIZES[0] <= nominal_size <= GROUP_SIZES[1]:
        raise NotAllowed(
            _("Un groupe compte de %(smallest)s à %(largest)s parents.")
            % {"smallest": GROUP_SIZES[0], "largest": GROUP_SIZES[1]}
        )
    if facilitator is not None and facilitator not in facilitators_of(group.house):
        raise NotAllowed(_("Cette personne n'anime pas de groupe dans cette maison."))
    _check_start(group, started_on)
    group.nominal_size, group.facilitator, group.started_on = nominal_size, facilitator, started_on


def _check_start(group: PeerGroup, started_on: dt.date) -> None:
    """`NotAllowed` when the group could not have begun that day. One prepares a group before its house opens."""
    opened_on = refuse_unknown_opening(group.house)
    if started_on < opened_on:
        raise NotAllowed(
            _("La maison ouvre le %(day)s : un groupe ne peut pas commencer avant.")
            % {"day": f"{opened_on:%d/%m/%Y}"}
        )
    refuse_closed(started_on, house=group.house)
    if group.meetings.filter(held_on__lt=started_on).exists():
        raise NotAllowed(_("Une séance a été notée avant cette date."))
    if group.ended_on is not None and group.ended_on < started_on:
        raise NotAllowed(_("Le groupe ne peut pas finir avant sa première séance."))
