"""Whom to speak to in an organisation: sealed like the details of a parent, and not kept for ever."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from village.core.months import add_months
from village.network.models.organisations import Organisation
from village.sealing.fields import SealedField

MONTHS_KEPT = 36  # after somebody last said that it is still right


class Contact(models.Model):
    """Somebody in an organisation, known by name. What one does there names one too: it is sealed as well."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    name = SealedField(_("nom"))
    position = SealedField(_("fonction"), blank=True)
    email = SealedField(_("adresse e-mail"), blank=True)
    phone = SealedField(_("téléphone"), blank=True)
    confirmed_on = models.DateField(_("confirmé le"))

    class Privacy:
        identifying: ClassVar = {"name", "position", "email", "phone"}
        operational: ClassVar = {"id", "organisation", "confirmed_on"}

    class Meta:
        verbose_name = _("personne à contacter")
        verbose_name_plural = _("personnes à contacter")
        indexes = [models.Index(fields=("confirmed_on",), name="contact_confirmed_on")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=b"") & (~Q(email=b"") | ~Q(phone=b"")),
                name="organisation_contact_can_be_reached",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def kept_until_on(self) -> dt.date:
        """The last day it is kept, unless somebody says before that it is still right."""
        return add_months(self.confirmed_on, MONTHS_KEPT)
