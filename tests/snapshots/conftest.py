"""Two houses, one overseas; Anna and Bilal share with the nation, Chloé with her house only."""

import datetime as dt
import uuid

import pytest

from tests.factories import (
    NOW,
    a_group,
    a_house,
    a_meeting,
    a_parent,
    an_attendance,
    an_enrolment,
)
from village.library.installed import default_battery
from village.people.models import Purpose
from village.snapshots.services import take_snapshot
from village.surveys.models import Invitation
from village.surveys.services.answers import Delivery, submit_answers
from village.surveys.services.planning import plan_invitations

ITEMS = [item.key for item in default_battery().instruments[0].items]
KEY = b"a master key of this test"
ENTERED = dt.date(2026, 11, 6)  # fourteen days before NOW


def answer(enrolment, *, wave="t0", value=2, at=NOW, language="fr"):
    """A parent answers every question of a wave alike."""
    invitation = Invitation.objects.get(enrolment=enrolment, wave=wave)
    answers = {"village-16@1": dict.fromkeys(ITEMS, value)}
    delivery = Delivery(id=uuid.uuid4(), language=language, answers=answers)
    return submit_answers(invitation=invitation, delivery=delivery, now=at)


def enrolled(name, group, *purposes, **fields):
    """A parent in a group, with a calendar."""
    parent = a_parent(name, house=group.house, agrees=purposes, **fields)
    enrolment = an_enrolment(parent, group, joined_on=ENTERED)
    plan_invitations(enrolment=enrolment, battery=default_battery())
    return enrolment


@pytest.fixture
def lens(db):
    return a_group(a_house(code="lens"))


@pytest.fixture
def saint_denis(db):
    house = a_house(
        code="saint-denis", commune_code="97411", zone="drom", time_zone="Indian/Reunion"
    )
    return a_group(house)


@pytest.fixture
def anna(lens):
    return enrolled("Anna", lens, Purpose.EVALUATION, Purpose.NATIONAL)


@pytest.fixture
def bilal(saint_denis):
    return enrolled("Bilal", saint_denis, Purpose.EVALUATION, Purpose.NATIONAL)


@pytest.fixture
def chloe(lens):
    return enrolled("Chloé", lens, Purpose.EVALUATION)


@pytest.fixture
def everybody(anna, bilal, chloe):
    """Everyone answers; a meeting was held in Lens."""
    for value, enrolment in enumerate((anna, bilal, chloe)):
        answer(enrolment, value=value)
    meeting = a_meeting(anna.group, held_on=ENTERED + dt.timedelta(days=7))
    an_attendance(meeting, anna)
    an_attendance(meeting, chloe, present=False)
    return anna, bilal, chloe


def take(folder, *, purpose="national", as_of=NOW):
    """A snapshot of these tests."""
    return take_snapshot(
        folder=folder, purpose=purpose, as_of=as_of, master_key=KEY, code_version="0.1.0+test"
    )
