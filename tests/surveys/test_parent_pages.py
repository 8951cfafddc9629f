"""The parent's page, without a browser: addresses, cookies, refusals, and nothing read back."""

import datetime as dt
import gzip
import re

import pytest
from django.test import Client

from tests import clock
from tests.factories import NOW
from tests.surveys.conftest import ITEMS, a_delivery, all_answers, as_form
from village.surveys.models import Link, SetAside, Submission

QUESTIONS = "/questions/"


def test_the_link_is_exchanged_for_a_cookie_and_left_at_once(client, token):
    response = client.get(f"/l/{token}", HTTP_HOST="localhost")

    assert (response.status_code, response["Location"]) == (303, QUESTIONS)
    cookie = response.cookies["__Host-way"]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "")
    assert token not in cookie.value
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_fifty_link_scanners_use_nothing_up(client, token):
    for method in (client.get, client.head) * 25:
        assert method(f"/l/{token}").status_code == 303

    assert client.get(QUESTIONS).status_code == 200


def test_every_link_that_opens_nothing_gets_the_same_bytes(token, invitation):
    Link.objects.create(
        invitation=invitation,
        token_hash=b"e" * 32,
        channel="qr",
        issued_at=NOW,
        expires_at=NOW - dt.timedelta(days=1),
    )
    answers = {
        Client().get(f"/l/{other}").content
        for other in ("a" * 27, "nothing", "a/b", "%00", "é", "")
    }
    Link.objects.update(revoked_at=NOW)
    revoked = Client().get(f"/l/{token}")
    answers.add(revoked.content)
    answers.add(Client().get(QUESTIONS).content)

    assert len(answers) == 1
    assert revoked.status_code == 404
    assert not revoked.cookies


def test_a_cookie_that_was_touched_opens_nothing(phone):
    phone.cookies["way"] = phone.cookies["way"].value[:-1] + "x"

    assert phone.get(QUESTIONS).status_code == 404


def test_the_page_has_a_named_group_for_each_question(phone):
    page = phone.get(QUESTIONS).content.decode()

    assert len(re.findall(r"<fieldset[^>]*>\s*<legend>[^<]{10,}</legend>", page)) == len(ITEMS)
    assert page.count('type="radio"') == 5 * len(ITEMS)
    assert "checked" not in page


def test_the_first_screen_weighs_less_than_fifteen_kilobytes(phone):
    page = phone.get(QUESTIONS, HTTP_ACCEPT_ENCODING="gzip")
    assert page["Content-Encoding"] == "gzip"
    weight = len(page.content)
    text = gzip.decompress(page.content).decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', text):
        weight += len(b"".join(phone.get(address).streaming_content))

    assert weight < 15_000


def test_the_page_is_kept_nowhere_and_names_nobody(phone):
    page = phone.get(QUESTIONS)

    assert page["Cache-Control"] == "no-store"
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    words = re.search(r"<title>(.*)</title>", page.content.decode())[1]
    for word in (
        "EPDS",
        "dépress",
        "stress",
        "moral",
        "bébé",
        "grossesse",
        "maternité",
        "parent",
        "score",
    ):
        assert word not in words
    assert "Anna" not in page.content.decode()


def test_leaving_fast_goes_through_an_address_that_forgets_the_link(phone, token, settings):
    settings.QUICK_EXIT_URL = "https://weather.example/"
    assert 'id="exit" href="/sortir/" rel="noreferrer"' in phone.get(QUESTIONS).content.decode()

    response = phone.get("/sortir/?next=https://evil.example/&url=//evil.example")

    assert (response.status_code, response["Location"]) == (303, "https://weather.example/")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert phone.get(QUESTIONS).status_code == 404
    assert phone.post("/sortir/").status_code == 405
    phone.get(f"/l/{token}")  # nothing was revoked
    assert phone.get(QUESTIONS).status_code == 200


def test_leaving_fast_takes_along_that_a_page_called_for_help(phone):
    phone.post(QUESTIONS, as_form(a_delivery(2, end_of_strength=4)))
    assert "3114" in (before := phone.get("/merci/").content.decode())

    phone.get("/sortir/")

    after = phone.get("/merci/").content.decode()
    assert "sans aide" in before and "sans aide" not in after


def test_whoever_never_had_a_link_leaves_as_fast(client, settings):
    assert client.get("/sortir/")["Location"] == settings.QUICK_EXIT_URL


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        (4, None),
        (5, "Et une autre question, plus bas."),
        (7, "Et 3 autres questions, plus bas."),
    ],
)
def test_the_gaps_that_are_not_listed_are_counted(phone, gaps, said):
    response = phone.post(QUESTIONS, as_form(a_delivery(2, **dict.fromkeys(ITEMS[:gaps]))))

    page = response.content.decode()
    alert = page[page.index('role="alert"') :].split("</div>")[0]
    assert alert.count('<li><a href="#q-') == 4
    assert (said in alert) if said else "plus bas" not in alert


def test_answers_are_received_and_thanked_for(phone, invitation):
    response = phone.post(QUESTIONS, as_form(a_delivery(3)))

    assert (response.status_code, response["Location"]) == (303, "/merci/")
    assert Submission.objects.get(invitation=invitation).answers == all_answers(3)
    assert "Merci" in phone.get("/merci/").content.decode()


def test_nothing_is_ever_read_back(phone):
    phone.post(QUESTIONS, as_form(a_delivery(3)))

    again = phone.get(QUESTIONS)

    assert (again.status_code, again["Location"]) == (303, "/merci/")


def test_a_lost_reply_is_harmless(phone):
    form = as_form(a_delivery(1))

    first, retried = phone.post(QUESTIONS, form), phone.post(QUESTIONS, form)

    assert first["Location"] == retried["Location"] == "/merci/"
    assert Submission.objects.count() == 1


def test_other_answers_after_the_first_are_refused_kindly(phone):
    phone.post(QUESTIONS, as_form(a_delivery(1)))

    response = phone.post(QUESTIONS, as_form(a_delivery(4, end_of_strength=0)))

    assert response.status_code == 409
    assert "premières réponses sont bien gardées" in response.content.decode()
    assert SetAside.objects.count() == 1


def test_help_comes_at_once_and_without_a_score(phone):
    response = phone.post(QUESTIONS, as_form(a_delivery(2, end_of_strength=4)), follow=True)

    page = response.content.decode()
    for number in ("3114", "15", "112", "114"):
        assert f'href="tel:{number}"' in page or f'href="sms:{number}"' in page
    assert "<script" in page and "score" not in page.lower()
    assert "réponses sont bien reçues" in page


def test_the_questions_come_in_english_too(phone):
    page = phone.get(QUESTIONS + "?langue=en").content.decode()

    assert '<html lang="en" dir="ltr">' in page
    assert "I found my own way of doing things with my baby." in page
    assert "Send my answers" in page
    phone.post(QUESTIONS, as_form(a_delivery(3, language="en")))
    assert Submission.objects.get().language == "en"


def test_not_me_is_two_taps_away(phone, anna):
    assert "/arreter/" in phone.get(QUESTIONS).content.decode()
    assert phone.get("/arreter/").status_code == 200

    response = phone.post("/arreter/")

    assert "plus de message" in response.content.decode()
    assert phone.get(QUESTIONS).status_code == 404


def test_the_questionnaire_closes_while_the_page_is_open(phone, invitation):
    form = as_form(a_delivery(3))
    after = dt.datetime.combine(invitation.closes_on + dt.timedelta(days=2), dt.time(), dt.UTC)

    with clock.set_to(after):
        response = phone.post(QUESTIONS, form)

    assert response.status_code == 404
    assert not Submission.objects.exists()


def test_help_comes_first_for_a_quarter_of_an_hour_at_the_same_address_as_for_everybody(phone):
    response = phone.post(QUESTIONS, as_form(a_delivery(2, end_of_strength=4)))
    cookie = response.cookies["next"]

    assert response["Location"] == "/merci/"
    assert (cookie["max-age"], cookie["path"], bool(cookie["httponly"])) == (900, "/merci/", True)
    assert "sans aide" in phone.get("/merci/").content.decode()
    phone.cookies["next"] = "touched"
    assert "sans aide" not in phone.get("/merci/").content.decode()
    assert 'href="tel:3114"' in phone.get("/merci/").content.decode()


def test_the_language_of_the_answers_is_kept_as_production_needs_it(phone, settings):
    settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE = "__Host-language", True

    response = phone.post(QUESTIONS, as_form(a_delivery(3, language="en")))

    cookie = response.cookies["__Host-language"]
    assert (cookie.value, cookie["path"], bool(cookie["secure"])) == ("en", "/", True)
