"""Peer groups: who belongs, when they met, who was there."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from village.network.models import House
from village.people.models import Participant

LONGEST_NAME = 100
GROUP_SIZES = (2, 30)
MEETING_MINUTES = (15, 480)


class PeerGroup(models.Model):
    """About ten parents who stay together for a year, led by a facilitator."""

    class Kind(models.TextChoices):
        ANTENATAL = "antenatal", _("avant la naissance")
        POSTNATAL = "postnatal", _("après la naissance")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    house = models.ForeignKey(
        House, models.PROTECT, related_name="groups", verbose_name=_("maison")
    )
    name = models.CharField(_("nom du groupe"), max_length=LONGEST_NAME)
    kind = models.CharField(_("début du groupe"), max_length=10, choices=Kind)
    nominal_size = models.PositiveSmallIntegerField(
        _("taille prévue"),
        default=10,
        validators=[MinValueValidator(GROUP_SIZES[0]), MaxValueValidator(GROUP_SIZES[1])],
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups_led",
        verbose_name=_("facilitateur ou facilitatrice"),
    )
    started_on = models.DateField(_("première séance"))
    ended_on = models.DateField(_("dernière séance"), null=True, blank=True)

    class Privacy:
        research: ClassVar = {"id", "house", "kind", "nominal_size", "started_on", "ended_on"}
        operational: ClassVar = {"name", "facilitator"}

    class Meta:
        verbose_name = _("groupe")
        verbose_name_plural = _("groupes")
        ordering = ("-started_on", "name")
        constraints = [
            models.UniqueConstraint(fields=("house", "name"), name="group_name_once_per_house"),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["antenatal", "postnatal"]), name="group_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(nominal_size__range=GROUP_SIZES), name="group_size_is_a_group"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="group_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A participant's time in a group, from the day of entry to the day of leaving."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="enrolments")
    group = models.ForeignKey(PeerGroup, models.PROTECT, related_name="enrolments")
    joined_on = models.DateField(_("entrée le"))
    left_on = models.DateField(_("sortie le"), null=True, blank=True)

    class Privacy:
        research: ClassVar = {"id", "participant", "group", "joined_on", "left_on"}

    class Meta:
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=("participant", "group"), name="enrolment_once_per_group"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="enrolment_leaves_after_it_joins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Meeting(models.Model):
    """One gathering of a peer group (a séance; `session` belongs to `request.session`)."""

    group = models.ForeignKey(PeerGroup, models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(
        _("durée en minutes"),
        default=90,
        validators=[MinValueValidator(MEETING_MINUTES[0]), MaxValueValidator(MEETING_MINUTES[1])],
    )

    class Privacy:
        research: ClassVar = {"id", "group", "held_on", "minutes"}

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ("-held_on",)
        constraints = [
            models.UniqueConstraint(fields=("group", "held_on"), name="meeting_once_a_day"),
            models.CheckConstraint(
                condition=Q(minutes__range=MEETING_MINUTES), name="meeting_lasts_a_plausible_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y}"


class Attendance(models.Model):
    """Whether an enrolled participant came to a meeting. No row: nobody noted it, which is not an absence."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendance")
    present = models.BooleanField(_("présence"))

    class Privacy:
        research: ClassVar = {"meeting", "enrolment", "present"}
        operational: ClassVar = {"id"}

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        constraints = [
            models.UniqueConstraint(fields=("meeting", "enrolment"), name="attendance_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
