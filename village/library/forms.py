"""What the national team fills in about permissions, words read again, and what a house asks."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from village.documents.forms import UploadField
from village.library.installed import wanted_batteries
from village.library.languages.names import language_name
from village.library.prose.places import battery_name
from village.library.reading import library, unfinished_words
from village.network.organisation_forms import OrganisationChoiceField
from village.ui.forms import DateInput
from village.ui.validators import refuse_social_security_number


def instrument_choices() -> list[tuple[str, Any]]:
    """The instruments whose words belong to somebody, by key and full name."""
    held = {one.key: one.full_name for one in library().values() if one.evidence.permission}
    return [("", _("Choisissez…")), *sorted(held.items(), key=lambda pair: pair[1].casefold())]


def language_choices() -> list[tuple[str, Any]]:
    """The languages in which something is said here, the site's own first."""
    site = [code for code, _name in settings.LANGUAGES]
    begun = {language for one in library().values() for language in one.wordings}
    begun |= {language for _name, language in unfinished_words()}
    others = sorted(begun - set(site))
    return [(code, language_name(code)) for code in (*site, *others)]


def battery_choices() -> list[tuple[str, Any]]:
    """Every installed battery."""
    return [(name, battery_name(battery)) for name, battery in sorted(wanted_batteries().items())]


class GrantForm(forms.Form):
    """A permission somebody gave us, with its proof."""

    instrument = forms.ChoiceField(label=_("Questionnaire"), choices=instrument_choices)
    language = forms.ChoiceField(
        label=_("Langue"),
        choices=language_choices,
        help_text=_("Une permission porte sur des mots : une par langue."),
    )
    holder = OrganisationChoiceField(
        label=_("Pour qui"),
        required=False,
        empty_label=_("tout le réseau"),
        help_text=_("Un porteur de projet, pour toutes ses maisons ; ou tout le réseau."),
    )
    granted_by = forms.CharField(
        label=_("Donnée par"),
        max_length=200,
        validators=[refuse_social_security_number],
        help_text=_("La personne et l'organisme qui ont dit oui."),
    )
    granted_on = forms.DateField(label=_("Donnée le"), widget=DateInput())
    expires_on = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        widget=DateInput(),
        help_text=_("Vide quand aucune fin n'a été dite."),
    )
    proof = UploadField(
        label=_("Le document qui le prouve"),
        help_text=_(
            "Nécessaire quand ces mots demandent une permission. PDF, image (JPEG, PNG) ou e-mail enregistré (.eml), "
            "de 5 Mo au plus."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, at its field."""
        known = super().clean() or self.cleaned_data
        begins, ends = known.get("granted_on"), known.get("expires_on")
        if begins and ends and ends < begins:
            self.add_error("expires_on", _("Le dernier jour vient après celui du début."))
        return known


class ApprovalForm(forms.Form):
    """Someone read these words again; the page says which ones it showed."""

    subject = forms.CharField(max_length=80, widget=forms.HiddenInput)
    words_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reviewer = forms.CharField(
        label=_("Relu par"),
        max_length=200,
        validators=[refuse_social_security_number],
        help_text=_("Le nom et la qualité : sage-femme dont c'est la langue maternelle, Lens."),
    )


class ChoiceForm(forms.Form):
    """What a house asks, and from when."""

    battery = forms.ChoiceField(
        label=_("Questionnaires"), choices=battery_choices, widget=forms.RadioSelect
    )
    starts_on = forms.DateField(
        label=_("À partir du"),
        widget=DateInput(),
        help_text=_("Pour qui s'inscrit à partir de ce jour. Les autres gardent leur calendrier."),
    )
