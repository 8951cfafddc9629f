"""Who belongs to a group, and what is worth saying about it. Open and stable: said, never blocked."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.groups.models import Enrolment, PeerGroup
from village.network.queries import fold

LATE_AFTER = dt.timedelta(days=60)  # about four meetings of a group that meets twice a month


def members_on(group: PeerGroup, day: dt.date) -> QuerySet[Enrolment]:
    """Whose presence can be noted on a day: from the day of entry to the day of leaving, both included."""
    return group.enrolments.filter(
        Q(left_on__isnull=True) | Q(left_on__gte=day), joined_on__lte=day
    )


def by_name(enrolments: QuerySet[Enrolment]) -> list[Enrolment]:
    """Enrolments with their names, in the order of a list of names: names are sealed, the database cannot sort."""
    found = enrolments.select_related("participant__contact")
    return sorted(found, key=lambda enrolment: fold(enrolment.participant.shown_name))


def remarks_on(group: PeerGroup, *, joining_on: dt.date) -> list[str]:
    """What to tell whoever adds one more parent: the group is full, or began long ago. None of it forbids."""
    remarks = []
    members = group.enrolments.filter(left_on__isnull=True).count()
    if members >= group.nominal_size:
        remarks.append(
            ngettext(
                "Le groupe est complet : %(members)s parent pour %(size)s places prévues. "
                "Vous pouvez quand même inscrire quelqu'un.",
                "Le groupe est complet : %(members)s parents pour %(size)s places prévues. "
                "Vous pouvez quand même inscrire quelqu'un.",
                members,
            )
            % {"members": members, "size": group.nominal_size}
        )
    if joining_on - group.started_on > LATE_AFTER:
        remarks.append(
            _("Le groupe se retrouve depuis le %(day)s : ce parent arrive en cours de route.")
            % {"day": f"{group.started_on:%d/%m/%Y}"}
        )
    return remarks
