"""What is published: exact, counted, dated; and what may not be said is seen not to be said."""

import json
import re
from html import unescape

import pytest
from django.core.management import call_command

from tests.factories import a_facilitator, a_member
from village.analytics import charts
from village.dashboards import figures
from village.dashboards.tasks import draw_figures
from village.network.models import Role
from village.snapshots.catalog import latest

NATION = "/chiffres/"
LENS = "/maisons/lens/chiffres/"


def text_of(response):
    """What a person reads, without the tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


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

    # Stress, by hand: 12 parents of Lens, 8 of Arras, 3 of Mende; 4 × −3 and 19 × −6 make −126 / 23.
    assert "23 parents ont répondu à l'entrée et à 3 mois" in page
    assert "23 sur 37 9,0 3,5 −5,5" in page


def test_everybody_reads_the_same_parents_of_a_house(network, client, lens):
    """Eighteen agreed to the house's evaluation, twelve to the nation's: two readings would tell the six apart."""
    pages = set()
    for user in (a_facilitator(lens), a_member(Role.COORDINATOR, lens), a_member(Role.EVALUATOR)):
        client.force_login(user)
        page = client.get(LENS).content.decode()
        pages.add(page[page.index("<figure") : page.index("</footer>")])
        assert "12 parents ont répondu" in text_of(client.get(LENS))

    assert len(pages) == 1


def test_a_house_too_small_is_silent_and_says_why(network, national_team):
    page = text_of(national_team.get("/maisons/mende/chiffres/"))

    assert "Stress, à 3 mois : non publié." in page
    assert "Un chiffre n'est pas publié" in page
    assert "−6,0" not in page and "sur 3" not in page


def test_every_page_says_where_its_figures_come_from(network, national_team):
    page = text_of(national_team.get(NATION))

    assert "1er juin 2026" in page
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


@pytest.mark.django_db(transaction=True)
def test_the_worker_draws_ahead(network):
    draw_figures.enqueue()
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)

    drawn = {path.name for path in (network.STATE / "figures").rglob("*.json")}
    pages = (
        "public-fr-_network",
        "house-fr-arras",
        "house-fr-lens",
        "house-fr-mende",
    )
    assert drawn == {f"{page}.json" for page in pages}


def test_in_english_numbers_have_a_point(network, national_team):
    national_team.post("/langue/", {"language": "en", "next": NATION})

    assert "−5.5" in text_of(national_team.get(NATION))


def test_another_house_looks_like_a_house_that_does_not_exist(network, facilitator):
    foreign, missing = (
        facilitator.get("/maisons/mende/chiffres/"),
        facilitator.get("/maisons/rien/chiffres/"),
    )

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


def test_figures_are_read_ahead_of_their_first_reader(network, national_team, monkeypatch):
    figures.evaluations.cache_clear()
    figures.read_ahead()
    monkeypatch.setattr(figures, "_draw", lambda *_: pytest.fail("drawn while somebody waits"))

    # the nation's answers for both audiences, those given for the houses for their teams only
    assert figures.evaluations.cache_info().currsize == 2
    assert national_team.get(NATION).status_code == 200


def test_without_a_snapshot_nothing_is_read_ahead(site, db):
    figures.evaluations.cache_clear()
    figures.read_ahead()

    assert figures.evaluations.cache_info().currsize == 0
