"""How forms are drawn: a label, a hint, an error next to its field, and a summary of errors that takes the focus."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from village.core.errors import NotAllowed

MONTH_FORMATS = ["%Y-%m", "%m/%Y"]  # what a calendar of months sends; what one types without


class FormRenderer(TemplatesSetting):
    """Draws every form of the site, ours and those of packages, with the templates of `ui/forms/`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class DateInput(forms.DateInput):
    """A date as the browser of this person asks for it; without a calendar, typed as 2026-11-20."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MonthInput(forms.DateInput):
    """A month as the browser asks for it, or typed as 09/2026."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m")


class MonthField(forms.DateField):
    """A month; its value is the first day."""

    widget = MonthInput

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "error_messages", {"invalid": _("Écrivez le mois et l'année, par exemple 09/2026.")}
        )
        super().__init__(input_formats=MONTH_FORMATS, **options)


def accepts(form: forms.BaseForm, verb: Callable[[], object]) -> bool:
    """Whether a form was filled in well and the verb done; a refusal of the verb is said in the form."""
    if not form.is_valid():
        return False
    try:
        verb()
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def checked(rule: Callable[[str], str], text: str) -> str:
    """What a rule makes of a text; its refusal, said at the field."""
    try:
        return rule(text)
    except NotAllowed as refusal:
        raise ValidationError(str(refusal)) from refusal
