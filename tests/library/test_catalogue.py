"""The public catalogue: anybody reads what is asked, and never the words of others."""

import pytest

pytestmark = pytest.mark.django_db


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_every_page_opens(client):
    from village.library.installed import library, wanted_batteries
    for one in library().values():
        read(client, f"/questionnaires/{one.key}/{one.version}/")
    for one in wanted_batteries().values():
        read(client, f"/questionnaires/batteries/{one.key}/{one.version}/?entered=2026-03-10&expected=2026-06")
    read(client, "/questionnaires/")
