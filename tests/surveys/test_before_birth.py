"""What a page asks depends on the baby; what was on a page when it was opened is never refused."""

import datetime as dt

import pytest

from tests.factories import NOW, a_child
from tests.surveys.conftest import a_delivery, as_form
from village.people.services import record_birth
from village.surveys.models import Invitation, Submission

pytestmark = pytest.mark.django_db

QUESTIONS = "/questions/"
ABOUT_THE_BABY = ("own_way", "something_new", "choosing_advice", "what_i_noticed")


@pytest.fixture
def expecting(anna):
    return a_child(anna, expected_month=dt.date(2027, 1, 1))


def test_a_pregnant_parent_is_not_asked_about_doing_things_with_the_baby(phone, expecting):
    page = phone.get(QUESTIONS).content.decode()

    assert page.count("<fieldset") == 12
    assert not any(f"village-16.{item}" in page for item in ABOUT_THE_BABY)


def test_what_was_not_asked_is_no_gap_and_is_not_kept_as_one(phone, expecting, invitation):
    delivery = a_delivery(2, **dict.fromkeys(ABOUT_THE_BABY))

    response = phone.post(QUESTIONS, as_form(delivery))

    assert response.status_code == 303
    kept = Submission.objects.get().answers["village-16@1"]
    assert len(kept) == 12
    assert not set(kept) & set(ABOUT_THE_BABY)


def test_a_page_opened_before_the_birth_is_kept_as_it_was_shown(phone, expecting):
    sent = as_form(a_delivery(2, **dict.fromkeys(ABOUT_THE_BABY)))
    record_birth(child=expecting, month=dt.date(2026, 11, 1), actor=None, now=NOW)

    assert phone.post(QUESTIONS, sent).status_code == 303

    kept = Submission.objects.get().answers["village-16@1"]
    assert len(kept) == 12
    assert not set(kept) & set(ABOUT_THE_BABY)


def test_what_such_a_page_leaves_out_is_a_gap_and_what_it_never_showed_is_none(phone, expecting):
    sent = as_form(a_delivery(2, rushing=None, **dict.fromkeys(ABOUT_THE_BABY)), leave_out="1")
    record_birth(child=expecting, month=dt.date(2026, 11, 1), actor=None, now=NOW)

    assert phone.post(QUESTIONS, sent).status_code == 303

    kept = Submission.objects.get().answers["village-16@1"]
    assert [item for item, value in kept.items() if value is None] == ["rushing"]


def test_what_a_page_never_showed_is_refused(phone, expecting):
    sent = as_form(a_delivery(2))  # all sixteen, on a page of twelve

    assert phone.post(QUESTIONS, sent).status_code == 422
    assert not Submission.objects.exists()


def test_a_page_opened_after_a_birth_that_was_taken_back_is_kept_whole(phone, anna):
    child = a_child(anna, birth_month=dt.date(2026, 11, 1))
    sent = as_form(a_delivery(2))
    child.birth_month, child.expected_month = None, dt.date(2026, 12, 1)
    child.save()

    assert phone.post(QUESTIONS, sent).status_code == 303
    assert len(Submission.objects.get().answers["village-16@1"]) == 16


def test_a_parent_of_whom_no_baby_was_noted_is_asked_everything(phone):
    assert phone.get(QUESTIONS).content.decode().count("<fieldset") == 16


def test_only_the_scales_chosen_for_this_parent_are_asked_and_accepted(phone, invitation):
    Invitation.objects.filter(pk=invitation.pk).update(
        asked=["village-16@1/stress", "village-16@1/isolation"]
    )

    page = phone.get(QUESTIONS).content.decode()
    refused = phone.post(QUESTIONS, as_form(a_delivery(2)))

    assert page.count("<fieldset") == 6
    assert refused.status_code == 422
    assert "ne correspond à aucune question de cette page" in refused.content.decode()


def test_a_page_sent_again_after_the_birth_gets_its_first_receipt(phone, expecting):
    sent = as_form(a_delivery(2, **dict.fromkeys(ABOUT_THE_BABY)))
    assert phone.post(QUESTIONS, sent).status_code == 303
    record_birth(child=expecting, month=dt.date(2026, 11, 1), actor=None, now=NOW)

    assert phone.post(QUESTIONS, sent).status_code == 303
    assert phone.post(QUESTIONS, {**sent, "village-16.rushing": "4"}).status_code != 303
    assert Submission.objects.count() == 1
