"""A language opens when every word is there; one that goes closes it, and is named."""

import pytest

from tests.factories import NOW, a_child, a_consent, a_grant, a_readiness, an_invitation
from tests.installed import forget
from tests.library.gate.words import cut
from village.core.errors import InvalidInstrument
from village.core.instruments import load_library
from village.library.installed import batteries, languages_offered
from village.library.languages import words
from village.library.languages.names import languages_begun
from village.library.languages.parity import Missing, open_languages, opening
from village.people.models import Purpose
from village.surveys.services.links import issue_link

pytestmark = pytest.mark.django_db

SIXTEEN = "village-16@1"


def forgetting(source):
    """Take the translation of one sentence away."""

    def change(message):
        forms = (message.id,) if isinstance(message.id, str) else message.id
        if forms[0] == source:
            message.string = "" if isinstance(message.id, str) else ("", "")

    return change


def test_french_and_english_are_open_as_they_are_shipped(core):
    assert opening(core(), "fr").is_open
    assert opening(core(), "en").is_open
    assert languages_offered(core()) == ("fr", "en")


def test_one_question_to_the_database_opens_every_language(core, django_assert_num_queries):
    core()
    with django_assert_num_queries(1):
        assert languages_offered(core()) == ("fr", "en")


def test_nothing_is_asked_for_words_that_answer_for_themselves(core, django_assert_num_queries):
    core()
    with django_assert_num_queries(0):
        assert open_languages(core(), ("fr", "en")) == ("fr", "en")


@pytest.mark.parametrize(
    ("line", "place", "text"),
    [
        ("title", "title", "Vos deux dernières semaines"),
        ("introduction", "introduction", "Il n'y a pas de bonne"),
        ("rushing", "rushing", "courir toute la journée"),
        ('label = "Rarely"', "answers/1", "Rarement"),
    ],
)
def test_a_word_cut_from_a_questionnaire_closes_the_language_and_is_named(
    core, site, line, place, text
):
    cut(site / "instruments/village-16/1/en.toml", line)

    state = opening(core(), "en")

    named = [(one.section, one.place) for one in state.missing]
    assert (SIXTEEN, place) in named
    assert any(text in one.text for one in state.missing)
    assert languages_offered(core()) == ("fr",)
    assert not state.is_open


def test_the_site_goes_on_without_a_wording_that_is_not_whole_and_the_check_stays_strict(
    core, site, caplog
):
    path = site / "instruments/village-16/1/fr.toml"
    cut(path, "something_good")

    assert languages_offered(core()) == ("en",)
    assert opening(core(), "fr").missing[:2] == (
        Missing(SIXTEEN, "something_good", "In the evening, I thought back to something good."),
        Missing(
            SIXTEEN,
            "plain/something_good",
            "In the evening, I thought again of a good thing.",
        ),
    )
    assert "something_good" in caplog.text
    with pytest.raises(InvalidInstrument, match="fr.toml:.*`something_good` is missing"):
        load_library([site / "instruments"])


def test_a_language_whose_only_words_are_not_whole_is_still_listed(core, site):
    cut(site / "instruments/village-16/1/es.toml", "rushing")

    assert "es" not in core().languages
    assert "es" in languages_begun(core())


def test_an_answer_said_after_some_questions_only_is_missing(core, site):
    """Written question by question, it has to stand after each of them."""
    path = site / "instruments/village-16/1/en.toml"
    text = path.read_text().replace('value = 1\nlabel = "Rarely"', 'value = 9\nlabel = "Rarely"')
    own = '[items.savoured]\nquestion = "A question."\n[[items.savoured.options]]\nvalue = 1\nlabel = "Rarely"'
    lines = [line for line in text.splitlines() if not line.startswith("savoured = ")]
    path.write_text("\n".join(lines).replace("[plain]", f"{own}\n\n[plain]", 1))
    forget()

    missing = [one.place for one in opening(core(), "en").missing if one.section == SIXTEEN]
    assert "answers/1" in missing
    assert "savoured" not in missing


@pytest.mark.parametrize("broken", ["= not TOML", 'language = "en"\nstatus = "fine"\n'])
def test_a_file_that_cannot_be_read_closes_its_language_with_all_that_it_lacks(core, site, broken):
    (site / "instruments/village-16/1/es.toml").write_text(broken)
    forget()

    missing = opening(core(), "es").missing

    assert len([one for one in missing if one.section == SIXTEEN]) == 1 + 1 + 5 + 16


def test_a_battery_whose_only_words_are_not_whole_is_closed_and_the_site_goes_on(
    site, bring, write_battery, core
):
    bring("epds", "fr")
    mood = write_battery("mood", "epds@1")
    cut(site / "ours/epds/1/fr.toml", '"7"')

    assert languages_offered(batteries()[mood]) == ()
    assert opening(batteries()[mood], "fr").missing[0] == Missing("epds@1", "7", "")
    assert languages_offered(core()) == ("fr", "en")


def test_anna_whose_questions_were_closed_meanwhile_reads_a_kind_page(
    site, bring, write_battery, client
):
    bring("epds", "fr")
    write_battery("mood", "epds@1")
    invitation = an_invitation(battery="mood", asked=["epds@1"])
    a_child(invitation.enrolment.participant)
    a_consent(invitation.enrolment.participant, Purpose.EVALUATION)
    a_grant()
    a_readiness(invitation.enrolment.participant.house)
    token = issue_link(invitation=invitation, channel="qr", actor=None, now=NOW).token
    client.get(f"/l/{token}")
    assert "Question 7 (fr)" in client.get("/questions/").content.decode()

    cut(site / "ours/epds/1/fr.toml", '"7"')

    assert client.get("/questions/").status_code == 404


def test_a_scoring_that_is_wrong_still_stops_the_site(core, site):
    path = site / "instruments/village-16/1/scale.toml"
    path.write_text(path.read_text().replace("at_least = 4", "at_least = 'four'"))
    forget()

    with pytest.raises(InvalidInstrument, match="at_least"):
        core()


@pytest.mark.parametrize(
    "beginning",
    [
        pytest.param("Envoyer", id="a button of the page"),
        pytest.param("Vous n'avez pas répondu à cette question", id="a refusal"),
        pytest.param("Voici votre lien personnel", id="the letter"),
        pytest.param("Bonjour, voici le lien dont nous avons parlé", id="the text message"),
        pytest.param("J'accepte de recevoir des messages", id="a consent"),
        pytest.param("De l'aide tout de suite", id="the help page"),
        pytest.param("Vous n'avez pas à porter cela sans aide", id="the crisis card"),
        pytest.param("Prévention du suicide", id="a number to call"),
    ],
)
def test_a_sentence_cut_from_a_catalogue_closes_the_language_and_is_named(
    core, catalogues, beginning
):
    cut_off = next(w for w in words.parent_words("en") if w.source.startswith(beginning))

    catalogues("en", forgetting(cut_off.source))

    missing = opening(core(), "en").missing
    assert [(one.section, one.text) for one in missing] == [(cut_off.section, cut_off.source)]
    assert languages_offered(core()) == ("fr",)


def test_every_section_of_the_words_of_the_site_has_sentences(site):
    sections = {word.section for word in words.parent_words("en")}

    assert {"page", "refusals", "messages", "consent", "help"} <= sections
