"""The site's own words that a parent meets, listed and counted in each language; a language opens when none is missing.

Which sentences those are is said once, by the files they are written in (`WRITTEN_IN`). `make messages` gathers them in
`locale/parents.pot`, which is installed with the site, and tests/architecture/test_parents_words.py opens every page a
parent can reach and fails on a sentence that is not there. Translations are read where the pages read them: in the
compiled catalogues. A sentence that would be shown in French is missing here too.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings

from village.library.languages.plurals import in_figures, numbers_by_form

TEMPLATES = "village/ui/templates"
PHONE = "village/surveys/templates/surveys"
# Section by section, the files in which every sentence is (also) for parents. A file that speaks to the team as well
# is split in two, rather than half listed.
WRITTEN_IN = {
    "page": (
        f"{PHONE}/phone.html",
        f"{PHONE}/questions.html",
        f"{PHONE}/thanks.html",
        f"{PHONE}/stop.html",
        f"{PHONE}/closed.html",
        "village/surveys/views/answers.py",
        "village/surveys/views/parent.py",
        "village/surveys/views/phone.py",
        "village/config/public_menu.py",
        f"{TEMPLATES}/base.html",
        f"{TEMPLATES}/ui/_header.html",
        f"{TEMPLATES}/ui/_footer.html",
    ),
    "refusals": (
        "village/surveys/forms.py",
        "village/surveys/services/answers.py",
        "village/ui/bodies.py",
        f"{TEMPLATES}/ui/body_refused.html",
        f"{TEMPLATES}/ui/expired_form.html",
        f"{TEMPLATES}/ui/plain.html",
        f"{TEMPLATES}/ui/refusal.html",
        f"{TEMPLATES}/400.html",
        f"{TEMPLATES}/404.html",
        f"{TEMPLATES}/413.html",
        f"{TEMPLATES}/429.html",
        f"{TEMPLATES}/500.html",
    ),
    "messages": (
        f"{PHONE}/letter_subject.txt",
        f"{PHONE}/letter.txt",
        f"{PHONE}/sms.txt",
    ),
    "paper": ("village/library/paper.py",),
    "consent": (
        "village/people/notice.py",
        "village/people/templates/people/notices/2026-11.html",
    ),
    "help": (
        f"{TEMPLATES}/ui/_help_numbers.html",
        f"{TEMPLATES}/ui/help_now.html",
        f"{PHONE}/_help_first.html",
    ),
}


@dataclass(frozen=True, slots=True)
class ParentWord:
    """One sentence, as written in French and as said in another language; `plural` when it counts something."""

    section: str
    source: str
    plural: str | None
    context: str | None
    translations: tuple[str, ...]  # one for each form of number; none when the sentence is missing


@dataclass(frozen=True, slots=True)
class Form:
    """One way a sentence is said, in French and in another language; of one that counts, for which numbers."""

    numbers: str  # `3, 4, 5…`; empty when nothing is counted
    source: str
    target: str | None  # None: the sentence is missing


@cache
def parent_words(language: str) -> tuple[ParentWord, ...]:
    """Every sentence of the site that a parent meets, in the order of the sections, with what is said in `language`."""
    spoken = _catalogue(language)
    found = [
        ParentWord(
            section=section,
            source=message.id if isinstance(message.id, str) else message.id[0],
            plural=None if isinstance(message.id, str) else message.id[1],
            context=message.context,
            translations=_forms(message, language, spoken),
        )
        for message in _sentences()
        if (section := section_of(place for place, _line in message.locations))
    ]
    order = list(WRITTEN_IN)
    return tuple(sorted(found, key=lambda word: order.index(word.section)))


def forms_of(word: ParentWord, language: str) -> tuple[Form, ...]:
    """A sentence as `language` says it: once, or once for each of its forms of number, beside the French for the same."""
    if word.plural is None:
        return (Form("", word.source, next(iter(word.translations), None)),)
    french = numbers_by_form(Catalog(locale=settings.LANGUAGE_CODE))
    forms = zip_longest(
        numbers_by_form(_catalogue(language)) if word.translations else french, word.translations
    )
    return tuple(
        Form(
            in_figures(numbers or ()),
            word.source if numbers and set(numbers) <= set(french[0]) else word.plural,
            target,
        )
        for numbers, target in forms
    )


def missing_words(language: str) -> tuple[ParentWord, ...]:
    """The sentences a parent would read in French."""
    return tuple(word for word in parent_words(language) if not word.translations)


def words_hash(language: str) -> str:
    """What these sentences are, all together: it changes when one of them does, in French or in `language`."""
    words = json.dumps([astuple(word) for word in parent_words(language)], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def section_of(places: Iterable[str]) -> str | None:
    """The section of a sentence written in these files: the first that names one of them; None for the team's."""
    written_in = set(places)
    return next((s for s, files in WRITTEN_IN.items() if written_in.intersection(files)), None)


def _folder() -> Path:
    return Path(settings.LOCALE_PATHS[0])


def _sentences() -> Catalog:
    with (_folder() / "parents.pot").open("rb") as file:
        return read_po(file)


def _catalogue(language: str) -> Catalog:
    """What is compiled for a language; an empty catalogue where nothing is."""
    compiled = _folder() / language / "LC_MESSAGES" / "django.mo"
    if not compiled.exists():
        return Catalog(locale=settings.LANGUAGE_CODE)
    with compiled.open("rb") as file:
        return read_mo(file)


def _forms(message: Message, language: str, spoken: Catalog) -> tuple[str, ...]:
    """How one sentence is said: itself in French; nothing when a form of number is lacking."""
    theirs = spoken.get(message.id, context=message.context)
    said = message.id if language == settings.LANGUAGE_CODE else theirs.string if theirs else None
    forms = (said,) if isinstance(said, str) else tuple(said or ())
    return forms if all(forms) else ()
