"""A commune is kept by its official code."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from village.territories.register import commune


def validate_commune(code: str) -> None:
    """Refuse what is not the official code of a commune of today, or of an arrondissement."""
    if commune(code) is None:
        raise ValidationError(
            _("Aucune commune n'a aujourd'hui le code officiel « %(code)s »."),
            params={"code": code},
        )
