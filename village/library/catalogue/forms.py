"""What a reader of the catalogue fills in: what they look for, or the parent they imagine. All of it by GET, none kept."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from village.core.babies import Birth
from village.library.catalogue import entries
from village.library.installed import wanted_batteries
from village.ui.forms import DateInput, MonthField

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CatalogueSearchForm(forms.Form):
    """What one looks for. What cannot be read is left aside, and said to be."""

    q = forms.CharField(label=_("Chercher un mot"), required=False, max_length=80)
    topic = forms.ChoiceField(label=_("Ce qu'il mesure"), required=False)
    window = forms.ChoiceField(
        label=_("Quand"),
        required=False,
        choices=[
            ("", _("peu importe")),
            (entries.BEFORE, _("pendant la grossesse")),
            (entries.AFTER, _("après la naissance")),
        ],
    )
    language = forms.ChoiceField(label=_("Langue"), required=False)
    permission = forms.ChoiceField(
        label=_("Ses mots"),
        required=False,
        choices=[
            ("", _("peu importe")),
            (entries.FREE, _("libres")),
            (entries.ASK, _("à demander")),
        ],
    )
    battery = forms.ChoiceField(label=_("Demandé dans la batterie"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        anything = ("", _("peu importe"))
        for name, choices in (
            ("topic", entries.all_topics()),
            ("language", entries.all_languages()),
            ("battery", {name: name for name in wanted_batteries()}),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [anything, *((key, capfirst(text)) for key, text in choices.items())]
        self.fields["q"].widget = forms.TextInput({"type": "search", "maxlength": 80})

    @property
    def search(self) -> entries.Search:
        """What is looked for, as far as it could be read."""
        self.full_clean()
        names = {"q": "words"}
        return entries.Search(
            **{names.get(name, name): value for name, value in self.cleaned_data.items()}
        )


class PreviewForm(forms.Form):
    """A parent one imagines: a day and two months, nothing that tells who."""

    entered = forms.DateField(
        label=_("Jour de l'arrivée dans un groupe"),
        widget=DateInput,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    expected = MonthField(
        label=_("Mois prévu de la naissance"),
        required=False,
        help_text=_("Le mois et l'année suffisent, par exemple 09/2026."),
    )
    born = MonthField(
        label=_("Mois de la naissance"),
        required=False,
        help_text=_("Si le bébé est déjà né."),
    )

    def clean(self) -> dict[str, Any] | None:
        """Far from our years, no calendar can be counted."""
        cleaned = super().clean()
        for name in self.fields:
            day = self.cleaned_data.get(name)
            if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(
                    name,
                    ValidationError(
                        _("Choisissez une année entre %(first)s et %(last)s."),
                        params={"first": FIRST_YEAR, "last": LAST_YEAR},
                    ),
                )
        return cleaned

    @property
    def entered_on(self) -> dt.date:
        """The day that parent enters."""
        day: dt.date = self.cleaned_data["entered"]
        return day

    @property
    def birth(self) -> Birth | None:
        """The birth that parent waits for, or had; None when nobody said."""
        expected, born = self.cleaned_data.get("expected"), self.cleaned_data.get("born")
        if expected is None and born is None:
            return None
        return Birth(expected_in=expected, born_in=born)
