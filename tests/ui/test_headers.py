"""What every answer says to the browser."""

import pytest

from tests.factories import a_user
from village.network.letters import access_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def headers(client):
    return client.get("/compte/connexion/").headers


def test_nothing_inline_and_nothing_from_elsewhere(headers):
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "http" not in policy


def test_no_page_is_kept_by_a_cache_or_shown_in_a_frame(headers):
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_other_sites_are_told_nothing(headers):
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_personal_link_is_not_told_to_the_next_page(client):
    link = access_link(a_user(), site_address="")

    assert client.get(link).headers["Referrer-Policy"] == "no-referrer"


def test_a_piece_of_page_asked_by_a_stranger_sends_the_whole_page_to_sign_in(client):
    response = client.get("/maisons/?q=arras", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"].startswith("/compte/connexion/?next=/maisons/")
    assert response.content == b""
