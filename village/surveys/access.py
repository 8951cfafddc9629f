"""Which invitations a facilitator may see: those of the parents of their own groups."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from village.groups.access import get_group_or_404
from village.groups.models import PeerGroup
from village.network.models import User
from village.surveys.models import Invitation


def get_own_group_or_404(user: User, group_id: UUID | str) -> PeerGroup:
    """A group whose parents this person may see; others look like groups that do not exist."""
    return get_group_or_404(user, group_id, with_persons=True)


def invitations_of(group: PeerGroup) -> QuerySet[Invitation]:
    """The invitations of a group's parents, with whether they were answered."""
    return Invitation.objects.filter(enrolment__group=group).select_related(
        "enrolment__participant__house", "enrolment__participant__contact", "submission"
    )


def get_invitation_or_404(user: User, invitation_id: UUID) -> Invitation:
    """An invitation of one of this person's groups."""
    invitation = (
        Invitation.objects.filter(pk=invitation_id)
        .select_related("enrolment__group", "enrolment__participant__house")
        .first()
    )
    if invitation is None:
        raise Http404
    get_own_group_or_404(user, invitation.enrolment.group_id)
    return invitation
