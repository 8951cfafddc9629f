"""Who comes in, and how little a stranger learns at the door."""

import re

import pytest
from django.core import mail
from django.core.cache import cache

from tests.factories import NOW, a_member, a_user
from village.network import services
from village.network.models import Role, User

pytestmark = pytest.mark.django_db

DOOR = "/compte/connexion/"
PHRASE = "le chat dort sur la commode"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def lea() -> User:
    return a_member(Role.NATIONAL_TEAM, email="lea@x.example", name="Léa", password=PHRASE)


def plain(response) -> str:
    """The page without what changes each time: the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_address_and_password_open_the_door(client, lea):
    response = client.post(DOOR, {"login": "LEA@x.example", "password": PHRASE})

    assert response["Location"] == "/accueil/"


def test_one_comes_back_to_the_page_one_wanted(client, lea):
    asked = client.get("/comptes/")
    response = client.post(asked["Location"], {"login": "lea@x.example", "password": PHRASE})

    assert response["Location"] == "/comptes/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_the_door_never_leads_to_another_site(client, lea, elsewhere):
    entering = {"login": "lea@x.example", "password": PHRASE, "next": elsewhere}

    assert client.post(DOOR, entering)["Location"] == "/accueil/"


def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_the_same(client, lea):
    gone = a_user(email="gone@x.example", password=PHRASE)
    services.close_account(user=gone, actor=lea, now=NOW)
    a_user(email="invited@x.example")
    answers = {
        plain(client.post(DOOR, {"login": address, "password": password})).replace(address, "")
        for address, password in [
            ("lea@x.example", "un autre mot de passe"),
            ("nobody@x.example", PHRASE),
            ("gone@x.example", PHRASE),
            ("invited@x.example", PHRASE),
        ]
    }

    assert len(answers) == 1
    assert "error-summary" in answers.pop()


def test_the_sixth_wrong_password_in_a_row_closes_the_door_for_a_while(client, lea):
    for _attempt in range(5):
        client.post(DOOR, {"login": "lea@x.example", "password": "un autre mot de passe"})

    response = client.post(DOOR, {"login": "lea@x.example", "password": PHRASE})
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200


def test_a_robot_is_slowed_down(client):
    answers = {
        client.post(DOOR, {"login": f"{n}@x.example", "password": "x"}).status_code
        for n in range(40)
    }

    assert 429 in answers


def test_passwords_are_kept_as_argon2(lea):
    assert lea.password.startswith("argon2")


def test_nobody_opens_an_account_from_the_street(client):
    wanted = {"email": "anna@x.example", "password1": PHRASE, "password2": PHRASE}
    response = client.post("/compte/inscription/", wanted)

    assert "sur invitation" in response.content.decode()
    assert not User.objects.filter(email="anna@x.example").exists()


def test_a_forgotten_password_is_answered_the_same_for_known_and_unknown(client, lea):
    known = client.post("/compte/mot-de-passe/oublie/", {"email": "lea@x.example"}, follow=True)
    unknown = client.post("/compte/mot-de-passe/oublie/", {"email": "anna@x.example"}, follow=True)

    assert plain(known) == plain(unknown)
    assert [letter.to for letter in mail.outbox] == [["lea@x.example"], ["anna@x.example"]]


def test_letters_about_passwords_say_nothing_on_the_envelope(client, lea):
    client.post("/compte/mot-de-passe/oublie/", {"email": "lea@x.example"})
    client.post("/compte/mot-de-passe/oublie/", {"email": "anna@x.example"})

    for letter in mail.outbox:
        assert letter.subject in {"Votre lien d'accès", "Votre demande d'accès"}
        for word in ("bébé", "grossesse", "maternité", "parent", "score"):
            assert word not in letter.body.lower()
    assert "/lien/" in mail.outbox[0].body and "/lien/" not in mail.outbox[1].body


def test_the_link_carries_the_address_of_the_site_and_not_the_one_of_the_request(
    client, lea, settings
):
    settings.SITE_URL = "https://village.example"
    client.post("/compte/mot-de-passe/oublie/", {"email": "lea@x.example"}, HTTP_HOST="127.0.0.1")

    assert "https://village.example/compte/mot-de-passe/lien/" in mail.outbox[0].body


def test_someone_invited_who_lost_the_letter_gets_a_link_by_forgetting_the_password(client):
    a_user(email="chloe@x.example")
    client.post("/compte/mot-de-passe/oublie/", {"email": "chloe@x.example"})

    assert "/lien/" in mail.outbox[0].body


def test_a_closed_post_office_answers_the_same_for_known_and_unknown(client, lea, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    known = client.post("/compte/mot-de-passe/oublie/", {"email": "lea@x.example"})
    unknown = client.post("/compte/mot-de-passe/oublie/", {"email": "anna@x.example"})
    assert known.status_code == 409
    assert plain(known) == plain(unknown)


def test_leaving_asks_for_a_press_of_a_button(client, lea):
    client.force_login(lea)
    assert client.get("/compte/deconnexion/").status_code == 200
    assert "_auth_user_id" in client.session

    assert client.post("/compte/deconnexion/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_whoever_changes_the_password_owner_is_told(client, lea):
    client.force_login(lea)
    new = "la commode dort sous le chat"
    client.post(
        "/compte/mot-de-passe/", {"oldpassword": PHRASE, "password1": new, "password2": new}
    )

    lea.refresh_from_db()
    assert lea.check_password(new)
    assert mail.outbox[0].to == ["lea@x.example"]
    assert "mot de passe a été changé" in mail.outbox[0].body
