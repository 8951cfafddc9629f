"""The promise of the notice: contact details go twelve months after the last group ended."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from village.audit.services import record
from village.core.months import add_months
from village.groups.models import Enrolment
from village.people.models import ContactDetails, Participant

MONTHS_KEPT = 12


@transaction.atomic
def erase_old_contacts(*, now: dt.datetime) -> int:
    """Erase how to reach everybody whose last group ended, or was left, more than twelve months ago.

    Somebody registered but never enrolled counts from that day. Answers stay, under a random id. Returns how many.
    """
    limit = add_months(now.date(), -MONTHS_KEPT)
    ended = Q(left_on__lt=limit) | Q(group__ended_on__lt=limit)
    recent = Enrolment.objects.exclude(ended).values("participant")
    old = (
        Participant.objects.filter(contact__isnull=False)
        .exclude(pk__in=recent)
        .exclude(enrolments=None, created_at__date__gte=limit)
    )
    ids = list(old.values_list("pk", flat=True))
    for participant_id in ids:
        record("contact.expired", subject=f"participant:{participant_id}", actor=None, now=now)
    for start in range(0, len(ids), 1_000):
        ContactDetails.objects.filter(participant__in=ids[start : start + 1_000]).delete()
    return len(ids)
