"""Groups as their pages show them: counts for everyone who manages them, and what comes next."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from village.groups.models import Enrolment, Meeting, PeerGroup

SILENCE = dt.timedelta(days=21)  # a group meets twice a month

STAYING = Q(enrolments__left_on__isnull=True)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a group waits for: a sentence, and the page where it is done."""

    sentence: str
    url_name: str
    label: str
    day: dt.date | None = None  # by which it would be good to do it


def with_counts(groups: QuerySet[PeerGroup]) -> QuerySet[PeerGroup]:
    """Each group with `member_count`, `meeting_count` and `last_met_on`, those still open first; nobody is named."""
    counted = groups.annotate(
        member_count=Count("enrolments", filter=STAYING, distinct=True),
        meeting_count=Count("meetings", distinct=True),
        last_met_on=Max("meetings__held_on"),
    )
    return counted.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "name")


def meetings_with_counts(group: PeerGroup) -> QuerySet[Meeting]:
    """The meetings of a group, the latest first, with `present_count` out of `noted_count`."""
    counted = group.meetings.annotate(
        noted_count=Count("attendance"),
        present_count=Count("attendance", filter=Q(attendance__present=True)),
    )
    return counted.order_by("-held_on")


def enrolments_with_counts(group: PeerGroup) -> QuerySet[Enrolment]:
    """The enrolments of a group with how often each was there, out of how often it was noted."""
    return group.enrolments.annotate(
        noted_count=Count("attendance"),
        present_count=Count("attendance", filter=Q(attendance__present=True)),
    )


def next_step(
    group: PeerGroup, *, members: int, last_met_on: dt.date | None, today: dt.date
) -> NextStep | None:
    """What the facilitator could do now; None when nothing waits."""
    welcome, note = _("Inscrire un parent"), _("Noter une séance")
    if group.ended_on is not None:
        return None
    if members == 0:
        return NextStep(_("Personne n'est encore inscrit."), "groups:welcome", welcome)
    if group.started_on > today:
        sentence = _("La première séance est prévue le %(day)s.") % {
            "day": _written(group.started_on)
        }
        return NextStep(sentence, "groups:welcome", welcome, group.started_on)
    if last_met_on is None:
        sentence = _("Aucune séance n'est encore notée.")
        return NextStep(sentence, "groups:new_meeting", note, group.started_on + SILENCE)
    if today - last_met_on > SILENCE:
        sentence = _("La dernière séance notée date du %(day)s.") % {"day": _written(last_met_on)}
        return NextStep(sentence, "groups:new_meeting", note, last_met_on + SILENCE)
    return None


def _written(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
