"""What the national team and the coordination of a house see of questionnaires."""

import re

import pytest

from tests.factories import TODAY, a_grant, a_member, a_readiness
from tests.library.gate.words import cut
from village.library.installed import library
from village.library.languages.parity import words_of
from village.library.models import Approval
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


def rows(page):
    """Each place of the words face to face, and the words in French and in the language."""
    found = re.findall(
        r'<p class="place">(.*?)</p>\s*<div class="pair">\s*<p[^>]*>(.*?)</p>\s*<p[^>]*>(.*?)</p>',
        page,
        re.DOTALL,
    )
    return [tuple(" ".join(part.split()) for part in row) for row in found]


def test_a_question_is_called_by_its_number_and_another_way_to_say_it_stands_with_it(
    client, lea, site
):
    places = {place: (french, arabic) for place, french, arabic in rows(text(client.get(ARABIC)))}

    rushing = "J'ai eu l'impression de courir toute la journée."
    assert places["Question 4"] == (rushing, "شعرت بأنني أركض طوال اليوم.")
    english = rows(text(client.get(f"{HOME}langues/village-core@1/en/")))
    assert f'Mots faciles · question 4 <q lang="fr">{rushing}</q>' in {one[0] for one in english}
    assert places["Réponse codée 1"] == ("Rarement", "نادرًا")
    keys = [item.key for item in library()[SIXTEEN].items]
    assert not [key for key in keys if any(key in place for place in places)]


def test_an_answer_of_one_question_stands_with_that_question(client, lea, site, write_battery):
    name = write_battery("situation", "village-circumstances@1")

    page = rows(text(client.get(f"{HOME}langues/{name}/ar/")))

    places = {place: french for place, french, _arabic in page}
    place = 'Réponse codée 3 à la question 7 <q lang="fr">Quel âge avez-vous ?</q>'
    assert places[place] == "35 ans ou plus"
    assert places["« je préfère ne pas le dire »"] == "Je préfère ne pas le dire"


def test_each_form_of_number_has_a_line_of_its_own_named_in_words(client, lea, site):
    page = rows(text(client.get(ARABIC)))

    counted = [
        (place, french)
        for place, french, _arabic in page
        if "quand le nombre" in place and "vous attend" in french
    ]
    one, more = "Une question vous attend.", "%(count)s questions vous attendent."
    begins = [(place.partition(" · ")[2], french.startswith(one)) for place, french in counted]
    assert begins == [
        ("quand le nombre est 0", True),
        ("quand le nombre est 1", True),
        ("quand le nombre est 2", False),
        ("quand le nombre est 3, 4, 5…", False),
        ("quand le nombre est 11, 12, 13…", False),
        ("quand le nombre est 100, 101, 102…", False),
    ]
    assert all(french.startswith(more) for _place, french in counted[2:])
    assert not [arabic for _place, _french, arabic in page if " / " in arabic]


def test_what_is_missing_is_named_by_the_number_of_its_question(client, lea, site):
    cut(site / "instruments/village-16/1/ar.toml", "rushing")

    page = " ".join(text(client.get(ARABIC)).split())

    assert (
        '<p class="place"> Question 4 </p> '
        "<p lang=\"fr\">J'ai eu l'impression de courir toute la journée.</p>"
    ) in page


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
