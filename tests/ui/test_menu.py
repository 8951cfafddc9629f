"""A menu shows each person what is for them."""

import pytest

from tests.factories import a_house, a_member, a_user
from village.network.models import Role

pytestmark = pytest.mark.django_db


def shown(client, user) -> str:
    client.force_login(user)
    page = client.get("/accueil/").content.decode()
    return page[page.index('aria-label="Menu principal"') : page.index("</nav>")]


def test_the_national_team_keeps_houses_and_accounts(client):
    menu = shown(client, a_member(Role.NATIONAL_TEAM))

    assert 'href="/maisons/"' in menu and 'href="/comptes/"' in menu


def test_the_evaluator_reads_about_houses_and_opens_no_account(client):
    menu = shown(client, a_member(Role.EVALUATOR))

    assert 'href="/maisons/"' in menu and 'href="/comptes/"' not in menu


def test_a_facilitator_is_not_shown_what_is_not_hers(client):
    menu = shown(client, a_member(Role.FACILITATOR, a_house()))

    assert 'href="/maisons/"' not in menu and 'href="/comptes/"' not in menu


def test_the_page_one_is_on_is_marked(client):
    menu = shown(client, a_user())

    assert 'href="/accueil/" aria-current="page"' in " ".join(menu.split())


def test_a_stranger_has_no_menu(client):
    assert "Menu principal" not in client.get("/").content.decode()
