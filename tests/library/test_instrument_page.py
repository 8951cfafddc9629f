"""The page of one questionnaire: everything that is known, nothing that belongs to others."""

import pytest

from tests.calm import write_calm
from tests.library.test_catalogue import read
from village.library.installed import batteries, library, wanted_batteries

pytestmark = pytest.mark.django_db


def test_our_own_questions_are_shown_in_every_language_they_have(client):
    page = read(client, "/questionnaires/village-16/1/")
    arabic = read(client, "/questionnaires/village-16/1/?mots=ar")

    words = library()["village-16@1"].wordings
    assert f'<div lang="fr" dir="ltr"> <h3>{words["fr"].title}</h3>' in page
    assert f'<div lang="ar" dir="rtl"> <h3>{words["ar"].title}</h3>' in arabic
    assert all(text.replace("'", "&#x27;") in page for text in words["fr"].questions.values())
    assert all(text in arabic for text in words["ar"].questions.values())
    assert page.count("après la naissance</span>") == 4


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("epds", "Anxiété (EPDS-3A)"),
        ("dass21", 'Tension <span class="muted regular">(stress)</span>'),
        ("who5", "Bien-être"),
    ],
)
def test_the_title_of_a_scale_is_said_once(client, address, title):
    assert f"<h3>{title}</h3>" in read(client, f"/questionnaires/{address}/1/")


@pytest.mark.parametrize("mots", ["xx", "", "%00", "../../etc/passwd", "fr,ar"])
def test_a_language_that_is_not_there_shows_that_of_the_screen(client, mots):
    assert '<div lang="fr" dir="ltr">' in read(client, f"/questionnaires/village-16/1/?mots={mots}")


def test_the_words_of_others_never_reach_a_public_page_even_when_the_site_has_them(
    client, install, invented_words
):
    for key, language in (("who5", "fr"), ("epds", "fr"), ("gad7", "en"), ("phq9", "ar")):
        folder = invented_words(key, language)
    install(folder)
    absent = {one.key for one in batteries()["village-recommended@1"].absent}
    assert "who5" not in absent and "phq4" in absent  # this site does ask the first

    addresses = [
        "/questionnaires/",
        "/questionnaires/?q=cach",
        *(
            f"/questionnaires/{one.key}/1/?mots={language}"
            for one in library().values()
            for language in one.wordings or ("fr",)
        ),
        *(
            f"/questionnaires/batteries/{one.key}/1/?entered=2026-03-10&born=2026-02"
            for one in wanted_batteries().values()
        ),
    ]
    pages = {address: read(client, address) for address in addresses}

    hidden = ("Titre cach", "Consigne cach", "Question cach", "Réponse cach", "Source cach")
    assert [address for address, page in pages.items() if any(w in page for w in hidden)] == []
    shown = pages["/questionnaires/who5/1/?mots=fr"]
    assert "elles ne sont pas montrées ici, même quand ce site les a obtenues" in shown
    assert "traduction validée" in shown and "with a letter" in shown


def test_whoever_holds_the_rights_is_named_with_what_to_do(client):
    page = read(client, "/questionnaires/epds/1/")

    assert "<dd>Écrivez au Royal College of Psychiatrists pour pouvoir montrer les textes" in page
    assert "village instruments import FICHIER --as epds@1" in page
    assert "À demander par écrit" in page


def test_the_fingerprint_is_with_the_versions_and_only_that_of_this_page(client):
    page = read(client, "/questionnaires/epds/1/")
    summary, versions = (
        page.split(f'id="{name}"')[1].split("</section>")[0] for name in ("summary", "versions")
    )

    assert library()["epds@1"].hash in versions
    assert 'class="hash"' not in summary
    assert versions.count('class="hash"') == 1


def test_a_cut_off_says_for_whom_and_is_never_a_diagnosis(client):
    page = read(client, "/questionnaires/epds/1/")

    assert "<strong>Un seuil n'est pas un diagnostic.</strong>" in page
    row = page[page.index("Guedeney &amp; Fermanian 1998, European") - 700 :][:1000]
    for said in (
        "10,5 ou plus",
        ">mères après la naissance, n = 87</td>",
        "français",
        "0,80",
        "0,92",
    ):
        assert said in row
    assert "de mémoire, pas encore vérifié" in row


def test_the_evidence_is_told_in_the_language_of_the_screen_or_marked_as_english(
    client, monkeypatch
):
    address, epds = "/questionnaires/epds/1/", library()["epds@1"]
    client.cookies["language"] = "en"
    english = read(client, address)
    client.cookies["language"] = "fr"
    monkeypatch.delitem(epds.names, "fr")
    nobody_said = read(client, address)

    assert ">mothers after birth, n = 87</td>" in english
    assert '><span lang="en">mothers after birth, n = 87</span></td>' in nobody_said


@pytest.mark.parametrize("name", library())
def test_every_fact_nobody_checked_is_marked_as_such(client, name):
    one = library()[name]
    evidence = one.evidence
    said = [*evidence.facts, *evidence.cut_offs, *evidence.figures]
    said += [evidence.window] if evidence.window else []

    page = read(client, f"/questionnaires/{one.key}/{one.version}/")

    statuses = [fact.status for fact in said]
    assert page.count("de mémoire, pas encore vérifié") == statuses.count("memory")
    assert page.count("contesté, pas encore tranché") == statuses.count("disputed")
    assert page.count("vérifié à la source</span>") == statuses.count("verified")
    for fact in evidence.cut_offs:
        assert fact.citation.replace("&", "&amp;").replace("'", "&#x27;") in page


def test_scales_say_their_range_their_direction_and_what_a_gap_does(client):
    ours, theirs = (
        read(client, "/questionnaires/village-16/1/"),
        read(client, "/questionnaires/who5/1/"),
    )

    assert "de 0 à 64 · plus haut, c" in ours
    assert "4 (rushing), 5 (no_conversation), 8 (small_annoyance)" in ours
    assert "3 : elles comptent comme la moyenne" in ours.lower()
    assert "question 12 (end_of_strength) : réponse codée 4 ou plus" in ours
    assert "somme des réponses, multipliée par 4" in theirs
    assert "de 0 à 100" in theirs
    assert "convertie par une table publiée" in read(client, "/questionnaires/swemwbs/1/")


def test_a_questionnaire_without_a_score_says_so(client):
    page = read(client, "/questionnaires/village-orientation/1/")

    assert "Aucun score : les réponses sont comptées une à une." in page


def test_where_it_is_asked_is_told_with_what_waits_for_its_words(client):
    page = read(client, "/questionnaires/who5/1/")

    assert 'href="/questionnaires/batteries/village-recommended/1/"' in page
    assert "(prévu ; ici, il attend ses mots)" in page
    assert "Aucune batterie de ce site ne le demande." in read(client, "/questionnaires/epds/1/")


def test_the_notes_of_its_folder_are_shown_and_can_run_nothing(client, install, tmp_path):
    folder = write_calm(tmp_path / "scales")
    (folder / "SOURCE.md").write_text(
        "# Calm\n\nFrom **Chloé** <script>alert(1)</script> [there](https://there.example/x) "
        "![seen](https://there.example/pixel.png) [bad](javascript:alert(1))\n\n## More\n\n<b>raw</b>\n"
    )
    install(tmp_path / "scales")

    page = read(client, "/questionnaires/calm/1/")

    assert "From <strong>Chloé</strong> &lt;script&gt;" in page
    assert "<script>alert" not in page and "<b>raw" not in page
    assert "there.example" not in page
    assert 'href="javascript:' not in page
    assert "<h3>More</h3>" in page
