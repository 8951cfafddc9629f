"""What cannot be kept is said at its place, in a sentence, and nothing that was ticked is lost."""

import re
import uuid

import pytest
from django.test import Client

from tests.factories import NOW, a_parent, an_enrolment
from tests.surveys.conftest import ITEMS, a_delivery, as_form
from village.library.installed import default_battery
from village.people.models import Purpose
from village.surveys.models import Invitation, SetAside, Submission
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations

QUESTIONS = "/questions/"


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
    sent = phone.post(QUESTIONS, as_form(a_delivery(3), again="langue=tlh"))

    for page in (shown, sent):
        assert page.status_code == 200
        assert "pas encore dans la langue demandée" in page.content.decode()
    assert sent.content.decode().count(" checked>") == len(ITEMS)


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


def test_a_page_of_other_questions_than_are_planned_is_shown_again(phone, invitation):
    """The plan was mended while it was open: its marks name questions one by one, and no longer these."""
    form = as_form(a_delivery(3))
    Invitation.objects.filter(pk=invitation.pk).update(asked=["village-16@1/stress"])

    response = phone.post(QUESTIONS, form)

    assert response.status_code == 422
    assert "Cette page est incomplète" in response.content.decode()
    assert not Submission.objects.exists()
