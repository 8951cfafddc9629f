"""What is asked of a person, piece by piece: other forms put the pieces together."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from village.network.models import House
from village.people.models import Participant, Purpose
from village.people.notice import sentence_for
from village.ui.contact import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    email_address,
    phone_number,
    usual_name,
)
from village.ui.forms import MonthField, checked

# A tablet goes from hand to hand: it must not propose the last parent's address to the next one.
UNREMEMBERED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def language_choices() -> list[tuple[str, str]]:
    """The languages of parents, open or not yet, said in the language of whoever fills the form in."""
    choices = []
    for code, _name in settings.PARENT_LANGUAGES:
        names = get_language_info(code)
        both = dict.fromkeys(capfirst(str(names[key])) for key in ("name_translated", "name_local"))
        choices.append((code, " · ".join(both)))
    return choices


class PersonForm(forms.Form):
    """How someone wants to be called, and how to reach them."""

    name = forms.CharField(
        label=_("Prénom ou nom d'usage"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({**UNREMEMBERED, "autocapitalize": "words"}),
    )
    email = forms.CharField(
        label=_("Adresse e-mail"),
        required=False,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(UNREMEMBERED),
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=30,
        widget=forms.TextInput({**UNREMEMBERED, "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Langue des questionnaires"),
        choices=language_choices,
        initial=settings.LANGUAGE_CODE,
        help_text=_("Tant qu'une langue n'est pas ouverte, les questions viennent en français."),
    )

    def __init__(self, *args: Any, house: House, **options: Any) -> None:
        super().__init__(*args, **options)
        self.house = house

    def clean_name(self) -> str:
        """A name that can be one."""
        return checked(usual_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        """An address that can be written to, or nothing."""
        return checked(email_address, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """A number that can be dialled, or nothing."""
        return checked(
            lambda typed: phone_number(typed, departement=self.house.departement),
            self.cleaned_data["phone"],
        )

    @property
    def person(self) -> dict[str, str]:
        """What the services take, by their names."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "phone", "language")}


class ConsentsForm(forms.Form):
    """One box per purpose, none of them ticked beforehand for someone new."""

    def __init__(
        self, *args: Any, held: Mapping[Purpose, bool] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for purpose in Purpose:
            self.fields[f"agrees_{purpose}"] = forms.BooleanField(
                label=sentence_for(purpose),
                required=False,
                initial=bool(held and held[purpose]),
            )

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The boxes, in order."""
        return [self[f"agrees_{purpose}"] for purpose in Purpose]

    @property
    def decisions(self) -> dict[Purpose, bool]:
        """What was ticked: an empty box is a no."""
        return {purpose: self.cleaned_data[f"agrees_{purpose}"] for purpose in Purpose}


class BabyForm(forms.Form):
    """A baby by its month, expected or born. All of it may stay empty."""

    baby = forms.ChoiceField(
        label=_("Naissance du bébé"),
        required=False,
        choices=[("expected", _("à venir")), ("born", _("passée"))],
        widget=forms.RadioSelect,
    )
    month = MonthField(
        label=_("Mois de la naissance"),
        required=False,
        help_text=_("Le mois et l'année suffisent, par exemple 09/2026."),
    )

    def clean(self) -> dict[str, Any] | None:
        """A month says nothing as long as one does not know of what."""
        cleaned = super().clean()
        if self.cleaned_data.get("month") and not self.cleaned_data.get("baby"):
            self.add_error("baby", _("La naissance est-elle à venir, ou passée ?"))
        return cleaned

    @property
    def months(self) -> dict[str, dt.date | None]:
        """What the services take, by their names."""
        month, born = self.cleaned_data.get("month"), self.cleaned_data.get("baby") == "born"
        return {"expected_month": None if born else month, "birth_month": month if born else None}


class ChildForm(BabyForm):
    """A baby that was not noted when the parent arrived."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["baby"].required = self.fields["month"].required = True


class BirthForm(forms.Form):
    """The month a baby that was expected came."""

    month = MonthField(
        label=_("Mois de naissance"),
        help_text=_("Le mois et l'année suffisent, par exemple 09/2026."),
    )


class WithdrawalForm(forms.Form):
    """What becomes of the answers of someone who leaves for good."""

    choice = forms.ChoiceField(
        label=_("Que faire de ce qui a déjà été noté ?"),
        choices=[
            (
                Participant.Withdrawal.KEEP,
                _("Garder les réponses et les présences, sans le nom ni les coordonnées"),
            ),
            (
                Participant.Withdrawal.DELETE,
                _("Effacer aussi les réponses et les présences"),
            ),
        ],
        widget=forms.RadioSelect,
    )
