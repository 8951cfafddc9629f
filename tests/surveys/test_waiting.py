"""Questionnaires that may be answered today, sheets that wait for a second person: counted, never named."""

import datetime as dt

import pytest

from tests.factories import (
    NOW,
    TODAY,
    a_facilitator,
    a_group,
    a_house,
    a_member,
    a_parent,
    a_sheet,
    a_submission,
    an_enrolment,
    an_invitation,
)
from village.network.models import Role
from village.people.models import Purpose
from village.surveys.models import Keying
from village.surveys.waiting import open_questionnaires, sheets_to_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    house = a_house()
    return a_group(house, facilitator=a_facilitator(house), name="Phare")


def asked(group, *purposes, name="Anna", **fields):
    parent = a_parent(name, house=group.house, agrees=purposes or (Purpose.EVALUATION,))
    return an_invitation(an_enrolment(parent, group), **fields)


def test_parents_who_may_answer_today_are_counted_until_the_first_day_that_closes(group):
    asked(group, closes_on=TODAY + dt.timedelta(days=20))
    asked(group, closes_on=TODAY + dt.timedelta(days=3), name="Bilal")

    (one,) = open_questionnaires(group.facilitator, NOW)

    assert one.sentence == "2 parents peuvent répondre à un questionnaire."
    assert (one.about, one.day) == ("Phare", TODAY + dt.timedelta(days=3))
    assert one.url == f"/groupes/{group.pk}/questionnaires/"
    assert "Anna" not in f"{one}" and "Bilal" not in f"{one}"


def test_a_parent_asked_twice_is_one_parent(group):
    first = asked(group)
    an_invitation(first.enrolment, wave="t1")

    (one,) = open_questionnaires(group.facilitator, NOW)

    assert one.sentence == "1 parent peut répondre à un questionnaire."


def test_who_answered_refused_or_waits_for_a_birth_is_not_waited_for(group):
    a_submission(asked(group))
    asked(group, Purpose.MESSAGES)
    asked(group, awaits_birth=True)
    asked(group, revoked_at=NOW)
    asked(group, opens_on=TODAY + dt.timedelta(days=1))
    asked(group, closes_on=TODAY - dt.timedelta(days=1))

    assert list(open_questionnaires(group.facilitator, NOW)) == []


def test_whoever_does_not_lead_the_group_is_not_told(group):
    asked(group)

    for user in (a_facilitator(group.house), a_member(Role.COORDINATOR, group.house)):
        assert list(open_questionnaires(user, NOW)) == []


def test_a_questionnaire_opens_when_the_day_comes_in_its_house():
    reunion = a_house(time_zone="Indian/Reunion")
    group = a_group(reunion, facilitator=a_facilitator(reunion))
    asked(group, opens_on=TODAY + dt.timedelta(days=1))
    in_the_evening = dt.datetime(2026, 11, 20, 21, tzinfo=dt.UTC)  # 22:00 in Lens, 1:00 over there

    assert list(open_questionnaires(group.facilitator, NOW)) == []
    assert len(list(open_questionnaires(group.facilitator, in_the_evening))) == 1


def test_a_sheet_waits_for_somebody_other_than_who_typed_it(group):
    first, second = (a_member(Role.COORDINATOR, group.house) for _ in range(2))
    sheet = a_sheet(asked(group))
    a_sheet(asked(group))  # at home still, or lost
    Keying.objects.create(sheet=sheet, keyed_by=first, keyed_at=NOW, answered_on=TODAY, answers={})

    assert list(sheets_to_type(first, NOW)) == []
    assert list(sheets_to_type(group.facilitator, NOW)) == []
    (one,) = sheets_to_type(second, NOW)
    assert one.sentence == "1 feuille attend une deuxième saisie."
    assert one.url == "/feuilles/"
