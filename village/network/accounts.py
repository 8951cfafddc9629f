"""How django-allauth behaves here: accounts come by invitation, letters are neutral, secrets are sealed."""

import base64
import hashlib
import hmac
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from village.network import letters
from village.network.models import User
from village.post.sending import send_now
from village.ui.addresses import site_address

# What a letter says when allauth reports a change; one it does not know is told in general terms.
CHANGES = {
    "account/email/password_changed": _("Votre mot de passe a été changé."),
    "account/email/password_reset": _("Votre mot de passe a été changé par un lien reçu ici."),
    "account/email/password_set": _("Un mot de passe a été choisi pour votre compte."),
    "mfa/email/totp_activated": _("Une application de codes protège maintenant votre compte."),
    "mfa/email/totp_deactivated": _("L'application de codes ne protège plus votre compte."),
    "mfa/email/webauthn_added": _("Une clé d'accès a été ajoutée à votre compte."),
    "mfa/email/webauthn_removed": _("Une clé d'accès a été retirée de votre compte."),
    "mfa/email/recovery_codes_generated": _("De nouveaux codes de secours ont été créés."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up page, and sends our letters instead of allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come by invitation."""
        return False

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Not within five minutes of signing in: the password was typed a moment ago."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = bool(records) and (
            time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        )
        return not is_fresh and super().is_reauthentication_required(app=app, **options)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a letter, on the site's own address: a forged Host header changes nothing."""
        uidb36, _hyphen, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return site_address(self.request) + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send what allauth asks for; when the post office is closed, say so to known and unknown alike."""
        context = {"email": email, "site_name": settings.SITE_NAME, **context}
        send_now(self.render_mail(template_prefix, email, context))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Warn the owner of an account, in one sentence, that its protection changed."""
        change = CHANGES.get(template_prefix, _("La protection de votre compte a changé."))
        letters.warn(user, change=str(change))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of code applications: a stolen table lets nobody in."""

    def encrypt(self, text: str) -> str:
        """Seal under the current field key (Fernet: AES-128-CBC and HMAC-SHA-256)."""
        return sealing().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open with whichever field key sealed it."""
        return sealing().decrypt(encrypted_text.encode()).decode()


def sealing() -> MultiFernet:
    """Keys of their own, derived from the field keys: one key, one use."""
    derived = (
        hmac.digest(key, b"second factor", hashlib.sha256) for key in settings.FIELD_KEYS.values()
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
