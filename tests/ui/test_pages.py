"""Pages anybody may open: the door, help, accessibility, the language of the screen."""

import pytest
from django.conf import settings
from django.utils import translation

from tests.factories import a_user

pytestmark = pytest.mark.django_db

NUMBERS = ("tel:3114", "tel:15", "tel:112", "sms:114", "tel:3919", "tel:119")


def test_help_is_one_touch_away_without_an_account(client):
    page = client.get("/aide-maintenant/").content.decode()

    assert all(f'href="{number}"' in page for number in NUMBERS)


def test_help_needs_neither_script_nor_picture(client):
    page = client.get("/aide-maintenant/").content.decode()

    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize("address", ["/", "/accessibilite/", "/compte/connexion/", "/rien"])
def test_every_page_leads_to_help(client, address):
    assert 'href="/aide-maintenant/"' in client.get(address).content.decode()


def test_a_stranger_finds_the_door_and_nothing_else(client):
    page = client.get("/").content.decode()

    assert 'href="/compte/connexion/"' in page
    assert "/maisons/" not in page


def test_who_is_already_in_goes_straight_to_the_start_page(client):
    client.force_login(a_user())

    assert client.get("/")["Location"] == "/accueil/"


def test_the_page_says_its_language_and_its_direction(client):
    page = client.get("/").content.decode()

    assert '<html lang="fr" dir="ltr">' in page
    assert client.get("/").headers["Content-Language"] == "fr"


def test_help_is_found_in_the_language_of_the_parent_and_the_numbers_stay(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    page = client.get("/aide-maintenant/").content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert "مساعدة حالًا" in page
    assert all(f'href="{number}"' in page for number in NUMBERS)


@pytest.mark.parametrize("address", ["/", "/accessibilite/", "/compte/connexion/"])
def test_the_pages_of_the_team_leave_out_the_languages_of_parents(client, address):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    response = client.get(address)

    assert '<html lang="fr" dir="ltr">' in response.content.decode()
    assert response.headers["Content-Language"] == "fr"


def test_a_language_is_chosen_with_a_button_and_kept_on_this_browser(client):
    response = client.post("/langue/", {"language": "en", "next": "/aide-maintenant/"})

    assert (response.status_code, response["Location"]) == (302, "/aide-maintenant/")
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert '<html lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_choosing_a_language_never_leads_to_another_site(client, elsewhere):
    response = client.post("/langue/", {"language": "en", "next": elsewhere})

    assert response["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "ar", ""])
def test_a_language_that_has_no_button_changes_nothing(client, language):
    client.post("/langue/", {"language": language, "next": "/"})

    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
    assert '<html lang="fr"' in client.get("/aide-maintenant/").content.decode()


def test_one_request_in_english_does_not_colour_the_next(client):
    client.post("/langue/", {"language": "en"})
    client.get("/")

    assert translation.get_language() == settings.LANGUAGE_CODE


def test_accessibility_says_what_was_not_tested_and_whom_to_tell(client, settings):
    settings.CONTACT = "acces@maisons.example"
    page = client.get("/accessibilite/").content.decode()

    assert "Ce qui ne l" in page and "lecteurs d" in page
    assert "mailto:acces@maisons.example" in page
