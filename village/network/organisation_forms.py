"""What the national team fills in about an organisation: what it is, and its numbers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from village.core.identifiers import compact
from village.network.commune_forms import CommuneForm
from village.network.models import Organisation, validate_rna, validate_siret
from village.network.queries import organisations_named
from village.ui.validators import refuse_invisible, refuse_social_security_number

Kind = Organisation.Kind
# Each kind stands once, under what one would look for it.
KINDS = {
    _("Collectivités"): (Kind.COMMUNE, Kind.CCAS, Kind.EPCI, Kind.DEPARTEMENT, Kind.REGION),
    _("Santé"): (
        Kind.PMI,
        Kind.HOSPITAL,
        Kind.MATERNITY,
        Kind.MENTAL_HEALTH,
        Kind.MIDWIVES,
        Kind.MEDICAL_PRACTICE,
        Kind.MUTUAL,
    ),
    _("Petite enfance et familles"): (
        Kind.NURSERY,
        Kind.NURSERY_OPERATOR,
        Kind.CHILDMINDERS,
        Kind.PARENTS_AND_CHILDREN,
        Kind.SOCIAL_CENTRE,
        Kind.LIBRARY,
        Kind.PARENTING_NETWORK,
    ),
    _("Caisses et État"): (
        Kind.CAF,
        Kind.MSA,
        Kind.CPAM,
        Kind.ARS,
        Kind.STATE_SERVICE,
        Kind.SCHOOL,
    ),
    _("Associations"): (
        Kind.ASSOCIATION,
        Kind.PEERS,
        Kind.FAMILIES,
        Kind.FEDERATION,
        Kind.FOUNDATION,
        Kind.SHELTER,
        Kind.INTERPRETERS,
    ),
    _("Autres"): (Kind.COMPANY, Kind.UNIVERSITY, Kind.TRAINING_BODY, Kind.OTHER),
}


def kind_choices() -> list[tuple[Any, Any]]:
    """The kinds, under their headings."""
    headed = [
        (heading, [(kind.value, capfirst(kind.label)) for kind in kinds])
        for heading, kinds in KINDS.items()
    ]
    return [("", _("Choisissez…")), *headed]


class OrganisationChoiceField(forms.ModelChoiceField):
    """One organisation among all: where it is tells apart those of the same name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Organisation.objects.all(), **options)

    def label_from_instance(self, obj: Organisation) -> str:
        """Its name, and what tells it apart."""
        return obj.told_apart


class RegisterNumberField(forms.CharField):
    """A number of a register, typed with or without spaces."""

    def __init__(self, *, validator: Callable[[str], None], **options: Any) -> None:
        super().__init__(required=False, max_length=30, validators=[validator], **options)

    def to_python(self, value: Any) -> str:
        """The number as its register writes it."""
        return compact(super().to_python(value) or "")


class OrganisationForm(CommuneForm):
    """An organisation. A name that another one bears is said, and asked about once: it may well be another."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=200,
        validators=[refuse_social_security_number, refuse_invisible],
    )
    is_another = forms.BooleanField(label=_("C'est bien un autre organisme"), required=False)
    kind = forms.ChoiceField(label=_("Type d'organisme"), choices=kind_choices)
    siret = RegisterNumberField(
        label=_("SIRET"),
        validator=validate_siret,
        help_text=_("Quatorze chiffres. Deux organismes n'ont jamais le même."),
    )
    rna = RegisterNumberField(
        label=_("Numéro RNA"),
        validator=validate_rna,
        help_text=_("Pour une association : un W et neuf signes."),
    )
    field_order = ("name", "is_another", "kind", "siret", "rna", "commune", "chosen_commune")

    def __init__(
        self, *args: Any, organisation: Organisation | None = None, **options: Any
    ) -> None:
        if organisation is not None:
            names = ("name", "kind", "siret", "rna")
            options["initial"] = {name: getattr(organisation, name) for name in names}
            if organisation.commune is not None:
                where = organisation.commune
                options["initial"]["commune"] = f"{where.name} ({where.code})"
        super().__init__(*args, **options)
        self.organisation = organisation
        self.fields["commune"].required = False
        self.homonyms = self._homonyms() if self.is_bound else []
        if not self.homonyms:
            del self.fields["is_another"]

    def _homonyms(self) -> list[Organisation]:
        """The other organisations of that name, unless their numbers already say that they are others."""
        name, siret = (str(self[field].value() or "") for field in ("name", "siret"))
        if self.organisation is not None and self.organisation.name == name.strip():
            return []
        known = organisations_named(name, but=self.organisation)
        if siret.strip() and all(one.siret for one in known):
            return []
        return known

    def _refuse_number_of_another(self, field: str, sentence: str) -> None:
        number = self.cleaned_data.get(field)
        others = Organisation.objects.all()
        if self.organisation is not None:
            others = others.exclude(pk=self.organisation.pk)
        if number and (other := others.filter(**{field: number}).first()):
            self.add_error(field, ValidationError(sentence % {"name": other.name}))

    def clean(self) -> dict[str, Any]:
        """Refuse a number that another organisation has; ask once about a name that another one bears."""
        known = super().clean() or self.cleaned_data
        self._refuse_number_of_another("siret", str(_("%(name)s a déjà ce SIRET.")))
        self._refuse_number_of_another("rna", str(_("%(name)s a déjà ce numéro.")))
        if self.homonyms and not known.get("is_another"):
            self.add_error(
                "is_another",
                _(
                    "Un organisme porte déjà ce nom. Si vous en ajoutez un autre, cochez cette case."
                ),
            )
        return known

    @property
    def known(self) -> dict[str, Any]:
        """What the verbs take, once all of it is well."""
        kept = {name: self.cleaned_data[name] for name in ("name", "kind", "siret", "rna")}
        return {**kept, "commune_code": self.commune_code}
