"""What the national team fills in about organisations, houses and people."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from village.network.models import IN_A_HOUSE, IN_THE_NATION, House
from village.ui.validators import refuse_social_security_number


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


class NetworkSearchForm(forms.Form):
    """A few letters of what one looks for."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=80)
