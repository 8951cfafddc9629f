"""What the national team fills in about a house. Its commune is found before it is kept."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from village.network.communes import label, sentence
from village.network.models import House, Organisation
from village.territories.choosing import Doubt, Meant, meant
from village.ui.forms import DateInput
from village.ui.validators import refuse_social_security_number

FIRST_OPENING = dt.date(2000, 1, 1)
FURTHEST_OPENING = dt.timedelta(days=2 * 366)
LISTED = {Doubt.SEVERAL, Doubt.ABSORBED}  # what one answers by choosing in the list


class HouseForm(forms.Form):
    """A house and its place. Name, zone and clock of the commune follow from the one that was found.

    A code decides; a name or a postcode brings a list to choose from, on the same page, with all that was typed.
    """

    name = forms.CharField(
        label=_("Nom de la maison"), max_length=200, validators=[refuse_social_security_number]
    )
    holder = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Porteur de projet"), empty_label=_("Choisissez…")
    )
    host_site = forms.CharField(
        label=_("Lieu qui l'accueille"),
        max_length=200,
        required=False,
        help_text=_("Par exemple : centre social, maternité, maison de quartier."),
        validators=[refuse_social_security_number],
    )
    commune = forms.CharField(
        label=_("Commune"),
        max_length=100,
        help_text=_(
            "Son nom, son code postal ou son code officiel (Insee). Par exemple : Saint-Denis 974, ou 62041."
        ),
        validators=[refuse_social_security_number],
    )
    chosen_commune = forms.ChoiceField(label=_("Laquelle ?"), widget=forms.RadioSelect)
    opened_on = forms.DateField(
        label=_("Date d'ouverture"),
        required=False,
        help_text=_("Prévue ou passée. Laissez vide tant qu'elle n'est pas connue."),
        widget=DateInput(),
    )

    def __init__(
        self, *args: Any, today: dt.date, house: House | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.today = today
        if house is not None:
            self.initial = {
                "name": house.name,
                "holder": house.holder_id,
                "host_site": house.host_site,
                "commune": f"{house.commune_name} ({house.commune_code})",
                "opened_on": house.opened_on,
            }
        self.fields["commune"].widget.attrs |= {"autocomplete": "off"}
        self.found = self._look_for_the_commune()

    def _look_for_the_commune(self) -> Meant:
        """Find what was typed, and show a list when there is something to choose, or was."""
        typed, chosen = (str(self[name].value() or "") for name in ("commune", "chosen_commune"))
        found = meant(typed[:100], chosen=chosen)
        listed = {one.commune.code: label(one) for one in found.offered}
        if self.is_bound and (found.doubt in LISTED or chosen in listed):
            choice = cast(forms.ChoiceField, self.fields["chosen_commune"])
            choice.choices = list(listed.items())
            choice.error_messages |= dict.fromkeys(("required", "invalid_choice"), sentence(found))
        else:
            del self.fields["chosen_commune"]
        return found

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the commune, unless the list says it."""
        known = super().clean() or self.cleaned_data
        if known.get("commune") and self.found.doubt not in {None, *LISTED}:
            self.add_error("commune", sentence(self.found))
        return known

    def clean_opened_on(self) -> dt.date | None:
        """Refuse a year mistyped."""
        return _likely(self.cleaned_data["opened_on"], today=self.today)

    @property
    def known(self) -> dict[str, Any]:
        """What the verbs take, once all of it is well."""
        assert self.found.commune is not None
        kept = {
            name: self.cleaned_data[name] for name in ("name", "holder", "host_site", "opened_on")
        }
        return {**kept, "commune_code": self.found.commune.code}


class ClosingForm(forms.Form):
    """The day from which a house is closed."""

    closed_on = forms.DateField(
        label=_("Date de fermeture"),
        help_text=_("Prévue ou passée. Ce jour-là, la maison est fermée."),
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
