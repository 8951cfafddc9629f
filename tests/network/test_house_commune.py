"""The commune of a house is an official one: a code says it, and a name or a postcode asks which."""

import re

import pytest

from tests import clock
from tests.factories import NOW, a_house, a_member, an_organisation
from village.network.models import House, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lea(client):
    client.force_login(a_member(Role.NATIONAL_TEAM, name="Léa"))
    with clock.set_to(NOW):
        yield


@pytest.fixture
def add(client):
    """Send the form of a new house, with a commune as typed; returns the page, or None when it is kept."""
    holder = an_organisation().pk

    def send(commune: str, chosen: str | None = None) -> str | None:
        typed = {"name": "Le Nid", "holder": holder, "host_site": "Médiathèque", "commune": commune}
        typed |= {"opened_on": "2026-03-01"} | (
            {} if chosen is None else {"chosen_commune": chosen}
        )
        response = client.post("/maisons/nouvelle/", typed)
        return None if response.status_code == 302 else response.content.decode()

    return send


def offered(page: str) -> list[str]:
    return re.findall(r'type="radio" name="chosen_commune" value="(\w+)"', page)


def test_a_name_brings_a_list_and_keeps_what_was_typed(add):
    page = add("Saint-Denis")

    assert offered(page)[:3] == ["97411", "93066", "11339"]
    assert "Saint-Denis, La Réunion (code 97411)" in page
    assert "Choisissez la commune dans la liste" in page.replace("&#x27;", "'")
    assert 'value="Saint-Denis"' in page and 'value="Médiathèque"' in page
    assert not House.objects.exists()


def test_the_commune_chosen_in_the_list_is_kept_with_its_clock(add):
    assert add("Saint-Denis", chosen="97411") is None

    house = House.objects.get()
    assert (house.commune_name, house.commune_code, house.zone) == ("Saint-Denis", "97411", "drom")
    assert house.time_zone == "Indian/Reunion"


def test_one_commune_alone_has_to_be_chosen_too(add):
    """The only Saint-Nicolas is in Pas-de-Calais: whoever means another one must see it."""
    page = add("Saint-Nicolas 62")

    assert offered(page)[0] == "62764"
    assert not House.objects.exists()


def test_a_postcode_asks_which_of_its_communes(add):
    assert offered(add("62000")) == ["62041", "62263"]


def test_a_choice_that_is_not_in_the_list_is_no_choice(add):
    page = add("Saint-Denis", chosen="62041")

    assert offered(page)[:1] == ["97411"]
    assert not House.objects.exists()


def test_changing_ones_mind_and_typing_a_code_needs_no_list(add):
    assert add("62041", chosen="97411") is None
    assert House.objects.get().commune_name == "Arras"


def test_a_commune_absorbed_by_another_is_answered_by_the_one_of_today(add):
    page = add("Équeurdreville 50173")

    assert "est aujourd&#x27;hui Cherbourg-en-Cotentin, code 50129" in page
    assert offered(page) == ["50129"]
    assert add("Équeurdreville 50173", chosen="50129") is None
    assert House.objects.get().commune_name == "Cherbourg-en-Cotentin"


def test_the_marquesas_have_their_own_clock(add):
    assert add("Nuku-Hiva 98731") is None
    assert House.objects.get().time_zone == "Pacific/Marquesas"


def test_a_house_is_corrected_without_typing_its_commune_again(client):
    house = a_house(name="Le Nid", time_zone="Europe/London")
    page = client.get(f"/maisons/{house.code}/modifier/").content.decode()
    assert 'value="Lens (62498)"' in page

    typed = {
        "name": "L'Escale",
        "holder": house.holder_id,
        "host_site": "",
        "opened_on": "2026-03-01",
    }
    client.post(f"/maisons/{house.code}/modifier/", typed | {"commune": "Lens (62498)"})

    house.refresh_from_db()
    assert (house.name, house.commune_name) == ("L'Escale", "Lens")
    assert house.time_zone == "Europe/London", "it stayed where it is: its clock too"


@pytest.mark.parametrize(
    ("code", "name", "sentence"),
    [
        ("97200", "Saint-Nicolas", "Le code 97200 n'existe pas"),
        ("97411", "Paris", "est celui de Saint-Denis (La Réunion), et non de « Paris »"),
        ("50173", "Équeurdreville", "c'est aujourd'hui Cherbourg-en-Cotentin, code 50129"),
    ],
)
def test_a_commune_noted_wrong_in_the_past_is_kept_and_the_page_says_what_to_correct(
    client, code, name, sentence
):
    house = a_house(commune_code=code, commune_name=name)

    page = client.get(f"/maisons/{house.code}/").content.decode().replace("&#x27;", "'")
    assert sentence in page
    assert f'href="/maisons/{house.code}/modifier/"' in page
    assert code in client.get(f"/maisons/{house.code}/modifier/").content.decode()
    assert client.get("/maisons/").status_code == 200


def test_a_commune_that_is_right_is_not_questioned(client):
    house = a_house()

    assert "Corriger la commune" not in client.get(f"/maisons/{house.code}/").content.decode()
