"""Which groups someone may see, and whether with the names of the parents in them.

Names are for the person who leads the group, as long as that person facilitates in its house. Coordination
and the national team see groups as counts. What one may not see looks like what does not exist.
"""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from village.groups.models import Enrolment, Meeting, PeerGroup
from village.network.access import Right, as_uuid, has_right_in, houses_for
from village.network.models import House, User


def groups_for(user: User) -> QuerySet[PeerGroup]:
    """The groups whose parents someone knows by name: those they lead themselves."""
    return _groups_in(user, Right.SEE_PERSONS).filter(facilitator=user)


def groups_of_house(user: User, house: House) -> QuerySet[PeerGroup]:
    """The groups of a house, without anybody in them, for those who may manage its groups."""
    return _groups_in(user, Right.MANAGE_GROUPS).filter(house=house)


def get_group_or_404(user: User, group_id: UUID | str, *, with_persons: bool) -> PeerGroup:
    """A group one leads (`with_persons`), or a group one may manage without knowing who is in it."""
    groups = groups_for(user) if with_persons else _groups_in(user, Right.MANAGE_GROUPS)
    return _one_or_404(groups, group_id)


def get_group_to_change_or_404(user: User, group_id: UUID | str) -> PeerGroup:
    """A group one leads, or is entrusted with giving to somebody.

    A facilitator cannot change a colleague's group: whoever becomes its facilitator meets its parents.
    """
    return _one_or_404(groups_for(user) | _groups_in(user, Right.ENTRUST_GROUPS), group_id)


def get_enrolment_or_404(user: User, enrolment_id: UUID | str) -> Enrolment:
    """The enrolment of a parent of one of one's own groups, withdrawn parents included."""
    enrolment = (
        Enrolment.objects.filter(pk=as_uuid(str(enrolment_id)), group__in=groups_for(user))
        .select_related("group__house", "participant__house__holder", "participant__contact")
        .first()
    )
    if enrolment is None:
        raise Http404
    return enrolment


def get_meeting_or_404(user: User, group_id: UUID | str, held_on: str) -> Meeting:
    """The meeting of one of one's own groups on a day, written as in an address: 2026-11-20."""
    group = get_group_or_404(user, group_id, with_persons=True)
    try:
        day = dt.date.fromisoformat(held_on)
    except ValueError:
        raise Http404 from None
    meeting = Meeting.objects.filter(group=group, held_on=day).first()
    if meeting is None:
        raise Http404
    meeting.group = group
    return meeting


def sees_persons(user: User, group: PeerGroup) -> bool:
    """Whether someone may know who is in this group."""
    return group.facilitator_id == user.pk and has_right_in(user, Right.SEE_PERSONS, group.house)


def may_change(user: User, group: PeerGroup) -> bool:
    """Whether someone may change this group, or give it to somebody else."""
    return sees_persons(user, group) or has_right_in(user, Right.ENTRUST_GROUPS, group.house)


def _groups_in(user: User, right: Right) -> QuerySet[PeerGroup]:
    """The groups of the houses in which someone holds a right."""
    return PeerGroup.objects.filter(house__in=houses_for(user, right)).select_related(
        "house", "facilitator"
    )


def _one_or_404(groups: QuerySet[PeerGroup], group_id: UUID | str) -> PeerGroup:
    group = groups.filter(pk=as_uuid(str(group_id))).first()
    if group is None:
        raise Http404
    return group
