"""Who may ask what, where, since when, and in which words: permissions, choices, approvals. None is ever erased."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from village.documents.models import Document
from village.network.models import House, Organisation


class GrantQuery(models.QuerySet["Grant"]):
    """Permissions, by the day and the house."""

    def valid(self, *, on: dt.date) -> "GrantQuery":
        """Those under which words may be shown on a day; the last day is included."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=on),
            taken_back_on__isnull=True,  # taken back, it ends at once, whatever day it is in each house
            granted_on__lte=on,
        )

    def covering(self, house: House) -> "GrantQuery":
        """Those given to whoever carries this house, or to the whole nation."""
        return self.filter(Q(holder__isnull=True) | Q(holder=house.holder_id))


class Grant(models.Model):
    """A permission to show the words of an instrument, in one language, to the houses of a holder or of the nation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instrument = models.CharField(_("questionnaire"), max_length=60)  # its key: words, not scorings
    language = models.CharField(_("langue"), max_length=20)
    holder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("porteur de projet"),
    )  # none: the whole nation
    granted_by = models.CharField(_("donnée par"), max_length=200)
    granted_on = models.DateField(_("donnée le"))
    expires_on = models.DateField(_("dernier jour"), null=True, blank=True)  # none: none was said
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fichier")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("notée le"))
    taken_back_on = models.DateField(_("reprise le"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GrantQuery.as_manager()

    class Privacy:
        operational: ClassVar = {
            "id",
            "instrument",
            "language",
            "holder",
            "granted_by",
            "granted_on",
            "expires_on",
            "document",
            "recorded_by",
            "recorded_at",
            "taken_back_on",
            "taken_back_by",
        }

    class Meta:
        verbose_name = _("autorisation")
        verbose_name_plural = _("autorisations")
        ordering = ("instrument", "language", "-granted_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("granted_on")),
                name="grant_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} ({self.language})"


class Choice(models.Model):
    """The battery a house asks from some day on. The latest counts; earlier ones say what was asked then."""

    house = models.ForeignKey(House, models.CASCADE, related_name="battery_choices")
    battery = models.CharField(_("questionnaires"), max_length=80)  # key@version
    starts_on = models.DateField(_("à partir du"))
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    chosen_at = models.DateTimeField(_("choisie le"))

    class Privacy:
        operational: ClassVar = {"id", "house", "battery", "starts_on", "chosen_by", "chosen_at"}

    class Meta:
        verbose_name = _("choix de questionnaires")
        verbose_name_plural = _("choix de questionnaires")
        ordering = ("-starts_on", "-chosen_at", "-pk")

    def __str__(self) -> str:
        return f"{self.house}: {self.battery}"


class Approval(models.Model):
    """Someone read the words of a language again, and said that parents may read them. Other words are not approved."""

    subject = models.CharField(_("objet"), max_length=80)  # an instrument, key@version, or SITE
    language = models.CharField(_("langue"), max_length=20)
    words_hash = models.CharField(_("empreinte des mots"), max_length=64)
    reviewer = models.CharField(_("relu par"), max_length=200)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approuvé le"))
    taken_back_at = models.DateTimeField(_("repris le"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Privacy:
        operational: ClassVar = {
            "id",
            "subject",
            "language",
            "words_hash",
            "reviewer",
            "approved_by",
            "approved_at",
            "taken_back_at",
            "taken_back_by",
        }

    class Meta:
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        ordering = ("-approved_at", "-pk")

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"
