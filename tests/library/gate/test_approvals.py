"""Someone answers for every word: for those read that day, and no others."""

from dataclasses import replace

import pytest

from tests.factories import NOW, a_member
from tests.installed import forget
from tests.library.gate.words import cut
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.library import installed
from village.library.installed import languages_offered, library
from village.library.languages import parity
from village.library.languages.parity import SITE, instrument_hash, opening, words_of
from village.library.services.approvals import approve_words, take_back_approval
from village.network.models import Role

pytestmark = pytest.mark.django_db

SIXTEEN = "village-16@1"


def said_otherwise(message):
    """Everything, in a language that was just invented."""
    given = message.string
    message.string = f"@{given}" if isinstance(given, str) else tuple(f"@{form}" for form in given)


def approve(subject, language, reviewer="Sage-femme, Lens", actor=None):
    return approve_words(
        subject=subject,
        language=language,
        words_hash=words_of(subject, language).hash,
        reviewer=reviewer,
        actor=actor,
        now=NOW,
    )


@pytest.fixture
def arabic(core, catalogues):
    """Everything is said in Arabic, in a way; nobody has read it again."""
    catalogues("ar", said_otherwise)
    return core


@pytest.fixture
def read_again(arabic):
    """A midwife read all of it."""
    return [approve(subject, "ar") for subject in (SITE, SIXTEEN)]


def test_a_language_waits_until_each_of_its_words_was_read_again(arabic):
    assert opening(arabic(), "ar").missing == ()
    assert opening(arabic(), "ar").to_approve == (SIXTEEN, SITE)

    approve(SIXTEEN, "ar")
    assert opening(arabic(), "ar").to_approve == (SITE,)
    assert "ar" not in languages_offered(arabic())

    approve(SITE, "ar")
    assert opening(arabic(), "ar").is_open
    assert languages_offered(arabic()) == ("fr", "ar", "en")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_question_that_changes_makes_the_approval_lapse(arabic, read_again, site, language):
    assert "ar" in languages_offered(arabic())
    path = site / f"instruments/village-16/1/{language}.toml"
    text = path.read_text()
    start = text.index("savoured = ") + len("savoured = ")
    path.write_text(text[:start] + '"Autre chose."' + text[text.index("\n", start) :])
    forget()

    assert opening(arabic(), "ar").to_approve == (SIXTEEN,)
    assert "ar" not in languages_offered(arabic())


def test_a_comment_in_the_file_changes_no_word(arabic, read_again, site):
    path = site / "instruments/village-16/1/ar.toml"
    path.write_text("# A word for translators.\n" + path.read_text())
    forget()

    assert "ar" in languages_offered(arabic())


def test_a_sentence_of_the_site_that_changes_makes_the_approval_lapse(
    arabic, read_again, catalogues
):
    assert opening(arabic(), "ar").is_open

    catalogues("ar", lambda message: None)

    assert opening(arabic(), "ar").to_approve == (SITE,)


def test_an_approval_of_one_language_opens_no_other(arabic, read_again, catalogues):
    catalogues("es", said_otherwise)

    assert set(languages_offered(arabic())) == {"fr", "en", "ar"}


def test_an_approval_taken_back_closes_the_language_at_once(arabic):
    lea = a_member(Role.NATIONAL_TEAM)
    approve(SITE, "ar")
    approval = approve(SIXTEEN, "ar", actor=lea)
    assert "ar" in languages_offered(arabic())

    take_back_approval(approval=approval, actor=lea, now=NOW)

    assert "ar" not in languages_offered(arabic())
    events = Event.objects.filter(subject=f"approval:{approval.pk}").order_by("pk")
    assert [(event.name, event.actor) for event in events] == [
        ("words.approved", lea),
        ("words.approval_taken_back", lea),
    ]
    with pytest.raises(NotAllowed, match="déjà été reprise"):
        take_back_approval(approval=approval, actor=lea, now=NOW)


def test_words_that_changed_under_the_eyes_of_the_reviewer_are_not_approved(core, site):
    read = words_of(SIXTEEN, "ar").hash
    path = site / "instruments/village-16/1/ar.toml"
    path.write_text(path.read_text().replace("أبدًا", "أبدا"))
    forget()

    with pytest.raises(NotAllowed, match="changé"):
        approve_words(
            subject=SIXTEEN,
            language="ar",
            words_hash=read,
            reviewer="Sage-femme",
            actor=None,
            now=NOW,
        )


def test_words_that_are_not_whole_are_not_approved(core, site):
    cut(site / "instruments/village-16/1/ar.toml", "rushing")

    with pytest.raises(NotAllowed, match="Il manque des mots"):
        approve(SIXTEEN, "ar")


def test_a_translation_shown_to_measure_the_same_answers_for_itself(bring, core):
    bring("who5", "ar", status="validated")
    bring("who5", "es", status="not-validated")
    who5 = installed.library()["who5@1"]

    assert not parity.needs_approval(who5, "ar")
    assert parity.needs_approval(who5, "es")


def test_an_approval_covers_the_last_label_of_the_last_item():
    ours = library()["village-16@1"]
    words = ours.wordings["tr"]
    last = ours.items[-1].key
    other = (*words.options[last][:-1], replace(words.options[last][-1], label="Kötü söz"))
    changed = replace(words, options={**words.options, last: other})

    assert instrument_hash(
        replace(ours, wordings={**ours.wordings, "tr": changed}), "tr"
    ) != instrument_hash(ours, "tr")
