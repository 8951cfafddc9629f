"""Forms of the sign-in pages: django-allauth's, in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD_HINT = _(
    "Au moins douze caractères. Ni votre nom, ni un mot de passe que tout le monde utilise."
)
LABELS = {
    "login": _("Adresse e-mail"),
    "email": _("Adresse e-mail"),
    "password": _("Mot de passe"),
    "oldpassword": _("Mot de passe actuel"),
    "password1": _("Nouveau mot de passe"),
    "password2": _("Le même, une seconde fois"),
    "code": _("Code"),
}
HINTS: dict[str, Any] = {"password1": NEW_PASSWORD_HINT, "oldpassword": ""}


class OurWords(forms.Form):
    """One word per thing in every form, and no placeholder: it leaves when one begins to write."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)


class OurLoginForm(OurWords, LoginForm):
    """Who comes in."""


class OurReauthenticateForm(OurWords, ReauthenticateForm):
    """Is it still you?"""


class OurChangePasswordForm(OurWords, ChangePasswordForm):
    """Another password."""


class OurSetPasswordForm(OurWords, SetPasswordForm):
    """A first password."""


class OurResetPasswordForm(OurWords, ResetPasswordForm):
    """Where to send the link."""


class OurResetPasswordKeyForm(OurWords, ResetPasswordKeyForm):
    """A password, for whoever holds the link."""


class OurCodeForm(OurWords, AuthenticateForm):
    """A code of the application, or a recovery code."""


class OurCodeAgainForm(OurWords, CodeAgainForm):
    """The same, once more."""


class OurApplicationForm(OurWords, ActivateTOTPForm):
    """The first code of an application."""


class PasskeyForm(AddWebAuthnForm):
    """A passkey, which signs in by itself unless one wishes otherwise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("Nom de cette clé")
        self.fields["name"].help_text = _(
            "Pour la reconnaître : « mon téléphone », « clé du bureau »."
        )
        self.fields["passwordless"].label = _(
            "Cette clé suffit pour me connecter, sans mot de passe"
        )
        self.fields["passwordless"].help_text = _(
            "L'appareil demandera votre empreinte, votre visage ou son code."
        )
        self.fields["passwordless"].initial = True
