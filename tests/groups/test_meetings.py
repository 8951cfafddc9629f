"""A meeting is noted in one go: for each member, there or not there."""

import datetime as dt

import pytest

from tests.factories import NOW, TODAY, a_group, a_house, a_meeting, a_parent, an_enrolment
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.groups.models import Attendance, Meeting
from village.groups.services import correct_meeting, note_meeting

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def group():
    """Anna, Bilal and Chloé, together for two weeks."""
    group = a_group()
    for name in ("Anna", "Bilal", "Chloé"):
        an_enrolment(a_parent(name, house=group.house), group)
    return group


def member(group, name):
    """The enrolment of a parent known by name."""
    return next(e for e in group.enrolments.all() if e.participant.contact.name == name)


def noted(group, *names, held_on=TODAY, minutes=90) -> Meeting:
    """Note who came."""
    return note_meeting(
        group=group,
        held_on=held_on,
        minutes=minutes,
        present={member(group, name).pk for name in names},
        actor=None,
        now=NOW,
    )


def seen(meeting) -> dict[str, bool]:
    """Who was there and who was not, by name."""
    rows = Attendance.objects.filter(meeting=meeting).select_related(
        "enrolment__participant__contact"
    )
    return {row.enrolment.participant.contact.name: row.present for row in rows}


def test_who_is_not_ticked_was_not_there(group):
    meeting = noted(group, "Anna", "Chloé")

    assert seen(meeting) == {"Anna": True, "Bilal": False, "Chloé": True}
    assert Event.objects.get().name == "meeting.noted"


def test_nobody_came_is_noted_too(group):
    assert set(seen(noted(group)).values()) == {False}


def test_only_the_members_of_that_day_are_noted(group):
    late = an_enrolment(a_parent("Dalia", house=group.house), group, joined_on=TODAY)
    bilal = member(group, "Bilal")
    bilal.left_on = TODAY - 7 * DAY
    bilal.save()

    assert seen(noted(group, "Anna", held_on=TODAY - 7 * DAY)) == {
        "Anna": True,
        "Bilal": False,
        "Chloé": False,
    }
    assert seen(noted(group, "Dalia")) == {"Anna": False, "Chloé": False, "Dalia": True}
    with pytest.raises(NotAllowed, match="pas dans le groupe"):
        note_meeting(
            group=group,
            held_on=TODAY - DAY,
            minutes=90,
            present={late.pk},
            actor=None,
            now=NOW,
        )


def test_a_parent_of_another_group_was_not_there(group):
    stranger = an_enrolment(a_parent("Dalia", house=group.house), a_group(group.house))

    with pytest.raises(NotAllowed):
        note_meeting(
            group=group, held_on=TODAY, minutes=90, present={stranger.pk}, actor=None, now=NOW
        )
    assert not Meeting.objects.exists()


def test_the_same_meeting_noted_twice_is_one_meeting(group):
    assert noted(group, "Anna") == noted(group, "Anna")
    assert Event.objects.count() == 1


def test_another_meeting_on_the_same_day_does_not_write_over_the_first(group):
    first = noted(group, "Anna")

    with pytest.raises(NotAllowed, match="déjà notée"):
        noted(group, "Bilal")
    assert seen(first) == {"Anna": True, "Bilal": False, "Chloé": False}


@pytest.mark.parametrize(
    ("held_on", "minutes", "why"),
    [
        (TODAY + DAY, 90, "à venir"),
        (TODAY - 15 * DAY, 90, "première séance"),
        (TODAY, 14, "durée"),
        (TODAY, 481, "durée"),
    ],
)
def test_a_meeting_that_could_not_be_is_refused(group, held_on, minutes, why):
    with pytest.raises(NotAllowed, match=why):
        noted(group, held_on=held_on, minutes=minutes)


def test_no_meeting_after_the_last_one(group):
    group.ended_on = TODAY - DAY
    group.save()

    with pytest.raises(NotAllowed, match="terminé"):
        noted(group)


def test_today_is_the_day_it_is_in_the_house():
    evening = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)
    group = a_group(a_house(time_zone="Indian/Reunion"))

    meeting = note_meeting(
        group=group, held_on=TODAY + DAY, minutes=90, present=(), actor=None, now=evening
    )

    assert meeting.held_on == dt.date(2026, 11, 21)


def test_a_correction_replaces_what_was_noted_and_leaves_a_trace(group):
    meeting = noted(group, "Anna")

    correct_meeting(
        meeting=meeting,
        held_on=TODAY - DAY,
        minutes=75,
        present={member(group, "Bilal").pk},
        actor=None,
        now=NOW,
    )

    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.minutes) == (TODAY - DAY, 75)
    assert seen(meeting) == {"Anna": False, "Bilal": True, "Chloé": False}
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "meeting.noted",
        "meeting.corrected",
    ]


def test_a_correction_cannot_land_on_another_meeting(group):
    a_meeting(group, held_on=TODAY - DAY)
    meeting = noted(group, "Anna")

    with pytest.raises(NotAllowed, match="autre séance"):
        correct_meeting(
            meeting=meeting, held_on=TODAY - DAY, minutes=90, present=(), actor=None, now=NOW
        )
    assert seen(meeting)["Anna"] is True


def test_a_refused_correction_changes_nothing(group):
    meeting = noted(group, "Anna")
    stranger = an_enrolment()

    with pytest.raises(NotAllowed):
        correct_meeting(
            meeting=meeting, held_on=TODAY, minutes=60, present={stranger.pk}, actor=None, now=NOW
        )
    meeting.refresh_from_db()
    assert meeting.minutes == 90
    assert seen(meeting)["Anna"] is True
