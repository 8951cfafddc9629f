"""What a snapshot says of each scale: how it is scored, how much is a change, and what nobody has checked of it.

Written by `describe_instrument`, read back by `read_scales`. A snapshot taken before the facts were written is read all
the same: of its scales nothing is known to be checked, nor to be unchecked (`unverified` is None), and reports say so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from village.analytics.json_record import JsonRecord
from village.core.direction import Direction
from village.core.evidence import UNCHECKED, Fact, Figure
from village.core.scales import TOTAL, Instrument, Item, Scale

Basis = Literal["convention", "reliable", "important"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNote:
    """One item of a scale: its range, and whether the score turns it round in it."""

    key: str
    lowest: int
    highest: int
    reversed: bool
    not_applicable: int | None = (
        None  # what "this does not concern me" counts for, where it is an answer
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FactNote:
    """Something that nobody has checked, and where it was found: recalled from `memory`, or `disputed`."""

    status: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureNote:
    """A published property of a score that nobody has checked, with its `kind` (see `village.core.evidence.Figure`)."""

    kind: str
    value: float
    status: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleNote:
    """One scale as the snapshot describes it: its range, its direction, and how much is a change."""

    instrument: str
    version: str
    scale: str
    titles: Mapping[str, str]
    higher_is: Direction
    lowest: float
    highest: float
    change_threshold: float | None  # in points of the score; None: nobody declared one
    validated: bool
    items: tuple[ItemNote, ...] = ()  # none in a snapshot taken before they were written
    threshold_basis: Basis | None = None  # a convention of its authors, or a checked figure
    threshold_source: str = ""  # of that figure
    unverified: tuple[FactNote, ...] | None = None  # what its score rests on; None: not said
    unverified_figures: tuple[FigureNote, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """Instrument, version, scale: two versions of a questionnaire are never compared."""
        return self.instrument, self.version, self.scale


def describe_instrument(instrument: Instrument) -> dict[str, Any]:
    """What the manifest of a snapshot says of an instrument, as JSON values."""
    return {
        "key": instrument.key,
        "version": instrument.version,
        "hash": instrument.hash,
        "validated": instrument.validated,
        "wordings": {
            w.language: {"hash": w.hash, "status": w.status} for w in instrument.wordings.values()
        },
        "scales": {scale.key: _describe_scale(scale, instrument) for scale in instrument.scales},
    }


def read_scales(instruments: JsonRecord) -> Iterator[ScaleNote]:
    """Every scale of every instrument, the total of each last; `InvalidSnapshot` names what is wrong."""
    for instrument in instruments.records():
        named = instrument.record("scales").named_records()
        for key, scale in sorted(named, key=lambda entry: entry[0] == TOTAL):
            yield ScaleNote(
                instrument=instrument.text("key"),
                version=instrument.text("version"),
                scale=key,
                titles=scale.texts("title"),
                higher_is=cast(Direction, scale.one_of("higher_is", get_args(Direction))),
                lowest=scale.number("lowest"),
                highest=scale.number("highest"),
                change_threshold=scale.optional_number("change_threshold"),
                validated=instrument.yes_no("validated"),
                items=tuple(_read_items(scale)),
                **_read_evidence(scale),
            )


def _describe_scale(scale: Scale, instrument: Instrument) -> dict[str, Any]:
    evidence = instrument.evidence
    return {
        "title": dict(scale.titles),
        "higher_is": scale.higher_is,
        "lowest": float(scale.lowest),
        "highest": float(scale.highest),
        "change_threshold": scale.change_threshold,
        "items": [_describe_item(item, scale) for item in scale.items],
        "unverified": [_describe_fact(fact) for fact in evidence.unverified(scale.key)],
        "unverified_figures": [
            _describe_figure(figure) for figure in evidence.unverified_figures(scale.key)
        ],
        **_describe_threshold(scale, instrument),
    }


def _describe_threshold(scale: Scale, instrument: Instrument) -> dict[str, str]:
    if scale.change_threshold is None:
        return {}
    figure = instrument.evidence.behind_threshold(scale.key, scale.change_threshold)
    if figure is None:
        return {"threshold_basis": "convention"}
    return {"threshold_basis": figure.kind, "threshold_source": figure.citation}


def _describe_item(item: Item, scale: Scale) -> dict[str, Any]:
    described = {
        "key": item.key,
        "lowest": item.lowest,
        "highest": item.highest,
        "reversed": item.key in scale.reversed,
    }
    if item.not_applicable is not None:
        described["not_applicable"] = item.not_applicable
    return described


def _describe_fact(fact: Fact) -> dict[str, str]:
    return {"status": fact.status, "source": fact.source}


def _describe_figure(figure: Figure) -> dict[str, Any]:
    return {
        "kind": figure.kind,
        "value": figure.value,
        "status": figure.status,
        "source": figure.citation,
    }


def _read_items(scale: JsonRecord) -> Iterator[ItemNote]:
    for item in scale.record_list("items") if "items" in scale.content else ():
        yield ItemNote(
            key=item.text("key"),
            lowest=item.whole("lowest"),
            highest=item.whole("highest"),
            reversed=item.yes_no("reversed"),
            not_applicable=item.optional_whole("not_applicable"),
        )


def _read_evidence(scale: JsonRecord) -> dict[str, Any]:
    """What is not checked, and where the threshold comes from; nothing, where the snapshot is too old to say."""
    if "unverified" not in scale.content:
        return {}
    basis = "threshold_basis" in scale.content
    return {
        "unverified": tuple(
            FactNote(status=fact.one_of("status", UNCHECKED), source=fact.text("source"))
            for fact in scale.record_list("unverified")
        ),
        "unverified_figures": tuple(
            FigureNote(
                kind=figure.text("kind"),
                value=figure.number("value"),
                status=figure.one_of("status", UNCHECKED),
                source=figure.text("source"),
            )
            for figure in scale.record_list("unverified_figures")
        ),
        "threshold_basis": scale.one_of("threshold_basis", get_args(Basis)) if basis else None,
        "threshold_source": scale.optional_text("threshold_source"),
    }
