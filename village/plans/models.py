"""The register of analysis plans: what somebody decided to look at, and when they said so."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterOnlyGrows(TypeError):
    """Something tried to change or remove a registration."""


def _refuse(*_arguments: Any, **_options: Any) -> NoReturn:
    raise RegisterOnlyGrows("A registration is neither changed nor removed.")


class Register(models.QuerySet["Registration"]):
    """Registrations: read, and added to."""

    update = bulk_update = delete = _refuse


class Registration(models.Model):
    """One plan, registered once. Each seal holds the one before it (see `village.analytics.plans.registration`)."""

    plan_key = models.CharField(_("plan"), max_length=80)
    plan_hash = models.CharField(_("empreinte du plan"), max_length=64, unique=True)
    content = models.JSONField(_("contenu"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("enregistré le"))
    # Whoever registers a plan could already have looked at a snapshot: this says which answers were in it.
    latest_snapshot_at = models.DateTimeField(_("dernière photographie"), null=True, blank=True)
    previous = models.CharField(_("sceau précédent"), max_length=64, unique=True)
    seal = models.CharField(_("sceau"), max_length=64, unique=True)

    objects = Register.as_manager()

    class Privacy:
        operational: ClassVar = {
            "id",
            "plan_key",
            "plan_hash",
            "content",
            "author",
            "registered_at",
            "latest_snapshot_at",
            "previous",
            "seal",
        }

    class Meta:
        verbose_name = _("plan enregistré")
        verbose_name_plural = _("plans enregistrés")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.plan_key} {self.plan_hash[:12]}"

    def save(self, *args: Any, **options: Any) -> None:
        """Add a registration; an existing one raises `RegisterOnlyGrows`."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **options)

    delete = _refuse
