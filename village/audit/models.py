"""Who did what, when: one line per thing that matters, never the content of an answer."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalOnlyGrows(TypeError):
    """Something tried to change or remove a line of the journal."""


def _refuse(*_arguments: Any, **_options: Any) -> NoReturn:
    raise JournalOnlyGrows("A line of the journal is neither changed nor removed.")


class Journal(models.QuerySet["Event"]):
    """Lines of the journal: read, and added to."""

    update = bulk_update = delete = _refuse


class Event(models.Model):
    """A thing that happened, named in the past tense (`participant.enrolled`)."""

    happened_at = models.DateTimeField(_("moment"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: a parent, or the site itself
    name = models.CharField(_("événement"), max_length=60)
    subject = models.CharField(_("objet"), max_length=80)  # `participant:<id>`: an id, never a name

    objects = Journal.as_manager()

    class Privacy:
        operational: ClassVar = {"id", "happened_at", "actor", "name", "subject"}

    class Meta:
        verbose_name = _("événement du journal")
        verbose_name_plural = _("journal")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new line; an existing one raises `JournalOnlyGrows`."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **options)

    delete = _refuse
