"""How a page receives a file that proves something."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from village.documents.services import LARGEST, Upload


class UploadField(forms.FileField):
    """A file that proves something: read whole, refused beyond what a page may be sent."""

    def __init__(self, **options: Any) -> None:
        hint = _("PDF, image (JPEG, PNG) ou e-mail enregistré (.eml), de 5 Mo au plus.")
        super().__init__(**{"required": False, "help_text": hint, **options})

    def clean(self, value: Any, initial: Any = None) -> Any:
        """The file as an `Upload`; None when none was sent."""
        file = super().clean(value, initial)
        if not file:
            return None
        if file.size > LARGEST:
            raise ValidationError(
                _("Ce fichier dépasse 5 Mo : envoyez-en une version plus légère.")
            )
        return Upload(name=file.name, content=file.read())
