"""The page of one instrument: what its folder holds, in the words of a reader."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from village.core.catalogue import Use, VersionChange, changes, versions_of
from village.core.evidence import CHECKED, FIGURES
from village.core.scales import TOTAL, Instrument, Scale, Wording
from village.library.catalogue import entries
from village.library.catalogue.entries import CatalogueEntry
from village.library.installed import library
from village.library.prose import labels, sentences

SHORT_HASH = 12  # enough to tell two versions of the same words apart by eye


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingEntry:
    """The words of an instrument in one language: theirs, not the words themselves."""

    language: str
    name: str
    status: str
    licence: str
    is_spoken: bool  # by the pages around the questions too
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """One question anyone may read."""

    text: str
    options: tuple[str, ...]  # when they are not those of all the questions
    waits: bool  # for the birth


def words(entry: CatalogueEntry) -> list[WordingEntry]:
    """Every language an instrument has words in, and what is known of them."""
    one, spoken = entry.instrument, dict(settings.LANGUAGES)
    free = entries.open_words(one)
    return [
        WordingEntry(
            language=tag,
            name=sentences.language_name(tag),
            status=str(labels.WORDING_STATUSES[one.wordings[tag].status]),
            licence=one.wordings[tag].licence or one.licence,
            is_spoken=tag in spoken,
            is_open=tag in free,
        )
        for tag in entries.spoken(one)
    ]


def shown_words(entry: CatalogueEntry, wanted: str) -> Wording | None:
    """The words to show: in the language asked for, or in that of the screen; never those of others."""
    return entries.open_words(entry.instrument).get(wanted) or entry.own_words


def shared_options(wording: Wording | None) -> tuple[str, ...]:
    """The answers printed under every question, when they all have the same."""
    if wording is None:
        return ()
    printed = {tuple(option.label for option in one) for one in wording.options.values()}
    return printed.pop() if len(printed) == 1 else ()


def questions(instrument: Instrument, wording: Wording | None) -> list[ShownQuestion]:
    """The questions of words that anyone may read, in the order of the page."""
    if wording is None:
        return []
    shared = shared_options(wording)
    return [
        ShownQuestion(
            text=wording.questions[item.key],
            options=() if shared else tuple(o.label for o in wording.options[item.key]),
            waits=item.key in instrument.after_birth,
        )
        for item in instrument.items
    ]


def is_from_right(wording: Wording | None) -> bool:
    """Whether words are written from right to left."""
    return wording is not None and wording.language.partition("-")[0] in settings.LANGUAGES_BIDI


def recall(instrument: Instrument) -> str:
    """The period the questions are about."""
    return sentences.recall(instrument.recall_days)


def window_status(instrument: Instrument) -> dict[str, Any] | None:
    """How sure anyone is of the window; None when none was declared."""
    window = instrument.evidence.window
    return None if window is None else _status(window.status)


def scales(instrument: Instrument) -> list[dict[str, Any]]:
    """Each scale: its items, range and direction, and the rules of its gaps."""
    return [
        {
            "code": _code(scale),
            "title": _title(scale),
            "items": [item_name(instrument, item.key) for item in scale.items],
            "are_all": len(scale.items) == len(instrument.items),
            "reversed": [
                item_name(instrument, item.key)
                for item in scale.items
                if item.key in scale.reversed
            ],
            "lowest": _number(scale.lowest),
            "highest": _number(scale.highest),
            "is_better": scale.higher_is == "better",
            "method": sentences.method(scale),
            "gaps": sentences.gaps(scale),
            "change_threshold": scale.change_threshold,
        }
        for scale in instrument.scales
    ]


def item_name(instrument: Instrument, key: str) -> str:
    """A question by its number on the page, and its key when it has one of its own."""
    number = [item.key for item in instrument.items].index(key) + 1
    return key if key == str(number) else f"{number} ({key})"


def safety(instrument: Instrument) -> list[str]:
    """After which answers the page with numbers to call is shown."""
    return [
        sentences.safety(
            rule,
            item_name(instrument, rule.item)
            if rule.item
            else _title(instrument.scale(rule.scale or "")),
        )
        for rule in instrument.safety
    ]


def cut_offs(instrument: Instrument) -> list[dict[str, Any]]:
    """Each published line, with everything that one has to know before quoting it."""
    return [
        {
            "fact": one,
            "at_least": _number(one.at_least),
            "at_most": _number(one.at_most),
            "scale": _title(instrument.scale(one.scale)),
            "language": sentences.language_name(one.language),
            "status": _status(one.status),
        }
        for one in instrument.evidence.cut_offs
    ]


def figures(instrument: Instrument) -> list[dict[str, Any]]:
    """Each published property of a score: reliabilities first, then norms, then changes."""
    ordered = sorted(instrument.evidence.figures, key=lambda one: FIGURES.index(one.kind))
    return [
        {
            "fact": one,
            "value": _number(one.value),
            "kind": labels.FIGURES[one.kind],
            "scale": _title(instrument.scale(one.scale)),
            "language": sentences.language_name(one.language),
            "status": _status(one.status),
        }
        for one in ordered
    ]


def facts(instrument: Instrument) -> list[dict[str, Any]]:
    """Where each part of the scoring comes from."""
    names = {"answers": _("réponses"), "items": _("questions"), "safety": _("règle de sécurité")}
    names |= {scale.key: _title(scale) for scale in instrument.scales}
    return [
        {
            "about": ", ".join(names.get(part, part) for part in one.about),
            "source": one.source,
            "status": _status(one.status),
        }
        for one in instrument.evidence.facts
    ]


def codes(instrument: Instrument) -> list[tuple[str, str]]:
    """The LOINC codes that were verified, and what each of them names."""
    known = instrument.evidence.codes
    pairs = [(_("questionnaire"), known.form), (_("score total"), known.total)]
    pairs += [(_("questions"), ", ".join(known.items)), (_("réponses"), ", ".join(known.answers))]
    return [(name, code) for name, code in pairs if code]


def versions(instrument: Instrument) -> list[dict[str, Any]]:
    """Every installed version, the newest first, each with what it changed of the one before."""
    found = versions_of(instrument.key, library().values())
    previous = (None, *found[:-1])
    told = [
        {
            "instrument": one,
            "is_this": one.name == instrument.name,
            "before": before,
            "changes": [_change(c) for c in changes(before, one)] if before else [],
        }
        for before, one in zip(previous, found, strict=True)
    ]
    return told[::-1]


def used_by(entry: CatalogueEntry) -> list[dict[str, Any]]:
    """The batteries that ask it, and when."""
    return [
        {"use": use, "waves": ", ".join(_waves(use)), "is_absent": use.is_absent}
        for use in entry.used_by
    ]


def _waves(use: Use) -> list[str]:
    return [sentences.in_this_language(use.battery.wave(key).titles) for key in use.waves]


def _change(change: VersionChange) -> dict[str, Any]:
    is_words = change.about == "words"
    return {
        "about": labels.CHANGED[change.about],
        "key": sentences.language_name(change.key) if is_words else change.key,
        "before": _short(change.before) if is_words else change.before,
        "after": _short(change.after) if is_words else change.after,
    }


def _short(text: str | None) -> str | None:
    return text and text[:SHORT_HASH]


def _number(value: float | Fraction | None) -> float | None:
    """A number as people write it: 10, not 10.0."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), 2)


def _code(scale: Scale) -> str:
    """The key a subscale has in data, to print after its title; nothing when the title says it already."""
    return "" if scale.key == TOTAL or scale.key in _title(scale) else scale.key


def _title(scale: Scale | None) -> str:
    return sentences.in_this_language(scale.titles) if scale else ""


def _status(status: str) -> dict[str, Any]:
    return {
        "says": labels.STATUSES[status],
        "is_checked": status in CHECKED,
    }
