"""The demo's accounts: one for each role, entered with one click, and a facilitator for every other house."""

import datetime as dt
import random
from collections.abc import Mapping

from django.contrib.auth.hashers import make_password

from village.demo.names import invented_name
from village.network.models import IN_A_HOUSE, House, Membership, Role, User

DOMAIN = "demo.invalid"  # reserved by RFC 2606: no letter ever leaves


def address_of(role: str) -> str:
    """The address of the account that shows a role."""
    return f"{role}@{DOMAIN}"


def open_accounts(
    *, houses: Mapping[str, House], shown_in: str, draw: random.Random, now: dt.datetime
) -> dict[str, User]:
    """Open every account, without a password; returns who leads the groups of each house."""
    shown = {
        role: User(email=address_of(role), name=invented_name(draw), created_at=now)
        for role in Role
    }
    leaders = {
        code: shown[Role.FACILITATOR]
        if code == shown_in
        else User(email=f"{code}@{DOMAIN}", name=invented_name(draw), created_at=now)
        for code in houses
    }
    users = {user.email: user for user in (*shown.values(), *leaders.values())}
    for user in users.values():
        user.password = make_password(None)
    User.objects.bulk_create(users.values())
    members = [
        Membership(user=user, role=role, house=houses[shown_in] if role in IN_A_HOUSE else None)
        for role, user in shown.items()
    ]
    members += [
        Membership(user=user, role=Role.FACILITATOR, house=houses[code])
        for code, user in leaders.items()
        if code != shown_in
    ]
    Membership.objects.bulk_create(members)
    return leaders
