"""What no field of the site accepts."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from village.core.identifiers import looks_like_a_social_security_number


def refuse_social_security_number(text: str) -> None:
    """Raise `ValidationError` on what looks like one: it identifies a person for life and is never needed here."""
    if looks_like_a_social_security_number(text):
        raise ValidationError(
            _("Ceci ressemble à un numéro de sécurité sociale : il n'a pas sa place ici."),
            code="social_security_number",
        )


def refuse_invisible(text: str) -> None:
    """Raise `ValidationError` on a name in which nothing can be read: a link made of it could not be found."""
    if not any(sign.isalnum() for sign in text):
        raise ValidationError(_("Écrivez un nom que l'on puisse lire."), code="invisible")
