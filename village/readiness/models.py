"""How a house is ready to answer a parent in danger: who, when, by which way. What is asked of parents is not said here."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from village.documents.models import Document
from village.network.models import House


class SafetyReadiness(models.Model):
    """What a house declared on one day. Each change is a new row, and the latest counts: a protocol has a history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, models.CASCADE, related_name="safety_readiness")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact_quality = models.CharField(_("métier"), max_length=120, blank=True)
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy_quality = models.CharField(_("métier"), max_length=120, blank=True)
    opening_hours = models.CharField(_("horaires"), max_length=300, blank=True)
    pathway = models.TextField(_("orientation locale"), max_length=2000, blank=True)
    protocol_version = models.CharField(_("version du protocole"), max_length=60, blank=True)
    protocol_text = models.TextField(_("protocole"), max_length=10_000, blank=True)
    protocol_file = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    trained_on = models.DateField(_("formation de l'équipe"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("noté le"))

    class Privacy:
        operational: ClassVar = {
            "id",
            "house",
            "contact",
            "contact_quality",
            "deputy",
            "deputy_quality",
            "opening_hours",
            "pathway",
            "protocol_version",
            "protocol_text",
            "protocol_file",
            "trained_on",
            "recorded_by",
            "recorded_at",
        }

    class Meta:
        verbose_name = _("préparation à la sécurité")
        verbose_name_plural = _("préparations à la sécurité")
        db_table = (
            "network_safetyreadiness"  # where it was born: nothing moves in a site that has some
        )
        ordering = ("-recorded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True)
                | Q(deputy__isnull=True)
                | ~Q(contact=F("deputy")),
                name="safety_deputy_is_another_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.house} {self.recorded_at:%Y-%m-%d}"
