"""Instrument folders: read strictly, proven on their own golden answers, refused with file, line and reason.

<key>/<version>/scale.toml      items, scales, safety rules: what is scored, never how
<key>/<version>/asking.toml     which items wait for the birth; without it, none does
<key>/<version>/names.toml      what it is called in other languages, and looked for by
<key>/<version>/<language>.toml the words, one file per language
<key>/<version>/SOURCE.md       where it comes from, under which licence
<key>/<version>/golden.csv      answers scored by hand: the proof

A folder <key>/<version> without scale.toml brings words to an instrument that is installed elsewhere: this is how a site
adds the words it was allowed to use to a scoring that everybody has.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from village.core.asking import read_asking
from village.core.errors import InvalidInstrument, UnknownInstrument
from village.core.evidence import read_evidence
from village.core.formats import not_read
from village.core.golden import prove
from village.core.naming import read_names
from village.core.scale_reading import read_scales, read_texts
from village.core.scales import TOTAL, WATCHED, Instrument, Item, SafetyRule, Scale, Wording
from village.core.toml_source import Source, TomlTable
from village.core.wording import read_wording

FORMAT = 1
SetAside = Callable[[str, Path, InvalidInstrument], None]
NOT_WORDS = ("scale.toml", "asking.toml", "names.toml")


def load_instrument(folder: Path, *, set_aside: SetAside | None = None) -> Instrument:
    """Read one version of one instrument, check it whole, and prove it on its golden answers.

    Raises `InvalidInstrument` naming file, line and reason; with `set_aside`, words that are refused are given to it
    and left out instead.
    """
    instrument = read_instrument(folder, set_aside=set_aside)
    prove(instrument, folder / "golden.csv")
    return instrument


def read_instrument(folder: Path, *, set_aside: SetAside | None = None) -> Instrument:
    """The same without the proof: for a folder nobody has scored by hand yet, and nothing may be scored with."""
    source = Source(folder / "scale.toml")
    instrument = _read_scale(source.read(), folder)
    if not (folder / "SOURCE.md").is_file():
        raise InvalidInstrument(
            f"{folder / 'SOURCE.md'}: the file that says where it comes from is missing"
        )
    wordings = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in NOT_WORDS and (words := _read_words(path, instrument, set_aside)):
            wordings[path.stem] = words
    after_birth = read_asking(folder / "asking.toml", instrument)
    names = read_names(folder / "names.toml", instrument)
    return replace(instrument, wordings=wordings, after_birth=after_birth, names=names)


def _read_words(path: Path, instrument: Instrument, set_aside: SetAside | None) -> Wording | None:
    try:
        return read_wording(path, items=instrument.items)
    except InvalidInstrument as refusal:
        if set_aside is None:
            raise
        set_aside(instrument.name, path, refusal)
        return None


def load_library(
    folders: Iterable[Path], *, set_aside: SetAside | None = None
) -> dict[str, Instrument]:
    """Every instrument under these folders, by `key@version`, with the words of all of them.

    One error stops everything. With `set_aside`, words that are refused stop only themselves: it is told of which
    instrument, in which file and why. A scoring, or its proof, is never set aside.
    """
    roots = list(folders)
    library: dict[str, Instrument] = {}
    for root in roots:
        if not root.is_dir():
            raise InvalidInstrument(f"{root}: no such folder of instruments")
        for path in sorted(root.glob("*/*/scale.toml")):
            instrument = load_instrument(path.parent, set_aside=set_aside)
            if instrument.name in library:
                raise InvalidInstrument(
                    f"{path}: {instrument.name} is already installed from another folder"
                )
            library[instrument.name] = instrument
    for root in roots:
        for path in sorted(root.glob("*/*/*.toml")):
            if not (path.parent / "scale.toml").exists():
                _add_words(library, path, set_aside)
    return library


def _add_words(library: dict[str, Instrument], path: Path, set_aside: SetAside | None) -> None:
    name = f"{path.parent.parent.name}@{path.parent.name}"
    if (instrument := library.get(name)) is None:
        raise InvalidInstrument(f"{path}: words for {name}, which is not installed")
    if (wording := _read_words(path, instrument, set_aside)) is None:
        return
    if wording.language in instrument.wordings:
        raise InvalidInstrument(f"{path}: {name} already has words in {wording.language!r}")
    library[name] = replace(instrument, wordings={**instrument.wordings, wording.language: wording})


def find_instrument(library: dict[str, Instrument], name: str) -> Instrument:
    """`key` (its latest version) or `key@version`, whatever the case; `UnknownInstrument` lists what there is."""
    wanted, sign, version = name.strip().lower().partition("@")
    matches = [
        i
        for i in library.values()
        if i.key.lower() == wanted and (not sign or version == i.version)
    ]
    if not matches:
        raise UnknownInstrument(
            f"No instrument {name!r} here. Installed: {', '.join(sorted(library)) or 'none'}."
        )
    return max(matches, key=lambda instrument: version_order(instrument.version))


def version_order(version: str) -> tuple[int, ...]:
    """Versions compare as numbers: 10 comes after 9."""
    return tuple(int(part) for part in version.split("."))


def _read_scale(table: TomlTable, folder: Path) -> Instrument:
    if (found := table.whole("format")) != FORMAT:
        table.refuse("format", not_read(found, read=(FORMAT,)))
    key, version = table.text("key"), table.text("version")
    if (key, version) != (folder.parent.name, folder.name):
        table.refuse(
            "key", f"{key}@{version} lives in the folder {folder.parent.name}/{folder.name}"
        )
    if not version.replace(".", "").isdigit():
        table.refuse("version", f"`version` is a number such as 1 or 1.2, not {version!r}")
    items = _read_items(table)
    scales = read_scales(table, items)
    widths = {item.highest - item.lowest + 1 for item in items}
    instrument = Instrument(
        key=key,
        version=version,
        full_name=table.text("name", key),
        measures=read_texts(table.table("measures", needed=False)),
        validated=table.yes_no("validated"),
        recall_days=table.optional_whole("recall_days"),
        licence=table.text("licence"),
        items=items,
        scales=scales,
        safety=_read_safety(table, items, scales),
        wordings={},
        hash=hashlib.sha256(table.source.path.read_bytes()).hexdigest(),
        evidence=read_evidence(
            table, scales=[scale.key for scale in scales], items=len(items), values=max(widths)
        ),
    )
    table.finish()
    _check_thresholds(table, instrument)
    return instrument


def _check_thresholds(table: TomlTable, instrument: Instrument) -> None:
    """A scale of others changes by what a checked figure says. Whoever wrote their own may declare a convention."""
    if instrument.evidence.permission is None:
        return
    subscales = [scale.key for scale in instrument.scales if scale.key != TOTAL]
    for scale in instrument.scales:
        points = scale.change_threshold
        if points is None or instrument.evidence.behind_threshold(scale.key, points):
            continue
        of_total = scale.key == TOTAL
        steps = (TOTAL,) if of_total else ("subscales", subscales.index(scale.key))
        table.source.refuse(
            (*steps, "change_threshold"),
            f"no checked [[figures]] of {scale.key!r}, `reliable` or `important`, is {points} points once rounded up",
        )


def _read_items(table: TomlTable) -> tuple[Item, ...]:
    answers = table.table("answers")
    assert answers is not None
    lowest, highest = answers.whole("lowest"), answers.whole("highest")
    may_decline = answers.yes_no("may_decline", False)
    answers.finish()
    count = table.whole("item_count", 0)  # items without a name of their own are called 1, 2, 3…
    items = {
        str(i): Item(key=str(i), lowest=lowest, highest=highest, may_decline=may_decline)
        for i in range(1, count + 1)
    }
    numbered = set(items)
    for entry in table.tables("items", needed=not count):
        key = entry.text("key")
        item = Item(
            key=key,
            lowest=entry.whole("lowest", lowest),
            highest=entry.whole("highest", highest),
            not_applicable=entry.optional_whole("not_applicable"),
            may_decline=entry.yes_no("may_decline", may_decline),
        )
        if count and key not in numbered:
            entry.refuse(
                "key", f"item {key!r} is not one of the {count} of `item_count`, or comes twice"
            )
        numbered.discard(key)
        if not key.replace("_", "").replace("-", "").isalnum() or not key.isascii():
            entry.refuse("key", f"an item key is made of letters, digits, - and _, not {key!r}")
        if key in items and not count:
            entry.refuse("key", f"item {key!r} is defined twice")
        if item.lowest >= item.highest:
            entry.refuse("lowest", f"item {key!r}: the lowest answer must be below the highest")
        if item.lowest < 0:
            entry.refuse("lowest", f"item {key!r}: keyed values start from 0 at the lowest")
        if (
            item.not_applicable is not None
            and not item.lowest <= item.not_applicable <= item.highest
        ):
            entry.refuse(
                "not_applicable", f"item {key!r}: `not_applicable` counts for one of its values"
            )
        entry.finish()
        items[key] = item
    if not items:
        table.refuse("items", "an instrument has at least one item")
    return tuple(items.values())


def _read_safety(
    table: TomlTable, items: tuple[Item, ...], scales: tuple[Scale, ...]
) -> tuple[SafetyRule, ...]:
    rules = []
    for entry in table.tables("safety", needed=False):
        rule = SafetyRule(
            key=entry.text("key"),
            item=entry.text("item", "") or None,
            scale=entry.text("scale", "") or None,
            at_least=entry.optional_whole("at_least"),
            at_most=entry.optional_whole("at_most"),
            about=entry.one_of("about", WATCHED) if "item" in entry.content else None,
        )
        if (rule.item is None) == (rule.scale is None):
            entry.refuse("key", f"safety rule {rule.key!r} watches one `item` or one `scale`")
        if rule.item is not None and rule.item not in {item.key for item in items}:
            entry.refuse("item", f"safety rule {rule.key!r} watches an unknown item {rule.item!r}")
        if rule.scale is not None and rule.scale not in {scale.key for scale in scales}:
            entry.refuse(
                "scale", f"safety rule {rule.key!r} watches an unknown scale {rule.scale!r}"
            )
        if rule.at_least is None and rule.at_most is None:
            entry.refuse("key", f"safety rule {rule.key!r} says neither `at_least` nor `at_most`")
        entry.finish()
        rules.append(rule)
    return tuple(rules)
