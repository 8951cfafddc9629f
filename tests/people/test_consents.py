"""The latest decision holds, none means no, and nothing is ever written over."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import NOW, a_consent, a_facilitator, a_house, a_parent
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.people.consents import consents_of, participants_consenting
from village.people.models import Participant, Purpose
from village.people.services import decide_consent, stop_messages, withdraw

HOUR = dt.timedelta(hours=1)
KEEP, DELETE = Participant.Withdrawal


def decide(parent, purpose, given, *, now=NOW, actor=None):
    """Anna decides, having read the first notice."""
    return decide_consent(
        participant=parent,
        purpose=purpose,
        given=given,
        notice_version="2026-11",
        actor=actor,
        now=now,
    )


@pytest.mark.django_db
def test_someone_who_was_never_asked_agreed_to_nothing():
    anna = a_parent("Anna")

    assert consents_of(anna, at=NOW) == dict.fromkeys(Purpose, False)


@pytest.mark.django_db
def test_a_change_of_mind_keeps_both_decisions_and_who_wrote_them():
    anna = a_parent("Anna")
    facilitator = a_facilitator(anna.house)

    decide(anna, Purpose.QUOTES, True, actor=facilitator)
    decide(anna, Purpose.QUOTES, False, now=NOW + HOUR)

    assert [(c.given, c.recorded_by, c.notice_version) for c in anna.consents.order_by("pk")] == [
        (True, facilitator, "2026-11"),
        (False, None, "2026-11"),
    ]
    assert consents_of(anna, at=NOW)[Purpose.QUOTES] is True
    assert consents_of(anna, at=NOW + HOUR)[Purpose.QUOTES] is False


@pytest.mark.django_db
def test_the_journal_says_that_a_decision_was_made_by_its_number_only():
    anna = a_parent("Anna")
    consent = decide(anna, Purpose.NATIONAL, True)

    event = Event.objects.get()

    assert (event.name, event.subject) == ("consent.given", f"consent:{consent.pk}")


@pytest.mark.django_db
def test_of_two_decisions_at_the_same_instant_the_second_holds():
    anna = a_parent("Anna")
    decide(anna, Purpose.MESSAGES, True)
    decide(anna, Purpose.MESSAGES, False)

    assert consents_of(anna, at=NOW)[Purpose.MESSAGES] is False
    assert not participants_consenting(Purpose.MESSAGES, at=NOW).exists()


@pytest.mark.django_db
def test_an_unknown_purpose_is_refused():
    with pytest.raises(ValueError, match="advertising"):
        decide(a_parent("Anna"), "advertising", True)


@pytest.mark.django_db
def test_messages_stop_in_one_action_and_nothing_else_does():
    anna = a_parent("Anna", agrees=Purpose)

    stop_messages(participant=anna, actor=None, now=NOW)

    held = consents_of(anna, at=NOW)
    assert {purpose for purpose, given in held.items() if not given} == {Purpose.MESSAGES}


@pytest.mark.django_db
def test_someone_who_left_for_good_decides_nothing_more():
    anna = a_parent("Anna")
    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)

    with pytest.raises(NotAllowed):
        decide(anna, Purpose.MESSAGES, True)


@pytest.mark.django_db
def test_who_agreed_is_found_in_one_query(django_assert_num_queries):
    house = a_house()
    anna = a_parent("Anna", house=house, agrees=[Purpose.EVALUATION])
    bilal = a_parent("Bilal", house=house, agrees=[Purpose.EVALUATION, Purpose.NATIONAL])
    a_parent("Chloé", house=house)

    with django_assert_num_queries(1):
        agreed = set(participants_consenting(Purpose.EVALUATION, at=NOW))
    assert agreed == {anna, bilal}
    assert set(participants_consenting(Purpose.NATIONAL, at=NOW)) == {bilal}


@pytest.mark.django_db
def test_answers_kept_at_withdrawal_are_still_agreed_to_and_deleted_ones_never():
    house = a_house()
    anna = a_parent("Anna", house=house, agrees=[Purpose.EVALUATION])
    bilal = a_parent("Bilal", house=house, agrees=[Purpose.EVALUATION])
    withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)
    withdraw(participant=bilal, choice=DELETE, actor=None, now=NOW)

    before = NOW - HOUR
    assert set(participants_consenting(Purpose.EVALUATION, at=NOW)) == {anna}
    assert set(participants_consenting(Purpose.EVALUATION, at=before)) == {anna}


decisions = st.lists(
    st.tuples(
        st.integers(0, 2),  # Anna, Bilal or Chloé
        st.sampled_from(Purpose),
        st.booleans(),
        st.integers(-3, 3),  # hours from now, so that some fall together
    ),
    max_size=12,
)


@pytest.mark.django_db
class AnyHistory(TestCase):
    """Whatever was decided, in whatever order it was written."""

    @given(decisions, st.integers(-4, 4))
    def test_the_query_agrees_with_reading_each_history_by_hand(self, history, hour):
        house = a_house()
        parents = [a_parent(name, house=house) for name in ("Anna", "Bilal", "Chloé")]
        at = NOW + hour * HOUR
        held = {parent: dict.fromkeys(Purpose, False) for parent in parents}
        for who, purpose, given_, when in history:
            a_consent(parents[who], purpose, given=given_, decided_at=NOW + when * HOUR)
        for who, purpose, given_, when in sorted(history, key=lambda decision: decision[3]):
            if when <= hour:
                held[parents[who]][purpose] = given_

        assert {parent: consents_of(parent, at=at) for parent in parents} == held
        for purpose in Purpose:
            agreed = set(participants_consenting(purpose, at=at))
            assert agreed == {parent for parent in parents if held[parent][purpose]}

    @given(decisions)
    def test_every_decision_stays_written(self, history):
        house = a_house()
        parents = [a_parent(name, house=house) for name in ("Anna", "Bilal", "Chloé")]
        for who, purpose, given_, when in history:
            decide(parents[who], purpose, given_, now=NOW + when * HOUR)

        written = [
            (consent.purpose, consent.given)
            for parent in parents
            for consent in parent.consents.all()
        ]
        assert sorted(written) == sorted((purpose, given_) for _, purpose, given_, _ in history)
