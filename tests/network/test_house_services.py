"""Houses begin, and are corrected."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from tests.factories import NOW, a_house, a_member, an_organisation
from village.audit.models import Event
from village.network import services
from village.network.models import House, Role, Zone

pytestmark = pytest.mark.django_db


def create(**known) -> House:
    known = {
        "holder": an_organisation(),
        "name": "La Parenthèse",
        "host_site": "Centre social",
        "commune_code": "62041",
        "opened_on": dt.date(2026, 3, 1),
        "actor": a_member(Role.NATIONAL_TEAM),
        "now": NOW,
        **known,
    }
    return services.create_house(**known)


def journal() -> list[tuple[str, str]]:
    return list(Event.objects.values_list("name", "subject"))


def test_a_house_is_placed_by_its_commune():
    house = create(commune_code="97411")

    assert house.commune_name == "Saint-Denis"
    assert (house.zone, house.time_zone) == (Zone.DROM, "Indian/Reunion")


@pytest.mark.parametrize("code", ["62999", "97200", "50173", "Paris", ""])
def test_a_house_stands_in_an_official_commune_of_today(code):
    with pytest.raises(ValidationError):
        create(commune_code=code)

    assert not House.objects.exists()


def test_a_record_refuses_the_name_of_another_commune():
    house = a_house()
    house.commune_name = "Paris"

    with pytest.raises(ValidationError, match="62498 est celui de Lens"):
        house.full_clean()


@pytest.mark.parametrize(
    ("name", "code"),
    [("La Parenthèse", "la-parenthese"), ("Nouvelle", "nouvelle-2"), ("بيت", "maison")],
)
def test_the_code_is_drawn_from_the_name(name, code):
    assert create(name=name).code == code


def test_two_houses_of_the_same_name_have_two_codes():
    assert [create(holder=an_organisation()).code for _ in range(3)] == [
        "la-parenthese",
        "la-parenthese-2",
        "la-parenthese-3",
    ]


def test_the_code_stays_when_the_name_changes():
    house = create()
    known = {name: getattr(house, name) for name in ("holder", "host_site", "opened_on")}

    services.change_house(
        house=house, name="L'Escale", commune_code="97101",
        **known, actor=None, now=NOW,
    )  # fmt: skip

    house.refresh_from_db()
    assert (house.code, house.name) == ("la-parenthese", "L'Escale")
    assert (house.zone, house.time_zone) == (Zone.DROM, "America/Guadeloupe")


def test_each_deed_is_in_the_journal_by_an_id_and_never_by_a_name():
    house = create()

    assert journal()[-1] == ("house.created", f"house:{house.pk}")
    assert "Parenthèse" not in str(journal())


def test_a_house_that_cannot_be_is_refused_whole():
    with pytest.raises(ValidationError):
        create(name="")

    assert not House.objects.exists()
    assert journal() == []


def test_the_same_role_is_not_held_twice_in_the_same_place():
    """On every database, in a house and in the nation."""
    from django.db import IntegrityError, transaction

    from village.network.models import Membership

    house = a_house()
    for user, place, role in [
        (a_member(Role.FACILITATOR, house), house, Role.FACILITATOR),
        (a_member(Role.FUNDER), None, Role.FUNDER),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=user, house=place, role=role)
