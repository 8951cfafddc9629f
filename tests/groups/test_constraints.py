"""What the database itself refuses, whoever asks."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection

from tests.factories import TODAY, a_group, a_meeting, an_attendance, an_enrolment

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def refused(constraint: str, *columns: str):
    """The database says no: by the name of the rule, or on SQLite by the columns that repeat."""
    unique_on_sqlite = columns and connection.vendor == "sqlite"
    return pytest.raises(
        IntegrityError,
        match=", ".join(rf"\w+\.{c}" for c in columns) if unique_on_sqlite else constraint,
    )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"name": ""}, "group_has_a_name"),
        ({"kind": "eternal"}, "group_kind_is_known"),
        ({"nominal_size": 1}, "group_size_is_a_group"),
        ({"nominal_size": 31}, "group_size_is_a_group"),
        ({"started_on": TODAY, "ended_on": TODAY - DAY}, "group_ends_after_it_starts"),
    ],
)
def test_a_group_that_cannot_be(change, constraint):
    with refused(constraint):
        a_group(**change)


def test_two_groups_of_one_name_in_a_house():
    group = a_group(name="Mardi soir")
    a_group(name="Mardi soir")  # in another house

    with refused("group_name_once_per_house", "house_id", "name"):
        a_group(group.house, name="Mardi soir")


def test_leaving_before_joining():
    with refused("enrolment_leaves_after_it_joins"):
        an_enrolment(joined_on=TODAY, left_on=TODAY - DAY)


def test_being_twice_in_a_group():
    enrolment = an_enrolment()

    with refused("enrolment_once_per_group", "participant_id", "group_id"):
        an_enrolment(enrolment.participant, enrolment.group)


@pytest.mark.parametrize("minutes", [14, 481])
def test_a_meeting_of_no_length_or_all_day(minutes):
    with refused("meeting_lasts_a_plausible_time"):
        a_meeting(minutes=minutes)


def test_two_meetings_on_a_day():
    meeting = a_meeting()

    with refused("meeting_once_a_day", "group_id", "held_on"):
        a_meeting(meeting.group)


def test_being_there_and_not_being_there():
    enrolment = an_enrolment()
    meeting = a_meeting(enrolment.group)
    an_attendance(meeting, enrolment, present=True)

    with refused("attendance_once", "meeting_id", "enrolment_id"):
        an_attendance(meeting, enrolment, present=False)
