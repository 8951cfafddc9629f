"""What a parent sends is kept exactly as given, once."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import NOW
from tests.surveys.conftest import ITEMS, a_delivery, all_answers
from village.core.errors import AlreadyAnswered, InvalidAnswers, InvitationClosed
from village.surveys.models import SetAside, Submission
from village.surveys.services.answers import Delivery, submit_answers

LATER = NOW + dt.timedelta(hours=3)


def test_answers_are_kept_exactly_as_given(invitation):
    delivery = a_delivery(3, rushing=0, own_way=None)

    receipt = submit_answers(invitation=invitation, delivery=delivery, now=NOW)

    kept = Submission.objects.get(invitation=invitation)
    assert kept.answers == {
        "village-16@1": {**dict.fromkeys(ITEMS, 3), "rushing": 0, "own_way": None}
    }
    assert (receipt.submission_id, receipt.received_at) == (delivery.id, NOW)


def test_the_same_answers_sent_again_get_the_first_receipt(invitation):
    delivery = a_delivery()
    first = submit_answers(invitation=invitation, delivery=delivery, now=NOW)

    again = submit_answers(invitation=invitation, delivery=delivery, now=LATER)
    from_a_page_opened_again = submit_answers(
        invitation=invitation, delivery=a_delivery(), now=LATER
    )

    assert first == again == from_a_page_opened_again
    assert Submission.objects.count() == 1
    assert not SetAside.objects.exists()


def test_a_lost_reply_is_answered_even_after_the_questionnaire_closed(invitation):
    delivery = a_delivery()
    first = submit_answers(invitation=invitation, delivery=delivery, now=NOW)

    much_later = NOW + dt.timedelta(days=100)

    assert submit_answers(invitation=invitation, delivery=delivery, now=much_later) == first


def test_other_answers_are_refused_and_set_aside_once(invitation):
    submit_answers(invitation=invitation, delivery=a_delivery(2), now=NOW)

    for _ in range(2):
        with pytest.raises(AlreadyAnswered):
            submit_answers(invitation=invitation, delivery=a_delivery(3), now=LATER)

    assert Submission.objects.get().answers == all_answers(2)
    assert SetAside.objects.get().answers == all_answers(3)


@pytest.mark.parametrize(
    "answers",
    [
        all_answers(5),
        all_answers(2, rushing=-1),
        {"village-16@1": {**all_answers()["village-16@1"], "unknown": 1}},
        {"other@1": {}},
        {},
    ],
)
def test_impossible_answers_leave_nothing_behind(invitation, answers):
    with pytest.raises(InvalidAnswers):
        submit_answers(
            invitation=invitation,
            delivery=Delivery(id=uuid.uuid4(), language="fr", answers=answers),
            now=NOW,
        )

    assert not Submission.objects.exists()
    assert not SetAside.objects.exists()


def test_a_language_the_questionnaire_does_not_have_is_refused(invitation):
    with pytest.raises(InvalidAnswers, match="langue"):
        submit_answers(
            invitation=invitation,
            delivery=Delivery(id=uuid.uuid4(), language="tlh", answers=all_answers()),
            now=NOW,
        )


@pytest.mark.parametrize("days", [-40, 100])
def test_too_early_and_too_late_are_refused(invitation, days):
    with pytest.raises(InvitationClosed):
        submit_answers(
            invitation=invitation, delivery=a_delivery(), now=NOW + dt.timedelta(days=days)
        )

    assert not Submission.objects.exists()


def test_the_last_evening_counts_on_the_clock_of_the_house(invitation, house):
    house.time_zone = (
        "Indian/Reunion"  # 23:30 there is 19:30 UTC; 00:30 there is still the day before in Paris
    )
    house.save()
    invitation.refresh_from_db()
    in_time = dt.datetime.combine(invitation.closes_on, dt.time(19, 30), dt.UTC)
    too_late = dt.datetime.combine(invitation.closes_on, dt.time(20, 30), dt.UTC)

    with pytest.raises(InvitationClosed):
        submit_answers(invitation=invitation, delivery=a_delivery(), now=too_late)
    assert submit_answers(invitation=invitation, delivery=a_delivery(), now=in_time)


def test_an_answer_that_calls_for_help_says_so_each_time_it_is_sent(invitation):
    delivery = a_delivery(2, end_of_strength=4)

    assert submit_answers(invitation=invitation, delivery=delivery, now=NOW).needs_help
    assert submit_answers(invitation=invitation, delivery=delivery, now=LATER).needs_help


def test_a_page_cannot_serve_for_somebody_else(invitation, enrolment):
    delivery = a_delivery()
    submit_answers(invitation=invitation, delivery=delivery, now=NOW)
    other = enrolment.invitations.get(wave="t1")
    in_three_months = dt.datetime.combine(other.opens_on, dt.time(12), dt.UTC)

    with pytest.raises(InvalidAnswers):
        submit_answers(invitation=other, delivery=delivery, now=in_three_months)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_whatever_is_sent_in_whatever_order_the_first_one_stands(invitation, deliveries):
    Submission.objects.all().delete()
    SetAside.objects.all().delete()
    for value in deliveries:
        try:
            submit_answers(invitation=invitation, delivery=a_delivery(value), now=NOW)
            assert value == deliveries[0]
        except AlreadyAnswered:
            assert value != deliveries[0]

    assert Submission.objects.get().answers == all_answers(deliveries[0])
    assert SetAside.objects.count() == len(set(deliveries)) - 1


@pytest.mark.django_db(transaction=True)
def test_twenty_phones_at_the_same_instant_make_one_submission(invitation):
    deliveries = [a_delivery(2 if i % 2 else 3) for i in range(20)]
    outcomes: list[object] = []

    def send(delivery):
        try:
            outcomes.append(submit_answers(invitation=invitation, delivery=delivery, now=NOW))
        except AlreadyAnswered:
            outcomes.append("set aside")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(delivery,)) for delivery in deliveries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    receipts = {outcome for outcome in outcomes if outcome != "set aside"}
    assert Submission.objects.count() == 1
    assert len(outcomes) == 20
    assert len(receipts) == 1
    assert outcomes.count("set aside") == 10
    assert SetAside.objects.count() == 1


def test_sqlite_keeps_what_it_acknowledged(db):
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"  # whose defaults are the safe ones
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    assert connection.transaction_mode == "IMMEDIATE"
