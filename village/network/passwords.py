"""Passwords that anyone in France would try first; Django's own list is of shorter, English ones."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from village.network.queries import fold

TRIED_FIRST = {
    "motdepasse", "azerty", "azertyuiop", "qwerty", "password", "bonjour", "jetaime", "doudou", "soleil",
    "loulou", "chouchou", "maison", "parent", "parents", "enfant", "bebe", "admin", "secret",
}  # fmt: skip
FEWEST_SIGNS = 5


class NotTriedFirst:
    """Refuses a common word dressed with digits, the name of the site, and the same signs over and over."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise `ValidationError` for a password that would be tried first."""
        word = "".join(sign for sign in fold(password) if sign.isalpha())
        if word in TRIED_FIRST | {fold(settings.SITE_NAME)} or len(set(password)) < FEWEST_SIGNS:
            raise ValidationError(
                _("Ce mot de passe serait essayé en premier : choisissez plutôt une phrase."),
                code="tried_first",
            )

    def get_help_text(self) -> str:
        """The rule in words; the form already says it its own way."""
        return _("Une phrase que personne d'autre n'écrirait.")
