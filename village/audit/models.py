"""Who did what, when: one line per thing that matters, never the content of an answer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """A thing that happened, named in the past tense (`participant.enrolled`)."""

    happened_at = models.DateTimeField(_("moment"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: a parent, or the site itself
    name = models.CharField(_("événement"), max_length=60)
    subject = models.CharField(_("objet"), max_length=80)  # `participant:<id>`: an id, never a name

    class Privacy:
        operational: ClassVar = {"id", "happened_at", "actor", "name", "subject"}

    class Meta:
        verbose_name = _("événement du journal")
        verbose_name_plural = _("journal")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
