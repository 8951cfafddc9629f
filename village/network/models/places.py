"""A house, and where it is."""

import datetime as dt
import uuid
import zoneinfo
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from village.network.models.communes import validate_commune
from village.network.models.organisations import Organisation
from village.territories.names import begins_with
from village.territories.register import commune


class Zone(models.TextChoices):
    """The three administrative zones of France; overseas houses are never an afterthought."""

    METROPOLE = "metropole", _("France métropolitaine")
    DROM = "drom", _("département ou région d'outre-mer")
    COM = "com", _("collectivité d'outre-mer")


def validate_time_zone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("« %(name)s » n'est pas un fuseau horaire connu."), params={"name": name}
        )


class House(models.Model):
    """A place where groups of parents meet; `code` is its public, stable name in data and URLs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("nom"), max_length=200)
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="houses", verbose_name=_("porteur de projet")
    )
    host_site = models.CharField(_("lieu d'accueil"), max_length=200, blank=True)
    commune_code = models.CharField(  # text: 01001 and 2A004 are not numbers
        _("code officiel de la commune"),
        max_length=5,
        validators=[validate_commune],
    )
    commune_name = models.CharField(_("commune"), max_length=100)  # the official one of its code
    zone = models.CharField(_("zone"), max_length=10, choices=Zone, default=Zone.METROPOLE)
    time_zone = models.CharField(
        _("fuseau horaire"), max_length=40, default="Europe/Paris", validators=[validate_time_zone]
    )
    opened_on = models.DateField(_("date d'ouverture"), null=True, blank=True)
    closed_on = models.DateField(_("date de fermeture"), null=True, blank=True)

    class Status(models.TextChoices):
        """Where a house is in its life: read from its dates, never kept."""

        PLANNED = "planned", _("en préparation")  # nobody knows when it will open
        OPENING = "opening", _("bientôt ouverte")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("fermée")

    class Privacy:
        research: ClassVar = {"id", "code", "commune_code", "zone", "opened_on", "closed_on"}
        operational: ClassVar = {"name", "holder", "host_site", "commune_name", "time_zone"}

    class Meta:
        verbose_name = _("maison")
        verbose_name_plural = _("maisons")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True)
                | Q(closed_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="house_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse another name than the one of the code: Paris is not 97411."""
        official = commune(self.commune_code)
        if official is not None and self.commune_name != official.name:
            raise ValidationError(
                {
                    "commune_name": _("Le code %(code)s est celui de %(name)s.")
                    % {"code": official.code, "name": official.name}
                }
            )

    def status(self, *, on: dt.date) -> Status:
        """Where the house is in its life that day; on the day it closes, it is closed."""
        if self.closed_on is not None and on >= self.closed_on:
            return self.Status.CLOSED
        if self.opened_on is None:
            return self.Status.PLANNED
        return self.Status.OPENING if on < self.opened_on else self.Status.OPEN

    def is_closed(self, *, on: dt.date) -> bool:
        """Whether it has closed, that day included."""
        return self.status(on=on) is House.Status.CLOSED

    def date_at(self, moment: dt.datetime) -> dt.date:
        """Which day it is in this house: 23:50 in Paris is already tomorrow in Saint-Denis."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    @property
    def departement(self) -> str:
        """The département (or overseas territory) of the commune: two characters, three overseas."""
        return begins_with(self.commune_code)
