"""What the national team and the coordination of a house see of questionnaires."""

import pytest

from tests.factories import TODAY, a_grant, a_member, a_readiness
from village.library.models import Approval
from village.library.parity import words_of
from village.network.models import Role

pytestmark = pytest.mark.django_db

HOME = "/questionnaires/gestion/"
ARABIC = f"{HOME}langues/village-core@1/ar/"
HOUSE = f"{HOME}maisons/lens/"
SIXTEEN = "village-16@1"


def text(response):
    return response.content.decode().replace("&#x27;", "'")


def test_each_language_says_where_it_stands(client, lea, site):
    page = text(client.get(HOME))

    assert "Quatre moments en un an, version 1" in page
    assert "English" in page
    assert "ouverte" in page
    assert "relecture attendue" in page  # Arabic: every word is there, and nobody read them again


def test_what_is_missing_is_listed_by_section_and_words_stand_face_to_face(client, lea, site):
    page = text(client.get(ARABIC))

    assert "L'information et l'accord" in page
    assert "J'ai eu l'impression de courir toute la journée." in page
    assert '<p lang="ar" dir="rtl">شعرت بأنني أركض طوال اليوم.</p>' in page


def test_a_reviewer_is_named_and_may_be_taken_back(client, lea, site):
    words = words_of(SIXTEEN, "ar")
    sent = {"subject": SIXTEEN, "words_hash": words.hash, "reviewer": "Sage-femme, Lens"}

    assert client.post(ARABIC, sent)["Location"] == ARABIC
    approval = Approval.objects.get()
    assert (approval.reviewer, approval.approved_by) == ("Sage-femme, Lens", lea)
    assert "Retirer la relecture de Sage-femme, Lens" in text(client.get(ARABIC))

    client.post(f"{HOME}relectures/{approval.pk}/reprendre/")
    approval.refresh_from_db()
    assert approval.taken_back_by == lea


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reviewer": ""}, "Ce champ est obligatoire."),
        ({"words_hash": "0" * 64}, "Les mots ont changé pendant la relecture"),
    ],
)
def test_a_refused_approval_keeps_what_was_typed_and_shows_the_words_as_they_are(
    client, lea, site, changes, sentence
):
    words = words_of(SIXTEEN, "ar")
    sent = {"subject": SIXTEEN, "words_hash": words.hash, "reviewer": "Sage-femme, Lens", **changes}

    page = text(client.post(ARABIC, sent))

    assert sentence in page
    assert f'value="{sent["reviewer"]}"' in page or not sent["reviewer"]
    assert f'name="words_hash" value="{words.hash}"' in page
    assert not Approval.objects.exists()


@pytest.mark.parametrize("address", ["nothing@1/ar", "village-core@1/xx"])
def test_a_battery_or_a_language_that_is_not_here_is_not_found(client, lea, site, address):
    assert client.get(f"{HOME}langues/{address}/").status_code == 404


def test_a_coordinator_reads_the_state_of_her_house_and_changes_nothing(
    client, lens, bring, write_battery
):
    client.force_login(a_member(Role.COORDINATOR, lens))

    page = text(client.get(HOUSE))

    assert "les questionnaires de tout le réseau" in page
    assert "Il manque encore 6 choses" in page
    assert "Choisir d'autres questionnaires" not in page
    assert client.post(f"{HOUSE}choisir/").status_code == 404
    assert client.get(HOME).status_code == 404


def test_obstacles_are_sentences_with_what_to_do(client, lens, lea, bring, write_battery):
    stand_in = '[stand_in]\ninstrument = "village-16@1"\n[stand_in.for]\n"epds@1" = "wellbeing"\n'
    mood = write_battery("mood", "epds@1", stand_in=stand_in)
    bring("epds", "fr")
    response = client.post(f"{HOUSE}choisir/", {"battery": mood, "starts_on": f"{TODAY}"})
    assert response["Location"] == HOUSE

    page = text(client.get(HOUSE))
    assert "aucune autorisation en cours ne couvre cette maison (français)" in page
    assert "Écrivez à qui détient ces mots (Royal College of Psychiatrists)" in page
    assert "la maison n'est pas encore prête à répondre à un parent en danger" in page
    assert "Il manque : une personne compétente" in page

    a_grant()
    a_readiness(lens)
    page = text(client.get(HOUSE))
    assert "Rien ne manque" in page
    assert "Edinburgh Postnatal Depression Scale" in page


def test_a_battery_that_may_not_be_asked_is_refused_in_the_form(
    client, lens, lea, bring, write_battery
):
    bring("epds", "fr")
    mood = write_battery("mood", "epds@1", "village-16@1")

    page = text(client.post(f"{HOUSE}choisir/", {"battery": mood, "starts_on": f"{TODAY}"}))

    assert "aucune autorisation en cours ne couvre cette maison" in page
    assert 'value="mood@1"' in page
    assert not lens.battery_choices.exists()


def test_the_menus_lead_to_whom_they_are_for(client, lens, lea):
    assert f'href="{HOME}"' in text(client.get("/accueil/"))
    assert f'href="{HOUSE}"' in text(client.get("/maisons/lens/"))

    client.force_login(a_member(Role.SAFETY_CONTACT, lens))
    page = text(client.get("/maisons/lens/"))
    assert 'href="/maisons/lens/securite/"' in page
    assert f'href="{HOUSE}"' not in page
