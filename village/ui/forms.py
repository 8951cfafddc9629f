"""How forms are drawn: a label, a hint, an error next to its field, and a summary of errors that takes the focus."""

from collections.abc import Callable

from django import forms
from django.forms.renderers import TemplatesSetting

from village.core.errors import NotAllowed


class FormRenderer(TemplatesSetting):
    """Draws every form of the site, ours and those of packages, with the templates of `ui/forms/`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class DateInput(forms.DateInput):
    """A date as the browser of this person asks for it; without a calendar, typed as 2026-11-20."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


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
