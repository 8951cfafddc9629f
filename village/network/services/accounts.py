"""People join the network, change roles, and leave."""

import datetime as dt
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.network import letters
from village.network.models import (
    IN_A_HOUSE,
    IN_THE_NATION,
    House,
    Membership,
    Role,
    User,
)


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
