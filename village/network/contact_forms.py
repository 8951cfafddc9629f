"""What the national team fills in about somebody in an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from village.network.models import Contact, Organisation
from village.ui.contact import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    email_address,
    phone_number,
    usual_name,
)
from village.ui.forms import checked
from village.ui.validators import refuse_social_security_number

UNREMEMBERED = {"autocomplete": "off"}  # somebody else's


class ContactForm(forms.Form):
    """Somebody to speak to, what they do there, and by which way."""

    name = forms.CharField(
        label=_("Nom et prénom"), max_length=LONGEST_NAME, widget=forms.TextInput(UNREMEMBERED)
    )
    position = forms.CharField(
        label=_("Fonction"),
        required=False,
        max_length=LONGEST_NAME,
        validators=[refuse_social_security_number],
        help_text=_("Par exemple : directrice de l'action sociale."),
        widget=forms.TextInput(UNREMEMBERED),
    )
    email = forms.CharField(
        label=_("Adresse e-mail professionnelle"),
        required=False,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(UNREMEMBERED),
    )
    phone = forms.CharField(
        label=_("Téléphone professionnel"),
        required=False,
        max_length=30,
        widget=forms.TextInput({**UNREMEMBERED, "type": "tel"}),
    )

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        contact: Contact | None = None,
        **options: Any,
    ) -> None:
        if contact is not None:
            names = ("name", "position", "email", "phone")
            options["initial"] = {name: getattr(contact, name) for name in names}
        super().__init__(*args, **options)
        self.organisation = organisation

    def clean_name(self) -> str:
        """A name that can be one."""
        return checked(usual_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        """An address that can be written to, or nothing."""
        return checked(email_address, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """A number that can be called from where the organisation is, or nothing."""
        where = self.organisation.commune
        departement = (where and where.departement) or ""
        return checked(
            lambda typed: phone_number(typed, departement=departement), self.cleaned_data["phone"]
        )
