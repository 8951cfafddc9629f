"""From the questions of a file to the items of a known scoring: by code, by name, or as the user says; never by luck."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from village.core.errors import DomainError, InvalidDocument
from village.core.scales import Instrument, Item, Option, Wording
from village.formats.draft import Draft, DraftItem, DraftOption, canonical, field_name
from village.formats.keying import Choices, key_options, needed, printed_options
from village.formats.report import ImportReport, ReportLine
from village.formats.texts import check_language, clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The question of each item, with the value of each of its answers, and what was noticed on the way."""

    instrument: Instrument
    items: Mapping[str, DraftItem]
    noticed: tuple[ReportLine, ...]
    beside: tuple[ReportLine, ...]


def guess(draft: Draft, library: Mapping[str, Instrument]) -> Instrument:
    """The instrument a file says it is, by the code of the whole or by those of its items.

    Raises `InvalidDocument` when there is none, or several.
    """
    for instrument in library.values():
        if canonical(instrument) in draft.codes:
            return instrument
    names = {name for item in draft.items for name in item.names}
    coded = [i for i in library.values() if i.evidence.codes.form in draft.codes and draft.codes]
    complete = [
        i
        for i in library.values()
        if (i.evidence.codes.items and names.issuperset(i.evidence.codes.items))
        or names.issuperset({field_name(i, item.key) for item in i.items})
    ]
    found = coded or [
        i for i in complete if len(i.items) == max(len(other.items) for other in complete)
    ]
    if len(found) == 1:
        return found[0]
    why = (
        f"may be {', '.join(i.name for i in found)}"
        if found
        else "carries the code of no instrument installed here"
    )
    raise InvalidDocument(f"This {draft.kind} {why}: say which with --as KEY.")


def match(draft: Draft, instrument: Instrument, choices: Choices) -> Match:
    """Find the question of every item; raises `InvalidDocument` naming the first place that is not clear."""
    found, noticed = _by_user(draft, instrument, choices), list[ReportLine]()
    if choices.is_in_order:
        if found:
            raise InvalidDocument("--map and --in-order: say one or the other.")
        found = _in_order(draft, instrument)
    else:
        for key, entry in _by_name(draft, instrument).items():
            if key not in found and entry.place not in {taken.place for taken in found.values()}:
                found[key] = entry
        noticed += _fill_one_gap(draft, instrument, found)
    if absent := [item.key for item in instrument.items if item.key not in found]:
        raise InvalidDocument(_nothing_for(draft, instrument, absent))
    keyed = {
        item.key: key_options(found[item.key], item, instrument, choices)
        for item in instrument.items
    }
    taken = {entry.place for entry in keyed.values()}
    beside = [
        ReportLine(entry.place, f"is no item of {instrument.name}")
        for entry in draft.items
        if entry.place not in taken
    ]
    conditions = [
        ReportLine(entry.place, f"is asked only when {entry.condition}; here it is always asked")
        for entry in keyed.values()
        if entry.condition
    ]
    return Match(
        instrument=instrument,
        items=keyed,
        noticed=tuple(noticed),
        beside=(*draft.left_out, *draft.lost, *beside, *conditions),
    )


def read_words(
    draft: Draft, instrument: Instrument, choices: Choices, *, file: str
) -> tuple[Wording | None, ImportReport]:
    """The wording a file gives to an instrument, and the report; the wording is None when something is refused."""
    language = choices.language or draft.language
    report = ImportReport(file=file, kind=draft.kind, instrument=instrument.name, language=language)
    try:
        if language is None:
            raise InvalidDocument(
                "The file does not say its language; say it with --language, such as fr"
            )
        check_language(language)
        found, part = match(draft, instrument, choices), draft.part_of(instrument)
        wording = Wording(
            language=language,
            status=choices.status,
            title=clean(part.title, place="title") or instrument.full_name,
            introduction=clean(part.introduction, place="introduction"),
            questions={
                key: needed(entry.question, entry.place) for key, entry in found.items.items()
            },
            options={
                item.key: printed_options(found.items[item.key], choices)
                for item in instrument.items
            },
            hash="",
            licence=clean(choices.licence or draft.licence, place="licence"),
            source=file,
        )
    except DomainError as refusal:
        place, _, says = str(refusal).partition(": ")
        line = ReportLine(place, says.rstrip(".")) if says else ReportLine(file, place.rstrip("."))
        return None, replace(report, refused=(line,), lost=draft.left_out)
    understood = [
        told(found.items[item.key], item, instrument, wording.options[item.key])
        for item in instrument.items
    ]
    return wording, replace(report, understood=(*understood, *found.noticed), lost=found.beside)


def told(
    entry: DraftItem, item: Item, instrument: Instrument, options: Iterable[Option | DraftOption]
) -> ReportLine:
    """Which item a question is, and what its extreme answers are worth: a reader sees at a glance when it is upside down."""
    words = {option.value: option.label for option in options}
    turned = [scale.key for scale in instrument.scales if item.key in scale.reversed]
    line = f"item {item.key}: {item.lowest} “{words[item.lowest]}” … {item.highest} “{words[item.highest]}”"
    return ReportLine(
        entry.place, line + (f", turned round in {', '.join(turned)}" if turned else "")
    )


def _by_user(draft: Draft, instrument: Instrument, choices: Choices) -> dict[str, DraftItem]:
    places = {name: entry for entry in draft.items for name in (entry.place, *entry.names)}
    keys = {item.key for item in instrument.items}
    found: dict[str, DraftItem] = {}
    for place, key in choices.items.items():
        if place not in places:
            why = _left_out(draft, place)
            raise InvalidDocument(f"{why or ReportLine(place, 'the file has no such question')}.")
        if key not in keys:
            raise InvalidDocument(f"{place}: {instrument.name} has no item {key!r}.")
        if key in found:
            raise InvalidDocument(f"{place}: item {key} is already {found[key].place}.")
        if places[place] in found.values():
            raise InvalidDocument(f"{place}: is said to be two items.")
        found[key] = places[place]
    return found


def _in_order(draft: Draft, instrument: Instrument) -> dict[str, DraftItem]:
    if len(draft.items) != len(instrument.items):
        raise InvalidDocument(
            f"{draft.kind}: {len(draft.items)} questions can be keyed, and {instrument.name} has "
            f"{len(instrument.items)} items: say which is which with --map."
        )
    return {item.key: entry for item, entry in zip(instrument.items, draft.items, strict=True)}


def _by_name(draft: Draft, instrument: Instrument) -> dict[str, DraftItem]:
    codes = instrument.evidence.codes.items
    is_ours = canonical(instrument) in draft.codes
    found: dict[str, DraftItem] = {}
    for position, item in enumerate(instrument.items):
        wanted = {field_name(instrument, item.key)}
        wanted |= {codes[position]} if codes else set()
        wanted |= {item.key} if is_ours else set()
        named = [entry for entry in draft.items if wanted.intersection(entry.names)]
        if len(named) > 1:
            raise InvalidDocument(f"{named[1].place}: has the same code as {named[0].place}.")
        if named:
            found[item.key] = named[0]
    return found


def _fill_one_gap(
    draft: Draft, instrument: Instrument, found: dict[str, DraftItem]
) -> list[ReportLine]:
    """Take the one question without a code that stands between its two neighbours, and say so."""
    keys = [item.key for item in instrument.items]
    absent = [key for key in keys if key not in found]
    if len(absent) != 1 or absent[0] in (keys[0], keys[-1]):
        return []
    place = keys.index(absent[0])
    listed = list(draft.items)
    before, after = (listed.index(found[keys[place + step]]) for step in (-1, 1))
    if after - before != 2 or len(listed[before + 1].names) > 1:
        return []
    entry = listed[before + 1]
    found[absent[0]] = entry
    says = f"has no code; taken as item {absent[0]}, between items {keys[place - 1]} and {keys[place + 1]}"
    return [ReportLine(entry.place, says)]


def _left_out(draft: Draft, name: str) -> ReportLine | None:
    """Why the question of that name was left out; None when it is not there at all."""
    return next(
        (
            line
            for line in draft.left_out
            if name in (line.place, line.place.lstrip("/"), line.place.rpartition(", ")[2])
        ),
        None,
    )


def _nothing_for(draft: Draft, instrument: Instrument, absent: list[str]) -> str:
    coded = dict(
        zip((i.key for i in instrument.items), instrument.evidence.codes.items, strict=False)
    )
    for key in absent:
        for name in (field_name(instrument, key), coded.get(key, "")):
            if name and (line := _left_out(draft, name)):
                return f"{line}."
    free = ", ".join(entry.place for entry in draft.items[:12]) or "none"
    return (
        f"{draft.kind}: no question for item {', '.join(absent)} of {instrument.name}. Say which is which with "
        f"--map, or --in-order once you have checked the order; questions that can be keyed: {free}."
    )
