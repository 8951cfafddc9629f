"""Letters leave by a real post office, say nothing of anybody, and are tried again when it is closed."""

import datetime as dt
import re
import traceback

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from tests import clock
from tests.factories import NOW, a_consent
from tests.post_office import free_port, send_through, text_of
from tests.surveys.conftest import a_delivery
from village.core.errors import NotAllowed
from village.people.models import Purpose
from village.post.queue import enqueue, send
from village.post.sending import LetterNotSent
from village.surveys.models import Link
from village.surveys.services.answers import submit_answers
from village.surveys.services.letters import send_letter
from village.surveys.services.links import find_link
from village.surveys.writing import QUESTIONNAIRE

REVEALING = (
    "EPDS",
    "dépress",
    "stress",
    "moral",
    "bébé",
    "grossesse",
    "maternité",
    "parent",
    "score",
    "violence",
    "Anna",
)


def link_url(token: str) -> str:
    return f"https://village.example/l/{token}"


def test_the_letter_carries_a_link_that_opens_the_questionnaire(post_office, invitation):
    link = send_letter(invitation=invitation, link_url=link_url, actor=None, now=NOW)

    (letter,) = post_office.letters
    token = re.search(r"https://village\.example/l/(\S+)", text_of(letter))[1]
    assert letter["To"] == "anna@example.org"
    assert find_link(token, now=NOW) == link
    assert link.sent_at == NOW


def test_a_letter_that_ends_on_the_first_of_a_month_says_so_as_one_says_it(post_office, invitation):
    invitation.closes_on = dt.date(2027, 3, 1)
    invitation.save()

    send_letter(invitation=invitation, link_url=link_url, actor=None, now=NOW)

    (letter,) = post_office.letters
    assert "jusqu'au 1er mars 2027" in text_of(letter)


def test_the_letter_reveals_nothing(post_office, invitation):
    send_letter(invitation=invitation, link_url=link_url, actor=None, now=NOW)

    (letter,) = post_office.letters
    text = str(letter["Subject"]) + text_of(letter) + str(letter["From"])
    for word in REVEALING:
        assert word.lower() not in text.lower()
    assert set(letter.keys()) <= {
        "Content-Language",
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "X-Peer",
        "X-MailFrom",
        "X-RcptTo",
    }


def test_the_letter_is_written_in_the_language_of_the_parent(post_office, anna, invitation):
    anna.language = "en"
    anna.save()
    invitation.refresh_from_db()

    send_letter(invitation=invitation, link_url=link_url, actor=None, now=NOW)

    assert str(post_office.letters[0]["Subject"]) == "A few minutes for you"


def test_nobody_is_written_to_without_agreeing(post_office, anna, invitation):
    a_consent(anna, Purpose.MESSAGES, given=False, decided_at=NOW)

    with pytest.raises(NotAllowed):
        send_letter(invitation=invitation, link_url=link_url, actor=None, now=NOW)
    assert not post_office.letters


def test_a_closed_post_office_leaves_no_open_link(settings, invitation):
    send_through(settings, free_port())

    with pytest.raises(LetterNotSent):
        send_letter(invitation=invitation, link_url=link_url, actor=None, now=NOW)
    assert not Link.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_waits_and_tries_again_later(settings, invitation, request):
    """The queue looks at the wall clock: this happens far ahead of it, so that "later" stays later."""
    some_day = dt.datetime(2199, 5, 1, 9, tzinfo=dt.UTC)
    invitation.opens_on = invitation.closes_on = some_day.date()
    invitation.save()
    send_through(settings, free_port())

    with clock.set_to(some_day):
        enqueue(QUESTIONNAIRE, str(invitation.pk))
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
        waiting = DBTaskResult.objects.get(status="READY")
        assert waiting.run_after == some_day + dt.timedelta(minutes=1)
        assert not Link.objects.exists()

        office = request.getfixturevalue("post_office")
        DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=NOW)
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert len(office.letters) == 1
    assert Link.objects.get().sent_at == some_day


@pytest.mark.django_db(transaction=True)
def test_a_letter_planned_before_the_answer_came_is_not_sent(post_office, invitation):
    enqueue(QUESTIONNAIRE, str(invitation.pk))
    submit_answers(invitation=invitation, delivery=a_delivery(), now=NOW)

    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)

    assert not post_office.letters


def test_a_letter_refused_to_the_end_names_no_address(settings, invitation):
    send_through(settings, free_port())

    with pytest.raises(LetterNotSent) as refused:
        send.call(QUESTIONNAIRE, str(invitation.pk), tries_left=0)

    trace = "".join(traceback.format_exception(refused.value))
    assert "anna@example.org" not in trace
    assert str(invitation.pk) in trace
