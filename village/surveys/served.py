"""The page as it was served, signed into itself: it may come back after a birth, or after a permission ended."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core import signing

from village.core.waves import Asked, Part, all_of
from village.surveys.services.answers import words_noted

Words = Mapping[str, Mapping[str, str]]
PLAIN = "plain"  # the questions in easy words


class PageOfAnother(Exception):
    """A page that was served for another link, opened meanwhile in the same browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPage:
    """Which questions a page shows, in which words; what comes back is read as it was shown, not as it would be now."""

    invitation_id: uuid.UUID
    planned: tuple[Part, ...]  # what the invitation asks in all
    delivery_id: uuid.UUID
    language: str
    shown: Asked  # of what is planned
    is_plain: bool = False  # in easy words
    # The hash and the status of the words it showed, by instrument, when it came back; None: it was not served yet.
    words: Words | None = None

    @property
    def signed(self) -> str:
        """What the page carries back: good for this invitation only."""
        shown = {(one.name, item.key) for one, items in self.shown for item in items}
        marks = "".join(
            "1" if (one.name, item.key) in shown else "0"
            for one, items in all_of(self.planned)
            for item in items
        )
        read = words_noted((one for one, _items in self.shown), self.language)
        parts = (
            str(self.delivery_id),
            self.language,
            PLAIN if self.is_plain else "usual",
            marks,
            ",".join(f"{one['hash']}~{one['status']}" for one in read.values()),
        )
        return _signer(self.invitation_id).sign(".".join(parts))


def read_page(
    text: str, *, invitation_id: uuid.UUID, planned: tuple[Part, ...]
) -> ServedPage | None:
    """The page that carried this back; None when it was damaged, or when its questions or their words have left this site.

    `PageOfAnother` when it is whole, but not for this invitation.
    """
    try:
        delivery_id, language, manner, marks, read = text.rpartition(":")[0].split(".")
        known = uuid.UUID(delivery_id)
    except ValueError:
        return None
    try:
        _signer(invitation_id).unsign(text)
    except signing.BadSignature:
        raise PageOfAnother from None
    asked = all_of(planned)
    if len(marks) != sum(len(items) for _one, items in asked):
        return None
    left = iter(marks)
    marked = [(one, tuple(item for item in items if next(left) == "1")) for one, items in asked]
    shown = tuple((one, items) for one, items in marked if items)
    if not all(language in one.wordings for one, _items in shown):
        return None
    return ServedPage(
        invitation_id=invitation_id,
        planned=planned,
        delivery_id=known,
        language=language,
        shown=shown,
        is_plain=manner == PLAIN,
        words=dict(zip((one.name for one, _items in shown), _words(read), strict=True)),
    )


def _words(text: str) -> Iterator[dict[str, str]]:
    for one in text.split(","):
        known, _, status = one.partition("~")
        yield {"hash": known, "status": status}


def _signer(invitation_id: uuid.UUID) -> signing.Signer:
    return signing.Signer(salt=f"village.surveys.page.{invitation_id}")
