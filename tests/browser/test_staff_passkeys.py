"""A passkey is enrolled, then opens the door by itself: real Chromium, with an authenticator of its own."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Visitor
from tests.factories import a_facilitator, a_house
from village.network.models import User

pytestmark = pytest.mark.django_db(transaction=True)

PHRASE = "le chat dort sur la commode"


@pytest.fixture(autouse=True)
def required(settings):
    """As in production."""
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def chloe() -> User:
    return a_facilitator(
        a_house(name="L'Escale", code="escale"),
        email="chloe@x.example",
        name="Chloé",
        password=PHRASE,
    )


@pytest.fixture
def phone_with_a_key(visitor: Visitor) -> tuple[Page, CDPSession, str]:
    """A phone whose owner unlocks it with a finger, without being asked twice."""
    page = visitor()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page, devtools, authenticator["authenticatorId"]


def enter_by_password(page: Page) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse e-mail").fill("chloe@x.example")
    page.get_by_label("Mot de passe").fill(PHRASE)
    page.get_by_role("button", name="Se connecter").click()


def enrol(page: Page) -> None:
    enter_by_password(page)
    page.get_by_role("link", name="Ajouter une clé d'accès").click()
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()


def leave(page: Page) -> None:
    page.get_by_text("Chloé", exact=True).click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url("/")


def test_a_passkey_is_enrolled_then_opens_the_door_without_a_password(chloe, phone_with_a_key, axe):
    page, _devtools, _key = phone_with_a_key
    enrol(page)
    assert axe(page) == []
    page.get_by_role("link", name="C'est fait").click()
    expect(page).to_have_url("/accueil/")
    leave(page)

    page.goto("/maisons/")
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
    page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    expect(
        page.get_by_role("heading", name="Page introuvable")
    ).to_be_visible()  # where she was going
    page.goto("/accueil/")
    expect(page.get_by_text("Bonjour Chloé")).to_be_visible()


def test_a_passkey_is_also_the_second_step_after_a_password(chloe, phone_with_a_key, axe):
    page, _devtools, _key = phone_with_a_key
    enrol(page)
    leave(page)

    enter_by_password(page)
    expect(page.get_by_role("heading", name="Deuxième étape")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    expect(page).to_have_url("/accueil/")


def test_a_key_that_does_not_answer_is_said_on_the_page(chloe, phone_with_a_key):
    page, devtools, key = phone_with_a_key
    enrol(page)
    leave(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})

    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Utiliser ma clé d'accès").click()
    expect(page.get_by_role("alert")).to_contain_text("La clé n'a pas répondu")


def test_without_script_the_door_offers_what_works(chloe, no_js):
    no_js.goto("/compte/connexion/")
    expect(no_js.get_by_role("button", name="Utiliser ma clé d'accès")).to_be_hidden()

    enter_by_password(no_js)
    expect(no_js.get_by_role("heading", name="Sécurité de mon compte")).to_be_visible()


def test_an_application_of_codes_is_set_up_without_script(chloe, no_js):
    from tests.network.test_second_factor import code_now

    enter_by_password(no_js)
    no_js.get_by_role("link", name="Utiliser une application").click()
    no_js.get_by_text("Je préfère taper la clé écrite").click()
    secret = no_js.locator(".secret").inner_text()
    no_js.get_by_label("Code").fill(code_now(secret))
    no_js.get_by_role("button", name="Mettre en place").click()
    expect(no_js.get_by_role("heading", name="Codes de secours")).to_be_visible()
    no_js.goto("/accueil/")
    expect(no_js.get_by_text("Bonjour Chloé")).to_be_visible()
