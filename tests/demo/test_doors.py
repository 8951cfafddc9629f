"""The demo's home page, and its open doors: for invented people only."""

import re

import pytest
from django.conf import settings as site
from django.test import Client, override_settings
from django.urls import include, path

from tests.factories import a_house, a_member, a_user
from village.config import urls as site_urls
from village.demo import views
from village.network.models import Role

pytestmark = pytest.mark.django_db


class DemoUrls:
    """The map of the site as `config/urls.py` draws it in demo mode."""

    urlpatterns = [path("", include("village.demo.urls")), *site_urls.urlpatterns]
    handler404 = site_urls.handler404


@pytest.fixture
def demo():
    with override_settings(
        DEMO=True,
        ROOT_URLCONF=DemoUrls,
        INSTALLED_APPS=[*site.INSTALLED_APPS, "village.demo"],
        ALLOWED_HOSTS=["*"],
    ):
        yield Client()


def shown_as(role: str) -> None:
    house = a_house() if role in {"facilitator", "coordinator", "safety_contact"} else None
    a_member(role, house, email=f"{role}@demo.invalid", name=f"Qui montre {role}")


def test_one_screen_says_what_this_is_and_opens_a_door_for_each_role(demo):
    page = demo.get("/").content.decode()

    assert page.count("<h1>") == 1
    assert set(re.findall(r'name="role"\s+value="(\w+)"', page)) == set(Role.values)
    assert 'action="/demo/parent/"' in page


@pytest.mark.parametrize("role", Role.values)
def test_one_press_enters_as_each_role(demo, role):
    shown_as(role)
    response = demo.post("/demo/entrer/", {"role": role}, follow=True)

    assert response.request["PATH_INFO"] == "/accueil/"
    assert f"Qui montre {role}" in response.content.decode()


def test_one_changes_role_without_leaving_first(demo):
    shown_as(Role.FUNDER)
    shown_as(Role.EVALUATOR)
    demo.post("/demo/entrer/", {"role": "funder"})
    page = demo.post("/demo/entrer/", {"role": "evaluator"}, follow=True).content.decode()

    assert "Qui montre evaluator" in page and "Qui montre funder" not in page


def test_looking_at_the_door_does_not_open_it(demo):
    shown_as(Role.FUNDER)

    assert demo.get("/demo/entrer/", {"role": "funder"}).status_code == 405


@pytest.mark.parametrize("role", ["", "admin", "lea@x.example"])
def test_there_is_no_door_for_what_is_not_a_role(demo, role):
    assert demo.post("/demo/entrer/", {"role": role}).status_code == 404


def test_a_real_account_is_never_entered_this_way(demo):
    a_member(Role.NATIONAL_TEAM, email="lea@x.example", password="le chat dort sur la commode")
    response = demo.post("/demo/entrer/", {"role": "national_team"})

    assert response.status_code == 409
    assert "_auth_user_id" not in demo.session


def test_an_account_someone_gave_a_password_to_is_not_a_demo_account(demo):
    a_user(email="funder@demo.invalid", password="le chat dort sur la commode")

    assert demo.post("/demo/entrer/", {"role": "funder"}).status_code == 409


def test_outside_the_demo_the_door_is_shut_even_when_reached(demo, settings):
    """A second lock: the address is not routed there in the first place."""
    shown_as(Role.FUNDER)
    settings.DEMO = False

    assert demo.post("/demo/entrer/", {"role": "funder"}).status_code == 404
    assert "_auth_user_id" not in demo.session


@pytest.fixture
def a_link(monkeypatch) -> str:
    monkeypatch.setattr(views, "open_invitation", lambda *, now, site: f"{site}/l/jeton")
    return "/l/jeton"


def test_a_parents_link_opens_here_or_on_a_phone(demo, a_link):
    page = demo.post("/demo/parent/", headers={"host": "192.168.1.20:8000"}).content.decode()

    assert f'href="http://192.168.1.20:8000{a_link}"' in page
    assert 'src="data:image/svg+xml' in page


def test_a_phone_cannot_reach_this_computer_by_the_name_it_gives_itself(demo, a_link):
    page = demo.post("/demo/parent/", headers={"host": "localhost:8000"}).content.decode()

    assert "HOST=0.0.0.0" in page
    assert "data:image/svg+xml" not in page


def test_the_badge_of_the_demo_is_on_every_page(demo, client):
    assert "démonstration" in demo.get("/aide-maintenant/").content.decode()


def test_there_is_no_badge_elsewhere(client):
    assert "démonstration" not in client.get("/aide-maintenant/").content.decode()
