"""What the groups of a facilitator wait for: a next step, a birth to note. Counts, never a name."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.core.months import add_months
from village.groups.access import groups_for
from village.groups.models import Enrolment, PeerGroup
from village.groups.overview import next_step, with_counts
from village.network.models import User
from village.ui.agenda import Waiting

ASKED_FOR_MONTHS = 3  # a baby who was expected and did not come is not asked about for ever


def next_steps(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """What each group one leads waits for, as its own page says it. One query."""
    for group in with_counts(groups_for(user).filter(ended_on__isnull=True)):
        today = group.house.date_at(now)
        if group.house.is_closed(on=today):
            if group.started_on <= today:  # one that was only prepared waits for nobody
                yield _to_be_ended(group)
            continue
        members: int = group.member_count  # type: ignore[attr-defined]
        last: dt.date | None = group.last_met_on  # type: ignore[attr-defined]
        if step := next_step(group, members=members, last_met_on=last, today=today):
            yield Waiting(
                sentence=step.sentence,
                act=step.label,
                url=reverse(step.url_name, args=(group.pk,)),
                about=group.name,
                day=step.day,
                is_late=step.day is not None and step.day < today,
            )


def _to_be_ended(group: PeerGroup) -> Waiting:
    """A closing noted ahead may come while a group still runs: nothing can be noted there any more."""
    return Waiting(
        sentence=_("La maison a fermé : ce groupe est à terminer."),
        act=_("Terminer le groupe"),
        url=reverse("groups:close_group", args=(group.pk,)),
        about=group.name,
    )


def births_to_note(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """By group, the babies whose month is over and whose birth nobody noted. One query.

    No day is said and nothing is ever late: there may be nothing to note. After three months nobody is asked again.
    """
    found: dict[PeerGroup, list[Enrolment]] = {}
    for enrolment in _expecting(user):
        this_month = enrolment.group.house.date_at(now).replace(day=1)
        expected_month: dt.date = enrolment.expected_month  # type: ignore[attr-defined]
        if add_months(this_month, -ASKED_FOR_MONTHS) <= expected_month < this_month:
            found.setdefault(enrolment.group, []).append(enrolment)
    for group, enrolments in found.items():
        first, count = enrolments[0], len(enrolments)
        is_alone = count == 1
        yield Waiting(
            sentence=ngettext(
                "Un bébé est peut-être né.", "%(count)s bébés sont peut-être nés.", count
            )
            % {"count": count},
            reason=_(
                "Le mois prévu est passé. Rien à noter tant que le parent ne vous l'a pas dit."
            ),
            act=_("Noter la naissance") if is_alone else _("Ouvrir le groupe"),
            url=reverse("groups:birth", args=(first.pk, first.child_id))  # type: ignore[attr-defined]
            if is_alone
            else reverse("groups:group", args=(group.pk,)),
            about=group.name,
        )


def _expecting(user: User) -> QuerySet[Enrolment]:
    """The parents of one's groups who expect a baby, a row for each baby: `child_id`, `expected_month`."""
    return (
        Enrolment.objects.filter(
            group__in=groups_for(user),
            left_on__isnull=True,
            participant__children__birth_month__isnull=True,
            participant__children__expected_month__isnull=False,
        )
        .annotate(
            child_id=F("participant__children"),
            expected_month=F("participant__children__expected_month"),
        )
        .select_related("group__house")
        .order_by("group__name", "pk")
    )
