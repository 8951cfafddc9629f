"""How the site says no: the same words for what is not and for what is not yours, and never more than needed."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.factories import a_house, a_member
from village.core.errors import DomainError
from village.network.models import Role
from village.ui import views
from village.ui.pages import public_page

pytestmark = pytest.mark.django_db


@public_page
def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    """Refuse in one of the ways a view can."""
    raise {
        "rule": DomainError("Le groupe est complet."),
        "forbidden": PermissionDenied(),
        "too-big": RequestDataTooBig(),
        "fault": RuntimeError("Anna, anna@example.org"),
    }[kind]


class Refusing:
    """The map of the site, with a page that refuses."""

    from village.config import urls as _site

    urlpatterns = [path("refus/<str:kind>/", refuse), *_site.urlpatterns]
    handler400 = staticmethod(views.bad_request)
    handler403 = staticmethod(views.forbidden)
    handler404 = staticmethod(views.not_found)
    handler500 = staticmethod(views.server_error)


@pytest.fixture
def refusing():
    with override_settings(ROOT_URLCONF=Refusing):
        yield Client(raise_request_exception=False)


def test_a_thing_of_another_house_and_a_thing_that_is_not_are_the_same_to_the_byte(client):
    client.force_login(a_member(Role.FACILITATOR, a_house()))
    elsewhere = a_house(name="Les Tilleuls")

    foreign = client.get(f"/maisons/{elsewhere.code}/")
    missing = client.get("/maisons/nulle-part/")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content
    assert foreign.headers == missing.headers


def test_the_404_repeats_nothing_of_what_was_asked(client):
    page = client.get("/anna-martin/?telephone=0639980001").content.decode()

    assert "anna" not in page and "0639980001" not in page


def test_a_rule_that_says_no_is_a_page_with_its_sentence(refusing):
    response = refusing.get("/refus/rule/")

    assert response.status_code == 409
    assert "Le groupe est complet." in response.content.decode()


@pytest.mark.parametrize(("kind", "status"), [("forbidden", 403), ("too-big", 413), ("fault", 500)])
def test_each_refusal_has_its_page(refusing, kind, status):
    response = refusing.get(f"/refus/{kind}/")

    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert 'href="/aide-maintenant/"' in response.content.decode()


def test_a_fault_of_ours_tells_nothing_about_anybody(refusing):
    assert "nna" not in refusing.get("/refus/fault/").content.decode()


def test_the_page_of_a_fault_asks_nothing_of_the_database(refusing, django_assert_num_queries):
    with django_assert_num_queries(0):
        refusing.get("/refus/fault/")


def test_a_form_without_its_token_is_refused_kindly():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/langue/", {"language": "en"})

    assert response.status_code == 403
    assert "resté ouvert trop longtemps" in response.content.decode()


def test_too_many_requests_is_a_page_too(rf):
    response = views.too_many_requests(rf.get("/"))

    assert response.status_code == 429
    assert "attendez quelques minutes" in response.content.decode()
