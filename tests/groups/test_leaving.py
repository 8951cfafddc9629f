"""A parent leaves a group, comes back, withdraws from everything."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_group,
    a_meeting,
    a_parent,
    a_submission,
    an_attendance,
    an_enrolment,
    an_invitation,
)
from village.core.errors import NotAllowed
from village.groups.membership import members_on
from village.groups.models import Attendance, Enrolment
from village.groups.services import come_back, enrol, leave
from village.people.models import Participant
from village.people.services import withdraw
from village.surveys.models import Invitation, Submission

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
KEEP, DELETE = Participant.Withdrawal


def test_bilal_leaves_and_absences_noted_since_are_forgotten():
    group = a_group(started_on=TODAY - 14 * DAY)
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group)
    for days, present in ((14, True), (7, False), (1, False)):
        meeting = a_meeting(group, held_on=TODAY - days * DAY)
        an_attendance(meeting, bilal, present=present)

    leave(enrolment=bilal, left_on=TODAY - 7 * DAY, actor=None, now=NOW)

    noted = Attendance.objects.order_by("meeting__held_on").values_list("present", flat=True)
    assert list(noted) == [True, False]
    assert bilal in members_on(group, TODAY - 7 * DAY)
    assert bilal not in members_on(group, TODAY - 6 * DAY)


@pytest.mark.parametrize(
    ("left_on", "why"),
    [
        (TODAY - 15 * DAY, "précéder l'entrée"),
        (TODAY + DAY, "à venir"),
        (TODAY - 8 * DAY, "présence de ce parent"),
    ],
)
def test_nobody_leaves_before_what_they_did(left_on, why):
    group = a_group(started_on=TODAY - 14 * DAY)
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group)
    an_attendance(a_meeting(group, held_on=TODAY - 7 * DAY), bilal)

    with pytest.raises(NotAllowed, match=why):
        leave(enrolment=bilal, left_on=left_on, actor=None, now=NOW)


def test_who_left_may_come_back():
    group = a_group()
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group, left_on=TODAY)
    with pytest.raises(NotAllowed, match="retour"):
        enrol(participant=bilal.participant, group=group, joined_on=TODAY, actor=None, now=NOW)

    come_back(enrolment=bilal, actor=None, now=NOW)

    bilal.refresh_from_db()
    assert bilal.left_on is None


def test_nobody_comes_back_to_a_group_that_ended_or_after_withdrawing():
    ended = an_enrolment(group=a_group(ended_on=TODAY), left_on=TODAY)
    withdrawn = an_enrolment()
    withdraw(participant=withdrawn.participant, choice=KEEP, actor=None, now=NOW)

    for enrolment in (ended, withdrawn):
        with pytest.raises(NotAllowed):
            come_back(enrolment=enrolment, actor=None, now=NOW)


def test_withdrawing_is_leaving_every_group_and_keeps_the_presences():
    enrolment = an_enrolment()
    an_attendance(a_meeting(enrolment.group), enrolment)

    withdraw(participant=enrolment.participant, choice=KEEP, actor=None, now=NOW)

    enrolment.refresh_from_db()
    assert enrolment.left_on == TODAY
    assert enrolment.attendance.count() == 1


def test_withdrawing_with_deletion_leaves_no_path_from_the_person_to_anything():
    enrolment = an_enrolment(a_parent("Anna"))
    other = an_enrolment(a_parent("Bilal", house=enrolment.group.house), enrolment.group)
    meeting = a_meeting(enrolment.group)
    for one in (enrolment, other):
        an_attendance(meeting, one)
        a_submission(an_invitation(one))

    withdraw(participant=enrolment.participant, choice=DELETE, actor=None, now=NOW)

    assert list(Enrolment.objects.all()) == [other]
    assert list(Attendance.objects.values_list("enrolment", flat=True)) == [other.pk]
    assert list(Invitation.objects.values_list("enrolment", flat=True)) == [other.pk]
    assert Submission.objects.count() == 1
