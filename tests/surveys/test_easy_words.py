"""The same questions in easy words: another wording, so which one was read is kept with the answers."""

import html
import re

import pytest

from tests.factories import approved
from tests.surveys.conftest import a_delivery, as_form
from village.library.installed import default_battery
from village.surveys.models import Submission

pytestmark = pytest.mark.django_db

QUESTIONS = "/questions/"
WORDS = default_battery().instruments[0].wordings["fr"]


def test_easy_words_are_one_button_away_and_lead_back(phone):
    page = phone.get(QUESTIONS).content.decode()
    assert 'form="answers" class="words" name="again" value="langue=fr&amp;words=plain"' in page
    assert WORDS.questions["rushing"].replace("'", "&#x27;") in page

    easy = phone.get(f"{QUESTIONS}?langue=fr&words=plain").content.decode()
    assert WORDS.plain.questions["rushing"].replace("'", "&#x27;") in easy
    assert WORDS.questions["rushing"].replace("'", "&#x27;") not in easy
    assert 'name="again" value="langue=fr">Revenir au texte habituel' in easy


@pytest.mark.parametrize("is_plain", [False, True])
def test_which_words_were_read_is_kept(phone, is_plain):
    assert phone.post(QUESTIONS, as_form(a_delivery(3, is_plain=is_plain))).status_code == 303

    assert Submission.objects.get().is_plain is is_plain


def test_a_page_that_comes_back_with_a_gap_keeps_its_easy_words(phone):
    page = phone.post(QUESTIONS, as_form(a_delivery(3, is_plain=True, rushing=None)))

    assert page.status_code == 422
    assert WORDS.plain.questions["rushing"].replace("'", "&#x27;") in page.content.decode()


def test_where_nobody_wrote_easy_words_none_are_offered_nor_noted(phone):
    approved("ar")

    page = phone.get(f"{QUESTIONS}?langue=ar&words=plain").content.decode()
    sent = phone.post(QUESTIONS, as_form(a_delivery(3, language="ar", is_plain=True)))

    assert "words=plain" not in page
    assert sent.status_code == 303
    assert Submission.objects.get().is_plain is False


def test_what_a_voice_reads_is_in_the_page(phone):
    page = phone.get(QUESTIONS).content.decode()

    assert f'data-say="{WORDS.read_aloud.questions["kept_worry"]}"' in page.replace("&#x27;", "'")


def test_asking_for_other_words_keeps_what_is_ticked_and_sends_nothing(phone):
    half = as_form(a_delivery(None, rushing=3, savoured=1), again="langue=fr&words=plain")

    response = phone.post(QUESTIONS, half)

    page = response.content.decode()
    assert response.status_code == 200
    assert WORDS.plain.questions["rushing"].replace("'", "&#x27;") in page
    assert page.count(" checked>") == 2
    assert 'role="alert"' not in page
    assert not Submission.objects.exists()


def test_asking_for_another_language_keeps_what_is_ticked(phone):
    half = as_form(a_delivery(None, rushing=3), again="langue=en")

    page = phone.post(QUESTIONS, half).content.decode()

    assert '<html lang="en"' in page
    assert page.count(" checked>") == 1


def test_with_nothing_ticked_the_other_words_have_an_address_to_come_back_to(phone):
    nothing = as_form(a_delivery(None), again="langue=en&words=plain")

    response = phone.post(QUESTIONS, nothing)

    assert response.status_code == 303
    assert response["Location"] == f"{QUESTIONS}?langue=en&words=plain"
    easy = default_battery().instruments[0].wordings["en"].plain.questions["rushing"]
    assert easy in html.unescape(phone.get(response["Location"]).content.decode())
    assert not Submission.objects.exists()


def test_what_is_ticked_is_in_no_address_and_is_sent_with_the_receipt_of_its_page(phone):
    delivery = a_delivery(3)

    again = phone.post(QUESTIONS, as_form(delivery, again="langue=en"))
    carried = re.search(r'name="delivery" value="([^"]+)"', again.content.decode())[1]
    sent = {**as_form(delivery), "delivery": carried}
    receipts = {phone.post(QUESTIONS, sent)["Location"] for _ in "12"}

    assert again.status_code == 200
    assert "Location" not in again.headers
    assert receipts == {"/merci/"}
    kept = Submission.objects.get()
    assert (kept.pk, kept.language) == (delivery.id, "en")


@pytest.mark.parametrize("again", ["", "langue=tlh", "langue=tlh&words=hard", "%00", "a=b&a=c"])
def test_other_words_that_do_not_exist_change_nothing(phone, again):
    page = phone.post(QUESTIONS, as_form(a_delivery(None, rushing=3), again=again))

    assert page.status_code == 200
    assert page.content.decode().count(" checked>") == 1
    assert '<html lang="fr"' in page.content.decode()
    assert not Submission.objects.exists()
