"""A parent joins a group."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from tests.factories import (
    NOW,
    TODAY,
    a_group,
    a_parent,
    an_enrolment,
)
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.groups.membership import members_on, remarks_on
from village.groups.models import Enrolment
from village.groups.services import enrol, welcome_parent
from village.groups.signals import participant_enrolled
from village.people.consents import consents_of
from village.people.models import Participant, Purpose
from village.people.services import withdraw
from village.people.signals import participant_withdrawn

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
KEEP, DELETE = Participant.Withdrawal


def enrolled(parent, group, joined_on=TODAY) -> Enrolment:
    """Let someone join."""
    return enrol(participant=parent, group=group, joined_on=joined_on, actor=None, now=NOW)


def welcomed(group, participant_id=None, **person) -> Enrolment:
    """Anna comes to the group for the first time."""
    return welcome_parent(
        group=group,
        participant_id=participant_id or uuid.uuid4(),
        joined_on=TODAY,
        actor=None,
        now=NOW,
        **{"name": "Anna", "language": "fr", "consents": dict.fromkeys(Purpose, False), **person},
    )


def test_anna_joins_and_the_floors_above_hear_of_it():
    group = a_group()
    anna = a_parent("Anna", house=group.house)
    heard = []

    def listen(sender, enrolment, actor, now, **_):
        heard.append((enrolment.participant_id, enrolment.group_id, now))

    participant_enrolled.connect(listen)
    try:
        enrolment = enrolled(anna, group)
    finally:
        participant_enrolled.disconnect(listen)

    assert heard == [(anna.pk, group.pk, NOW)]
    assert Event.objects.filter(
        name="participant.enrolled", subject=f"enrolment:{enrolment.pk}"
    ).exists()


def test_a_floor_above_that_fails_takes_the_enrolment_back():
    group = a_group()

    def fail(sender, **_):
        raise RuntimeError("no calendar")

    participant_enrolled.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            welcomed(group)
    finally:
        participant_enrolled.disconnect(fail)

    assert not Enrolment.objects.exists()
    assert not Participant.objects.exists()


def test_refusing_everything_still_opens_the_group():
    enrolment = welcomed(a_group())

    assert not any(consents_of(enrolment.participant, at=NOW).values())


def test_a_full_group_still_takes_a_parent_and_says_that_it_is_full():
    group = a_group(nominal_size=2)
    assert remarks_on(group, joining_on=TODAY) == []
    for name in ("Anna", "Bilal"):
        enrolled(a_parent(name, house=group.house), group)

    (remark,) = remarks_on(group, joining_on=TODAY)
    chloe = enrolled(a_parent("Chloé", house=group.house), group)

    assert remark.startswith("Le groupe est complet : 2 parents pour 2 places prévues.")
    assert chloe in members_on(group, TODAY)


def test_a_place_left_is_a_place_again():
    group = a_group(nominal_size=2)
    an_enrolment(a_parent("Anna", house=group.house), group)
    an_enrolment(a_parent("Bilal", house=group.house), group, left_on=TODAY)

    assert remarks_on(group, joining_on=TODAY) == []


def test_a_late_entry_is_said_and_allowed():
    group = a_group(started_on=TODAY - 61 * DAY)

    assert "en cours de route" in remarks_on(group, joining_on=TODAY)[0]
    assert remarks_on(group, joining_on=TODAY - DAY) == []
    assert welcomed(group).joined_on == TODAY


def test_joining_twice_is_joining_once():
    group = a_group()
    anna = a_parent("Anna", house=group.house)

    assert enrolled(anna, group) == enrolled(anna, group, TODAY - DAY)
    assert Enrolment.objects.get().joined_on == TODAY


def test_the_same_form_sent_twice_makes_one_parent():
    group, same = a_group(), uuid.uuid4()

    assert welcomed(group, same) == welcomed(group, same, name="Anna bis")
    assert Participant.objects.get().contact.name == "Anna"


def test_two_parents_may_have_the_same_name():
    group = a_group()

    assert welcomed(group) != welcomed(group)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_the_same_instant_makes_one_parent():
    """The second touch of the button arrives while the first one is being written."""
    group, same = a_group(), uuid.uuid4()
    outcomes = []

    def touch_again():
        try:
            outcomes.append(welcomed(group, same))
        finally:
            connection.close()

    second_touch = threading.Thread(target=touch_again)

    def meanwhile(sender, **_):
        second_touch.start()
        second_touch.join(timeout=0.5)  # long enough to slip in, were it possible

    participant_enrolled.connect(meanwhile)
    try:
        first = welcomed(group, same)
    finally:
        participant_enrolled.disconnect(meanwhile)
        second_touch.join()

    assert outcomes == [first]
    assert Participant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_is_enrolled_behind_the_back_of_a_withdrawal():
    """While Anna's withdrawal is being written, another tablet enrols her in a second group."""
    anna = a_parent("Anna")
    group = a_group(anna.house)
    outcomes: list[object] = []

    def enrol_elsewhere():
        try:
            outcomes.append(enrolled(anna, group))
        except NotAllowed as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    other_tablet = threading.Thread(target=enrol_elsewhere)

    def meanwhile(sender, **_):
        other_tablet.start()
        other_tablet.join(timeout=0.5)  # long enough to slip in, were it possible

    participant_withdrawn.connect(meanwhile)
    try:
        withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)
    finally:
        participant_withdrawn.disconnect(meanwhile)
        other_tablet.join()

    assert outcomes == ["Ce parent ne participe plus."]
    assert not Enrolment.objects.exists()


def test_a_parent_of_another_house_is_refused():
    with pytest.raises(NotAllowed, match="même maison"):
        enrolled(a_parent("Anna"), a_group())


@pytest.mark.parametrize(
    ("joined_on", "why"),
    [(dt.date(2025, 10, 31), "ouvre le 01/11/2025"), (TODAY + DAY, "à venir")],
)
def test_nobody_joins_before_the_house_opened_or_tomorrow(joined_on, why):
    group = a_group()

    with pytest.raises(NotAllowed, match=why):
        enrolled(a_parent("Anna", house=group.house), group, joined_on)


def test_nobody_joins_a_group_that_ended():
    group = a_group(ended_on=TODAY - DAY)
    anna = a_parent("Anna", house=group.house)

    with pytest.raises(NotAllowed, match="terminé"):
        enrolled(anna, group)
    enrolled(anna, group, TODAY - DAY)  # noted a day late


def test_someone_who_withdrew_is_not_enrolled():
    group = a_group()
    anna = a_parent("Anna", house=group.house)
    anna = withdraw(participant=anna, choice=KEEP, actor=None, now=NOW)

    with pytest.raises(NotAllowed, match="ne participe plus"):
        enrolled(anna, group)
