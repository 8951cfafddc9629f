"""What was asked of whom, through which link, and what came back."""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from village.groups.models import Enrolment


class Invitation(models.Model):
    """One battery asked of one enrolled participant at one wave, between two dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="invitations")
    battery = models.CharField(_("questionnaire"), max_length=60)
    battery_version = models.CharField(_("version"), max_length=20)
    wave = models.CharField(_("moment de la mesure"), max_length=10)
    opens_on = models.DateField(_("ouverte le"))
    closes_on = models.DateField(_("fermée le"))
    # Chosen when it was planned, so that a parent is asked the same all along, whatever the site brings or loses since:
    # ["who5@1", "village-16@1/stress"]. Empty: all that the battery asks at that wave.
    asked = models.JSONField(_("questions prévues"), default=list, blank=True)
    awaits_birth = models.BooleanField(_("attend la naissance"), default=False)
    revoked_at = models.DateTimeField(_("reprise le"), null=True, blank=True)

    class Privacy:
        research: ClassVar = {
            "id",
            "enrolment",
            "battery",
            "battery_version",
            "wave",
            "opens_on",
            "closes_on",
            "asked",
            "revoked_at",
        }
        sensitive: ClassVar = {"awaits_birth"}

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=("enrolment", "battery", "wave"), name="invitation_once_per_wave"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="invitation_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Link(models.Model):
    """One way in to an invitation: only the SHA-256 of its 160-bit token is kept."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        QR = "qr", _("code à scanner")
        PAPER = "paper", _("lien recopié")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    channel = models.CharField(_("voie"), max_length=10, choices=Channel)
    issued_at = models.DateTimeField(_("émis le"))
    expires_at = models.DateTimeField(_("expire le"))
    sent_at = models.DateTimeField(_("parti le"), null=True, blank=True)  # letters only
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)

    class Privacy:
        secret: ClassVar = {"token_hash"}
        research: ClassVar = {"channel"}
        operational: ClassVar = {
            "id",
            "invitation",
            "issued_at",
            "expires_at",
            "sent_at",
            "revoked_at",
        }

    class Meta:
        verbose_name = _("lien")
        verbose_name_plural = _("liens")

    def __str__(self) -> str:
        return str(self.pk)


class Submission(models.Model):
    """What a parent sent, kept exactly as given, once per invitation. Scores are derived, never stored."""

    class Mode(models.TextChoices):
        PHONE = "phone", _("sur un écran, sans aide")
        HELPED = "helped", _("avec de l'aide")
        PAPER = "paper", _("sur papier")

    id = models.UUIDField(primary_key=True, editable=False)  # chosen when the page was served
    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="submission")
    received_at = models.DateTimeField(_("reçue le"))
    # The day written on a sheet of paper, keyed later; none: the day it was received.
    answered_on = models.DateField(_("répondu le"), null=True, blank=True)
    language = models.CharField(_("langue"), max_length=12)
    mode = models.CharField(_("façon de répondre"), max_length=10, choices=Mode, default=Mode.PHONE)
    is_plain = models.BooleanField(_("en mots faciles"), default=False)  # another wording: kept
    # {"village-16@1": {"hash": …, "status": "original"}}: which words were read, as they stood that day
    words = models.JSONField(_("textes lus"), default=dict, blank=True)
    # {"village-16@1": {"item": keyed value or null}}: the value, never the position of an option
    answers = models.JSONField(_("réponses"))
    content_hash = models.CharField(max_length=64)

    class Privacy:
        sensitive: ClassVar = {"answers"}
        research: ClassVar = {
            "id",
            "invitation",
            "received_at",
            "answered_on",
            "language",
            "mode",
            "is_plain",
            "words",
        }
        secret: ClassVar = {"content_hash"}

    class Meta:
        verbose_name = _("réponses reçues")
        verbose_name_plural = _("réponses reçues")

    def __str__(self) -> str:
        return str(self.pk)


class SetAside(models.Model):
    """Other answers that arrived after the first ones: refused, but never dropped without a trace."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="set_aside")
    delivery_id = models.UUIDField()
    received_at = models.DateTimeField(_("reçue le"))
    language = models.CharField(_("langue"), max_length=12)
    answers = models.JSONField(_("réponses"))
    content_hash = models.CharField(max_length=64)

    class Privacy:
        sensitive: ClassVar = {"answers"}
        secret: ClassVar = {"content_hash"}
        operational: ClassVar = {"id", "invitation", "delivery_id", "received_at", "language"}

    class Meta:
        verbose_name = _("réponses mises de côté")
        verbose_name_plural = _("réponses mises de côté")
        constraints = [
            models.UniqueConstraint(fields=("invitation", "content_hash"), name="set_aside_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Sheet(models.Model):
    """A questionnaire printed on paper for one invitation, known by a short code that says nothing of anybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="sheets")
    code = models.CharField(_("code de la feuille"), max_length=9, unique=True)
    language = models.CharField(_("langue"), max_length=12)
    # {"village-16@1": ["savoured", …]}: what is printed, whatever the parent's page would ask since
    asked = models.JSONField(_("questions imprimées"))
    # As `Submission.words`: what is read on paper, whatever becomes of the words on this site.
    words = models.JSONField(_("textes imprimés"))
    # When its answers are welcome, as it was told to whoever took it home; a birth noted since moves the invitation.
    opens_on = models.DateField(_("ouverte le"))
    closes_on = models.DateField(_("fermée le"))
    printed_at = models.DateTimeField(_("imprimée le"))
    # Whoever printed it knows whose it is, and never types it, even once the group was handed over.
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_keyed_twice = models.BooleanField(_("à saisir deux fois"), default=False)
    differences = models.PositiveSmallIntegerField(
        _("écarts entre les deux saisies"), null=True, blank=True
    )  # none: keyed once, or not yet

    class Privacy:
        research: ClassVar = {
            "invitation",
            "language",
            "asked",
            "words",
            "opens_on",
            "closes_on",
            "is_keyed_twice",
            "differences",
        }
        operational: ClassVar = {"id", "code", "printed_at", "printed_by"}

    class Meta:
        verbose_name = _("feuille")
        verbose_name_plural = _("feuilles")
        ordering = ("-printed_at", "code")

    def __str__(self) -> str:
        return self.code

    def is_open_on(self, day: dt.date) -> bool:
        """Whether answers written that day are in time."""
        return self.opens_on <= day <= self.closes_on


class Keying(models.Model):
    """What one person typed from a sheet, until a second one has; then only the answers are kept."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="keyings")
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saisie par")
    )
    keyed_at = models.DateTimeField(_("saisie le"))
    answered_on = models.DateField(_("date écrite sur la feuille"))
    answers = models.JSONField(_("réponses"))

    class Privacy:
        sensitive: ClassVar = {"answers"}
        operational: ClassVar = {"id", "sheet", "keyed_by", "keyed_at", "answered_on"}

    class Meta:
        verbose_name = _("saisie")
        verbose_name_plural = _("saisies")
        constraints = [
            models.UniqueConstraint(fields=("sheet", "keyed_by"), name="keying_once_a_person")
        ]

    def __str__(self) -> str:
        return str(self.pk)
