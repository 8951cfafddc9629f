"""A parent chooses among the languages in which the whole page speaks, not the questions alone."""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core import mail

from tests.factories import NOW
from tests.surveys.conftest import a_delivery, as_form
from village.core.errors import InvalidInstrument
from village.core.waves import Part
from village.library import installed, parity
from village.library.installed import default_battery, languages_offered
from village.library.services.approvals import approve_words
from village.surveys.models import Submission
from village.surveys.services.letters import send_letter

pytestmark = pytest.mark.django_db

QUESTIONS = "/questions/"
DRAFTS = ("ar", "es", "ht", "pt", "rcf", "tr", "uk")


def test_words_exist_in_nine_languages_and_two_are_offered():
    assert set(DRAFTS) <= set(default_battery().languages)
    assert languages_offered(default_battery()) == ("fr", "en")


@pytest.mark.parametrize("language", DRAFTS)
def test_a_draft_is_not_shown_even_to_whoever_asks_for_it(phone, language):
    page = phone.get(f"{QUESTIONS}?langue={language}").content.decode()
    sent = phone.post(QUESTIONS, {**as_form(a_delivery(3)), "language": language})

    draft = default_battery().instruments[0].wordings[language]
    assert f"langue={language}" not in page
    assert draft.questions["rushing"] not in page
    assert "pas encore dans la langue demandée" in page
    assert sent.status_code == 422
    assert not Submission.objects.exists()


def test_a_parent_whose_language_is_a_draft_is_written_to_in_french(invitation):
    invitation.enrolment.participant.language = "uk"

    send_letter(
        invitation=invitation, link_url=lambda token: f"https://x/{token}", actor=None, now=NOW
    )

    assert mail.outbox[0].subject == "Quelques minutes pour vous"


def test_a_language_is_offered_the_day_the_site_speaks_it_and_someone_read_the_questions_again(
    phone, settings, monkeypatch
):
    settings.LANGUAGES = [*site.LANGUAGES, ("ar", "العربية")]
    monkeypatch.setattr(parity, "missing_words", lambda language: ())
    approve_words(
        subject="village-16@1",
        language="ar",
        words_hash=parity.words_of("village-16@1", "ar").hash,
        reviewer="Une sage-femme",
        actor=None,
        now=NOW,
    )

    page = phone.get(f"{QUESTIONS}?langue=ar").content.decode()

    assert '<div lang="ar" dir="rtl">' in page
    assert "شعرت بأنني أركض طوال اليوم." in page


def test_every_language_of_the_site_but_the_first_has_its_catalogue():
    """That each catalogue is complete is checked by `python -m tools.messages check`."""
    root = Path(__file__).parents[2]
    folders = {path.parent.parent.name for path in root.glob("locale/*/*/django.po")}

    assert {code for code, _ in site.LANGUAGES} == {site.LANGUAGE_CODE} | folders


def asking(battery, instrument):
    """The battery, with this instrument and no other at every wave."""
    parts = (Part(instrument=instrument),)
    waves = tuple(dataclasses.replace(wave, parts=parts) for wave in battery.waves)
    return dataclasses.replace(battery, waves=waves)


def test_the_site_does_not_start_with_a_battery_nobody_could_read(settings, monkeypatch):
    battery = default_battery()
    only_turkish = dataclasses.replace(
        battery.instruments[0], wordings={"tr": battery.instruments[0].wordings["tr"]}
    )
    monkeypatch.setattr(
        installed,
        "wanted_batteries",
        lambda: {battery.name: asking(battery, only_turkish)},
    )
    installed.batteries.cache_clear()

    with pytest.raises(InvalidInstrument, match="in tr, and this site speaks none of them"):
        installed.batteries()
