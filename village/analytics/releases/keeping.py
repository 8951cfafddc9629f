"""Figures that stay at their date: written as JSON when they are published, put back in place of newer ones."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from village.analytics.disclosure import Silence
from village.analytics.figures import (
    change_figure,
    rate_figure,
    reach_figure,
    translation_figure,
)
from village.analytics.results import (
    Evaluation,
    Reach,
    ScaleChange,
    Share,
    WaveResponse,
    as_json,
    silent,
)
from village.analytics.words import Words


@dataclass(frozen=True, slots=True)
class Kept:
    """A figure as it was published: its JSON, and the date it speaks of."""

    value: Any
    as_of: dt.datetime


def kept(evaluation: Evaluation) -> dict[str, Any]:
    """Every figure that an evaluation shows, by name, as JSON; those it does not show are absent."""
    reach = evaluation.reach
    parts = {"enrolled": reach.enrolled, "came": reach.came}
    parts |= {f"stayed_{months}": share for months, share in reach.stayed.items()}
    found: dict[str, Any] = {reach_figure(part): value for part, value in parts.items()}
    found |= {_name(response): response for response in evaluation.responses if response.rate}
    # How many answered in unvalidated words waits on its own: a change kept beside it must not tell.
    changes = [change for change in evaluation.changes if change.estimate]
    found |= {_name(change): replace(change, translated=None) for change in changes}
    found |= {_translations(change): change.translated for change in changes}
    return {name: as_json(value) for name, value in found.items() if value is not None}


def withhold(
    evaluation: Evaluation, waiting: Collection[str], *, earlier: Mapping[str, Kept] | None = None
) -> Evaluation:
    """The evaluation with every figure of `waiting` as it was published `earlier`, or silent when it never was."""
    keeper = _Keeper(evaluation, waiting, earlier or {})
    responses = {response.wave: keeper.response(response) for response in evaluation.responses}
    return replace(
        evaluation,
        responses=tuple(responses.values()),
        reach=keeper.reach(evaluation.reach),
        changes=tuple(
            keeper.change(change, responses[change.response.wave]) for change in evaluation.changes
        ),
    )


class _Keeper:
    """What waits in one evaluation, and what was published instead."""

    def __init__(
        self, evaluation: Evaluation, waiting: Collection[str], earlier: Mapping[str, Kept]
    ) -> None:
        self.waiting, self.earlier = waiting, earlier
        self.words = Words(evaluation.language)

    def found(self, kind: Any, figure: str) -> Kept | None:
        """A figure as it was published; None when it never was, or by a version that said other things of it."""
        old = self.earlier.get(figure)
        try:
            return None if old is None else replace(old, value=rebuilt(kind, old.value))
        except (KeyError, TypeError, ValueError):
            return None

    def response(self, new: WaveResponse) -> WaveResponse:
        if _name(new) not in self.waiting:
            return new
        old = self.found(WaveResponse, _name(new))
        if old is None:
            silences = {"rate": Silence.WAITING}
            return replace(new, invited=None, answered=None, rate=None, silences=silences)
        return replace(
            old.value,
            title=self._dated(new.title, old.as_of),
            as_of=old.as_of,
        )

    def reach(self, new: Reach) -> Reach:
        parts: dict[str, Any] = {"enrolled": new.enrolled, "came": new.came}
        parts |= {f"stayed_{months}": share for months, share in new.stayed.items()}
        silences, dates = dict(new.silences), {}
        for part in [part for part in parts if reach_figure(part) in self.waiting]:
            old = self.found(int if part == "enrolled" else Share, reach_figure(part))
            if old is None:
                parts[part], silences[part] = None, Silence.WAITING
            else:
                parts[part] = old.value
                dates[part] = old.as_of
                silences.pop(part, None)
        stayed = {months: parts[f"stayed_{months}"] for months in new.stayed}
        return Reach(
            enrolled=parts["enrolled"],
            came=parts["came"],
            stayed=stayed,
            silences=silences,
            as_of=dates,
        )

    def change(self, new: ScaleChange, response: WaveResponse) -> ScaleChange:
        if _name(new) not in self.waiting:
            return self._beside(self._unless_waiting(new), response)
        old = self.found(ScaleChange, _name(new))
        if old is None:
            return silent(replace(new, response=response))
        found = old.value
        dated = replace(
            found.response, title=self._dated(new.response.title, old.as_of), as_of=old.as_of
        )
        found = replace(found, title=new.title, response=dated, as_of=old.as_of)
        told = self.found(Share, _translations(new))
        is_of_that_date = told is not None and told.as_of == old.as_of
        return replace(found, translated=told.value) if told and is_of_that_date else _untold(found)

    def _unless_waiting(self, new: ScaleChange) -> ScaleChange:
        return _untold(new) if _translations(new) in self.waiting else new

    def _beside(self, new: ScaleChange, response: WaveResponse) -> ScaleChange:
        """A new change beside an older count of those who were asked: what compares the two would date them."""
        if _name(response) not in self.waiting:
            return new
        silences = {**new.silences, "paired_rate": Silence.WAITING}
        asked = replace(
            response, title=new.response.title
        )  # the change itself is not the older one
        return replace(
            new, response=asked, paired_rate=None, answers_needed=None, silences=silences
        )

    def _dated(self, title: str, as_of: dt.datetime) -> str:
        return self.words.say("value.dated", what=title, date=self.words.date(as_of))


def _untold(change: ScaleChange) -> ScaleChange:
    """A change without how many parents answered in words nobody has validated, nor in which languages."""
    if not change.has_translations:
        return change
    silences = {"translated": Silence.WAITING, **change.silences}
    return replace(change, translated=None, translations=(), silences=silences)


def _translations(change: ScaleChange) -> str:
    return translation_figure(change.instrument, change.version, change.scale, change.response.wave)


def _name(part: WaveResponse | ScaleChange) -> str:
    if isinstance(part, WaveResponse):
        return rate_figure(part.wave)
    return change_figure(part.instrument, part.version, part.scale, part.response.wave)


def rebuilt(kind: Any, value: Any) -> Any:
    """What `as_json` wrote, as the type it was written from.

    >>> rebuilt(Share, {"count": 12, "total": 40, "share": 0.3, "low": 0.18, "high": 0.45}).total
    40
    """
    if value is None or kind is Any:
        return value
    if get_origin(kind) is UnionType:
        return rebuilt(next(part for part in get_args(kind) if part is not NoneType), value)
    if get_origin(kind) is tuple:
        return tuple(rebuilt(get_args(kind)[0], part) for part in value)
    if isinstance(value, dict) and get_args(kind):
        key, part = get_args(kind)
        return {rebuilt(key, name): rebuilt(part, found) for name, found in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {part.name: value[part.name] for part in fields(kind) if part.name in value}
        built: Callable[..., Any] = kind
        return built(**{name: rebuilt(hints[name], found) for name, found in known.items()})
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return int(value) if kind is int else value
