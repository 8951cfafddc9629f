"""What is published: exact, counted, dated; and what may not be said is seen not to be said."""

import json
import re

import pytest

from tests.factories import a_facilitator, a_member
from village.analytics import charts
from village.dashboards.tasks import draw_figures
from village.network.models import Role
from village.snapshots.catalog import latest

NATION = "/chiffres/"
LENS = "/maisons/lens/chiffres/"


def text_of(response):
    """What a person reads, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def national_team(client, db):
    client.force_login(a_member(Role.NATIONAL_TEAM))
    return client


@pytest.fixture
def facilitator(client, lens):
    client.force_login(a_facilitator(lens))
    return client


def test_before_the_first_snapshot_the_page_says_so(site, national_team):
    assert "pas encore de chiffres" in text_of(national_team.get(NATION))


def test_the_nation_reads_those_who_share_with_it(network, national_team):
    page = text_of(national_team.get(NATION))

    # 10 in Lens and 3 in Mende: all thirteen went from 9 to 3 on stress, which is 6 points less.
    assert re.search(r"13 parents ont répondu à l.entrée et à 3 mois", page)
    assert "−6,0" in page
    assert "13 sur 13" in page.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\xa0", " ")


def test_the_team_of_a_house_reads_those_who_share_with_the_house(network, facilitator):
    page = text_of(facilitator.get(LENS))

    assert re.search(r"12 parents ont répondu", page)


def test_the_national_team_reads_a_house_through_the_national_snapshot(network, national_team):
    assert re.search(r"10 parents ont répondu", text_of(national_team.get(LENS)))


def test_a_house_too_small_is_silent_and_says_why(network, national_team):
    page = text_of(national_team.get("/maisons/mende/chiffres/"))

    assert "moins de" in page
    assert "−6,0" not in page
    assert "100 %" not in page.replace("\xa0", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_every_page_says_where_its_figures_come_from(network, national_team):
    page = text_of(national_team.get(NATION))

    assert "1 juin 2026" in page or "1er juin 2026" in page
    assert "0.1.0+test" in page
    assert latest("national").hash in page


def test_pictures_have_a_name_and_a_table_beside(network, national_team):
    page = national_team.get(NATION).content.decode()

    assert page.count('role="img"') == 2
    assert len(re.findall(r"<svg[^>]*aria-labelledby=", page)) == 2
    assert page.count("<caption>") >= 4
    assert "<script" not in page.split("<main")[1].split("</main>")[0]


def test_pictures_are_drawn_once(network, national_team, monkeypatch):
    national_team.get(NATION)
    monkeypatch.setattr(charts, "change_chart", lambda *_: pytest.fail("drawn again"))

    assert national_team.get(NATION).status_code == 200


def test_a_picture_half_written_is_drawn_again(network, national_team):
    national_team.get(NATION)
    (kept,) = (network.STATE / "figures").rglob("public-fr-_network.json")
    kept.write_text(kept.read_text()[:100])

    assert national_team.get(NATION).status_code == 200
    assert set(json.loads(kept.read_text())) == {"change", "responses"}


def test_the_worker_draws_ahead(network):
    assert draw_figures.call("national") == 4  # the nation for both audiences, and two houses
    assert len(list((network.STATE / "figures").rglob("*.json"))) == 4


def test_in_english_numbers_have_a_point(network, national_team):
    national_team.post("/langue/", {"language": "en", "next": NATION})

    assert "−6.0" in text_of(national_team.get(NATION))


def test_another_house_looks_like_a_house_that_does_not_exist(network, facilitator):
    foreign, missing = facilitator.get("/maisons/mende/chiffres/"), facilitator.get("/maisons/rien/chiffres/")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


@pytest.mark.parametrize(
    ("role", "nation", "house"),
    [
        (Role.FUNDER, 200, 404),
        (Role.EVALUATOR, 200, 200),
        (Role.TRAINING_MANAGER, 404, 404),
    ],
)
def test_each_role_reads_what_the_matrix_says(network, client, role, nation, house):
    client.force_login(a_member(role))

    assert (client.get(NATION).status_code, client.get(LENS).status_code) == (nation, house)
