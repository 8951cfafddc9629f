"""What parents agreed to, as it held at a moment."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from village.people.models import Consent, Participant, Purpose


def consents_of(participant: Participant, *, at: dt.datetime) -> dict[Purpose, bool]:
    """What held for every purpose at a moment: the latest decision, and no where there was none."""
    return consents_of_each([participant.pk], at=at)[participant.pk]


def consents_of_each(
    participants: Collection[uuid.UUID], *, at: dt.datetime
) -> dict[uuid.UUID, dict[Purpose, bool]]:
    """The same for many participants at once, by their ids. One query."""
    decisions = Consent.objects.filter(participant__in=participants, decided_at__lte=at)
    found = {one: dict.fromkeys(Purpose, False) for one in participants}
    for participant, purpose, given in decisions.order_by("decided_at", "pk").values_list(
        "participant", "purpose", "given"
    ):
        found[participant][Purpose(purpose)] = given  # a later decision replaces an earlier one
    return found


def participants_consenting(purpose: Purpose, *, at: dt.datetime) -> QuerySet[Participant]:
    """Who agreed to a purpose at a moment, those who asked for deletion never among them.

    One query; the index `consent_latest` finds each participant's latest decision.
    """
    latest = (
        Consent.objects.filter(participant=OuterRef("pk"), purpose=purpose, decided_at__lte=at)
        .order_by("-decided_at", "-pk")
        .values("given")[:1]
    )
    return (
        Participant.objects.exclude(withdrawal=Participant.Withdrawal.DELETE)
        .alias(holds=Subquery(latest))
        .filter(holds=True)
    )
