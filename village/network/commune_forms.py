"""A commune is found before it is kept, whoever stands in it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from village.network.communes import label, sentence
from village.territories.choosing import Doubt, Meant, meant
from village.ui.validators import refuse_social_security_number

LISTED = {Doubt.SEVERAL, Doubt.ABSORBED}  # what one answers by choosing in the list


class CommuneForm(forms.Form):
    """A code decides; a name or a postcode brings a list to choose from, on the same page, with all that was typed."""

    commune = forms.CharField(
        label=_("Commune"),
        max_length=100,
        help_text=_(
            "Son nom, son code postal ou son code officiel (Insee). Par exemple : Saint-Denis 974, ou 62041."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
        validators=[refuse_social_security_number],
    )
    chosen_commune = forms.ChoiceField(label=_("Laquelle ?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
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

    @property
    def commune_code(self) -> str:
        """The official code of what was found; empty when nothing was typed."""
        return self.found.commune.code if self.found.commune is not None else ""
