"""The national team welcomes people, from the letter to the first sign-in."""

import re

import pytest
from django.core import mail

from tests.factories import a_facilitator, a_house, a_member, a_user
from village.network.models import Role, User

pytestmark = pytest.mark.django_db

PHRASE = "le chat dort sur la commode"


@pytest.fixture
def lea(client):
    lea = a_member(Role.NATIONAL_TEAM, name="Léa")
    client.force_login(lea)
    return lea


def link_in(letter) -> str:
    return re.search(r"http://testserver(/compte/mot-de-passe/lien/\S+)", letter.body)[1]


@pytest.mark.django_db(transaction=True)
def test_from_the_invitation_to_the_first_page(client, lea):
    house = a_house(name="L'Escale")
    invited = {"name": "Chloé Morel", "email": "chloe@maisons.example", "role": "facilitator"}
    client.post(f"/maisons/{house.code}/equipe/", invited)
    client.post("/compte/deconnexion/")

    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True)
    arrived = client.post(
        form.request["PATH_INFO"], {"password1": PHRASE, "password2": PHRASE}, follow=True
    )

    assert form.request["PATH_INFO"].endswith("-set-password/"), "the secret has left the address"
    assert arrived.request["PATH_INFO"] == "/accueil/"
    assert "Chloé Morel" in arrived.content.decode() and "Escale" in arrived.content.decode()
    assert User.objects.get(name="Chloé Morel").password.startswith("argon2")


@pytest.mark.django_db(transaction=True)
def test_a_link_serves_once(client, lea):
    client.post(
        "/comptes/nouveau/", {"name": "Chloé", "email": "chloe@x.example", "role": "funder"}
    )
    client.post("/compte/deconnexion/")
    link = link_in(mail.outbox[0])
    form = client.get(link)["Location"]
    client.post(form, {"password1": PHRASE, "password2": PHRASE})
    client.post("/compte/deconnexion/")

    assert "Ce lien ne sert plus" in client.get(link).content.decode()


def test_a_link_one_invents_opens_nothing(client):
    user = a_user()
    page = client.get(f"/compte/mot-de-passe/lien/{user.pk.hex}-abc123-{'0' * 32}/")

    assert "Ce lien ne sert plus" in page.content.decode()


@pytest.mark.parametrize(
    "phrase",
    ["court", "motdepasse123", "123456789012", "Village-2026!", "abababababab", "chloe@x.example"],
)
def test_a_password_anyone_could_guess_is_refused(client, phrase):
    from village.network.letters import access_link

    user = a_user(email="chloe@x.example", name="Chloé")
    form = client.get(access_link(user, site_address=""))["Location"]
    response = client.post(form, {"password1": phrase, "password2": phrase})

    assert response.status_code == 200 and 'href="#id_password1"' in response.content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_the_team_page_offers_the_roles_of_a_house_only(client, lea):
    page = client.get(f"/maisons/{a_house().code}/equipe/").content.decode()

    assert 'value="facilitator"' in page and 'value="safety_contact"' in page
    assert 'value="national_team"' not in page


def test_a_role_slipped_into_the_form_is_refused(client, lea):
    house = a_house()
    invited = {"name": "Chloé", "email": "chloe@x.example", "role": "national_team"}
    client.post(f"/maisons/{house.code}/equipe/", invited)

    assert not User.objects.filter(email="chloe@x.example").exists()


def test_a_role_is_taken_back_from_the_account_page(client, lea):
    chloe = a_facilitator(a_house())
    role = chloe.memberships.get()
    client.post(f"/comptes/{chloe.pk}/roles/{role.pk}/retirer/")

    assert not chloe.memberships.exists()


def test_the_role_of_one_account_is_not_taken_through_the_page_of_another(client, lea):
    chloe, bilal = a_facilitator(a_house()), a_user()
    role = chloe.memberships.get()

    response = client.post(f"/comptes/{bilal.pk}/roles/{role.pk}/retirer/")
    assert response.status_code == 404
    assert chloe.memberships.exists()


def test_closing_an_account_asks_once(client, lea):
    chloe = a_facilitator(a_house())

    client.get(f"/comptes/{chloe.pk}/fermer/")
    chloe.refresh_from_db()
    assert chloe.is_active

    client.post(f"/comptes/{chloe.pk}/fermer/")
    chloe.refresh_from_db()
    assert not chloe.is_active


def test_a_refusal_is_a_sentence_on_a_page(client, lea):
    response = client.post(f"/comptes/{lea.pk}/fermer/")

    assert response.status_code == 409
    assert "une autre personne" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_lost_letter_and_a_lost_phone_end_in_a_new_link(client, lea):
    chloe = a_facilitator(a_house(), email="chloe@x.example")
    client.post(f"/comptes/{chloe.pk}/lien/")
    client.post(f"/comptes/{chloe.pk}/deuxieme-etape/")

    assert [letter.to for letter in mail.outbox] == [["chloe@x.example"]] * 2


def test_no_address_of_a_person_is_in_a_title_or_an_address_of_page(client, lea):
    chloe = a_facilitator(a_house(), email="chloe@x.example", name="Chloé Morel")
    for address in ("/comptes/", f"/comptes/{chloe.pk}/", f"/comptes/{chloe.pk}/fermer/"):
        page = client.get(address).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]

        assert "Chloé" not in title and "@" not in title
        assert not re.search(r'(href|action)="[^"]*(chloe|@)', page)
