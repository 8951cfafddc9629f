"""What the national team fills in about organisations, houses and people."""

import datetime as dt
import zoneinfo
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from village.network import places
from village.network.models import IN_A_HOUSE, IN_THE_NATION, House, Organisation
from village.ui.forms import DateInput
from village.ui.validators import refuse_social_security_number

FIRST_OPENING = dt.date(2000, 1, 1)
FURTHEST_OPENING = dt.timedelta(days=2 * 366)


def clock_choices() -> list[tuple[str, Any]]:
    """The clocks of France, the one of the commune first."""
    clocks = {places.MAINLAND_CLOCK, *places.CLOCKS.values(), *places.OTHER_CLOCKS}
    known = sorted(clocks & zoneinfo.available_timezones())
    return [("", _("celui de la commune")), *((clock, clock.replace("_", " ")) for clock in known)]


class OrganisationForm(forms.ModelForm):
    """An organisation that carries houses."""

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "kind"]
        labels: ClassVar = {"kind": _("Type d'organisme")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].validators.append(refuse_social_security_number)


class HouseForm(forms.ModelForm):
    """A house and its place. The zone and the clock follow from the commune; the clock can be set otherwise."""

    time_zone = forms.ChoiceField(
        choices=clock_choices,
        label=_("Fuseau horaire"),
        required=False,
        help_text=_("À ne choisir que si la maison ne vit pas à l'heure habituelle de sa commune."),
    )

    holder = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Porteur de projet"), empty_label=_("Choisissez…")
    )

    class Meta:
        model = House
        fields: ClassVar = [
            "name", "holder", "host_site", "commune_name", "commune_code", "opened_on", "time_zone",
        ]  # fmt: skip
        labels: ClassVar = {
            "name": _("Nom de la maison"),
            "host_site": _("Lieu qui l'accueille"),
            "commune_code": _("Code officiel de la commune"),
        }
        help_texts: ClassVar = {
            "host_site": _("Par exemple : centre social, maternité, maison de quartier."),
            "commune_code": _(
                "Le code Insee, à cinq caractères : 62041 ou 2A004. Ce n'est pas le code postal."
            ),
            "opened_on": _("Prévue ou passée."),
        }
        widgets: ClassVar = {"opened_on": DateInput()}

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["commune_code"].widget.attrs |= {"autocapitalize": "characters"}
        for name in ("name", "host_site", "commune_name"):
            self.fields[name].validators.append(refuse_social_security_number)
        if self.instance.commune_code and self.instance.time_zone == places.clock_of(
            self.instance.commune_code
        ):
            self.initial["time_zone"] = ""

    def clean_commune_code(self) -> str:
        """Refuse a code that no département bears."""
        code = self.cleaned_data["commune_code"]
        if not places.departement_code(code):
            raise ValidationError(_("Aucun département ne commence par ce numéro."))
        return code

    def clean_opened_on(self) -> dt.date:
        """Refuse a year mistyped."""
        opened_on = self.cleaned_data["opened_on"]
        if opened_on < FIRST_OPENING:
            raise ValidationError(
                _("Cette date est trop ancienne : les maisons n'existaient pas avant 2000.")
            )
        if opened_on > self.today + FURTHEST_OPENING:
            raise ValidationError(_("Cette date est à plus de deux ans : vérifiez l'année."))
        return opened_on


class InvitationForm(forms.Form):
    """Someone to welcome in a house, or in the nation."""

    name = forms.CharField(
        label=_("Nom et prénom"), max_length=150, validators=[refuse_social_security_number]
    )
    email = forms.EmailField(
        label=_("Adresse e-mail professionnelle"),
        max_length=254,
        help_text=_("Le lien pour ouvrir le compte y sera envoyé."),
    )

    def __init__(self, *args: Any, house: House | None, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = IN_THE_NATION if house is None else IN_A_HOUSE
        self.fields["role"] = forms.ChoiceField(
            label=_("Rôle"),
            widget=forms.RadioSelect,
            choices=[(role.value, capfirst(role.label)) for role in roles],
        )
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # somebody else's


class SearchForm(forms.Form):
    """A few letters of what one looks for."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=80)
