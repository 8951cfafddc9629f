"""The catalogue as a reader looks through it: one entry an instrument, found by words and by what it is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from village.core.catalogue import (
    Use,
    is_free,
    is_open,
    minutes_alone,
    unchecked,
    uses,
)
from village.core.instruments import version_order
from village.core.scales import TOTAL, Instrument, Wording
from village.library.installed import batteries, library, wanted_batteries
from village.library.prose import labels, sentences
from village.network.queries import fold

BEFORE, AFTER = "before", "after"
FREE, ASK = "free", "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One installed version of an instrument, with what a reader compares."""

    instrument: Instrument
    used_by: tuple[Use, ...]

    @property
    def title(self) -> str:
        """Its full name; of one of ours, the title that parents read."""
        words = self.own_words
        return self.instrument.full_name if words is None else words.title

    @property
    def title_language(self) -> str:
        """The language of the title; published scales are known by their English names."""
        words = self.own_words
        return "en" if words is None else words.language

    @property
    def usual_name(self) -> str:
        """What it is usually called in the language of the screen, when that is not its title."""
        names = self.instrument.names.get(sentences.screen_language())
        return names.usual if names else ""

    @property
    def own_words(self) -> Wording | None:
        """Words of the instrument that anyone may read, in the language of the screen when there are."""
        found = open_words(self.instrument)
        language = sentences.in_this_language({tag: tag for tag in found})
        return found.get(language)

    @property
    def measures(self) -> str:
        """What it is about, in a few words."""
        said = [sentences.in_this_language(topic) for topic in topics(self.instrument)]
        return ", ".join(text[:1].lower() + text[1:] for text in said)

    @property
    def when(self) -> str:
        """Of whom it may be asked."""
        return sentences.when(self.instrument.evidence.window)

    @property
    def duration(self) -> str:
        """How long it takes."""
        return sentences.duration(minutes_alone(self.instrument))

    @property
    def languages(self) -> list[str]:
        """The names of the languages this site has its words in."""
        return [sentences.language_name(tag) for tag in spoken(self.instrument)]

    @property
    def permission(self) -> str:
        """Whether one has to ask, and how."""
        permission = self.instrument.evidence.permission
        return str(labels.PERMISSIONS[permission.needed if permission else "none"])

    @property
    def is_unchecked(self) -> bool:
        """Whether something said of it is recalled from memory, or disputed."""
        return unchecked(self.instrument)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a reader looks for; what is empty filters nothing."""

    words: str = ""
    topic: str = ""  # a key of `all_topics`
    window: str = ""  # BEFORE or AFTER the birth
    language: str = ""
    permission: str = ""  # FREE or ASK
    battery: str = ""

    def finds(self, entry: CatalogueEntry) -> bool:
        """Whether an entry is what is looked for: all of it."""
        instrument, window = entry.instrument, entry.instrument.evidence.window
        text = _text(entry)
        return (
            all(word in text for word in fold(self.words).split())
            and self.topic in _topics_text(instrument)
            and (not self.language or self.language in instrument.wordings)
            and (not self.permission or is_free(instrument) == (self.permission == FREE))
            and (not self.battery or self.battery in (use.battery.name for use in entry.used_by))
            and (self.window != BEFORE or window is None or window.before_birth)
            and (self.window != AFTER or window is None or window.after_birth)
        )


def all_entries() -> list[CatalogueEntry]:
    """Every installed instrument, always in the same order: by title, the newest version first."""
    wanted, here = wanted_batteries().values(), batteries().values()
    found = (entry_of(one, wanted, here) for one in library().values())
    return sorted(found, key=_place)


def entry_of(instrument: Instrument, wanted: Iterable[Any], here: Iterable[Any]) -> CatalogueEntry:
    """The entry of one instrument."""
    return CatalogueEntry(instrument=instrument, used_by=uses(instrument, wanted, here))


def open_words(instrument: Instrument) -> dict[str, Wording]:
    """The words of an instrument that a public page may show, by language, French first."""
    return {
        tag: instrument.wordings[tag]
        for tag in spoken(instrument)
        if is_open(instrument, instrument.wordings[tag])
    }


def spoken(instrument: Instrument) -> list[str]:
    """The languages an instrument has words in, French first."""
    return sorted(instrument.wordings, key=lambda tag: (tag != "fr", tag))


def topics(instrument: Instrument) -> list[Mapping[str, str]]:
    """What an instrument is about, each thing by language: what its author says, or the titles of its scales."""
    if instrument.measures:
        return [instrument.measures]
    parts = [scale.titles for scale in instrument.scales if scale.key != TOTAL]
    return parts or [scale.titles for scale in instrument.scales]


def all_topics() -> dict[str, str]:
    """What may be looked for, by a key that no language changes, in the order of the screen's language."""
    found = {
        fold(topic.get("fr") or sentences.in_this_language(topic)): sentences.in_this_language(
            topic
        )
        for one in library().values()
        for topic in topics(one)
    }
    return dict(sorted(found.items(), key=lambda pair: fold(pair[1])))


def all_languages() -> dict[str, str]:
    """The languages that some instrument has words in, by tag."""
    tags = {tag for one in library().values() for tag in one.wordings}
    names = {tag: sentences.language_name(tag) for tag in tags}
    return dict(sorted(names.items(), key=lambda pair: fold(pair[1])))


def _place(entry: CatalogueEntry) -> tuple[Any, ...]:
    newest_first = [-part for part in version_order(entry.instrument.version)]
    return (fold(entry.title), entry.instrument.key, newest_first)


def _topics_text(instrument: Instrument) -> str:
    return " | ".join(
        fold(topic.get("fr") or sentences.in_this_language(topic)) for topic in topics(instrument)
    )


def _text(entry: CatalogueEntry) -> str:
    """All that a reader may look an instrument up by: its names, and what it measures, in every language told."""
    one = entry.instrument
    said = [one.key, one.name, one.full_name, *one.measures.values()]
    said += [text for names in one.names.values() for text in (names.usual, *names.also)]
    said += [text for scale in one.scales for text in scale.titles.values()]
    said += [words.title for words in open_words(one).values()]
    return fold(" ".join(said))
