"""What the national team fills in about a house. Its commune is found before it is kept."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from village.network.commune_forms import CommuneForm
from village.network.models import House
from village.network.organisation_forms import OrganisationChoiceField
from village.ui.forms import DateInput
from village.ui.validators import refuse_invisible, refuse_social_security_number

FIRST_OPENING = dt.date(2000, 1, 1)
FURTHEST_OPENING = dt.timedelta(days=2 * 366)


class HouseForm(CommuneForm):
    """A house and its place. Name, zone and clock of the commune follow from the one that was found.

    A code decides; a name or a postcode brings a list to choose from, on the same page, with all that was typed.
    """

    name = forms.CharField(
        label=_("Nom de la maison"),
        max_length=200,
        validators=[refuse_social_security_number, refuse_invisible],
    )
    holder = OrganisationChoiceField(label=_("Porteur de projet"), empty_label=_("Choisissez…"))
    host_site = forms.CharField(
        label=_("Lieu qui l'accueille"),
        max_length=200,
        required=False,
        help_text=_("Par exemple : centre social, maternité, maison de quartier."),
        validators=[refuse_social_security_number],
    )
    opened_on = forms.DateField(
        label=_("Date d'ouverture"),
        required=False,
        help_text=_("Prévue ou passée. Laissez vide tant qu'elle n'est pas connue."),
        widget=DateInput(),
    )

    field_order = ("name", "holder", "host_site", "commune", "chosen_commune", "opened_on")

    def __init__(
        self, *args: Any, today: dt.date, house: House | None = None, **options: Any
    ) -> None:
        if house is not None:
            options["initial"] = {
                "name": house.name,
                "holder": house.holder_id,
                "host_site": house.host_site,
                "commune": f"{house.commune_name} ({house.commune_code})",
                "opened_on": house.opened_on,
            }
        super().__init__(*args, **options)
        self.today = today

    def clean_opened_on(self) -> dt.date | None:
        """Refuse a year mistyped."""
        return _likely(self.cleaned_data["opened_on"], today=self.today)

    @property
    def known(self) -> dict[str, Any]:
        """What the verbs take, once all of it is well."""
        kept = {
            name: self.cleaned_data[name] for name in ("name", "holder", "host_site", "opened_on")
        }
        return {**kept, "commune_code": self.commune_code}


class ClosingForm(forms.Form):
    """The day from which a house is closed."""

    closed_on = forms.DateField(
        label=_("Date de fermeture"),
        help_text=_("Prévue ou passée : le dernier jour où il s'y passe quelque chose."),
        widget=DateInput(),
    )

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_closed_on(self) -> dt.date | None:
        """Refuse a year mistyped."""
        return _likely(self.cleaned_data["closed_on"], today=self.today)


def _likely(day: dt.date | None, *, today: dt.date) -> dt.date | None:
    if day is not None and day < FIRST_OPENING:
        raise ValidationError(
            _("Cette date est trop ancienne : les maisons n'existaient pas avant 2000.")
        )
    if day is not None and day > today + FURTHEST_OPENING:
        raise ValidationError(_("Cette date est à plus de deux ans : vérifiez l'année."))
    return day
