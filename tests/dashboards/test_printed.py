"""Figures on paper: what the page shows, its date and its cautions, charts as drawings, and nothing else."""

import re
from html import unescape

import pytest

from tests.dashboards.test_pages import LENS, NATION
from tests.factories import a_facilitator, a_member
from tests.formats.paper.printed import fonts_of, is_accessible, opened, tags_of, words_of
from village.network.models import Role

PRINTED, LENS_PRINTED = f"{NATION}document.pdf", f"{LENS}document.pdf"


@pytest.fixture
def national_team(client, db):
    client.force_login(a_member(Role.NATIONAL_TEAM))
    return client


def said(pdf):
    """Its words, without spaces: a line may break anywhere in a sentence."""
    return "".join(words_of(pdf).split())


def pieces(page, tags):
    """What each piece of a page says, without tags and spaces."""
    found = re.findall(rf"<({tags})\b[^>]*>(.*?)</\1>", page, re.DOTALL)
    return {"".join(unescape(re.sub(r"<[^>]+>", "", text)).split()) for _tag, text in found}


def numbers(text):
    return set(re.findall(r"[−+]?\d+[.,]\d+", text))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_all_that_the_page_says_is_on_the_paper_and_no_other_number(
    network, national_team, language
):
    for address in (NATION, LENS, "/maisons/mende/chiffres/"):
        national_team.post("/langue/", {"language": language, "next": address})
        page = national_team.get(address).content.decode()
        page = page[page.index("<main") : page.index("</main>")]

        paper = said(national_team.get(f"{address}document.pdf").content)

        links = {"Imprimerceschiffres(PDF)", "Printthesefigures(PDF)"}
        told = pieces(page, "td|th|caption|h2|p|li") - links
        assert len(told) > 30
        assert {text for text in told if text not in paper} == set()
        assert numbers(paper) <= numbers("".join(pieces(f"{page}</main>", "main")))


def test_charts_are_vectors_with_words_one_can_find_and_hear(network, national_team):
    pdf = national_team.get(PRINTED).content

    assert is_accessible(pdf)
    assert all(not list(page.images) for page in opened(pdf).pages)
    assert "‹moinsbien" in said(pdf)  # of the chart itself: no sentence says it
    heard = [str(tag["/Alt"]) for name, tag in tags_of(pdf) if name == "/Figure"]
    assert len(heard) == 2 and all("à 3 mois" in one for one in heard)
    assert set(fonts_of(pdf)) <= {
        "AtkinsonHyperlegibleNext-Regular",
        "AtkinsonHyperlegibleNext-Bold",
    }


def test_the_paper_says_its_day_on_every_sheet_and_its_page_leads_to_it(network, national_team):
    assert f'href="{LENS_PRINTED}"' in national_team.get(LENS).content.decode()

    pages = opened(national_team.get(LENS_PRINTED).content).pages

    assert all("Chiffres de La Gaillette, au 1er juin 2026" in p.extract_text() for p in pages)


def test_printed_twice_the_bytes_are_the_same(network, national_team):
    assert f'href="{PRINTED}"' in national_team.get(NATION).content.decode()

    first, second = national_team.get(PRINTED), national_team.get(PRINTED)

    assert first.content == second.content
    assert first.headers["Content-Disposition"] == (
        'attachment; filename="chiffres-national-2026-06-01.pdf"'
    )


def test_before_the_first_figures_the_paper_leads_to_the_page_that_says_so(
    site, lens, national_team
):
    for address, paper in ((NATION, PRINTED), (LENS, LENS_PRINTED)):
        assert national_team.get(paper).headers["Location"] == address
        assert "pas encore de chiffres" in national_team.get(address).content.decode()


def test_a_name_no_font_here_can_write_is_refused_in_a_sentence(network, lens, national_team):
    lens.name = "家"
    lens.save()

    refused = national_team.get(LENS_PRINTED)

    assert refused.status_code == 409
    assert "家" in refused.content.decode()


def test_another_house_is_not_printed(network, client, lens):
    client.force_login(a_facilitator(lens))

    assert client.get("/maisons/mende/chiffres/document.pdf").status_code == 404
    assert client.get(LENS_PRINTED).status_code == 200
