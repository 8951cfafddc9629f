"""Organisations are known by their numbers and their place: two of them may bear one name, and are told apart."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests import clock
from tests.factories import NOW, a_house, a_member, an_organisation
from village.audit.models import Event
from village.network.models import Organisation, Role
from village.network.organisation_forms import KINDS
from village.network.services.organisations import change_organisation, create_organisation

pytestmark = pytest.mark.django_db

CCAS = "CCAS de Saint-Denis"
SIRET, OTHER_SIRET = "73282932000074", "35600000049837"
NEW = "/organismes/nouveau/"


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def lea(client):
    lea = a_member(Role.NATIONAL_TEAM, name="Léa")
    client.force_login(lea)
    return lea


def filled(**known) -> dict[str, str]:
    return {"name": CCAS, "kind": "ccas", "siret": "", "rna": "", "commune": "", **known}


def said(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def test_an_organisation_is_added_and_corrected_with_its_lines_in_the_journal():
    one = create_organisation(name="Ville d'Aras", kind="commune", actor=None, now=NOW)
    change_organisation(organisation=one, name="Ville d'Arras", kind="commune", actor=None, now=NOW)

    assert Organisation.objects.get().name == "Ville d'Arras"
    assert [event.name for event in Event.objects.all()] == [
        "organisation.created",
        "organisation.changed",
    ]
    assert {event.subject for event in Event.objects.all()} == {f"organisation:{one.pk}"}


def test_two_of_them_may_bear_the_same_name():
    for code in ("93066", "97411"):
        create_organisation(name=CCAS, kind="ccas", commune_code=code, actor=None, now=NOW)

    assert {one.told_apart for one in Organisation.objects.all()} == {
        "CCAS de Saint-Denis · Saint-Denis (93)",
        "CCAS de Saint-Denis · Saint-Denis (974)",
    }


@pytest.mark.parametrize(("field", "number"), [("siret", SIRET), ("rna", "W9R1011072")])
def test_two_of_them_never_have_the_same_number(field, number):
    an_organisation(**{field: number})

    with pytest.raises(ValidationError, match="a déjà ce"):
        create_organisation(name="Autre", kind="other", **{field: number}, actor=None, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_organisation(**{field: number})


def test_several_may_have_none():
    assert an_organisation(siret="", rna="") != an_organisation(siret="", rna="")


def test_a_number_is_kept_as_its_register_writes_it():
    one = create_organisation(
        name="Pairs",
        kind="peers",
        siret="732 829 320 00074",
        rna="w9r 1011072",
        actor=None,
        now=NOW,
    )

    assert (one.siret, one.rna) == (SIRET, "W9R1011072")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("siret", "73282932000075", "n'est pas un SIRET"),
        ("siret", "732829320", "n'est pas un SIRET"),
        ("rna", "751000001", "n'est pas au format du RNA"),
        ("commune", "62999", "n'existe pas"),
        ("commune", "Paris 97411", "est celui de Saint-Denis"),
        ("kind", "holder", "choix"),
        ("name", "", "obligatoire"),
        ("name", "2 85 12 62 041 023 17", "numéro de sécurité sociale"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, lea, field, typed, sentence):
    page = said(client.post(NEW, filled(**{field: typed})))

    assert sentence in page
    assert f'href="#id_{field}"' in page
    assert not Organisation.objects.exists()


def test_a_commune_named_only_is_chosen_in_a_list(client, lea):
    page = said(client.post(NEW, filled(commune="Saint-Denis")))
    assert "Saint-Denis, La Réunion (code 97411)" in page

    client.post(NEW, filled(commune="Saint-Denis", chosen_commune="97411"))
    assert Organisation.objects.get().place == "Saint-Denis (974)"


def test_a_name_already_borne_is_said_and_a_second_yes_is_enough(client, lea):
    there = an_organisation(name="Ccas de Saint Denis", commune_code="93066")

    page = said(client.post(NEW, filled(commune="Saint-Denis 97411")))
    assert "Ce nom est déjà celui de" in page
    assert f'href="/organismes/{there.pk}/"' in page
    assert "Saint-Denis (93)" in page
    assert Organisation.objects.count() == 1

    client.post(NEW, filled(commune="Saint-Denis 97411", is_another="on"))
    assert Organisation.objects.filter(name=CCAS).count() == 1


def test_nothing_is_asked_when_the_numbers_already_tell_them_apart(client, lea):
    an_organisation(name=CCAS, siret=OTHER_SIRET)

    client.post(NEW, filled(siret=SIRET))

    assert Organisation.objects.filter(name=CCAS).count() == 2


def test_a_name_that_does_not_change_is_not_asked_about_again(client, lea):
    an_organisation(name=CCAS)
    one = an_organisation(name=CCAS, kind="association")

    client.post(f"/organismes/{one.pk}/modifier/", filled())

    one.refresh_from_db()
    assert one.kind == "ccas"


def test_the_number_of_another_is_refused_with_its_name(client, lea):
    an_organisation(name="CAF du Nord", siret=SIRET)

    page = said(client.post(NEW, filled(siret=SIRET)))

    assert "CAF du Nord a déjà ce SIRET" in page


def test_a_correction_refused_leaves_everything_as_it_was(client, lea):
    one = an_organisation(name=CCAS)

    page = said(client.post(f"/organismes/{one.pk}/modifier/", filled(name="")))

    assert CCAS in page, "the way back keeps the real name"
    one.refresh_from_db()
    assert one.name == CCAS


def test_the_list_finds_by_name_kind_commune_number_and_house(client, lea):
    one = an_organisation(name="Mutuelle", kind="mutual", siret=SIRET, commune_code="97411")
    a_house(name="L'Escale", holder=one)
    an_organisation(name="Ville de Lens")

    for words in ("mutuelle", "saint denis", "73282932", "escale"):
        page = said(client.get("/organismes/", {"q": words}))
        assert "Mutuelle" in page and "Ville de Lens" not in page
    assert "Aucun organisme ne correspond" in said(client.get("/organismes/", {"q": "zzz"}))


def test_a_house_and_a_permission_are_given_to_the_right_one_of_two(client, lea):
    for code in ("93066", "97411"):
        an_organisation(name=CCAS, commune_code=code)

    for address in ("/maisons/nouvelle/", "/questionnaires/gestion/autorisations/nouvelle/"):
        page = said(client.get(address))
        assert "CCAS de Saint-Denis · Saint-Denis (93)" in page
        assert "CCAS de Saint-Denis · Saint-Denis (974)" in page


def test_every_kind_can_be_chosen_once():
    offered = [kind for kinds in KINDS.values() for kind in kinds]

    assert sorted(offered) == sorted(Organisation.Kind)


def test_what_an_organisation_does_is_never_its_kind():
    labels = " ".join(str(kind.label) for kind in Organisation.Kind)

    assert not any(word in labels for word in ("porteur", "financeur", "partenaire", "employeur"))
