"""Which invitations a facilitator may see: those of the parents of their own groups. Who may type a sheet of paper."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from village.groups.access import get_group_or_404
from village.groups.models import PeerGroup
from village.network.access import Right, houses_for
from village.network.models import User
from village.surveys.models import Invitation, Sheet


def get_own_group_or_404(user: User, group_id: UUID | str) -> PeerGroup:
    """A group whose parents this person may see; others look like groups that do not exist."""
    return get_group_or_404(user, group_id, with_persons=True)


def invitations_of(group: PeerGroup) -> QuerySet[Invitation]:
    """The invitations of a group's parents, with whether they were answered and what was printed."""
    return (
        Invitation.objects.filter(enrolment__group=group)
        .select_related(
            "enrolment__participant__house", "enrolment__participant__contact", "submission"
        )
        .prefetch_related("sheets")
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


def sheets_for(user: User) -> QuerySet[Sheet]:
    """The sheets this person may type in: in their houses, never those of a group they lead, nor those they printed."""
    return (
        Sheet.objects.filter(
            invitation__enrolment__participant__house__in=houses_for(user, Right.KEY_SHEETS)
        )
        .exclude(invitation__enrolment__group__facilitator=user)
        .exclude(printed_by=user)
    )


def sheets_begun(user: User) -> QuerySet[Sheet]:
    """Of these, those that somebody typed and that wait for another person."""
    return sheets_for(user).filter(keyings__isnull=False, invitation__submission=None).distinct()


def sheets_to_second(user: User) -> QuerySet[Sheet]:
    """Of these, those that wait for this person."""
    return sheets_begun(user).exclude(keyings__keyed_by=user)


def get_sheet_or_404(user: User, code: str) -> Sheet:
    """A sheet by the code printed on it; one that is not theirs to type looks like one that does not exist."""
    sheet = (
        sheets_for(user)
        .filter(code=code)
        .select_related("invitation__enrolment__participant__house", "invitation__enrolment__group")
        .first()
    )
    if sheet is None:
        raise Http404
    return sheet
