"""What the site has published: the release ledger, and the figures that stay at their date.

Nobody stands in it by name, by pseudonym or by token: of the parents behind a figure only power sums are kept
(`village.analytics.releases.sums`), sealed (`sealing`).
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """A snapshot whose figures the pages show."""

    snapshot = models.CharField(_("empreinte de la photographie"), max_length=64, unique=True)
    taken_at = models.DateTimeField(_("prise le"), db_index=True)
    published_at = models.DateTimeField(_("publiée le"))

    class Privacy:
        operational: ClassVar = {"id", "snapshot", "taken_at", "published_at"}

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ("taken_at",)

    def __str__(self) -> str:
        return self.snapshot[:12]


class Release(models.Model):
    """One figure (a scale at a wave, a rate of answers) of one publication, in every house and in the nation."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="releases")
    figure = models.CharField(_("chiffre"), max_length=250)
    behind = models.BinaryField(_("qui est derrière, en sommes scellées"))
    # What the pages show in each place (`releases.name_of`): its date, and its values, in case it stays there.
    # Emptied once a later publication has taken over what it keeps.
    shown = models.JSONField(_("ce qui est montré"), default=dict)

    class Privacy:
        secret: ClassVar = {
            "behind"
        }  # opened with the key, it could be asked whether somebody is in it
        operational: ClassVar = {"id", "publication", "figure", "shown"}

    class Meta:
        verbose_name = _("chiffre publié")
        verbose_name_plural = _("chiffres publiés")
        constraints = [
            models.UniqueConstraint(
                fields=("publication", "figure"), name="release_once_in_a_publication"
            )
        ]

    def __str__(self) -> str:
        return self.figure
