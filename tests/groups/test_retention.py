"""What the notice promises is done: contact details go twelve months after the last group."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_group,
    a_house,
    a_parent,
    a_submission,
    an_enrolment,
    an_invitation,
)
from village.audit.models import Event
from village.groups.services import erase_old_contacts
from village.people.models import ContactDetails, Participant
from village.surveys.models import Submission

LONG_AGO = TODAY - dt.timedelta(days=800)
JUST_OVER = dt.date(2025, 11, 19)
JUST_UNDER = dt.date(2025, 11, 20)


@pytest.fixture
def house(db):
    return a_house(opened_on=dt.date(2023, 1, 1))


def somebody(house, *, ended_on=None, left_on=None, name="Anna"):
    """A parent who entered long ago."""
    group = a_group(house, started_on=LONG_AGO, ended_on=ended_on)
    parent = a_parent(name, house=house, created_at=NOW - dt.timedelta(days=801))
    return an_enrolment(parent, group, left_on=left_on)


def reachable():
    """The parents whose contact details are still there."""
    return set(ContactDetails.objects.values_list("participant", flat=True))


@pytest.mark.parametrize(
    ("ended_on", "left_on", "erased"),
    [
        (None, None, 0),
        (JUST_UNDER, None, 0),
        (JUST_OVER, None, 1),
        (None, JUST_UNDER, 0),
        (None, JUST_OVER, 1),
        (TODAY, JUST_OVER, 1),
    ],
)
def test_contacts_go_twelve_months_after_the_group_ended_or_was_left(
    house, ended_on, left_on, erased
):
    somebody(house, ended_on=ended_on, left_on=left_on)

    assert erase_old_contacts(now=NOW) == erased
    assert ContactDetails.objects.count() == 1 - erased


def test_somebody_still_in_another_group_stays_reachable(house):
    enrolment = somebody(house, ended_on=JUST_OVER)
    an_enrolment(enrolment.participant, a_group(house))

    assert erase_old_contacts(now=NOW) == 0
    assert reachable() == {enrolment.participant_id}


def test_somebody_registered_and_never_enrolled_counts_from_that_day(house):
    a_parent("Bilal", house=house, created_at=NOW - dt.timedelta(days=400))
    recent = a_parent("Chloé", house=house, created_at=NOW - dt.timedelta(days=300))

    assert erase_old_contacts(now=NOW) == 1
    assert reachable() == {recent.pk}


def test_answers_stay_and_the_journal_says_it_by_id(house):
    enrolment = somebody(house, ended_on=JUST_OVER)
    a_submission(an_invitation(enrolment))

    erase_old_contacts(now=NOW)

    assert Submission.objects.count() == Participant.objects.count() == 1
    event = Event.objects.get(name="contact.expired")
    assert event.subject == f"participant:{enrolment.participant_id}"


def test_doing_it_again_changes_nothing(house):
    somebody(house, ended_on=JUST_OVER)

    assert (erase_old_contacts(now=NOW), erase_old_contacts(now=NOW)) == (1, 0)
