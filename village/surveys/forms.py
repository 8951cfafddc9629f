"""The questions as a page shows them, and what came back as the rules need it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from village.core.scales import Instrument, Item, Option
from village.core.waves import Asked, all_of, what_is_asked
from village.surveys.asked import Today
from village.surveys.services.answers import Delivery

OWN_FIELDS = {"csrfmiddlewaretoken", "delivery", "language", "words", "again", "leave_out"}
PLAIN = "plain"  # of the field `words`: the questions in easy words


class PageOfAnother(Exception):
    """A page that was served for another link, opened meanwhile in the same browser."""


def sign_delivery(delivery_id: uuid.UUID, *, invitation_id: object) -> str:
    """What a page carries: the id of its delivery, good for this invitation only."""
    signer = signing.Signer(salt=f"village.surveys.delivery.{invitation_id}")
    return signer.sign(str(delivery_id))


def _read_delivery(text: str, *, invitation_id: object) -> uuid.UUID:
    """The id in a page of this invitation. `PageOfAnother` if it is signed, but not for this one."""
    delivery_id = uuid.UUID(text.partition(":")[0])
    if text != sign_delivery(delivery_id, invitation_id=invitation_id):
        raise PageOfAnother
    return delivery_id


def _asked(today: Today, sent: Mapping[str, object]) -> Asked:
    """What is asked today; and what was when the page was opened, if an answer to it came back."""
    now = {one.name: set(items) for one, items in what_is_asked(today.parts, baby=today.baby)}
    kept = (
        (one, tuple(i for i in items if i in now.get(one.name, ()) or _field(one, i) in sent))
        for one, items in all_of(today.planned)
    )
    return tuple((one, items) for one, items in kept if items)


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
class Part:
    """The questions of one instrument, with the words that introduce them."""

    instrument: Instrument
    title: str
    introduction: str
    questions: list[Question] = field(default_factory=list)


class AnswerForm:
    """The one form a parent sees. Strict: a field it does not know is an error, never ignored."""

    def __init__(
        self,
        *,
        today: Today,
        language: str,
        invitation_id: object,
        is_plain: bool = False,
        data: QueryDict | None = None,
    ) -> None:
        self.language, self.data, self.invitation_id = language, data, invitation_id
        asked = _asked(today, data or {})
        self.has_plain_words = all(one.wordings[language].plain is not None for one, _ in asked)
        self.is_plain = is_plain and self.has_plain_words
        self.parts = [self._part(*one) for one in asked]
        self.errors: list[str] = []
        self.delivery_id = uuid.uuid4()
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
    def signed_delivery(self) -> str:
        """What the page carries back."""
        return sign_delivery(self.delivery_id, invitation_id=self.invitation_id)

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
            id=self.delivery_id, language=self.language, is_plain=self.is_plain, answers=answers
        )

    def _part(self, instrument: Instrument, items: tuple[Item, ...]) -> Part:
        wording = instrument.wordings[self.language]
        shown = wording.plain if self.is_plain and wording.plain else wording
        said = shown if self.is_plain else wording.read_aloud or wording
        part = Part(instrument, wording.title, shown.introduction)
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
        try:
            self.delivery_id = _read_delivery(
                data.get("delivery", ""), invitation_id=self.invitation_id
            )
        except ValueError:
            self.errors.append(
                _("Cette page est incomplète. Vérifiez vos réponses et envoyez de nouveau.")
            )
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
