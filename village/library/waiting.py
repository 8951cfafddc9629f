"""What the languages and the permissions of the site wait for, for whoever looks after the questionnaires."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from village.library.gate.permissions import SOON
from village.library.installed import batteries
from village.library.languages.names import language_name, languages_begun
from village.library.languages.parity import openings
from village.library.models import Grant
from village.network.access import Right, has_right
from village.network.models import User
from village.ui.agenda import Waiting


def languages_to_read(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """The languages in which every word is there, and somebody has only to read them again. One query."""
    if not has_right(user, Right.MANAGE_QUESTIONNAIRES):
        return
    asked = [(one, language) for one in batteries().values() for language in languages_begun(one)]
    waiting = [one.language for one in openings(asked) if one.to_approve and not one.missing]
    if languages := list(dict.fromkeys(waiting)):
        yield Waiting(
            sentence=ngettext(
                "Une langue attend d'être relue.",
                "%(count)s langues attendent d'être relues.",
                len(languages),
            )
            % {"count": len(languages)},
            reason=", ".join(language_name(one) for one in languages),
            act=_("Voir les langues"),
            url=reverse("library:languages"),
        )


def permissions_ending(user: User, now: dt.datetime) -> Iterator[Waiting]:
    """The permissions that end soon enough for somebody to write now. One query."""
    if not has_right(user, Right.MANAGE_QUESTIONNAIRES):
        return
    today = localdate(now)
    ending = Grant.objects.valid(on=today).filter(expires_on__lte=today + SOON)
    found = ending.aggregate(count=Count("pk"), first=Min("expires_on"))
    if found["count"]:
        yield Waiting(
            sentence=ngettext(
                "Une autorisation finit bientôt.",
                "%(count)s autorisations finissent bientôt.",
                found["count"],
            )
            % {"count": found["count"]},
            reason=_("Sans un nouvel accord, ces questions ne seront plus posées."),
            act=_("Voir les autorisations"),
            url=reverse("library:grants"),
            day=found["first"],
        )
