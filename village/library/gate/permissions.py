"""The permissions of the site as a page shows them on a day."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from village.core.errors import UnknownInstrument
from village.core.instruments import find_instrument
from village.library.languages.names import language_name
from village.library.models import Grant
from village.library.reading import library

SOON = dt.timedelta(days=60)  # time to write, to be answered, and to write again


class GrantStatus(models.TextChoices):
    """Where a permission stands."""

    VALID = "valid", _("en cours")
    ENDS_SOON = "ends_soon", _("finit bientôt")
    ENDED = "ended", _("terminée")
    TAKEN_BACK = "taken_back", _("reprise")


@dataclass(frozen=True, slots=True)
class GrantEntry:
    """One line of the ledger."""

    grant: Grant
    instrument: str
    language: str
    status: GrantStatus

    @property
    def ends_soon(self) -> bool:
        """Whether somebody should write now."""
        return self.status is GrantStatus.ENDS_SOON

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it still covers someone."""
        return self.status in (GrantStatus.VALID, GrantStatus.ENDS_SOON)


def entries(*, on: dt.date) -> list[GrantEntry]:
    """Every permission, those that end soon first, then the others by instrument; those of the past last."""
    grants = Grant.objects.select_related("holder", "document", "recorded_by", "taken_back_by")
    found = [
        GrantEntry(grant, _full_name(grant.instrument), language_name(grant.language), status)
        for grant in grants.defer("document__content")
        for status in [status_of(grant, on=on)]
    ]
    order = [GrantStatus.ENDS_SOON, GrantStatus.VALID, GrantStatus.ENDED, GrantStatus.TAKEN_BACK]
    return sorted(found, key=lambda entry: (order.index(entry.status), entry.instrument))


def status_of(grant: Grant, *, on: dt.date) -> GrantStatus:
    """Where a permission stands on a day; its last day is included."""
    if grant.taken_back_on is not None:
        return GrantStatus.TAKEN_BACK
    if grant.expires_on is None:
        return GrantStatus.VALID
    if grant.expires_on < on:
        return GrantStatus.ENDED
    return GrantStatus.ENDS_SOON if grant.expires_on - on <= SOON else GrantStatus.VALID


def _full_name(key: str) -> str:
    try:
        return find_instrument(library(), key).full_name
    except UnknownInstrument:
        return key
