"""The bodies around a house: who holds one, pays for one, works with one. What they do is said by their links."""

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from village.core.identifiers import is_rna, is_siret
from village.network.models.communes import validate_commune
from village.territories.register import commune, commune_today
from village.territories.territory import Territory


def validate_siret(number: str) -> None:
    """Refuse what cannot be an establishment, and say what one looks like."""
    if not is_siret(number):
        raise ValidationError(
            _(
                "Ce numéro n'est pas un SIRET : quatorze chiffres, dont le dernier vérifie les autres."
            )
        )


def validate_rna(number: str) -> None:
    """Refuse what cannot be in the register of associations, and say what a number of it looks like."""
    if not is_rna(number):
        raise ValidationError(
            _(
                "Ce numéro n'est pas au format du RNA : un W suivi de neuf signes, par exemple W751000001."
            )
        )


class Organisation(models.Model):
    """A body with a name of its own, known by its numbers: two of them may share a name.

    Its kind is what it is. Holding a house, funding one, being a partner or an employer is having a link: never a kind.
    """

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        CCAS = "ccas", _("centre communal ou intercommunal d'action sociale")
        EPCI = "epci", _("intercommunalité")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")
        PMI = "pmi", _("protection maternelle et infantile (PMI)")
        HOSPITAL = "hospital", _("établissement de santé")
        MATERNITY = "maternity", _("maternité")
        MENTAL_HEALTH = "mental_health", _("psychiatrie périnatale ou centre médico-psychologique")
        MIDWIVES = "midwives", _("cabinet de sages-femmes")
        MEDICAL_PRACTICE = "medical_practice", _("cabinet médical ou maison de santé")
        MUTUAL = "mutual", _("mutuelle")
        NURSERY = "nursery", _("crèche ou autre accueil de jeunes enfants")
        NURSERY_OPERATOR = "nursery_operator", _("gestionnaire de crèches")
        CHILDMINDERS = "childminders", _("relais petite enfance")
        PARENTS_AND_CHILDREN = "parents_and_children", _("lieu d'accueil enfants-parents")
        SOCIAL_CENTRE = "social_centre", _("centre social")
        LIBRARY = "library", _("médiathèque")
        PARENTING_NETWORK = (
            "parenting_network",
            _("réseau départemental de soutien à la parentalité"),
        )
        CAF = "caf", _("caisse d'allocations familiales (CAF)")
        MSA = "msa", _("mutualité sociale agricole (MSA)")
        CPAM = "cpam", _("caisse primaire d'assurance maladie (CPAM)")
        ARS = "ars", _("agence régionale de santé (ARS)")
        STATE_SERVICE = "state_service", _("autre service de l'État")
        SCHOOL = "school", _("école ou service de l'Éducation nationale")
        ASSOCIATION = "association", _("association")
        PEERS = "peers", _("association ou collectif de parents")
        FAMILIES = "families", _("union d'associations familiales")
        FEDERATION = "federation", _("fédération")
        FOUNDATION = "foundation", _("fondation ou fonds de dotation")
        SHELTER = "shelter", _("hébergement ou urgence sociale")
        INTERPRETERS = "interpreters", _("service d'interprètes")
        COMPANY = "company", _("entreprise")
        UNIVERSITY = "university", _("université ou laboratoire")
        TRAINING_BODY = "training_body", _("organisme de formation")
        OTHER = "other", _("autre organisme")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("forme"), max_length=20, choices=Kind)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, validators=[validate_siret])
    rna = models.CharField(_("numéro RNA"), max_length=10, blank=True, validators=[validate_rna])
    commune_code = models.CharField(
        _("code officiel de la commune"),
        max_length=5,
        blank=True,
        validators=[validate_commune],
    )

    class Privacy:
        operational: ClassVar = {"id", "name", "kind", "siret", "rna", "commune_code"}

    class Meta:
        verbose_name = _("organisme")
        verbose_name_plural = _("organismes")
        # The name it was born with: nothing moves in a site that has some.
        db_table = "network_holder"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("siret",),
                condition=~Q(siret=""),
                name="organisation_siret_once",
                violation_error_message=_("Un organisme a déjà ce SIRET."),
            ),
            models.UniqueConstraint(
                fields=("rna",),
                condition=~Q(rna=""),
                name="organisation_rna_once",
                violation_error_message=_("Un organisme a déjà ce numéro RNA."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def commune(self) -> Territory | None:
        """Where its seat is, as communes are today; None when nobody said."""
        return commune(self.commune_code) or commune_today(self.commune_code)

    @property
    def place(self) -> str:
        """Its commune and the number of its département, as one says them; empty when nobody said."""
        here = self.commune
        return f"{here.name} ({here.departement})" if here is not None else ""

    @property
    def told_apart(self) -> str:
        """Its name, with what tells it from others of that name: its place, or its SIRET."""
        return " · ".join(filter(None, (self.name, self.place or self.siret)))
