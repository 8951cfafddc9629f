"""What a catalogue says of an instrument beyond its folder: its length, what nobody checked, who asks it, what changed.

The pages and the command line both read it here, so that they cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from village.core.evidence import CHECKED
from village.core.instruments import version_order
from village.core.scales import Instrument, Wording
from village.core.waves import Battery, minutes

FREE = ("none", "citation")  # nobody has to be asked; to name one's source is not to ask
OPEN_LICENCES = ("CC-BY-4.0", "CC0-1.0")  # anyone may show the words to anyone


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A battery that wants an instrument, and the waves at which it does."""

    battery: Battery
    waves: tuple[str, ...]  # keys, in the order of the battery
    is_absent: bool  # wanted, and replaced or left out on this site


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """One thing that is not the same in two versions.

    `about` is "item", "scale", "safety", "words" or the name of a field of `Instrument`; `key` says which one of them.
    `before` is None for what was added, `after` for what was taken away. Words are named by their hash.
    """

    about: str
    key: str
    before: str | None
    after: str | None


def minutes_alone(instrument: Instrument) -> float:
    """How long the whole instrument takes, asked of a parent whose baby is there."""
    return minutes(((instrument, instrument.items),))


def is_free(instrument: Instrument) -> bool:
    """Whether its words may be used without asking anybody. What nobody knows is not free."""
    permission = instrument.evidence.permission
    return permission is None or permission.needed in FREE


def is_open(instrument: Instrument, wording: Wording) -> bool:
    """Whether a public page may show these words: somebody else's never are, whatever the site was allowed to ask."""
    licence = wording.licence or instrument.licence
    return instrument.evidence.permission is None and licence in OPEN_LICENCES


def unchecked(instrument: Instrument) -> bool:
    """Whether anything said of the instrument is recalled from memory, or disputed."""
    evidence = instrument.evidence
    statuses = [fact.status for fact in evidence.facts]
    statuses += [cut_off.status for cut_off in evidence.cut_offs]
    statuses += [figure.status for figure in evidence.figures]
    statuses += [evidence.window.status] if evidence.window else []
    return any(status not in CHECKED for status in statuses)


def uses(
    instrument: Instrument, wanted: Iterable[Battery], installed: Iterable[Battery]
) -> tuple[Use, ...]:
    """The batteries that ask an instrument or would, were its words here.

    `wanted` are the batteries as their authors wrote them, `installed` as this site asks them: an instrument that only
    stands in is not wanted, and asked all the same.
    """
    here = {battery.name: battery for battery in installed}
    found = []
    for battery in wanted:
        resolved = here.get(battery.name, battery)
        waves = [wave.key for one in (battery, resolved) for wave in one.waves]
        asking = [
            wave.key
            for one in (battery, resolved)
            for wave in one.waves
            if any(part.instrument.name == instrument.name for part in wave.parts)
        ]
        if asking:
            found.append(
                Use(
                    battery=battery,
                    waves=tuple(key for key in dict.fromkeys(waves) if key in asking),
                    is_absent=any(one.name == instrument.name for one in resolved.absent),
                )
            )
    return tuple(found)


def versions_of(key: str, library: Iterable[Instrument]) -> tuple[Instrument, ...]:
    """Every installed version of an instrument, from the first to the last."""
    found = (one for one in library if one.key == key)
    return tuple(sorted(found, key=lambda one: version_order(one.version)))


def changes(before: Instrument, after: Instrument) -> tuple[VersionChange, ...]:
    """What is not the same in two versions: items and their values, scales, safety rules, words, and what is said of them."""
    parts = (
        ("item", _items(before), _items(after)),
        ("scale", _scales(before), _scales(after)),
        ("safety", _safety(before), _safety(after)),
        ("words", _words(before), _words(after)),
        *(
            (name, {"": _said(getattr(before, name))}, {"": _said(getattr(after, name))})
            for name in ("recall_days", "licence", "validated", "after_birth")
        ),
    )
    return tuple(
        VersionChange(about=about, key=key, before=old.get(key), after=new.get(key))
        for about, old, new in parts
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    )


def _items(instrument: Instrument) -> dict[str, str]:
    return {
        item.key: f"{item.lowest}–{item.highest}"
        + ("" if item.not_applicable is None else f", NA = {item.not_applicable}")
        + (", DECLINED" if item.may_decline else "")
        for item in instrument.items
    }


def _scales(instrument: Instrument) -> dict[str, str]:
    found = {}
    for scale in instrument.scales:
        said = []
        for one in fields(scale):
            value = getattr(scale, one.name)
            if one.name == "items":
                value = [item.key for item in value]
            if one.name not in ("key", "titles") and value not in (None, (), {}, frozenset()):
                said.append(f"{one.name} = {_said(value)}")
        found[scale.key] = "; ".join(said)
    return found


def _safety(instrument: Instrument) -> dict[str, str]:
    return {
        rule.key: f"{rule.item or rule.scale}: {_said(rule.at_least)} – {_said(rule.at_most)}"
        for rule in instrument.safety
    }


def _words(instrument: Instrument) -> dict[str, str]:
    return {language: wording.hash for language, wording in instrument.wordings.items()}


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} → {_said(one)}" for key, one in value.items())
    if isinstance(value, (list, frozenset)):
        return " ".join(sorted(value) if isinstance(value, frozenset) else value)
    return "" if value is None else str(value)
