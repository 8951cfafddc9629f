"""The parent's page, without a browser: addresses, cookies, refusals, and nothing read back."""

import datetime as dt
import gzip
import re
import uuid

import pytest
from django.test import Client

from tests.factories import NOW, a_parent, an_enrolment
from tests.surveys.conftest import ITEMS, a_delivery, all_answers, as_form
from village.library.installed import default_battery
from village.people.models import Purpose
from village.surveys.models import Link, SetAside, Submission
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations
from village.ui import clock

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


def test_half_a_form_keeps_what_was_given_and_points_at_the_gaps(phone):
    response = phone.post(QUESTIONS, as_form(a_delivery(3, rushing=None, savoured=None)))
    page = response.content.decode()

    assert response.status_code == 422
    assert page.count(" checked>") == len(ITEMS) - 2
    assert page.count("Vous n&#x27;avez pas répondu à cette question.") == 2
    assert 'href="#q-village-16-rushing"' in page
    assert not Submission.objects.exists()


def test_somebody_who_prefers_not_to_answer_may(phone):
    phone.post(QUESTIONS, as_form(a_delivery(3, rushing=None), leave_out="1"))

    assert Submission.objects.get().answers["village-16@1"]["rushing"] is None


@pytest.mark.parametrize("value", ["5", "-1", "1.0", "x", "", "²", "99999999999999999999"])
def test_an_answer_out_of_range_is_said_at_its_question(phone, value):
    response = phone.post(QUESTIONS, {**as_form(a_delivery(3)), "village-16.rushing": value})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Cette réponse n&#x27;existe pas" in page
    assert page.count(" checked>") == len(ITEMS) - 1
    assert not Submission.objects.exists()


def test_two_answers_to_one_question_are_said_at_their_question(phone):
    response = phone.post(QUESTIONS, {**as_form(a_delivery(3)), "village-16.rushing": ["1", "2"]})

    assert response.status_code == 422
    assert "deux réponses" in response.content.decode()


@pytest.mark.parametrize(
    "field", ["village-16.unknown", "participant", "invitation_id", "village-16.rushing.x"]
)
def test_a_field_nobody_asked_for_is_refused(phone, field):
    response = phone.post(QUESTIONS, {**as_form(a_delivery(3)), field: "1"})

    assert response.status_code == 422
    assert response.content.decode().count(" checked>") == len(ITEMS)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("delivery", ["", "not-an-id", "x.fr.usual.1:", f"{uuid.UUID(int=1)}.fr"])
def test_a_page_without_its_id_keeps_the_answers_and_gets_a_new_one(phone, delivery):
    response = phone.post(QUESTIONS, {**as_form(a_delivery(3)), "delivery": delivery})
    page = response.content.decode()

    assert response.status_code == 422
    assert uuid.UUID(re.search(r'name="delivery" value="([^".]+)\.', page)[1])
    assert page.count(" checked>") == len(ITEMS)


def test_a_language_that_does_not_exist_is_said_and_nothing_is_lost(phone):
    shown = phone.get(QUESTIONS + "?langue=tlh")
    sent = phone.post(QUESTIONS, {**as_form(a_delivery(3)), "language": "tlh"})

    assert shown.status_code == 200
    assert "pas encore dans la langue demandée" in shown.content.decode()
    assert sent.status_code == 422
    assert sent.content.decode().count(" checked>") == len(ITEMS)


def test_the_questions_come_in_english_too(phone):
    page = phone.get(QUESTIONS + "?langue=en").content.decode()

    assert '<html lang="en" dir="ltr">' in page
    assert "I found my own way of doing things with my baby." in page
    assert "Send my answers" in page
    phone.post(QUESTIONS, as_form(a_delivery(3, language="en")))
    assert Submission.objects.get().language == "en"


def test_ten_megabytes_are_refused_with_a_sentence(phone):
    response = phone.post(QUESTIONS, {**as_form(a_delivery(3)), "x": "y" * 10_000_000})

    assert response.status_code == 413
    assert "<h1" in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml"])
def test_another_kind_of_content_is_refused_with_a_sentence(phone, kind):
    response = phone.post(QUESTIONS, b"{}", content_type=kind)

    assert response.status_code == 415
    assert "<h1" in response.content.decode()


def test_a_form_from_another_site_is_refused(invitation, token):
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/l/{token}")

    response = strict.post(QUESTIONS, as_form(a_delivery(3)))

    assert response.status_code == 403
    assert not Submission.objects.exists()


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


def test_a_page_opened_for_one_parent_never_answers_for_another(phone, group, house):
    """Two links in two tabs of one browser: the cookie is the last one's, the page is the first one's."""
    annas_page = as_form(a_delivery(3))
    bilal = a_parent("Bilal", house=house, agrees=list(Purpose))
    enrolment = an_enrolment(bilal, group)
    plan_invitations(enrolment=enrolment, battery=default_battery())
    invitation = enrolment.invitations.get(wave="t0")
    phone.get(f"/l/{issue_link(invitation=invitation, channel='qr', actor=None, now=NOW).token}")

    response = phone.post(QUESTIONS, annas_page)

    assert response.status_code == 409
    assert "rien n&#x27;a été gardé" in response.content.decode()
    assert "checked" not in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("signature", [":", ":x", ":" + "x" * 43])
def test_a_page_whose_signature_is_not_ours_is_refused(phone, signature):
    form = as_form(a_delivery(3))
    form["delivery"] = form["delivery"].rpartition(":")[0] + signature

    assert phone.post(QUESTIONS, form).status_code == 409
    assert not Submission.objects.exists()


def test_other_answers_that_call_for_help_are_refused_and_helped(phone):
    phone.post(QUESTIONS, as_form(a_delivery(1)))

    response = phone.post(QUESTIONS, as_form(a_delivery(1, end_of_strength=4)))

    assert response.status_code == 409
    assert 'href="tel:3114"' in response.content.decode()


def test_help_comes_first_for_a_quarter_of_an_hour_at_the_same_address_as_for_everybody(phone):
    response = phone.post(QUESTIONS, as_form(a_delivery(2, end_of_strength=4)))
    cookie = response.cookies["next"]

    assert response["Location"] == "/merci/"
    assert (cookie["max-age"], cookie["path"], bool(cookie["httponly"])) == (900, "/merci/", True)
    assert "sans aide" in phone.get("/merci/").content.decode()
    phone.cookies["next"] = "touched"
    assert "sans aide" not in phone.get("/merci/").content.decode()
    assert 'href="tel:3114"' in phone.get("/merci/").content.decode()


def test_whoever_sends_sheet_after_sheet_does_not_fill_the_database(phone):
    phone.post(QUESTIONS, as_form(a_delivery(0)))
    for item in ITEMS:
        assert phone.post(QUESTIONS, as_form(a_delivery(0, **{item: 1}))).status_code == 409

    assert SetAside.objects.count() == 10


@pytest.mark.parametrize("field", ["delivery", "leave_out"])
def test_two_values_where_one_is_needed_are_refused(phone, field):
    form = as_form(a_delivery(3), leave_out="1")

    response = phone.post(QUESTIONS, {**form, field: [form[field], form[field]]})

    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_the_language_of_the_answers_is_kept_as_production_needs_it(phone, settings):
    settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_SECURE = "__Host-language", True

    response = phone.post(QUESTIONS, as_form(a_delivery(3, language="en")))

    cookie = response.cookies["__Host-language"]
    assert (cookie.value, cookie["path"], bool(cookie["secure"])) == ("en", "/", True)
