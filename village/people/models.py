"""Parents, what they agreed to, and how to reach them. Identities live here and nowhere else."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from village.network.models import House
from village.sealing.fields import SealedField
from village.sealing.values import blind_index


class Participant(models.Model):
    """An adult who takes part (a parent, a future parent, another caregiver), known by a random id."""

    class Withdrawal(models.TextChoices):
        KEEP = "keep", _("garder les réponses déjà données, sans le nom")
        DELETE = "delete", _("effacer aussi les réponses et les présences")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(House, models.PROTECT, related_name="participants")
    language = models.CharField(_("langue des questions"), max_length=12, default="fr")
    created_at = models.DateTimeField(_("créé le"))
    withdrawn_at = models.DateTimeField(_("retrait le"), null=True, blank=True)
    withdrawal = models.CharField(
        _("choix au retrait"), max_length=10, choices=Withdrawal, blank=True
    )

    class Privacy:
        research: ClassVar = {"id", "house", "language", "created_at"}
        operational: ClassVar = {"withdrawn_at", "withdrawal"}

    class Meta:
        verbose_name = _("parent")
        verbose_name_plural = _("parents")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal="")
                | Q(withdrawn_at__isnull=False, withdrawal__in=["keep", "delete"]),
                name="participant_withdrawal_is_dated_and_says_how",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def shown_name(self) -> str:
        """How to call this person on screen, where the name is no longer known too."""
        contact = getattr(self, "contact", None)  # erased at withdrawal
        return contact.name if contact else gettext("Parent retiré")

    @property
    def has_withdrawn(self) -> bool:
        """Whether this person stopped taking part for good."""
        return self.withdrawn_at is not None


class ContactDetails(models.Model):
    """How to reach a participant: sealed field by field, found by blind index, erased first."""

    participant = models.OneToOneField(
        Participant, models.CASCADE, primary_key=True, related_name="contact"
    )
    name = SealedField(_("nom ou prénom d'usage"))
    email = SealedField(_("adresse e-mail"), blank=True)
    phone = SealedField(_("téléphone"), blank=True)
    email_index = models.BinaryField(null=True, blank=True, editable=False, db_index=True)
    phone_index = models.BinaryField(null=True, blank=True, editable=False, db_index=True)

    class Privacy:
        identifying: ClassVar = {"name", "email", "phone"}
        secret: ClassVar = {"email_index", "phone_index"}
        operational: ClassVar = {"participant"}

    class Meta:
        verbose_name = _("coordonnées")
        verbose_name_plural = _("coordonnées")
        constraints = [models.CheckConstraint(condition=~Q(name=b""), name="contact_has_a_name")]

    def __str__(self) -> str:
        return str(self.pk)

    def index(self) -> None:
        """Refresh the blind indexes; `save()` does it, `bulk_create()` cannot."""
        self.email_index = blind_index(self.email, column="email")
        self.phone_index = blind_index(self.phone, column="phone")

    def save(self, *args: Any, **options: Any) -> None:
        self.index()
        if (chosen := options.get("update_fields")) is not None:
            options["update_fields"] = {*chosen, "email_index", "phone_index"}
        super().save(*args, **options)


class Purpose(models.TextChoices):
    """What someone can agree to, one by one; refusing all of them never closes the door of a group."""

    MESSAGES = "messages", _("recevoir des messages")
    EVALUATION = "evaluation", _("participer à l'évaluation de la maison")
    NATIONAL = "national", _("partager ses réponses, sans son nom, avec l'évaluation nationale")
    RECONTACT = "recontact", _("recevoir un jour une proposition de recherche")
    QUOTES = "quotes", _("voir ses mots cités, sans qu'on puisse savoir de qui")


class Consent(models.Model):
    """A dated yes or no for one purpose. The latest says what holds; none means no."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("pour"), max_length=12, choices=Purpose)
    given = models.BooleanField(_("accord"))
    decided_at = models.DateTimeField(_("moment"))
    notice_version = models.CharField(_("version de l'information lue"), max_length=20)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: the parent, alone

    class Privacy:
        research: ClassVar = {"participant", "purpose", "given", "decided_at", "notice_version"}
        operational: ClassVar = {"id", "recorded_by"}

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="consent_purpose_is_known"
            )
        ]
        indexes = [  # `participants_consenting` looks up one latest decision for each participant
            models.Index(fields=("participant", "purpose", "decided_at"), name="consent_latest")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"


class Child(models.Model):
    """A baby, born or expected, known by its month only: no name, no day."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="children")
    expected_month = models.DateField(_("mois prévu de la naissance"), null=True, blank=True)
    birth_month = models.DateField(_("mois de naissance"), null=True, blank=True)

    class Privacy:
        sensitive: ClassVar = {"expected_month", "birth_month"}
        research: ClassVar = {"participant"}
        operational: ClassVar = {"id"}

    class Meta:
        verbose_name = _("enfant")
        verbose_name_plural = _("enfants")
        constraints = [
            models.CheckConstraint(
                condition=Q(expected_month__isnull=False) | Q(birth_month__isnull=False),
                name="child_has_a_month",
            ),
            models.CheckConstraint(  # the day carries nothing: it is always the first
                condition=(Q(expected_month__isnull=True) | Q(expected_month__day=1))
                & (Q(birth_month__isnull=True) | Q(birth_month__day=1)),
                name="child_months_hide_the_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
