"""What happens in the network: houses begin and change, people join and leave.

Each verb is one transaction with its line in the journal. Who may call it is the door's business (`access`).
"""

import datetime as dt
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.network import letters
from village.network.models import (
    IN_A_HOUSE,
    IN_THE_NATION,
    House,
    Membership,
    Organisation,
    Role,
    User,
)
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
        raise NotAllowed(_("Une maison ne peut pas fermer avant d'avoir ouvert."))
    house_dates_changing.send(House, house=house, opened_on=opened_on, closed_on=closed_on, now=now)
    house.opened_on, house.closed_on = opened_on, closed_on


@transaction.atomic
def invite_member(
    *,
    email: str,
    name: str,
    role: str,
    house: House | None,
    site_address: str,
    actor: User | None,
    now: dt.datetime,
) -> Membership:
    """Give someone a role; whoever has no account yet, or no longer, receives a link to open one.

    Done twice, it changes nothing the second time. The letter leaves once the records are kept.
    """
    if role not in (IN_THE_NATION if house is None else IN_A_HOUSE):
        raise NotAllowed(_("Ce rôle ne s'exerce pas à cet endroit."))
    user, is_new = User.objects.get_or_create(
        email=email.strip().lower(), defaults={"name": name, "created_at": now, "is_active": False}
    )
    if not user.is_active:  # new, or closed some day
        _open_account(user, is_new=is_new, site_address=site_address, actor=actor, now=now)
    membership, is_given = Membership.objects.get_or_create(user=user, house=house, role=role)
    if is_given:
        record("membership.given", subject=f"membership:{membership.pk}", actor=actor, now=now)
    return membership


def _open_account(
    user: User, *, is_new: bool, site_address: str, actor: User | None, now: dt.datetime
) -> None:
    user.is_active = True
    user.set_unusable_password()
    user.save()
    event = "account.opened" if is_new else "account.reopened"
    record(event, subject=f"user:{user.pk}", actor=actor, now=now)
    transaction.on_commit(partial(letters.invite, user, site_address=site_address))


@transaction.atomic
def send_access_link(
    *, user: User, site_address: str, actor: User | None, now: dt.datetime
) -> None:
    """Send the link again to someone who lost the letter, or let it expire."""
    if not user.is_active:
        raise NotAllowed(_("Ce compte est fermé."))
    record("account.link_sent", subject=f"user:{user.pk}", actor=actor, now=now)
    transaction.on_commit(partial(letters.invite, user, site_address=site_address))


@transaction.atomic
def remove_membership(*, membership: Membership, actor: User | None, now: dt.datetime) -> None:
    """Take a role back; the account stays, with its other roles."""
    if membership.role == Role.NATIONAL_TEAM:
        _keep_one_national_account(leaving=membership.user)
    record("membership.removed", subject=f"membership:{membership.pk}", actor=actor, now=now)
    membership.delete()


@transaction.atomic
def close_account(*, user: User, actor: User | None, now: dt.datetime) -> None:
    """Let nobody in by this account any more: roles, password, second factor and open sessions end together.

    The account itself stays, for the journal says what it did.
    """
    if user == actor:
        raise NotAllowed(_("Demandez à une autre personne de fermer votre compte."))
    _keep_one_national_account(leaving=user)
    user.memberships.all().delete()
    Authenticator.objects.filter(user=user).delete()
    user.is_active = False
    user.set_unusable_password()  # sessions are tied to the password: all of them end
    user.save()
    record("account.closed", subject=f"user:{user.pk}", actor=actor, now=now)


@transaction.atomic
def forget_second_factor(*, user: User, actor: User | None, now: dt.datetime) -> None:
    """For someone who lost phone and recovery codes: the next sign-in sets up a new second factor.

    The password must be chosen again too: whoever found the phone may have found more.
    """
    if user == actor:
        raise NotAllowed(_("Demandez à une autre personne de le faire pour vous."))
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save()
    record("account.second_factor_forgotten", subject=f"user:{user.pk}", actor=actor, now=now)


def _keep_one_national_account(*, leaving: User) -> None:
    """Refuse to leave a network that nobody could run."""
    national = Membership.objects.select_for_update().filter(
        role=Role.NATIONAL_TEAM, user__is_active=True
    )
    running = {membership.user_id for membership in national}
    if running == {leaving.pk}:
        raise NotAllowed(_("Il doit toujours rester une personne dans l'équipe nationale."))
