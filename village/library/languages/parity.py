"""A language opens when every word is there and someone has read them all: the questions, and the site's own words.

Some words answer for themselves. Those of an instrument do when their file says `original` or `validated`, or who read them
again (`reviewed_by`); those of the site, in the languages its team reads every day (`LANGUAGES`). All others wait for an
`Approval` of exactly these words: a word that changes, in French or in the other language, makes it lapse.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from village.core.instruments import find_instrument
from village.core.scales import Instrument, Variant, Wording
from village.core.waves import Battery
from village.formats.unfinished import TextBeside, side_by_side, source_wording
from village.library.languages.words import forms_of, missing_words, parent_words, words_hash
from village.library.models import Approval
from village.library.reading import library, unfinished_words

SITE = "site"


@dataclass(frozen=True, slots=True)
class Missing:
    """One text that a language does not say: whose it is, where it stands, what it says elsewhere."""

    section: str  # an instrument, key@version, or a section of the site's own words
    place: str  # in the instrument; empty for the site's own words
    text: str


@dataclass(frozen=True, slots=True)
class LanguageOpening:
    """Whether parents may be asked a battery in a language, and what is in the way."""

    language: str
    missing: tuple[Missing, ...]
    to_approve: tuple[str, ...]  # instruments, key@version, and SITE

    @property
    def is_open(self) -> bool:
        """Nothing is missing, and someone answers for the rest."""
        return not self.missing and not self.to_approve


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """All the texts of one subject in one language: what a reviewer reads, and what an approval is about."""

    subject: str  # an instrument, key@version, or SITE
    language: str
    source_language: str  # of the texts beside which these stand
    cells: tuple[TextBeside, ...]
    hash: str
    needs_approval: bool

    @property
    def is_whole(self) -> bool:
        """Whether something is said everywhere."""
        return all(cell.target for cell in self.cells)


def words_of(subject: str, language: str) -> SubjectWords:
    """The texts of an installed instrument, or of the site; `UnknownInstrument` when there is none of that name."""
    if subject == SITE:
        return SubjectWords(
            subject=SITE,
            language=language,
            source_language=source_language_of(SITE),
            cells=_cells_of_the_site(language),
            hash=words_hash(language),
            needs_approval=site_needs_approval(language),
        )
    one = find_instrument(library(), subject)
    return SubjectWords(
        subject=subject,
        language=language,
        source_language=source_language_of(one.name),
        cells=cells(one, language),
        hash=instrument_hash(one, language),
        needs_approval=needs_approval(one, language),
    )


def source_language_of(subject: str) -> str:
    """The language that the words of an instrument, or of the site, are translated from; French when there are none."""
    one = library().get(subject)
    source = source_wording(one) if one else None
    return source.language if source else settings.LANGUAGE_CODE


def opening(battery: Battery, language: str) -> LanguageOpening:
    """What keeps a battery closed in a language; nothing, when it is open."""
    return openings([(battery, language)])[0]


def openings(asked: Sequence[tuple[Battery, str]]) -> list[LanguageOpening]:
    """The same of many batteries and languages. One query, and none when all words answer for themselves."""
    needed = {
        (subject, language)
        for battery, language in asked
        for subject in _subjects_to_approve(battery.instruments, language)
    }
    approved = _approved(needed) if needed else frozenset()
    return [_opening(battery, language, approved) for battery, language in asked]


def _opening(
    battery: Battery, language: str, approved: frozenset[tuple[str, str, str]]
) -> LanguageOpening:
    missing = tuple(
        Missing(one.name, cell.place, cell.source)
        for one in battery.instruments
        for cell in cells(one, language)
        if not cell.target
    )
    missing += tuple(Missing(w.section, "", w.source) for w in missing_words(language))
    to_approve = tuple(
        subject
        for subject in _subjects_to_approve(battery.instruments, language)
        if not _is_among(approved, subject, language, battery.instruments)
    )
    return LanguageOpening(language, missing, to_approve)


def open_languages(battery: Battery, languages: Iterable[str]) -> tuple[str, ...]:
    """Those in which a battery is open. One query, and none when all words answer for themselves."""
    whole = [language for language in languages if language in battery.languages]
    needed = {
        (subject, language)
        for language in whole
        for subject in _subjects_to_approve(battery.instruments, language)
    }
    approved = _approved(needed) if needed else frozenset()
    return tuple(
        language
        for language in whole
        if all(
            _is_among(approved, subject, language, battery.instruments)
            for subject in _subjects_to_approve(battery.instruments, language)
        )
        and _is_whole(battery.instruments, language)
    )


def is_read_again(instrument: Instrument, language: str) -> bool:
    """Whether someone answers for the words of an instrument in a language. A query for those that need one."""
    if not needs_approval(instrument, language):
        return True
    approved = _approved({(instrument.name, language)})
    return _is_among(approved, instrument.name, language, (instrument,))


def cells(instrument: Instrument, language: str) -> tuple[TextBeside, ...]:
    """Every text of an instrument beside what a language says, even in a file that was refused."""
    return side_by_side(instrument, language, unfinished_words().get((instrument.name, language)))


def needs_approval(instrument: Instrument, language: str) -> bool:
    """Whether the words do not answer for themselves; those that are not there have nothing to answer for."""
    wording = instrument.wordings.get(language)
    return wording is not None and not wording.is_vouched_for


def site_needs_approval(language: str) -> bool:
    """Whether the team does not read this language."""
    return language not in dict(settings.LANGUAGES)


def instrument_hash(instrument: Instrument, language: str) -> str:
    """What the words of an instrument are in a language, to the last label, beside those they were translated from."""
    texts: list[object] = [
        (cell.place, cell.source, cell.target) for cell in cells(instrument, language)
    ]
    if (wording := instrument.wordings.get(language)) is not None:
        texts.append(_all_words(wording))
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def _cells_of_the_site(language: str) -> tuple[TextBeside, ...]:
    """Each in its section; of a sentence that counts, one for each form, at `section/the numbers it is for`."""
    return tuple(
        TextBeside(
            f"{word.section}/{form.numbers}" if form.numbers else word.section,
            form.source,
            form.target,
        )
        for word in parent_words(language)
        for form in forms_of(word, language)
    )


def _all_words(wording: Wording) -> list[object]:
    """Everything a parent may read of it: a translation may say more than its source, such as labels of one item."""
    said: list[Wording | Variant | None] = [wording, wording.plain, wording.read_aloud]
    return [
        wording.title,
        *(one and (one.introduction, sorted(one.questions.items())) for one in said),
        sorted((key, [(o.value, o.label) for o in own]) for key, own in wording.options.items()),
    ]


def _subjects_to_approve(instruments: Iterable[Instrument], language: str) -> list[str]:
    subjects = [one.name for one in instruments if needs_approval(one, language)]
    return subjects + ([SITE] if site_needs_approval(language) else [])


def _approved(wanted: set[tuple[str, str]]) -> frozenset[tuple[str, str, str]]:
    """Subject, language and hash of what was approved, among these subjects and languages."""
    asked = Q(pk__in=())
    for subject, language in wanted:
        asked |= Q(subject=subject, language=language)
    standing = Approval.objects.filter(asked, taken_back_at__isnull=True)
    return frozenset(standing.values_list("subject", "language", "words_hash"))


def _is_among(
    approved: frozenset[tuple[str, str, str]],
    subject: str,
    language: str,
    instruments: Iterable[Instrument],
) -> bool:
    """Whether exactly these words were approved; hashed only when some words of that name were."""
    hashes = {words for name, spoken, words in approved if (name, spoken) == (subject, language)}
    if not hashes:
        return False
    if subject == SITE:
        return words_hash(language) in hashes
    return any(
        instrument_hash(one, language) in hashes for one in instruments if one.name == subject
    )


def _is_whole(instruments: Iterable[Instrument], language: str) -> bool:
    said = all(cell.target for one in instruments for cell in cells(one, language))
    return said and not missing_words(language)
