"""Names are for the person who leads the group. What one may not see looks like what does not exist."""

import uuid

import pytest
from django.http import Http404

from tests.factories import (
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_member,
    a_parent,
    a_user,
    an_enrolment,
)
from village.groups.access import (
    get_enrolment_or_404,
    get_group_or_404,
    get_meeting_or_404,
    groups_for,
    groups_of_house,
)
from village.network.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """A house with two facilitators, Farid and Gaëlle, each with a group."""
    return a_house()


@pytest.fixture
def farid(house):
    """Leads the first group."""
    return a_facilitator(house, name="Farid")


@pytest.fixture
def enrolment(house, farid):
    """Anna, in Farid's group."""
    return an_enrolment(a_parent("Anna", house=house), a_group(house, facilitator=farid))


def everyone_else(house):
    """All who must never meet a name of Farid's group."""
    yield a_facilitator(house, name="Gaëlle")  # same house, another group
    yield a_facilitator(a_house())
    yield a_user()
    for role in (Role.COORDINATOR, Role.SAFETY_CONTACT):
        yield a_member(role, house)
    for role in (Role.NATIONAL_TEAM, Role.EVALUATOR, Role.FUNDER, Role.TRAINING_MANAGER):
        yield a_member(role)


def test_the_facilitator_meets_the_parents_of_the_group(farid, enrolment):
    meeting = a_meeting(enrolment.group)

    assert list(groups_for(farid)) == [enrolment.group]
    assert get_group_or_404(farid, enrolment.group_id, with_persons=True) == enrolment.group
    assert get_enrolment_or_404(farid, str(enrolment.pk)) == enrolment
    assert get_meeting_or_404(farid, enrolment.group_id, meeting.held_on.isoformat()) == meeting


def test_nobody_else_does(house, enrolment):
    a_meeting(enrolment.group)
    for user in everyone_else(house):
        assert not groups_for(user).exists()
        with pytest.raises(Http404):
            get_group_or_404(user, enrolment.group_id, with_persons=True)
        with pytest.raises(Http404):
            get_enrolment_or_404(user, enrolment.pk)
        with pytest.raises(Http404):
            get_meeting_or_404(user, enrolment.group_id, "2026-11-06")


def test_someone_who_no_longer_facilitates_in_the_house_no_longer_sees(farid, enrolment):
    farid.memberships.all().delete()

    assert not groups_for(farid).exists()


def test_a_closed_account_sees_nothing(farid, enrolment):
    farid.is_active = False
    farid.save()

    assert not groups_for(farid).exists()
    with pytest.raises(Http404):
        get_group_or_404(farid, enrolment.group_id, with_persons=False)


def test_a_role_in_another_house_gives_nothing_here(house, enrolment):
    """Naming somebody as facilitator of a group is not enough: they must facilitate in its house."""
    stranger = a_facilitator(a_house())
    enrolment.group.facilitator = stranger
    enrolment.group.save()

    assert not groups_for(stranger).exists()


def test_who_manages_groups_sees_them_without_their_parents(house, enrolment):
    managers = [
        a_member(Role.COORDINATOR, house),
        a_member(Role.NATIONAL_TEAM),
        a_facilitator(house),
    ]
    for user in managers:
        assert list(groups_of_house(user, house)) == [enrolment.group]
        assert get_group_or_404(user, enrolment.group_id, with_persons=False) == enrolment.group


def test_the_groups_of_a_house_are_for_those_who_manage_them(house, enrolment):
    for user in (a_member(Role.COORDINATOR, a_house()), a_member(Role.FUNDER), a_user()):
        assert not groups_of_house(user, house).exists()
        with pytest.raises(Http404):
            get_group_or_404(user, enrolment.group_id, with_persons=False)


@pytest.mark.parametrize("unknown", [uuid.uuid4(), "not-an-id", "", "1"])
def test_what_does_not_exist_is_not_found(farid, unknown):
    for door in (
        lambda: get_group_or_404(farid, unknown, with_persons=True),
        lambda: get_group_or_404(farid, unknown, with_persons=False),
        lambda: get_enrolment_or_404(farid, unknown),
        lambda: get_meeting_or_404(farid, unknown, "2026-11-20"),
    ):
        with pytest.raises(Http404):
            door()


@pytest.mark.parametrize("day", ["2026-11-21", "hier", "2026-13-01", ""])
def test_a_day_without_a_meeting_is_not_found(farid, enrolment, day):
    with pytest.raises(Http404):
        get_meeting_or_404(farid, enrolment.group_id, day)
