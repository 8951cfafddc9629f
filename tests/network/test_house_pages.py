"""The national team describes houses; forms say what is wrong and keep what was typed."""

import datetime as dt

import pytest

from tests import clock
from tests.factories import NOW, a_facilitator, a_house, a_member, an_organisation
from village.network.models import House, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea(client):
    lea = a_member(Role.NATIONAL_TEAM, name="Léa")
    client.force_login(lea)
    return lea


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(NOW):
        yield


def filled(**known) -> dict[str, object]:
    return {
        "name": "La Parenthèse",
        "holder": an_organisation().pk,
        "host_site": "Centre social",
        "commune": "62041",
        "opened_on": "2026-03-01",
        **known,
    }


def test_a_house_is_created_and_its_team_comes_next(client, lea):
    response = client.post("/maisons/nouvelle/", filled())

    house = House.objects.get()
    assert response["Location"] == f"/maisons/{house.code}/equipe/"
    assert (house.commune_code, house.commune_name) == ("62041", "Arras")
    assert house.opened_on == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Ce champ est obligatoire."),
        ("name", "Maison 2 85 12 62 041 023 17", "numéro de sécurité sociale"),
        ("host_site", "185126204102317", "numéro de sécurité sociale"),
        ("commune", "", "Ce champ est obligatoire."),
        ("commune", "Paris 97411", "est celui de Saint-Denis (La Réunion), et non de « Paris »"),
        ("commune", "62999", "n'existe pas"),
        ("commune", "Arras 62999", "n'existe pas"),
        ("commune", "Atlantis", "Aucune commune ne correspond"),
        ("commune", "Saint-Nicolas Martinique", "Aucune commune ne correspond"),
        ("commune", "185126204102317", "numéro de sécurité sociale"),
        ("opened_on", "1999-12-31", "trop ancienne"),
        ("opened_on", "2029-01-01", "plus de deux ans"),
        ("opened_on", "hier", "date valide"),
        ("holder", "00000000-0000-4000-8000-000000000000", "choix"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_the_rest_is_kept(
    client, lea, field, typed, sentence
):
    response = client.post("/maisons/nouvelle/", filled(**{field: typed}))

    page = response.content.decode()
    assert sentence in page.replace("&#x27;", "'")
    assert f'href="#id_{field}"' in page
    assert 'value="Centre social"' in page or field == "host_site"
    assert not House.objects.exists()


@pytest.mark.parametrize("day", ["2000-01-01", "2028-11-20"])
def test_the_widest_dates_are_accepted(client, lea, day):
    assert client.post("/maisons/nouvelle/", filled(opened_on=day)).status_code == 302


def test_without_any_holder_one_is_asked_for_first(client, lea):
    page = client.get("/maisons/nouvelle/").content.decode()

    assert 'href="/organismes/nouveau/"' in page
    assert '<form method="post"\n' not in page


def test_fields_nobody_asked_for_are_ignored(client, lea):
    client.post("/maisons/nouvelle/", filled(code="pirate", zone="com", id="1", holder__name="x"))

    house = House.objects.get()
    assert (house.code, house.zone) == ("la-parenthese", "metropole")


def test_a_correction_refused_leaves_the_house_as_it_was(client, lea):
    house = a_house(name="L'Escale")
    response = client.post(f"/maisons/{house.code}/modifier/", filled(name=""))

    assert "L&#x27;Escale" in response.content.decode(), "the way back keeps the real name"
    house.refresh_from_db()
    assert house.name == "L'Escale"


def test_a_house_is_corrected(client, lea):
    house = a_house()
    client.post(f"/maisons/{house.code}/modifier/", filled(name="L'Escale"))

    house.refresh_from_db()
    assert (house.name, house.commune_name) == ("L'Escale", "Arras")


def test_the_list_finds_a_house_by_its_departement(client, lea):
    a_house(name="L'Escale", commune_name="Lens", commune_code="62498")
    a_house(name="Le Nid", commune_name="Saint-Denis", commune_code="97411")

    page = client.get("/maisons/", {"q": "reunion"}).content.decode()
    assert "Le Nid" in page and "Escale" not in page


def test_nothing_found_is_said(client, lea):
    page = client.get("/maisons/", {"q": "zzz"}).content.decode()

    assert "Aucune maison ne correspond" in page


def test_a_facilitator_opens_her_house_and_cannot_change_it(client):
    house = a_house(name="L'Escale")
    client.force_login(a_facilitator(house, name="Chloé"))

    page = client.get(f"/maisons/{house.code}/").content.decode()
    assert "Chloé" in page
    assert "/modifier/" not in page and "/equipe/" not in page
    assert client.get(f"/maisons/{house.code}/modifier/").status_code == 404


def test_the_evaluator_reads_about_a_house_without_its_team(client):
    house = a_house(name="L'Escale")
    a_facilitator(house, name="Chloé")
    client.force_login(a_member(Role.EVALUATOR))

    page = client.get(f"/maisons/{house.code}/").content.decode()
    assert "Escale" in page and "Chloé" not in page


def test_the_start_page_shows_each_of_ones_houses(client):
    house, other = a_house(name="L'Escale"), a_house(name="Le Nid")
    chloe = a_facilitator(house)
    client.force_login(chloe)

    page = client.get("/accueil/").content.decode()
    assert f'href="/maisons/{house.code}/"' in page
    assert f'href="/maisons/{other.code}/"' not in page


def test_someone_whose_pages_are_not_ready_is_told_so(client):
    client.force_login(a_member(Role.TRAINING_MANAGER))

    assert "rien ne vous est demandé" in client.get("/accueil/").content.decode()


def test_a_name_is_never_markup(client, lea):
    house = a_house(name="<script>alert(1)</script>")

    for address in ("/maisons/", f"/maisons/{house.code}/", "/organismes/"):
        assert "<script>alert" not in client.get(address).content.decode()
