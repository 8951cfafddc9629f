"""What the national team fills in about how a house answers a parent in danger."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from village.documents.forms import UploadField
from village.network.models import User
from village.ui.forms import DateInput
from village.ui.validators import refuse_social_security_number


class SafetyForm(forms.Form):
    """How a house is ready to answer a parent in danger. May be saved in part: the page says what is missing."""

    contact = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Personne à joindre"),
        required=False,
        empty_label=_("Choisissez…"),
        help_text=_("Un compte ouvert, avec le rôle de contact de sécurité dans cette maison."),
    )
    contact_quality = forms.CharField(
        label=_("Son métier"),
        max_length=120,
        required=False,
        help_text=_("Par exemple : sage-femme, psychologue, puéricultrice."),
    )
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Personne qui la remplace"),
        required=False,
        empty_label=_("Choisissez…"),
    )
    deputy_quality = forms.CharField(label=_("Son métier"), max_length=120, required=False)
    opening_hours = forms.CharField(
        label=_("Quand on peut les joindre"),
        max_length=300,
        required=False,
        help_text=_("Par exemple : du lundi au vendredi, de 9 h à 18 h."),
    )
    pathway = forms.CharField(
        label=_("Vers qui orienter, près de la maison"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("PMI, CMP, maternité, urgences : un nom et un numéro pour chacun."),
    )
    protocol_version = forms.CharField(
        label=_("Version du protocole"),
        max_length=60,
        required=False,
        help_text=_("Par exemple : 2, ou novembre 2026."),
    )
    protocol_text = forms.CharField(
        label=_("Protocole écrit"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Qui fait quoi, en combien de temps. Ici, ou dans un fichier."),
    )
    protocol_file = UploadField(label=_("Protocole, en fichier"))
    trained_on = forms.DateField(
        label=_("L'équipe a été formée le"), required=False, widget=DateInput()
    )

    def __init__(self, *args: Any, contacts: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("contact", "deputy"):
            cast(forms.ModelChoiceField, self.fields[name]).queryset = contacts
        for name in ("contact_quality", "deputy_quality", "opening_hours", "pathway"):
            self.fields[name].validators.append(refuse_social_security_number)

    def clean(self) -> dict[str, Any]:
        """Refuse one person for two."""
        known = super().clean() or self.cleaned_data
        if known.get("contact") and known.get("contact") == known.get("deputy"):
            self.add_error("deputy", _("Choisissez une autre personne que la première."))
        return known
