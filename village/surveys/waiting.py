"""Questionnaires that parents of one's groups may answer today, sheets that wait to be typed. Counts, never a name."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.groups.access import groups_for
from village.network.access import Right, has_right, houses_with
from village.network.models import User
from village.people.consents import participants_consenting
from village.people.models import Purpose
from village.surveys.access import sheets_to_second
from village.surveys.models import Invitation
from village.ui.agenda import Waiting


def open_questionnaires(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """By group one leads, how many parents may answer today and have not. One query."""
    open_today = Q(pk__in=())
    for zone in {
        house.time_zone for house in houses_with(user, Right.SEE_PERSONS)
    }:  # the day is that of the house
        day = now.astimezone(zoneinfo.ZoneInfo(zone)).date()
        open_today |= Q(
            enrolment__participant__house__time_zone=zone, opens_on__lte=day, closes_on__gte=day
        )
    invitations = Invitation.objects.filter(
        open_today,
        enrolment__group__in=groups_for(user),
        enrolment__participant__in=participants_consenting(Purpose.EVALUATION, at=now),
        enrolment__participant__withdrawn_at__isnull=True,
        submission__isnull=True,
        revoked_at__isnull=True,
        awaits_birth=False,
    )
    by_group = invitations.values("enrolment__group", "enrolment__group__name").order_by(
        "enrolment__group__name", "enrolment__group"
    )
    for group, name, count, until in by_group.annotate(
        parents=Count("enrolment", distinct=True), until=Min("closes_on")
    ).values_list("enrolment__group", "enrolment__group__name", "parents", "until"):
        yield Waiting(
            sentence=ngettext(
                "%(count)s parent peut répondre à un questionnaire.",
                "%(count)s parents peuvent répondre à un questionnaire.",
                count,
            )
            % {"count": count},
            reason=_("Sur un téléphone, sur une tablette ou sur papier."),
            act=_("Voir qui a répondu"),
            url=reverse("surveys:group", args=(group,)),
            about=name,
            day=until,
        )


def sheets_to_type(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """How many sheets somebody else typed, and wait for this person. One query."""
    if not has_right(user, Right.KEY_SHEETS):
        return
    if count := sheets_to_second(user).count():
        yield Waiting(
            sentence=ngettext(
                "%(count)s feuille attend une deuxième saisie.",
                "%(count)s feuilles attendent une deuxième saisie.",
                count,
            )
            % {"count": count},
            reason=_("Une autre personne l'a déjà recopiée : deux saisies valent mieux qu'une."),
            act=_("Saisir une feuille"),
            url=reverse("surveys:sheets"),
        )
