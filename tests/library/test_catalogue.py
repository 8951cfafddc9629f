"""The public catalogue: anybody finds what is asked, and how sure anyone is of it."""

import re

import pytest
from django.urls import reverse

from tests.calm import write_calm
from village.library.catalogue.entries import all_entries
from village.library.installed import library

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="/questionnaires/([\w-]+)/1/"')


def read(client, address: str) -> str:
    """A page, its spaces put right."""
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def found(client, query: str) -> list[str]:
    """The keys of the questionnaires that a search finds, in their order."""
    page = read(client, f"/questionnaires/?{query}")
    return LINK.findall(page[page.index('id="found"') :])


def test_every_installed_questionnaire_is_in_the_catalogue_and_has_its_page(client):
    assert sorted(found(client, "")) == sorted(one.key for one in library().values())
    for one in library().values():
        page = read(client, reverse("library:questionnaire", args=(one.key, one.version)))
        assert one.hash in page
        assert f"{len(one.items)} question" in page


def test_the_catalogue_is_one_step_from_the_door_and_from_every_foot(client):
    home = read(client, "/")

    assert home.count('href="/questionnaires/"') == 2
    assert 'href="/questionnaires/"' in read(client, "/aide-maintenant/")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("q=epds", ["epds"]),
        ("q=KaRiTaNe+pArEnTiNg", ["kpcs", "kpcs_f12"]),
        ("q=edimbourg", ["epds", "wemwbs", "swemwbs"]),
        ("q=%C3%89dimbourg", ["epds", "wemwbs", "swemwbs"]),
        ("q=d%E2%80%99%C3%89DIMBOURG", ["epds"]),
        ("q=stress+per%C3%A7u", ["pss10", "pss4"]),
        ("q=bien-%C3%AAtre+OMS", ["who5"]),
        ("q=solitude", ["ucla3"]),
        ("q=soutien+social", ["mspss", "osss3", "ssq6"]),
        ("q=anxi%C3%A9t%C3%A9", ["dass21", "epds", "gad2", "gad7", "phq4"]),
        ("q=burn-out+parental", ["pba23"]),
        ("q=bien+etre", ["wemwbs", "swemwbs", "village-16", "who5"]),
        ("q=WELLBEING", ["wemwbs", "swemwbs", "village-16", "who5"]),
        ("q=confiance+bebe", ["kpcs_f12", "kpcs", "village-16"]),
    ],
)
def test_words_are_looked_for_whatever_their_accents_their_case_and_their_language(
    client, query, first
):
    assert sorted(found(client, query)) == sorted(first)


def test_every_scale_of_others_can_be_looked_for_in_french():
    unnamed = [
        one.name
        for one in library().values()
        if one.evidence.permission is not None and "fr" not in one.names
    ]

    assert unnamed == []


def test_a_scale_is_shown_with_its_usual_french_name_to_who_reads_french(client):
    usual = "Échelle de dépression postnatale d&#x27;Édimbourg (EPDS)"
    for address in ("/questionnaires/?q=edimbourg", "/questionnaires/epds/1/"):
        page = read(client, address)
        assert "Edinburgh Postnatal Depression Scale (EPDS)" in page, address
        assert page.count(f'<p class="usual">{usual}</p>') == 1, address

        client.cookies["language"] = "en"
        assert usual not in read(client, address), address
        del client.cookies["language"]

    assert 'class="usual"' not in read(client, "/questionnaires/mibs/1/")  # French papers say MIBS


def test_filters_add_up(client):
    after = set(found(client, "window=after"))
    before = set(found(client, "window=before"))

    assert {"kpcs", "mibs"} <= after - before
    assert {"pai21", "maas19"} <= before - after
    assert "epds" in after & before
    assert "epds" in found(client, "permission=ask")
    assert "mibs" in found(client, "permission=ask")  # nobody knows: it is to be asked for
    assert not {"epds", "mibs"} & set(found(client, "permission=free"))
    assert set(found(client, "language=ar")) == {
        "village-16",
        "village-circumstances",
        "village-experience",
        "village-orientation",
    }
    assert set(found(client, "battery=village-core@1")) == {"village-16"}
    assert "who5" in found(client, "battery=village-recommended@1")
    assert set(found(client, "battery=village-recommended@1&topic=bien+etre&q=who")) == {"who5"}


def test_what_parents_call_it_finds_it(client):
    assert "epds" in found(client, "q=baby+blues")


def test_mood_also_finds_mood_and_worry(client):
    assert {"phq9", "phq4", "dass21", "epds"} <= set(found(client, "topic=humeur"))


def test_the_number_of_results_is_said_and_nothing_found_says_what_to_do(client):
    one = read(client, "/questionnaires/?q=epds")
    none = read(client, "/questionnaires/?q=xyzzy")

    assert re.search(r'id="count" role="status"> 1 questionnaire sur \d+ <', one)
    assert "Essayez un mot plus court, ou enlevez un filtre." in none
    assert re.search(r'role="status"> Aucun questionnaire sur \d+ <', none)


def test_the_order_of_results_never_changes(client):
    titles = [entry.title for entry in all_entries()]

    assert found(client, "") == found(client, "language=&window=")
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "a" * 5_000,
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "q=%FF%FE",
        "topic=nothing&window=never&language=xx&permission=maybe&battery=../../etc",
        "q=a&q=b&q=c",
        "q[]=a&__proto__=b",
        "language=fr%27%20OR%201=1",
    ],
)
def test_a_hostile_search_is_read_as_far_as_it_can_be(client, query):
    page = read(client, f"/questionnaires/?{query}")

    assert "<script>alert" not in page
    assert 'id="count"' in page


def test_what_was_left_aside_is_said(client):
    aside = "elle a été laissée de côté"

    assert aside in read(client, "/questionnaires/?language=xx")
    assert aside not in read(client, "/questionnaires/?language=fr&unknown=1")
    assert found(client, "language=xx&q=epds") == ["epds"]


@pytest.mark.parametrize(
    "address",
    [
        "/questionnaires/nowhere/1/",
        "/questionnaires/epds/2/",
        "/questionnaires/epds/1.0.0.0/",
        "/questionnaires/EPDS/1/",
        "/questionnaires/epds/../",
        "/questionnaires/epds/latest/",
        "/questionnaires/batteries/nowhere/1/",
        "/questionnaires/batteries/village-core/9/",
        "/questionnaires/batteries/epds/1/",
    ],
)
def test_what_is_not_installed_does_not_exist(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/questionnaires/", "/questionnaires/epds/1/", "/questionnaires/batteries/village-core/1/"],
)
def test_the_catalogue_is_read_and_never_written(client, address):
    assert client.post(address, {"q": "x"}).status_code in {403, 405}
    assert client.head(address).status_code == 200


def test_each_page_is_called_by_its_name(client):
    def title(address):
        return re.search(r"<title>\s*(.*?)\s*·", read(client, address))[1].strip()

    assert title("/questionnaires/") == "Questionnaires"
    assert title("/questionnaires/who5/1/") == "WHO-5 Well-Being Index, version 1"
    assert title("/questionnaires/village-16/1/") == "Vos deux dernières semaines, version 1"
    assert (
        title("/questionnaires/batteries/village-core/1/") == "Quatre moments en un an, version 1"
    )


def test_the_whole_catalogue_is_told_in_english(client):
    client.post("/langue/", {"language": "en", "next": "/"})

    catalogue = read(client, "/questionnaires/?window=before")
    page = read(client, "/questionnaires/epds/1/")

    assert "Mood around birth" in catalogue and "Humeur" not in catalogue
    assert "A cut-off is not a diagnosis." in page
    assert "from memory, not checked yet" in page
    assert set(found(client, "topic=bien+etre")) >= {"who5"}


def test_a_new_version_stands_beside_the_old_one_with_what_it_changed(client, install, tmp_path):
    first = write_calm(tmp_path / "scales")
    second = tmp_path / "scales/calm/2"
    second.mkdir()
    for name in ("golden.csv", "SOURCE.md", "en.toml"):
        (second / name).write_text((first / name).read_text())
    scale = (first / "scale.toml").read_text()
    (second / "scale.toml").write_text(
        scale.replace('version = "1"', 'version = "2"').replace("better", "worse")
    )
    (second / "en.toml").write_text((first / "en.toml").read_text().replace("calm.", "very calm."))
    install(tmp_path / "scales")

    new, old = read(client, "/questionnaires/calm/2/"), read(client, "/questionnaires/calm/1/")

    assert "Ce qui change par rapport à calm@1" in new
    assert re.search(
        r"Échelle <strong>total</strong> : <code>.*better.*</code> → <code>.*worse", new
    )
    assert "Mots <strong>anglais</strong>" in new
    assert 'href="/questionnaires/calm/1/"' in new and 'href="/questionnaires/calm/2/"' in old
    assert "very calm" not in new  # invented: its licence lets nobody show it
    listed = read(client, "/questionnaires/?q=calm")
    assert listed.index("/calm/2/") < listed.index("/calm/1/")
