"""The page of one battery: its waves as they are asked here, and the calendar of a parent one imagines."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from village.core.babies import Birth
from village.core.calendars import Occasion, Planned, Skipped, occasions, preview, span
from village.core.catalogue import is_open
from village.core.scales import Instrument
from village.core.waves import Asked, Battery, minutes, part_named
from village.library.catalogue.entries import CatalogueEntry
from village.library.installed import library
from village.library.prose import labels, sentences


def moments(wanted: Battery, here: Battery, languages: Iterable[str]) -> list[dict[str, Any]]:
    """Every wave, once for each situation of the parents: when, what is asked here, what is missing and replaced.

    A sheet to print is offered where every word is ours to show.
    """
    spoken = [(tag, sentences.language_name(tag)) for tag in languages]
    return [
        {**_moment(one), "sheets": [each for each in spoken if may_be_shown(one.asked, each[0])]}
        for one in occasions(wanted, here)
    ]


def may_be_shown(asked: Asked, language: str) -> bool:
    """Whether a public sheet may carry these words."""
    return all(is_open(one, one.wordings[language]) for one, _items in asked)


def calendar(here: Battery, *, entered_on: dt.date, birth: Birth | None) -> dict[str, Any]:
    """Each questionnaire of one parent, and those that parent does not have."""
    planned, skipped = preview(here, entered_on=entered_on, birth=birth)
    return {
        "turns": [_turn(one) for one in planned],
        "skipped": [_skip(one) for one in skipped],
        "is_provisional": any(one.turn.is_provisional for one in planned),
    }


def _moment(one: Occasion) -> dict[str, Any]:
    return {
        "title": sentences.in_this_language(one.wave.titles),
        "of": _situation(one),
        "window": sentences.span_sentence(span(one.wave)),
        "rest": sentences.rest(one.wave.rest_days),
        "absent": [_named(instrument) for instrument in one.absent],
        "stand_ins": [_part(name) for name in one.stand_ins],
        **_asked(one.asked),
    }


def _situation(one: Occasion) -> str:
    if one.wave.entry is not None:
        return str(labels.ENTRIES[one.wave.entry])
    if one.wave.anchor == "birth" or one.is_born is None:
        return ""
    return str(labels.BABIES[one.is_born])


def _turn(one: Planned) -> dict[str, Any]:
    return {
        "title": sentences.in_this_language(one.turn.wave.titles),
        "opens_on": one.turn.opens_on,
        "closes_on": one.turn.closes_on,
        "is_provisional": one.turn.is_provisional,
        "last": _asked(one.asked_last) if one.asked_last != one.asked else None,
        **_asked(one.asked),
    }


def _skip(one: Skipped) -> dict[str, Any]:
    return {
        "title": sentences.in_this_language(one.wave.titles),
        "why": labels.SKIPPED[one.reason],
        "closed_on": one.closed_on,
        "rest_until": one.rest_until,
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "asked": [{**_named(one), "count": len(items)} for one, items in asked],
        "count": sum(len(items) for _one, items in asked),
        "duration": sentences.duration(minutes(asked)),
    }


def _named(instrument: Instrument) -> dict[str, Any]:
    entry = CatalogueEntry(instrument=instrument, used_by=())
    return {"instrument": instrument, "title": entry.title, "language": entry.title_language}


def _part(name: str) -> dict[str, Any]:
    """What stands in for words that are missing: a whole questionnaire, or one of its scales."""
    part = part_named(name, library())
    scale = part.instrument.scale(part.scale) if part.scale else None
    return {
        **_named(part.instrument),
        "scale": sentences.in_this_language(scale.titles) if scale else "",
    }
