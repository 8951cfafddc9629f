"""A page is closed unless its view says otherwise; here is the list of those that do, and why."""

import re
from collections.abc import Iterator

import pytest
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    # who we are, and help: for anybody
    "home",
    "ui:help_now",
    "ui:accessibility",
    "ui:language",
    # what we ask, where it comes from, when: for anybody; a catalogue of questionnaires, no person in it
    "library:questionnaires",
    "library:questionnaire",
    "library:latest",
    "library:battery",
    "library:sheet",
    # parents have no account: a link, exchanged for a cookie that only writes
    "surveys:enter",
    "surveys:questions",
    "surveys:thanks",
    "surveys:leave",
    "surveys:no_token",
    "surveys:stop",
    # the way in, and out, for those who have an account
    "account_login",
    "account_logout",
    "account_signup",  # says that accounts come by invitation
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
SAMPLES = {
    "int": "1",
    "str": "x",
    "version": "1",
    "slug": "x",
    "path": "x",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def pages(
    resolver: URLResolver, namespace: str = "", prefix: str = "/"
) -> Iterator[tuple[str, str, bool]]:
    """Every address of the site: its name, a path that leads there, and whether it is closed to strangers."""
    for entry in resolver.url_patterns:
        address = prefix + re.sub(
            r"<(?:(\w+):)?\w+>", lambda blank: SAMPLES[blank[1] or "str"], str(entry.pattern)
        )
        if isinstance(entry, URLPattern):
            closed = getattr(entry.callback, "login_required", True)
            yield f"{namespace}{entry.name}", address, closed
        else:
            below = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from pages(entry, below, address)


CLOSED = [(name, address) for name, address, closed in pages(get_resolver()) if closed]


def test_the_list_of_public_pages_is_short_and_known():
    assert {name for name, _address, closed in pages(get_resolver()) if not closed} == PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), CLOSED, ids=[name for name, _address in CLOSED])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client, name: str, address: str, method: str):
    response = getattr(client, method)(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(resolve_url("account_login"))
