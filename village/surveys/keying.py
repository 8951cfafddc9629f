"""The page on which a sheet of paper is typed: one small box an item, the number printed beside the ticked box."""

from collections.abc import Collection
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from village.core.errors import NotAllowed
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item, Option
from village.formats.draft import keyed_value, stored_name
from village.library.installed import library
from village.surveys.models import Sheet
from village.surveys.paper import printed_parts
from village.surveys.services.sheets import SheetAnswers
from village.ui.forms import DateInput

SHORT = {"n": NOT_APPLICABLE, "d": DECLINED}  # one key is faster than a word


class CodeForm(forms.Form):
    """The code printed on a sheet, typed as one likes."""

    code = forms.CharField(
        label=gettext_lazy("Code de la feuille"),
        max_length=20,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """Capitals, four and four, whatever was between."""
        letters = "".join(c for c in self.cleaned_data["code"].upper() if c.isalnum())
        return f"{letters[:4]}-{letters[4:]}"


class SheetForm(forms.Form):
    """What stands on a sheet beside its answers."""

    answered_on = forms.DateField(
        label=gettext_lazy("Date écrite sur la feuille"), widget=DateInput
    )
    is_keyed_twice = forms.BooleanField(
        label=gettext_lazy("Une autre personne la saisira aussi, pour vérifier"), required=False
    )


@dataclass
class KeyedBox:
    """One item of the sheet: what it asks, what may be typed, what was."""

    instrument: Instrument
    item: Item
    number: int
    question: str
    options: tuple[Option, ...]
    typed: str = ""
    first: str = ""  # what the other person typed, where the two do not agree
    error: str = ""

    @property
    def name(self) -> str:
        """The field."""
        return f"{self.instrument.key}.{self.item.key}"

    @property
    def id(self) -> str:
        """An id that is valid in HTML and in a link."""
        return "b-" + self.name.replace(".", "-")

    @property
    def allowed(self) -> str:
        """What may be typed, as it is printed: for whoever types, and for the script that moves on."""
        return " ".join(stored_name(option.value) for option in self.options)

    def value(self) -> int | None:
        """The keyed value that was typed; None for an empty box. An impossible one is noted as an error."""
        typed = self.typed.strip().lower()
        if not typed:
            return None
        value = SHORT.get(typed, keyed_value(typed))
        if value not in {option.value for option in self.options}:
            self.error = _("« %(typed)s » n'est pas un des nombres imprimés : %(allowed)s.") % {
                "typed": self.typed,
                "allowed": self.allowed,
            }
        return value


class AnswerBoxes:
    """All the boxes of a sheet, empty or as they were typed."""

    def __init__(self, sheet: Sheet, data: QueryDict | None = None) -> None:
        self.boxes = list(_boxes(sheet))
        self.are_words_newer = any(
            sheet.words[box.instrument.name]["hash"] != box.instrument.wordings[sheet.language].hash
            for box in self.boxes
        )
        if data is not None:
            for box in self.boxes:
                box.typed = data.get(box.name, "")
        self.answers: SheetAnswers = {}
        for box in self.boxes:
            value = box.value() if data is not None else None
            self.answers.setdefault(box.instrument.name, {})[box.item.key] = value

    @property
    def has_not_applicable(self) -> bool:
        """Whether some box may say that a question does not concern the parent."""
        return any(o.value == NOT_APPLICABLE for box in self.boxes for o in box.options)

    @property
    def has_declined(self) -> bool:
        """Whether some box may say that the parent would rather not say."""
        return any(o.value == DECLINED for box in self.boxes for o in box.options)

    @property
    def wrong(self) -> list[KeyedBox]:
        """The boxes that need another look."""
        return [box for box in self.boxes if box.error]

    def only(self, differing: Collection[tuple[str, str]], first: SheetAnswers) -> list[KeyedBox]:
        """The boxes on which two people do not agree, with what the first typed."""
        found = []
        for box in self.boxes:
            key = (box.instrument.name, box.item.key)
            if key in differing:
                value = first[key[0]][key[1]]
                box.first = "" if value is None else stored_name(value)
                found.append(box)
        return found


def _boxes(sheet: Sheet) -> list[KeyedBox]:
    """A box for each item; `NotAllowed` when the words that were printed are no longer on this site."""
    gone = [name for name in sheet.asked if sheet.language not in _wordings(name)]
    if gone:
        raise NotAllowed(
            _(
                "Les mots de cette feuille (%(names)s) ne sont plus sur ce site. Gardez-la, et prévenez l'équipe nationale."
            )
            % {"names": ", ".join(gone)}
        )
    asked = [(one, item) for one, items in printed_parts(sheet.asked) for item in items]
    return [
        KeyedBox(
            instrument=one,
            item=item,
            number=number,
            question=one.wordings[sheet.language].questions[item.key],
            options=one.wordings[sheet.language].options[item.key],
        )
        for number, (one, item) in enumerate(asked, 1)
    ]


def _wordings(name: str) -> Collection[str]:
    instrument = library().get(name)
    return instrument.wordings if instrument else ()
