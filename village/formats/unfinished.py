"""Words that cannot be asked yet: what of them is there, and what is missing, place by place.

`core.wording` refuses a file in which one word is missing, and names the first. Here nothing is refused: a translator, or
whoever opens a language, needs the whole list.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Wording
from village.formats.draft import stored_name
from village.formats.pack import VARIANTS
from village.formats.translations import INTRODUCTION, SHARED, TITLE, cells_of

FIRST_TO_TRANSLATE_FROM = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One file of words that was refused: why, and the cells it holds all the same."""

    instrument: str
    language: str
    reason: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextBeside:
    """One text of an instrument: its place, what it says where it was first written, what it says here."""

    place: str
    source: str
    target: str | None  # None: nothing is said here


def read_unfinished(path: Path, *, instrument: str, reason: str) -> Unfinished:
    """What a refused file holds, by the places `translations.cells_of` names; nothing when it is not TOML."""
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        content = {}
    cells = {TITLE: content.get(TITLE), INTRODUCTION: content.get(INTRODUCTION)}
    cells |= _answers(SHARED, content)
    for key, entry in _table(content, "items").items():
        own = entry if isinstance(entry, dict) else {"question": entry}
        cells[key] = own.get("question")
        cells |= _answers(key, own)
    for name in VARIANTS:
        variant = _table(content, name)
        cells[f"{name}/{INTRODUCTION}"] = variant.get(INTRODUCTION)
        cells |= {f"{name}/{key}": text for key, text in _table(variant, "items").items()}
    found = {place: text for place, text in cells.items() if isinstance(text, str) and text.strip()}
    return Unfinished(instrument=instrument, language=path.stem, reason=reason, cells=found)


def side_by_side(
    instrument: Instrument, language: str, unfinished: Unfinished | None = None
) -> tuple[TextBeside, ...]:
    """Every text that a language has to say, beside what it says.

    Easy and spoken variants count once something of them is said: a variant is whole, or is not there. Of an instrument
    without any words, the places are known, and not what to translate.
    """
    said: Mapping[str, str] = {} if unfinished is None else unfinished.cells
    if target := instrument.wordings.get(language):
        said = cells_of(target)
    source = source_wording(instrument)
    wanted = _places(instrument) if source is None else cells_of(source)
    return tuple(
        TextBeside(place, text, _said(place, said, instrument))
        for place, text in wanted.items()
        if not _is_left_out(place, said)
    )


def source_wording(instrument: Instrument) -> Wording | None:
    """The words others are translated from: the original, or French, or English, or any."""
    order = {language: rank for rank, language in enumerate(FIRST_TO_TRANSLATE_FROM)}
    ranked = sorted(
        instrument.wordings.values(),
        key=lambda one: (one.status != "original", order.get(one.language, len(order))),
    )
    return next(iter(ranked), None)


def _places(instrument: Instrument) -> dict[str, str]:
    """The places every wording must fill, when there is no other to compare with."""
    places = [TITLE]
    for item in instrument.items:
        values = list(range(item.lowest, item.highest + 1))
        values += [NOT_APPLICABLE] if item.not_applicable is not None else []
        places += [item.key, *(f"{item.key}/{stored_name(value)}" for value in values)]
    if any(item.may_decline for item in instrument.items):
        places.append(f"{SHARED}/{stored_name(DECLINED)}")
    return dict.fromkeys(places, "")


def _said(place: str, said: Mapping[str, str], instrument: Instrument) -> str | None:
    """What stands at a place, whether answers are written once or after every question."""
    item, _, value = place.partition("/")
    if place in said or not value or item in VARIANTS:
        return said.get(place)
    if item != SHARED:
        return said.get(f"{SHARED}/{value}")
    own = [said.get(f"{one.key}/{value}") for one in instrument.items]
    return own[0] if all(own) else None


def _is_left_out(place: str, said: Mapping[str, str]) -> bool:
    name, _, rest = place.partition("/")
    return bool(rest) and name in VARIANTS and not any(c.startswith(f"{name}/") for c in said)


def _table(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = content.get(key)
    return table if isinstance(table, dict) else {}


def _answers(place: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The labels of one table, by value."""
    options = content.get("options")
    cells = {
        f"{place}/{option['value']}": option.get("label")
        for option in (options if isinstance(options, list) else [])
        if isinstance(option, dict) and isinstance(option.get("value"), int)
    }
    for key, value in (("not_applicable", NOT_APPLICABLE), ("declined", DECLINED)):
        cells[f"{place}/{stored_name(value)}"] = content.get(key)
    return cells
