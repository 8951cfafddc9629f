"""A few letters find a house or a person, with or without accents."""

import pytest

from tests.factories import a_facilitator, a_house, a_member, a_user, an_organisation
from village.network.models import House, Role, User
from village.network.queries import accounts_matching, houses_matching

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network():
    a_house(
        name="Le Nid",
        commune_name="Saint-Étienne",
        commune_code="42218",
        holder=an_organisation(name="Mutuelle du Forez"),
    )
    a_house(
        name="Éclaircie",
        commune_name="Arras",
        commune_code="62041",
        holder=an_organisation(name="CCAS"),
    )
    a_house(
        name="Zénith",
        commune_name="Lens",
        commune_code="62498",
        holder=an_organisation(name="Ville"),
    )


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("saint etienne", ["Le Nid"]),
        ("SAINT-ÉTIENNE", ["Le Nid"]),
        ("eclaircie", ["Éclaircie"]),
        ("pas de calais", ["Éclaircie", "Zénith"]),
        ("62", ["Éclaircie", "Zénith"]),
        ("forez", ["Le Nid"]),
        ("  ", ["Éclaircie", "Le Nid", "Zénith"]),
        ("marseille", []),
        ("%", []),
    ],
)
def test_houses_are_found_by_name_commune_departement_or_holder(words, names):
    assert [house.name for house in houses_matching(House.objects.all(), words)] == names


def test_accounts_are_found_by_name_address_or_house():
    eclaircie = House.objects.get(name="Éclaircie")
    a_facilitator(eclaircie, name="Zoé Dupont", email="zoe@maisons.example")
    a_member(Role.FUNDER, name="Émile Roy")
    a_user(name="Farid Benali")

    def found(words: str) -> list[str]:
        return [user.name for user in accounts_matching(User.objects.all(), words)]

    assert found("zoe@") == ["Zoé Dupont"]
    assert found("eclair") == ["Zoé Dupont"]
    assert found("") == ["Émile Roy", "Farid Benali", "Zoé Dupont"]
