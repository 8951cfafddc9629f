"""Noting a meeting in two minutes, and correcting it."""

import datetime as dt

import pytest

from tests.factories import (
    TODAY,
    a_meeting,
    a_parent,
    an_enrolment,
)
from tests.groups.pages import page, send, text, ticked
from village.audit.models import Event
from village.groups.models import Attendance, Meeting

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


def note(client, group, *present, **fields):
    """Note today's meeting."""
    everyone = [str(enrolment.pk) for enrolment in group.enrolments.all()]
    return send(
        client,
        "new_meeting",
        group.pk,
        **{
            "held_on": "2026-11-20",
            "minutes": "90",
            "listed": everyone,
            "present": [str(enrolment.pk) for enrolment in present],
            **fields,
        },
    )


def test_the_page_of_a_meeting_waits_for_names_only(client, group, anna):
    shown = text(page(client, "new_meeting", group.pk))

    assert 'value="2026-11-20"' in shown
    assert 'value="90"' in shown
    assert "Anna Canari" in shown


def test_a_meeting_is_noted_in_one_page(client, group, anna):
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group)

    assert note(client, group, anna).status_code == 302

    noted = Attendance.objects.values_list("enrolment", "present")
    assert dict(noted) == {anna.pk: True, bilal.pk: False}


def test_a_meeting_sent_twice_is_one_meeting(client, group, anna):
    for _ in range(2):
        assert note(client, group, anna).status_code == 302

    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"held_on": ""}, "obligatoire"),
        ({"held_on": "32/11/2026"}, "date valide"),
        ({"held_on": "2026-11-21"}, "à venir"),
        ({"held_on": "2026-11-01"}, "Pas dans le groupe ce jour-là : Anna Canari."),
        ({"minutes": ""}, "obligatoire"),
        ({"minutes": "5"}, "supérieure ou égale à 15"),
        ({"minutes": "une heure"}, "nombre entier"),
        ({"present": ["not-an-id"], "minutes": "5"}, "supérieure ou égale à 15"),
        (
            {"held_on": "2026-11-01", "present": []},
            "La première séance du groupe est le 06/11/2026.",
        ),
    ],
)
def test_a_mistake_keeps_the_boxes_as_they_were(client, group, anna, mistake, sentence):
    response = note(client, group, anna, **mistake)

    assert response.status_code == 200
    assert sentence in text(response)
    assert not Meeting.objects.exists()
    if "present" not in mistake and "listed" not in mistake:
        assert ticked(response, anna)


def test_nobody_is_noted_absent_who_was_not_on_the_page(client, group, anna):
    """Bilal is enrolled on another tablet while this page is open."""
    listed = [str(anna.pk)]
    an_enrolment(a_parent("Bilal", house=group.house), group)

    response = note(client, group, anna, listed=listed)

    assert "La liste des parents a changé" in text(response)
    assert "Bilal" in text(response)
    assert not Meeting.objects.exists()
    assert note(client, group, anna).status_code == 302


def test_another_date_brings_its_own_list(client, group, anna):
    bilal = an_enrolment(
        a_parent("Bilal", house=group.house), group, left_on=group.started_on + DAY
    )

    response = note(client, group, held_on=group.started_on.isoformat(), listed=[str(anna.pk)])

    assert "La liste des parents a changé" in text(response)
    assert str(bilal.pk) in text(response)


def test_someone_ticked_who_was_not_there_yet_is_named(client, group, anna):
    chloe = an_enrolment(a_parent("Chloé", house=group.house), group, joined_on=TODAY)

    response = note(client, group, anna, chloe, held_on="2026-11-19")

    assert "Pas dans le groupe ce jour-là : Chloé." in text(response)
    assert not Meeting.objects.exists()


def test_a_meeting_is_corrected(client, group, anna):
    note(client, group, anna)
    assert ticked(page(client, "meeting", group.pk, "2026-11-20"), anna)

    send(
        client,
        "meeting",
        group.pk,
        "2026-11-20",
        held_on="2026-11-19",
        minutes="60",
        listed=[str(anna.pk)],
    )

    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.minutes) == (dt.date(2026, 11, 19), 60)
    assert Attendance.objects.get().present is False
    assert Event.objects.filter(name="meeting.corrected").exists()


def test_the_list_of_a_corrected_meeting_is_that_of_its_day(client, group, anna):
    an_enrolment(a_parent("Bilal", house=group.house), group, left_on=group.started_on)
    an_enrolment(a_parent("Chloé", house=group.house), group, joined_on=TODAY)
    a_meeting(group, held_on=group.started_on)

    shown = text(page(client, "meeting", group.pk, group.started_on.isoformat()))

    assert "Anna" in shown
    assert "Bilal" in shown
    assert "Chloé" not in shown


def test_a_group_without_anybody_may_have_met(client, group):
    assert "Aucun parent n'était inscrit" in text(page(client, "new_meeting", group.pk))

    assert note(client, group).status_code == 302
