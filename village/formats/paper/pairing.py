"""Every text of an instrument in two languages, side by side: nothing a person may read or hear is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from village.core.errors import InvalidDocument
from village.core.scales import Instrument, Item, Option, Variant, Wording
from village.formats.draft import stored_name
from village.formats.pack import VARIANTS
from village.formats.paper.scoring import Fact, facts_of, in_groups
from village.formats.paper.wordings import check_asked, options_of, question_of, words_in
from village.formats.paper.words import PaperWords
from village.formats.press.tongues import Tongue, tongue
from village.formats.texts import clean


@dataclass(frozen=True, slots=True)
class PairedRow:
    """One text and its translation; None where there is none, which the page shows."""

    place: str
    source: str | None
    target: str | None
    is_question: bool = False
    is_about: bool = False  # about a text, in the language of the document: its status, its licence


@dataclass(frozen=True, slots=True)
class SiteSection:
    """Other words of a site, given as they are: messages, consents, the page with numbers to call."""

    title: str  # in the language of the document
    rows: Sequence[tuple[str, str | None]]  # the source, and its translation when there is one


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stands under one heading: facts without language, then texts in both."""

    title: str
    title_in: Tongue
    name: str | None  # of the instrument
    facts: tuple[Fact, ...]
    rows: tuple[PairedRow, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A bilingual document, before it is laid out."""

    words: PaperWords
    source: Tongue
    target: Tongue
    chapters: tuple[Chapter, ...]

    @property
    def missing(self) -> int:
        """How many texts one of the two languages does not have."""
        rows = [row for chapter in self.chapters for row in chapter.rows]
        return sum((row.source is None) + (row.target is None) for row in rows)

    @property
    def title(self) -> str:
        """What the document is called."""
        names = [self.words.language_name(each.tag) for each in (self.source, self.target)]
        return self.words.say("bilingual.title", source=names[0], target=names[1])

    @property
    def summary(self) -> str:
        """Whether it is whole; how much is missing, when it is not."""
        mark = self.words.say("bilingual.missing_mark")
        if not self.missing:
            return self.words.say("bilingual.complete")
        return self.words.say("bilingual.missing", count=self.missing, mark=mark)


def pair(
    instruments: Sequence[Instrument],
    *,
    source: str,
    target: str,
    sections: Sequence[SiteSection] = (),
    language: str | None = None,
) -> Pairing:
    """All the texts of the instruments and sections; `language` is that of the document's own words (the source's, when we have them).

    Raises `InvalidDocument` for an instrument without words in one of the languages, or with a hole in them.
    """
    if source == target:
        raise InvalidDocument(f"Both languages are {source!r}: there is nothing to compare.")
    if not instruments and not sections:
        raise InvalidDocument("There is no text to compare.")
    words = PaperWords(language or source)
    chapters = [_chapter(one, source, target, words) for one in instruments]
    chapters += [_site_chapter(section, words) for section in sections]
    return Pairing(words, tongue(source), tongue(target), tuple(chapters))


def _chapter(instrument: Instrument, source: str, target: str, words: PaperWords) -> Chapter:
    both = words_in(instrument, source), words_in(instrument, target)
    check_asked(instrument, instrument.items)
    rows = [
        *_about(instrument, both, words),
        *_shared(instrument, both, words),
        *(row for item in instrument.items for row in _item(instrument, item, both, words)),
        *(row for name in VARIANTS for row in _variant(instrument, name, both, words)),
    ]
    title = clean(both[0].title, place=f"{instrument.name}, title")
    facts = facts_of(instrument, words)
    return Chapter(title, tongue(source), instrument.name, facts, tuple(rows))


def _site_chapter(section: SiteSection, words: PaperWords) -> Chapter:
    rows = []
    for number, (source, target) in enumerate(section.rows, 1):
        place = f"{section.title}, {number}"
        said = clean(source, place=place)
        translated = clean(target, place=place) if target else None
        rows.append(PairedRow(str(number), said, translated or None))
    title = clean(section.title, place="the title of a section")
    return Chapter(title, tongue(words.language), None, (), tuple(rows))


Both = tuple[Wording, Wording]


def _about(instrument: Instrument, both: Both, words: PaperWords) -> Iterator[PairedRow]:
    """Where each wording comes from, then its title and introduction."""

    statuses = words.section("statuses")
    told = {
        "status": [statuses.get(each.status, each.status) for each in both],
        "licence": [each.licence or instrument.licence for each in both],
        "source": [each.source for each in both],
        "hash": [in_groups(each.hash) for each in both],
        "title": [each.title for each in both],
        "introduction": [each.introduction for each in both],
    }
    for name, texts in told.items():
        said = [clean(text, place=f"{instrument.name}, {name}") or None for text in texts]
        if any(said):
            is_about = name not in ("title", "introduction")
            yield PairedRow(words.say(f"rows.{name}"), said[0], said[1], is_about=is_about)


def _shared(instrument: Instrument, both: Both, words: PaperWords) -> Iterator[PairedRow]:
    """The answers, once, when every question has the same in both languages."""
    if not _is_shared(both):
        return
    first = instrument.items[0]
    options = [options_of(instrument, each, first) for each in both]
    yield from _answers(options, words.say("rows.order_of_all"), "rows.answer", "", words)


def _item(instrument: Instrument, item: Item, both: Both, words: PaperWords) -> Iterator[PairedRow]:
    number = instrument.items.index(item) + 1
    place = words.say("rows.question", number=number, item=item.key)
    reversing = [scale.key for scale in instrument.scales if item.key in scale.reversed]
    if reversing:
        place += f" · {words.say('rows.reversed', scales=', '.join(reversing))}"
    if any(rule.item == item.key for rule in instrument.safety):
        place += f" · {words.say('rows.safety')}"
    questions = [question_of(instrument, each, item) for each in both]
    yield PairedRow(place, questions[0], questions[1], is_question=True)
    options = [options_of(instrument, each, item) for each in both]
    if not _is_shared(both):
        order = words.say("rows.order", item=item.key)
        yield from _answers(options, order, "rows.own_answer", item.key, words)


def _answers(
    options: Sequence[tuple[Option, ...]], order: str, say: str, item: str, words: PaperWords
) -> Iterator[PairedRow]:
    """An answer a row, by its value; then the order each sheet prints them in, when it is not the same."""
    source, target = options
    translated = {option.value: option.label for option in target}
    for option in source:
        place = words.say(say, item=item, value=stored_name(option.value))
        yield PairedRow(place, option.label, translated.get(option.value))
    printed = [" ".join(stored_name(option.value) for option in each) for each in options]
    if printed[0] != printed[1]:
        yield PairedRow(order, printed[0], printed[1], is_about=True)


def _is_shared(both: Both) -> bool:
    return all(len(set(each.options.values())) == 1 for each in both)


def _variant(
    instrument: Instrument, name: str, both: Both, words: PaperWords
) -> Iterator[PairedRow]:
    """The easy, or the spoken, questions; a language without them misses each of them."""
    variants: list[Variant | None] = [getattr(each, name) for each in both]
    if not any(variants):
        return
    place = words.say("rows.introduction")
    said = [each.introduction or None if each else None for each in variants]
    yield PairedRow(words.say(f"rows.{name}", place=place), said[0], said[1])
    for number, item in enumerate(instrument.items, 1):
        place = words.say("rows.question", number=number, item=item.key)
        said = [each.questions.get(item.key) or None if each else None for each in variants]
        for text in said:
            clean(text or "", place=f"{instrument.name}, {name}, {item.key!r}")
        yield PairedRow(words.say(f"rows.{name}", place=place), said[0], said[1])
