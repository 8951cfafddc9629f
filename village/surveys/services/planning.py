"""Each enrolment is given its own calendar of questionnaires."""

import datetime as dt

from django.db import transaction

from village.core.babies import Birth
from village.core.waves import Battery
from village.groups.models import Enrolment
from village.library.gate.asking import resolved_here
from village.library.installed import battery_named
from village.people.births import birth_of
from village.people.models import Participant
from village.surveys.models import Invitation, Keying, Link, SetAside, Submission
from village.surveys.services import links


def invitations_for(
    *, enrolment: Enrolment, battery: Battery, birth: Birth | None = None
) -> list[Invitation]:
    """The invitations of a whole battery, in the calendar of this enrolment; not saved."""
    return [
        Invitation(
            enrolment=enrolment,
            battery=battery.key,
            battery_version=battery.version,
            wave=turn.wave.key,
            opens_on=turn.opens_on,
            closes_on=turn.closes_on,
            asked=[part.name for part in turn.wave.parts],
            awaits_birth=turn.is_provisional,
        )
        for turn in battery.calendar(entered_on=enrolment.joined_on, birth=birth)
    ]


def plan_invitations(*, enrolment: Enrolment, battery: Battery) -> None:
    """Plan every wave of a battery for a new enrolment; planning twice changes nothing."""
    planned = invitations_for(
        enrolment=enrolment, battery=battery, birth=birth_of(enrolment.participant)
    )
    Invitation.objects.bulk_create(planned, ignore_conflicts=True)


@transaction.atomic
def follow_birth(*, participant: Participant, now: dt.datetime) -> None:
    """Count again what is counted from a birth that was just noted, expected at another time, or corrected.

    What was answered stays where it was, and so does what a parent is asked: only dates move. A wave that the new date
    leaves no room for goes away; one that it makes possible is planned, with what the house may ask today.
    """
    birth, house = birth_of(participant), participant.house
    for enrolment in participant.enrolments.all():  # whoever left a group is still asked
        own = list(enrolment.invitations.select_for_update(of=("self",)).order_by("opens_on", "pk"))
        if not own:
            continue
        begun = battery_named(own[0].battery, own[0].battery_version)
        here = resolved_here(begun, house, on=house.date_at(now))
        planned, allowed = (
            {one.wave: one for one in invitations_for(enrolment=enrolment, battery=b, birth=birth)}
            for b in (begun, here)
        )
        _move(own, planned, allowed)


def _move(
    own: list[Invitation], planned: dict[str, Invitation], allowed: dict[str, Invitation]
) -> None:
    """Put each invitation at its new dates; of those that are new, only what may be asked is planned."""
    answered = set(
        Submission.objects.filter(invitation__in=own).values_list("invitation", flat=True)
    )
    for invitation in own:
        target = planned.pop(invitation.wave, None)
        if invitation.pk in answered or invitation.revoked_at is not None:
            continue
        if target is None and not (invitation.links.exists() or invitation.sheets.exists()):
            invitation.delete()
            continue
        if (
            target is None
        ):  # somebody holds a link or a sheet: it is closed, and comes back if the month does
            invitation.awaits_birth = True
        else:
            invitation.opens_on, invitation.closes_on = target.opens_on, target.closes_on
            invitation.awaits_birth = target.awaits_birth
        invitation.save(update_fields=["opens_on", "closes_on", "awaits_birth"])
        expires_at = links.expiry_of(invitation)
        invitation.links.filter(revoked_at=None).update(expires_at=expires_at)
    Invitation.objects.bulk_create(allowed[wave] for wave in planned if wave in allowed)


@transaction.atomic
def withdraw_from_surveys(*, participant: Participant, erase: bool, now: dt.datetime) -> None:
    """Stop every questionnaire of a parent who leaves the evaluation; erase what was answered if they ask."""
    own = Invitation.objects.filter(enrolment__participant=participant)
    # Locked first: an answer on its way is either erased with the others, or refused.
    invitations = Invitation.objects.filter(
        pk__in=list(own.select_for_update(of=("self",)).values_list("pk", flat=True))
    )
    Link.objects.filter(invitation__in=invitations, revoked_at=None).update(revoked_at=now)
    # Typed from paper and not kept yet: that is no answer given.
    Keying.objects.filter(sheet__invitation__in=invitations).delete()
    if erase:
        Submission.objects.filter(invitation__in=invitations).delete()
        SetAside.objects.filter(invitation__in=invitations).delete()
    invitations.filter(revoked_at=None, submission=None).update(revoked_at=now)
