"""Each enrolment is given its own calendar of questionnaires."""

import datetime as dt

from django.db import transaction

from village.core.waves import Battery
from village.groups.models import Enrolment
from village.people.models import Participant
from village.surveys.models import Invitation, Link, SetAside, Submission


def invitations_for(*, enrolment: Enrolment, battery: Battery) -> list[Invitation]:
    """The invitations of a whole battery, one per wave, counted from the day of entry; not saved."""
    invitations = []
    for wave in battery.waves:
        opens_on, closes_on = wave.window(entered_on=enrolment.joined_on)
        invitations.append(
            Invitation(
                enrolment=enrolment,
                battery=battery.key,
                battery_version=battery.version,
                wave=wave.key,
                opens_on=opens_on,
                closes_on=closes_on,
            )
        )
    return invitations


def plan_invitations(*, enrolment: Enrolment, battery: Battery) -> None:
    """Plan every wave of a battery for a new enrolment; planning twice changes nothing."""
    Invitation.objects.bulk_create(
        invitations_for(enrolment=enrolment, battery=battery), ignore_conflicts=True
    )


@transaction.atomic
def withdraw_from_surveys(*, participant: Participant, erase: bool, now: dt.datetime) -> None:
    """Stop every questionnaire of a parent who leaves the evaluation; erase what was answered if they ask."""
    own = Invitation.objects.filter(enrolment__participant=participant)
    # Locked first: an answer on its way is either erased with the others, or refused.
    invitations = Invitation.objects.filter(
        pk__in=list(own.select_for_update(of=("self",)).values_list("pk", flat=True))
    )
    Link.objects.filter(invitation__in=invitations, revoked_at=None).update(revoked_at=now)
    if erase:
        Submission.objects.filter(invitation__in=invitations).delete()
        SetAside.objects.filter(invitation__in=invitations).delete()
    invitations.filter(revoked_at=None, submission=None).update(revoked_at=now)
