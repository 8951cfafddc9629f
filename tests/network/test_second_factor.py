"""A password is not enough: a second factor is set up once, and shown each time."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.cache import cache

from tests.factories import a_facilitator, a_house, a_member
from village.network.letters import access_link
from village.network.models import Role, User

pytestmark = pytest.mark.django_db

PHRASE = "le chat dort sur la commode"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def required(settings):
    """As in production."""
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


@pytest.fixture
def lea() -> User:
    return a_member(Role.NATIONAL_TEAM, email="lea@x.example", name="Léa", password=PHRASE)


def code_now(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def enter(client, **more):
    return client.post("/compte/connexion/", {"login": "lea@x.example", "password": PHRASE, **more})


def shows_code(client, secret: str = SECRET):
    return client.post("/compte/connexion/deuxieme-etape/", {"code": code_now(secret)})


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_sent_to_set_up_a_second_factor(client, role):
    house = a_house() if role in ("facilitator", "coordinator", "safety_contact") else None
    client.force_login(a_member(role, house))

    for address in ("/accueil/", "/maisons/", "/compte/mot-de-passe/", "/compte/securite/codes/"):
        assert client.get(address)["Location"] == "/compte/securite/"


def test_nothing_can_be_sent_either_before_it_is_set_up(client, lea):
    client.force_login(lea)
    response = client.post("/organismes/nouveau/", {"name": "Ville d'Arras", "kind": "commune"})

    assert response["Location"] == "/compte/securite/"


def test_help_and_the_way_out_stay_open(client, lea):
    client.force_login(lea)

    assert client.get("/aide-maintenant/").status_code == 200
    assert client.get("/compte/securite/").status_code == 200
    assert client.post("/compte/deconnexion/")["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_an_application_is_set_up_and_opens_the_site(client, lea):
    enter(client)
    page = client.get("/compte/securite/application/").content.decode()
    secret = re.search(r'class="secret">\s*(\w+)\s*<', page)[1]
    done = client.post("/compte/securite/application/", {"code": code_now(secret)}, follow=True)

    assert done.request["PATH_INFO"] == "/compte/securite/codes/"
    assert done.content.decode().count("<li>") >= 10, "the recovery codes are shown at once"
    assert client.get("/accueil/").status_code == 200
    assert "application de codes protège" in mail.outbox[-1].body


@pytest.mark.django_db(transaction=True)
def test_someone_invited_goes_from_the_letter_to_the_first_page(client):
    chloe = a_facilitator(a_house(), email="chloe@x.example", name="Chloé")
    form = client.get(access_link(chloe, site_address=""))["Location"]
    arrived = client.post(form, {"password1": PHRASE, "password2": PHRASE}, follow=True)
    assert arrived.request["PATH_INFO"] == "/compte/securite/"

    page = client.get("/compte/securite/application/").content.decode()
    secret = re.search(r'class="secret">\s*(\w+)\s*<', page)[1]
    client.post("/compte/securite/application/", {"code": code_now(secret)})
    assert "Bonjour Chloé" in client.get("/accueil/").content.decode()


def test_the_next_sign_in_asks_for_the_code(client, lea):
    TOTP.activate(lea, SECRET)

    assert enter(client)["Location"] == "/compte/connexion/deuxieme-etape/"
    assert client.get("/accueil/")["Location"].startswith("/compte/connexion/")
    assert shows_code(client)["Location"] == "/accueil/"
    assert client.get("/accueil/").status_code == 200


def test_a_wrong_code_opens_nothing(client, lea):
    TOTP.activate(lea, SECRET)
    enter(client)
    wrong = "000000" if code_now(SECRET) != "000000" else "111111"
    response = client.post("/compte/connexion/deuxieme-etape/", {"code": wrong})

    assert 'href="#id_code"' in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_same_code_does_not_serve_twice(client, lea):
    TOTP.activate(lea, SECRET)
    enter(client)
    code = code_now(SECRET)
    client.post("/compte/connexion/deuxieme-etape/", {"code": code})
    client.post("/compte/deconnexion/")
    enter(client)

    client.post("/compte/connexion/deuxieme-etape/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_codes_cannot_be_tried_for_ever(client, lea):
    TOTP.activate(lea, SECRET)
    enter(client)
    for number in range(5):
        client.post("/compte/connexion/deuxieme-etape/", {"code": f"00000{number}"})

    shows_code(client)
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_serves_once(client, lea):
    TOTP.activate(lea, SECRET)
    code = RecoveryCodes.activate(lea).get_unused_codes()[0]
    enter(client)
    client.post("/compte/connexion/deuxieme-etape/", {"code": code})
    assert client.get("/accueil/").status_code == 200

    client.post("/compte/deconnexion/")
    enter(client)
    client.post("/compte/connexion/deuxieme-etape/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_a_session_older_than_the_factor_must_show_it_before_anything_else(client, lea):
    """Someone enrolled from another device: this session has only ever shown a password."""
    client.force_login(lea)
    TOTP.activate(lea, SECRET)

    assert client.get("/comptes/")["Location"] == "/compte/confirmer/code/?next=%2Fcomptes%2F"
    for address in (
        "/compte/securite/",
        "/compte/securite/application/retirer/",
        "/compte/securite/cles/ajouter/",
    ):
        assert client.get(address)["Location"].startswith("/compte/confirmer/code/")

    shown = client.post("/compte/confirmer/code/", {"code": code_now(SECRET), "next": "/comptes/"})
    assert shown["Location"] == "/comptes/"
    assert client.get("/comptes/").status_code == 200


def test_a_new_password_by_letter_does_not_go_round_the_second_factor(client, lea):
    TOTP.activate(lea, SECRET)
    form = client.get(access_link(lea, site_address=""))["Location"]
    new = "la commode dort sous le chat"
    client.post(form, {"password1": new, "password2": new})

    assert client.get("/accueil/")["Location"].startswith("/compte/connexion/")


def test_a_piece_of_page_is_not_replaced_by_the_set_up(client, lea):
    client.force_login(lea)
    response = client.get("/maisons/?q=lens", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/compte/securite/"


def test_removing_the_only_factor_sends_one_back_to_set_up(client, lea):
    TOTP.activate(lea, SECRET)
    enter(client)
    shows_code(client)
    client.post("/compte/securite/application/retirer/")

    assert not Authenticator.objects.filter(user=lea).exists()
    assert client.get("/accueil/")["Location"] == "/compte/securite/"


def test_the_factor_of_one_account_is_not_that_of_another(client, lea):
    chloe = a_facilitator(a_house())
    TOTP.activate(chloe, SECRET)
    client.force_login(lea)
    session = client.session
    session["second_factor_shown_by"] = str(chloe.pk)
    session.save()
    TOTP.activate(lea, SECRET)

    assert client.get("/accueil/")["Location"].startswith("/compte/confirmer/code/")


def test_a_stolen_table_does_not_hold_the_secrets(lea):
    TOTP.activate(lea, SECRET)
    kept = Authenticator.objects.get(user=lea)

    assert SECRET not in str(kept.data)
    assert kept.wrap().validate_code(code_now(SECRET))


def test_secrets_open_with_an_older_key_and_not_with_another(lea, settings):
    TOTP.activate(lea, SECRET)
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = {"k2": b"2" * 32, **old}
    assert Authenticator.objects.get(user=lea).wrap().validate_code(code_now(SECRET))

    settings.FIELD_KEYS = {"k2": b"2" * 32}
    with pytest.raises(InvalidToken):
        Authenticator.objects.get(user=lea).wrap().validate_code(code_now(SECRET))


def test_after_five_minutes_the_account_is_touched_only_with_a_new_proof(client, lea):
    TOTP.activate(lea, SECRET)
    enter(client)
    shows_code(client)
    assert client.get("/compte/securite/cles/ajouter/").status_code == 200

    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert client.get("/compte/securite/cles/ajouter/")["Location"].startswith("/compte/confirmer/")


def test_nothing_is_asked_where_it_is_not_required(client, lea, settings):
    """The demo and tests about other things."""
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(lea)

    assert client.get("/accueil/").status_code == 200
