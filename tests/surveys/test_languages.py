"""A parent chooses among the languages in which the whole page speaks and that somebody approved."""

import dataclasses
import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings as site
from django.core import mail
from django.utils.translation import get_language_info

from tests.factories import NOW, a_consent, approved
from tests.surveys.conftest import a_delivery, as_form
from village.core.errors import InvalidInstrument
from village.core.waves import Part
from village.library import installed
from village.library.installed import default_battery, languages_offered
from village.people.models import Purpose
from village.surveys.models import Submission
from village.surveys.services.letters import send_letter

pytestmark = pytest.mark.django_db

QUESTIONS = "/questions/"
DRAFTS = ("ar", "es", "ht", "pt", "rcf", "tr", "uk")
DATES = {  # the questionnaire of entry closes on 4 December 2026
    "fr": "4 décembre 2026",
    "en": "4 December 2026",
    "ar": "4 ديسمبر، 2026",
    "es": "4 de diciembre de 2026",
    "pt": "4 de Dezembro de 2026",
    "tr": "04 Aralık 2026",
    "uk": "04 грудня 2026 р.",
    "ht": "04/12/2026",
    "rcf": "04/12/2026",
}


@pytest.fixture
def everything_is_approved(db):
    approved("ar", "es", "ht", "pt", "rcf", "tr", "uk")


def in_language(invitation, language):
    """The same invitation, of a parent who reads this language."""
    participant = invitation.enrolment.participant
    participant.language = language
    participant.save()
    return invitation


def letter_to(invitation):
    """The letter this parent finds."""
    mail.outbox.clear()
    send_letter(invitation=invitation, link_url=lambda token: "https://x/l/y", actor=None, now=NOW)
    return mail.outbox[0]


def test_words_exist_in_nine_languages_and_two_are_offered():
    assert set(DRAFTS) <= set(default_battery().languages)
    assert {code for code, _name in site.PARENT_LANGUAGES} == {"fr", "en", *DRAFTS}
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
    assert letter_to(in_language(invitation, "uk")).subject == "Quelques minutes pour vous"


@pytest.mark.parametrize("language", DATES)
def test_the_day_one_approves_it_a_language_opens_letter_and_page(
    phone, invitation, everything_is_approved, language
):
    letter = letter_to(in_language(invitation, language))
    response = phone.get(QUESTIONS)
    page = html.unescape(response.content.decode())

    assert DATES[language] in letter.body
    assert letter.extra_headers["Content-Language"] == language
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert response.headers["Content-Language"] == language
    assert default_battery().instruments[0].wordings[language].questions["rushing"] in page
    assert (
        len(re.findall(r'name="again" value="langue=\w+" lang=', page)) == 8
    )  # each of the others, named in itself
    assert get_language_info(language)["name_local"].casefold() in page.casefold()


def test_what_is_refused_is_refused_in_the_language_of_the_page(
    phone, invitation, everything_is_approved
):
    in_language(invitation, "ar")

    shown = phone.get(f"{QUESTIONS}?langue=tlh")
    phone.cookies.pop(site.LANGUAGE_COOKIE_NAME)
    sent = phone.post(QUESTIONS, as_form(a_delivery(3, language="ar"), again="langue=tlh"))

    for response in (shown, sent):
        assert "هذه الأسئلة غير موجودة بعد باللغة المطلوبة." in response.content.decode()
        assert response.headers["Content-Language"] == "ar"


def test_a_page_shows_no_language_that_is_closed_today_but_its_own(phone):
    """Whoever writes a page by hand gets no words that nobody approved."""
    page = phone.post(QUESTIONS, as_form(a_delivery(3, rushing=None), again="langue=tr"))
    own = phone.post(QUESTIONS, as_form(a_delivery(3, language="tr", rushing=None)))

    draft = default_battery().instruments[0].wordings["tr"].questions["rushing"]
    assert draft not in page.content.decode()
    assert draft in own.content.decode()  # it was open when this page was served
    assert own.headers["Content-Language"] == "tr"


def test_a_page_whose_words_have_left_the_site_is_shown_again_in_others(phone, monkeypatch):
    sent = as_form(a_delivery(3, language="en"))
    monkeypatch.delitem(default_battery().instruments[0].wordings, "en")

    response = phone.post(QUESTIONS, sent)

    assert response.status_code == 422
    assert response.headers["Content-Language"] == "fr"
    assert response.content.decode().count(" checked>") == 16


def test_the_pages_after_the_questions_keep_their_language(phone, everything_is_approved):
    phone.get(f"{QUESTIONS}?langue=ar")
    sent = phone.post(QUESTIONS, as_form(a_delivery(3, language="ar")))
    pages = [phone.get(address) for address in (sent["Location"], "/aide-maintenant/", "/rien")]

    assert Submission.objects.get().language == "ar"
    for response in pages:
        assert re.search(r'<html lang="ar"\s+dir="rtl">', response.content.decode())
        assert response.headers["Content-Language"] == "ar"


def test_whoever_answered_is_thanked_in_their_language_on_any_phone(
    phone, invitation, everything_is_approved
):
    in_language(invitation, "ar")
    phone.post(QUESTIONS, as_form(a_delivery(3, language="ar")))
    phone.cookies.pop(site.LANGUAGE_COOKIE_NAME)

    page = phone.get(QUESTIONS, follow=True).content.decode()

    assert '<html lang="ar" dir="rtl">' in page


def test_a_tablet_handed_back_speaks_to_the_team_in_its_language(
    phone, group, facilitator, everything_is_approved
):
    phone.get(f"{QUESTIONS}?langue=ar")
    phone.force_login(facilitator)

    for address in ("/", "/accueil/", f"/groupes/{group.pk}/questionnaires/"):
        response = phone.get(address, follow=True)
        assert '<html lang="fr" dir="ltr">' in response.content.decode()
        assert response.headers["Content-Language"] == "fr"


def test_a_closed_link_says_so_in_every_language_that_is_open(client, everything_is_approved):
    never_was, too_long = (client.get(f"/l/{token}").content for token in ("x", "y" * 200))
    page = never_was.decode()

    assert never_was == too_long
    assert page.count("<strong>") == 8  # French, the language of the page, is its title
    assert '<p lang="ar" dir="rtl"><strong>هذا الرابط لا يفتح شيئًا اليوم' in page


def test_a_closed_link_says_nothing_in_a_language_that_waits(client):
    page = client.get("/l/x").content.decode()

    assert re.findall(r'<p lang="(\w+)"', page) == ["en"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_text_to_send_is_the_parents_and_says_nothing_else(
    client, facilitator, invitation, everything_is_approved, language
):
    client.force_login(facilitator)
    address = f"/invitations/{in_language(invitation, language).pk}/code/"
    page = client.post(address).content.decode()

    said = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    text = said[1].replace("&#x27;", "'")
    link = re.search(r"http://testserver/l/\S+", text)[0]
    assert f'<code class="break">{link}</code>' in page
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in said[0]
    assert text.startswith("مرحبًا" if language == "ar" else "Bonjour, voici le lien")
    assert len(text) < 160
    for word in ("questionnaire", "استبيان", "village", "Anna", "santé"):
        assert word not in text
    to_send = re.search(r'href="sms:\?&amp;body=([^"]*)"', page)[1]
    assert re.fullmatch(r"[\w%.~-]+", to_send, re.ASCII)
    assert unquote(to_send) == text


def test_whoever_refused_messages_is_shown_a_code_and_sent_nothing(
    client, facilitator, anna, invitation
):
    a_consent(anna, Purpose.MESSAGES, given=False, decided_at=NOW)
    client.force_login(facilitator)
    page = client.post(f"/invitations/{invitation.pk}/code/").content.decode()

    assert "<svg" in page
    assert "sms:" not in page
    assert "<textarea" not in page


def test_every_language_but_the_first_has_its_catalogue():
    """That each catalogue is complete is checked by `python -m tools.messages check`."""
    root = Path(__file__).parents[2]
    folders = {path.parent.parent.name for path in root.glob("locale/*/*/django.po")}

    assert {code for code, _ in site.PARENT_LANGUAGES} == {site.LANGUAGE_CODE} | folders


def asking(battery, instrument):
    """The battery, with this instrument and no other at every wave."""
    parts = (Part(instrument=instrument),)
    waves = tuple(dataclasses.replace(wave, parts=parts) for wave in battery.waves)
    return dataclasses.replace(battery, waves=waves)


def test_the_site_does_not_start_with_a_battery_nobody_could_read(monkeypatch):
    battery = default_battery()
    turkish = battery.instruments[0].wordings["tr"]
    only_german = dataclasses.replace(
        battery.instruments[0], wordings={"de": dataclasses.replace(turkish, language="de")}
    )
    monkeypatch.setattr(
        installed,
        "wanted_batteries",
        lambda: {battery.name: asking(battery, only_german)},
    )
    installed.batteries.cache_clear()

    with pytest.raises(InvalidInstrument, match="in de, and none of these is open to parents here"):
        installed.batteries()
