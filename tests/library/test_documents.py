"""Files to print from the pages: sheets anybody may take, and what an ethics committee asks for."""

import io

import docx
import pytest
from django.test import Client

from tests.factories import a_member, approved
from tests.formats.paper.printed import opened, words_of
from tests.library.gate.conftest import bring, site, write_battery
from village.network.models import Role

__all__ = ["bring", "site", "write_battery"]
pytestmark = pytest.mark.django_db
BATTERY = "/questionnaires/batteries/village-recommended/1/"
DOCUMENT = "/questionnaires/gestion/langues/village-core@1/ar/document."


@pytest.fixture
def team():
    client = Client()
    client.force_login(a_member(Role.NATIONAL_TEAM))
    return client


def test_every_moment_of_the_recommended_plan_can_be_printed_by_anybody(client):
    page = client.get(BATTERY).content.decode()
    counts = []
    for number in range(1, 8):
        assert f"{BATTERY}papier/{number}/fr/" in page
        words = words_of(client.get(f"{BATTERY}papier/{number}/fr/").content)
        counts.append("J'ai trouvé ma propre façon de faire avec mon bébé." in words)

    assert counts == [False, True, True, True, True, True, True]  # first, before the birth


def test_a_sheet_is_printed_in_a_language_once_it_is_open(client):
    assert client.get(f"{BATTERY}papier/2/ar/").status_code == 404

    approved("ar")

    printed = client.get(f"{BATTERY}papier/2/ar/")
    assert opened(printed.content).trailer["/Root"]["/Lang"] == "ar"
    assert printed["Content-Disposition"].startswith("attachment;")
    assert f"{BATTERY}papier/2/ar/" in client.get(BATTERY).content.decode()


@pytest.mark.parametrize("wrong", ["papier/0/fr/", "papier/99/fr/", "papier/1/tlh/"])
def test_a_sheet_that_is_not_there_is_not_found(client, wrong):
    assert client.get(BATTERY + wrong).status_code == 404


def test_words_of_others_are_not_printed_for_anybody(client, bring, write_battery):
    bring("who5", "fr")
    write_battery("mood", "who5@1")

    assert client.get("/questionnaires/batteries/mood/1/papier/1/fr/").status_code == 404
    assert "papier/" not in client.get("/questionnaires/batteries/mood/1/").content.decode()


def test_an_ethics_committee_reads_every_text_beside_its_source(team):
    words = words_of(team.get(f"{DOCUMENT}pdf").content)

    assert "J'ai eu l'impression de courir toute la journée." in words
    assert "Souffrance, idées suicidaires" in words  # the page with numbers to call
    assert "Textes qui manquent" in words  # easy words, which nobody wrote in Arabic


def test_the_same_document_can_be_written_upon(team):
    response = team.get(f"{DOCUMENT}docx")

    cells = {
        cell.text
        for table in docx.Document(io.BytesIO(response.content)).tables
        for row in table.rows
        for cell in row.cells
    }
    assert "شعرت بأنني أركض طوال اليوم." in cells
    assert "Quelques minutes pour vous" in cells  # the subject of a letter


def test_another_kind_of_file_is_not_found(team):
    assert team.get(f"{DOCUMENT}exe").status_code == 404
