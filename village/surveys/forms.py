"""The questions as a page shows them, and what came back as the rules need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from village.core.scales import Instrument, Item, Option
from village.surveys.served import ServedPage
from village.surveys.services.answers import Delivery

OWN_FIELDS = {"csrfmiddlewaretoken", "delivery", "again", "leave_out"}


def _field(instrument: Instrument, item: Item) -> str:
    return f"{instrument.key}.{item.key}"


@dataclass
class Question:
    """One question on the page: its words, its options, what was chosen, what is wrong."""

    name: str  # the field: <instrument>.<item>
    item: Item
    text: str
    options: tuple[Option, ...]
    said: str = ""  # as a voice reads it
    chosen: int | None = None
    error: str = ""

    @property
    def id(self) -> str:
        """An id that is valid in HTML and in a link."""
        return "q-" + self.name.replace(".", "-")


@dataclass
class PagePart:
    """The questions of one instrument, with the words that introduce them."""

    instrument: Instrument
    title: str
    introduction: str
    questions: list[Question] = field(default_factory=list)


class AnswerForm:
    """The one form a parent sees. Strict: a field it does not know is an error, never ignored."""

    def __init__(
        self, page: ServedPage, *, data: QueryDict | None = None, is_damaged: bool = False
    ) -> None:
        wordings = [one.wordings[page.language] for one, _items in page.shown]
        self.has_plain_words = all(wording.plain is not None for wording in wordings)
        self.page = replace(page, is_plain=page.is_plain and self.has_plain_words)
        self.data = data
        self.parts = [self._part(*one) for one in page.shown]
        self.errors: list[str] = []
        if is_damaged:
            self.errors.append(
                _("Cette page est incomplète. Vérifiez vos réponses et envoyez de nouveau.")
            )
        self.asks_to_leave_out = False
        if data is not None:
            self._read(data)
        if self.is_asked_again:
            self._forgive()

    @property
    def questions(self) -> list[Question]:
        """Every question, in the order of the page."""
        return [question for part in self.parts for question in part.questions]

    @property
    def wrong(self) -> list[Question]:
        """The questions that need another look."""
        return [question for question in self.questions if question.error]

    @property
    def is_asked_again(self) -> bool:
        """Whether the page came back for other words, with what was ticked, and not to be kept."""
        return self.data is not None and "again" in self.data

    @property
    def is_valid(self) -> bool:
        """Whether what came back can be recorded."""
        return (
            self.data is not None and not self.is_asked_again and not self.errors and not self.wrong
        )

    @property
    def delivery(self) -> Delivery:
        """What the services record: keyed values by instrument and item, None for a gap."""
        answers: dict[str, Mapping[str, int | None]] = {
            part.instrument.name: {q.item.key: q.chosen for q in part.questions}
            for part in self.parts
        }
        return Delivery(
            id=self.page.delivery_id,
            language=self.page.language,
            is_plain=self.page.is_plain,
            words=self.page.words,
            answers=answers,
        )

    def _part(self, instrument: Instrument, items: tuple[Item, ...]) -> PagePart:
        wording = instrument.wordings[self.page.language]
        is_plain = self.page.is_plain
        shown = wording.plain if is_plain and wording.plain else wording
        said = shown if is_plain else wording.read_aloud or wording
        part = PagePart(instrument, wording.title, shown.introduction)
        for item in items:
            part.questions.append(
                Question(
                    name=_field(instrument, item),
                    item=item,
                    text=shown.questions[item.key],
                    options=wording.options[item.key],
                    said=said.questions[item.key],
                )
            )
        return part

    def _read(self, data: QueryDict) -> None:
        if any(len(data.getlist(name)) > 1 for name in OWN_FIELDS):
            self.errors.append(
                _("Cette page a été envoyée avec deux valeurs là où il en faut une.")
            )
        known = {question.name for question in self.questions} | OWN_FIELDS
        if set(data) - known:
            self.errors.append(_("Une réponse ne correspond à aucune question de cette page."))
        for question in self.questions:
            self._read_one(question, data.getlist(question.name))
        gaps = [
            question
            for question in self.questions
            if question.chosen is None and not question.error
        ]
        if gaps and not data.get("leave_out"):
            self.asks_to_leave_out = True
            for question in gaps:
                question.error = _("Vous n'avez pas répondu à cette question.")

    def _forgive(self) -> None:
        self.errors, self.asks_to_leave_out = [], False
        for question in self.questions:
            question.error = ""

    def _read_one(self, question: Question, values: list[str]) -> None:
        if len(values) > 1:
            question.error = _("Il y a deux réponses à cette question. Choisissez-en une.")
        elif values:
            allowed = {str(option.value): option.value for option in question.options}
            if values[0] in allowed:
                question.chosen = allowed[values[0]]
            else:
                question.error = _("Cette réponse n'existe pas. Choisissez-en une dans la liste.")
