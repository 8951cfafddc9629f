"""Looking for a house or a person by a few letters, and putting them in a reader's order.

Accents and case are set aside in Python: databases disagree about them, and a network has hundreds of
houses, not millions.
"""

import unicodedata
from collections.abc import Iterable

from village.network.models import House, Organisation, User
from village.territories.register import departement_name


def fold(text: str) -> str:
    """Small letters without accents nor hyphens: « Saint-Étienne » and « saint etienne » are the same word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(bare.replace("-", " ").replace("’", "'").split())


def houses_matching(houses: Iterable[House], words: str) -> list[House]:
    """The houses whose name, commune, département or holder has these letters; no letters, all of them. By name."""
    found = (house for house in houses if fold(words) in fold(_words_of_house(house)))
    return sorted(found, key=lambda house: fold(house.name))


def _words_of_house(house: House) -> str:
    departement = departement_name(house.departement)
    words = (house.name, house.commune_name, house.departement, departement, house.holder.name)
    return " ".join(words)


def organisations_matching(organisations: Iterable[Organisation], words: str) -> list[Organisation]:
    """The organisations whose name, kind, place, number or house has these letters; no letters, all. By name."""
    found = (one for one in organisations if fold(words) in fold(_words_of_organisation(one)))
    return sorted(found, key=lambda one: (fold(one.name), one.place))


def _words_of_organisation(organisation: Organisation) -> str:
    houses = (house.name for house in organisation.houses.all())
    kind = organisation.get_kind_display()
    numbers = (organisation.siret, organisation.rna)
    return " ".join((organisation.name, kind, organisation.place, *numbers, *houses))


def organisations_named(name: str, *, but: Organisation | None = None) -> list[Organisation]:
    """The organisations that bear this name, however it is written; without the one being described."""
    everyone = (
        Organisation.objects.all() if but is None else Organisation.objects.exclude(pk=but.pk)
    )
    return [one for one in everyone if fold(one.name) == fold(name)]


def accounts_matching(users: Iterable[User], words: str) -> list[User]:
    """The accounts whose name, address or house has these letters; no letters, all of them. By name."""
    found = (user for user in users if fold(words) in fold(_words_of_account(user)))
    return sorted(found, key=lambda user: fold(user.name))


def _words_of_account(user: User) -> str:
    houses = (m.house.name for m in user.memberships.all() if m.house is not None)
    return " ".join((user.name, user.email, *houses))
