"""Who may do what, and where. Every view asks here; a thing one may not see looks like a thing that is not.

The table below is the access matrix of the programme in code: what a role does not list, it cannot do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from village.network.models import House, Membership, Role, User


class Right(StrEnum):
    """One kind of thing someone may do, in a house or in the whole network."""

    SEE_PERSONS = "see_persons"  # names and contact details of the parents of one's own groups
    MANAGE_GROUPS = "manage_groups"  # open a group, see how many are in it
    ENTRUST_GROUPS = "entrust_groups"  # change a group one does not lead, give it to a facilitator
    MANAGE_NETWORK = "manage_network"  # organisations, houses, accounts
    SEE_HOUSE_FIGURES = "see_house_figures"  # aggregates of a house, 5 parents at least
    SEE_NATIONAL_FIGURES = "see_national_figures"  # published aggregates, 11 parents at least
    KEY_SHEETS = (
        "key_sheets"  # type answers from paper: codes, never names, and never of a group one leads
    )
    REGISTER_PLANS = "register_plans"  # say what will be looked at, before it is
    SEE_SAFETY = "see_safety"  # whom to call in a house when a parent is in danger
    SEE_HOUSE_QUESTIONNAIRES = "see_house_questionnaires"  # what a house asks, and what it may not
    MANAGE_QUESTIONNAIRES = "manage_questionnaires"  # permissions, approvals, what each house asks


RIGHTS: dict[str, frozenset[Right]] = {
    Role.FACILITATOR: frozenset(
        {
            Right.SEE_PERSONS,
            Right.MANAGE_GROUPS,
            Right.SEE_SAFETY,
            Right.SEE_HOUSE_FIGURES,
            Right.SEE_NATIONAL_FIGURES,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Right.MANAGE_GROUPS,
            Right.ENTRUST_GROUPS,
            Right.KEY_SHEETS,
            Right.SEE_HOUSE_FIGURES,
            Right.SEE_NATIONAL_FIGURES,
            Right.SEE_SAFETY,
            Right.SEE_HOUSE_QUESTIONNAIRES,
        }
    ),
    Role.NATIONAL_TEAM: frozenset(
        {
            Right.MANAGE_NETWORK,
            Right.MANAGE_GROUPS,
            Right.ENTRUST_GROUPS,
            Right.SEE_HOUSE_FIGURES,
            Right.SEE_NATIONAL_FIGURES,
            Right.REGISTER_PLANS,
            Right.SEE_SAFETY,
            Right.SEE_HOUSE_QUESTIONNAIRES,
            Right.MANAGE_QUESTIONNAIRES,
        }
    ),
    Role.EVALUATOR: frozenset(
        {
            Right.KEY_SHEETS,
            Right.SEE_HOUSE_FIGURES,
            Right.SEE_NATIONAL_FIGURES,
            Right.REGISTER_PLANS,
        }
    ),
    Role.FUNDER: frozenset({Right.SEE_NATIONAL_FIGURES}),
    Role.SAFETY_CONTACT: frozenset({Right.SEE_SAFETY}),
    Role.TRAINING_MANAGER: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What someone may do: in the whole network, and in which houses. Nothing at all by an account that is closed."""

    in_nation: frozenset[Right]
    in_houses: Mapping[UUID, frozenset[Right]]  # every house one works in, even without any right

    def has(self, right: Right) -> bool:
        """Whether a right is held anywhere."""
        return right in self.in_nation or any(right in held for held in self.in_houses.values())

    def has_in(self, house: House, right: Right) -> bool:
        """Whether a right is held in this house; a national role holds it in all of them."""
        return right in self.in_nation or right in self.in_houses.get(house.pk, frozenset())


def rights_of(user: User) -> Rights:
    """The rights of someone, for a page.

    Whoever signed in brought their roles along (`RolesMiddleware`): asked ten times, a page reads them once. Those of
    any other account are read each time.
    """
    return _from_roles(user.memberships.all()) if user.is_active else _from_roles(())


def rights_now(user: User) -> Rights:
    """The same, read again whatever was read before: for a verb, which does not trust what a page remembers."""
    return _from_roles(Membership.objects.filter(user=user, user__is_active=True))


def _from_roles(memberships: Iterable[Membership]) -> Rights:
    in_nation: frozenset[Right] = frozenset()
    in_houses: dict[UUID, frozenset[Right]] = {}
    for one in memberships:
        if one.house_id is None:
            in_nation |= RIGHTS[one.role]
        else:
            in_houses[one.house_id] = in_houses.get(one.house_id, frozenset()) | RIGHTS[one.role]
    return Rights(in_nation, in_houses)


def has_right(user: User, right: Right) -> bool:
    """Whether someone holds a right anywhere: in a house or in the nation."""
    return rights_of(user).has(right)


def has_right_in(user: User, right: Right, house: House) -> bool:
    """Whether someone holds a right in this house."""
    return rights_of(user).has_in(house, right)


def houses_for(user: User, right: Right) -> QuerySet[House]:
    """The houses in which someone holds a right; a national role holds it in all of them."""
    rights = rights_of(user)
    if right in rights.in_nation:
        return House.objects.all()
    return House.objects.filter(pk__in=[h for h, held in rights.in_houses.items() if right in held])


def get_house_or_404(user: User, right: Right, code: str) -> House:
    """A house one may not see and a house that does not exist give the same 404."""
    house = houses_for(user, right).filter(code=code).first()
    if house is None:
        raise Http404
    return house


def sees_every_house(user: User) -> bool:
    """Whether someone reads about houses all over the network: the national team, the evaluator."""
    return Right.SEE_HOUSE_FIGURES in rights_of(user).in_nation


def houses_open_to(user: User) -> QuerySet[House]:
    """The houses whose page someone may open: where one works, or all of them."""
    if sees_every_house(user):
        return House.objects.all()
    return House.objects.filter(pk__in=rights_of(user).in_houses)


def houses_of(user: User) -> list[House]:
    """The houses someone works in, as they came with their roles."""
    return list({one.house: None for one in user.memberships.all() if one.house is not None})


def houses_with(user: User, right: Right) -> list[House]:
    """The houses of `houses_for`, read: no query for whoever works in them, one for who has the right everywhere."""
    rights = rights_of(user)
    if right in rights.in_nation:
        return list(House.objects.all())
    return [house for house in houses_of(user) if rights.has_in(house, right)]


def get_open_house_or_404(user: User, code: str) -> House:
    """The page of a house, or the 404 of a house that does not exist."""
    house = houses_open_to(user).filter(code=code).first()
    if house is None:
        raise Http404
    return house


def require(user: User, right: Right) -> None:
    """Refuse, as a page that does not exist, whoever does not hold `right` anywhere."""
    if not has_right(user, right):
        raise Http404


def is_member(user: User, house: House) -> bool:
    """Whether someone works in this house (and is not only looking at it from the nation)."""
    return house.pk in rights_of(user).in_houses


def facilitators_of(house: House) -> QuerySet[User]:
    """Who may lead a group of this house."""
    return User.objects.filter(
        is_active=True, memberships__house=house, memberships__role=Role.FACILITATOR
    ).distinct()


def safety_contacts_of(house: House) -> QuerySet[User]:
    """Who may be called in this house when a parent is in danger."""
    return User.objects.filter(
        is_active=True, memberships__house=house, memberships__role=Role.SAFETY_CONTACT
    ).distinct()


def as_uuid(text: str) -> UUID:
    """An id from a URL; what is not one gives the same 404 as what does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
