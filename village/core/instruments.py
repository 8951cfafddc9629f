"""Instrument folders: read strictly, proven on their own golden answers, refused with file, line and reason.

<key>/<version>/scale.toml      items, scales, safety rules: what is scored, never how
<key>/<version>/<language>.toml the words, one file per language
<key>/<version>/SOURCE.md       where it comes from, under which licence
<key>/<version>/golden.csv      answers scored by hand: the proof

A folder <key>/<version> without scale.toml brings words to an instrument that is installed elsewhere: this is how a site
adds the words it was allowed to use to a scoring that everybody has.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from village.core.errors import InvalidInstrument, UnknownInstrument
from village.core.evidence import read_evidence
from village.core.golden import prove
from village.core.scales import TOTAL, Instrument, Item, SafetyRule, Scale
from village.core.toml_source import Source, Table
from village.core.wording import read_wording

FORMAT = 1


def load_instrument(folder: Path) -> Instrument:
    """Read one version of one instrument, check it whole, and prove it on its golden answers.

    Raises `InvalidInstrument` naming file, line and reason.
    """
    source = Source(folder / "scale.toml")
    instrument = _read_scale(source.read(), folder)
    if not (folder / "SOURCE.md").is_file():
        raise InvalidInstrument(
            f"{folder / 'SOURCE.md'}: the file that says where it comes from is missing"
        )
    wordings = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != "scale.toml":
            wordings[path.stem] = read_wording(path, items=instrument.items)
    instrument = replace(instrument, wordings=wordings)
    prove(instrument, folder / "golden.csv")
    return instrument


def load_library(folders: Iterable[Path]) -> dict[str, Instrument]:
    """Every instrument under these folders, by `key@version`, with the words of all of them; one error stops everything."""
    roots = list(folders)
    library: dict[str, Instrument] = {}
    for root in roots:
        if not root.is_dir():
            raise InvalidInstrument(f"{root}: no such folder of instruments")
        for path in sorted(root.glob("*/*/scale.toml")):
            instrument = load_instrument(path.parent)
            if instrument.name in library:
                raise InvalidInstrument(
                    f"{path}: {instrument.name} is already installed from another folder"
                )
            library[instrument.name] = instrument
    for root in roots:
        for path in sorted(root.glob("*/*/*.toml")):
            if not (path.parent / "scale.toml").exists():
                _add_words(library, path)
    return library


def _add_words(library: dict[str, Instrument], path: Path) -> None:
    name = f"{path.parent.parent.name}@{path.parent.name}"
    if (instrument := library.get(name)) is None:
        raise InvalidInstrument(f"{path}: words for {name}, which is not installed")
    wording = read_wording(path, items=instrument.items)
    if wording.language in instrument.wordings:
        raise InvalidInstrument(f"{path}: {name} already has words in {wording.language!r}")
    library[name] = replace(instrument, wordings={**instrument.wordings, wording.language: wording})


def find_instrument(library: dict[str, Instrument], name: str) -> Instrument:
    """`key` (its latest version) or `key@version`, whatever the case; `UnknownInstrument` lists what there is."""
    wanted, _, version = name.lower().partition("@")
    matches = [
        i for i in library.values() if i.key.lower() == wanted and version in ("", i.version)
    ]
    if not matches:
        raise UnknownInstrument(
            f"No instrument {name!r} here. Installed: {', '.join(sorted(library)) or 'none'}."
        )
    return max(matches, key=lambda instrument: version_order(instrument.version))


def version_order(version: str) -> tuple[int, ...]:
    """Versions compare as numbers: 10 comes after 9."""
    return tuple(int(part) for part in version.split("."))


def _read_scale(table: Table, folder: Path) -> Instrument:
    if table.whole("format") != FORMAT:
        table.refuse("format", f"this is format {FORMAT}, the file says another")
    key, version = table.text("key"), table.text("version")
    if (key, version) != (folder.parent.name, folder.name):
        table.refuse(
            "key", f"{key}@{version} lives in the folder {folder.parent.name}/{folder.name}"
        )
    if not version.replace(".", "").isdigit():
        table.refuse("version", f"`version` is a number such as 1 or 1.2, not {version!r}")
    items = _read_items(table)
    scales = _read_scales(table, items)
    widths = {item.highest - item.lowest + 1 for item in items}
    instrument = Instrument(
        key=key,
        version=version,
        full_name=table.text("name", key),
        measures=_read_texts(table.table("measures", needed=False)),
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
    return instrument


def _read_items(table: Table) -> tuple[Item, ...]:
    answers = table.table("answers")
    assert answers is not None
    lowest, highest = answers.whole("lowest"), answers.whole("highest")
    answers.finish()
    count = table.whole("item_count", 0)  # items without a name of their own are called 1, 2, 3…
    items = {str(i): Item(key=str(i), lowest=lowest, highest=highest) for i in range(1, count + 1)}
    numbered = set(items)
    for entry in table.tables("items", needed=not count):
        key = entry.text("key")
        item = Item(
            key=key,
            lowest=entry.whole("lowest", lowest),
            highest=entry.whole("highest", highest),
            not_applicable=entry.optional_whole("not_applicable"),
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


def _read_scales(table: Table, items: tuple[Item, ...]) -> tuple[Scale, ...]:
    scales: list[Scale] = []
    if (total := table.table("total", needed=False)) is not None:
        scales.append(_read_one_scale(total, TOTAL, items))
    for entry in table.tables("subscales", needed=False):
        key = entry.text("key")
        if key == TOTAL or key in {scale.key for scale in scales}:
            entry.refuse("key", f"scale {key!r} is defined twice")
        scales.append(_read_one_scale(entry, key, items))
    if not scales:
        table.refuse(None, "an instrument has a [total] or at least one [[subscales]]")
    return tuple(scales)


def _read_one_scale(entry: Table, key: str, items: tuple[Item, ...]) -> Scale:
    known = {item.key: item for item in items}
    names = entry.texts("items", tuple(known))
    reversed_ = entry.texts("reversed", ())
    for field, listed, allowed in (("items", names, known), ("reversed", reversed_, names)):
        if strangers := [name for name in listed if name not in allowed]:
            entry.refuse(field, f"`{field}` of {key!r} names unknown items: {', '.join(strangers)}")
    scale = Scale(
        key=key,
        items=tuple(known[name] for name in names),
        reversed=frozenset(reversed_),
        max_missing=entry.whole("max_missing", 0),
        method=entry.one_of("method", ("sum", "mean", "any"), "sum"),
        multiply=entry.whole("multiply", 1),
        conversion=_read_conversion(entry.table("conversion", needed=False)),
        higher_is=entry.one_of("higher_is", ("better", "worse")),
        change_threshold=entry.optional_whole("change_threshold"),
        titles=_read_texts(entry.table("title")),
    )
    _check_conversion(entry, scale)
    if not 0 <= scale.max_missing < len(scale.items):
        entry.refuse("max_missing", f"`max_missing` of {key!r} leaves no answer to score")
    if scale.max_missing and len({(item.lowest, item.highest) for item in scale.items}) > 1:
        entry.refuse(
            "max_missing",
            f"gaps of {key!r} cannot be filled with a mean: its items have several ranges",
        )
    if scale.multiply < 1:
        entry.refuse("multiply", "`multiply` is at least 1")
    if (
        scale.change_threshold is not None
        and not 0 < scale.change_threshold <= scale.highest - scale.lowest
    ):
        entry.refuse(
            "change_threshold", f"`change_threshold` of {key!r} is beyond the range of the scale"
        )
    entry.finish()
    return scale


def _read_texts(table: Table | None) -> dict[str, str]:
    """One text per language."""
    if table is None:
        return {}
    texts = {language: table.text(language) for language in sorted(table.content)}
    table.finish()
    return texts


def _read_conversion(table: Table | None) -> dict[int, Fraction]:
    """The score for each sum, written as a text so that it is exact: "9.51"."""
    converted: dict[int, Fraction] = {}
    if table is None:
        return converted
    for key in sorted(table.content):
        text = table.text(key)
        try:
            converted[int(key)] = Fraction(text)
        except ValueError:
            table.refuse(
                key, f"a conversion goes from a whole sum to a score, not {key!r} to {text!r}"
            )
    return converted


def _check_conversion(entry: Table, scale: Scale) -> None:
    if not scale.conversion:
        return
    sums = {
        sum(item.lowest for item in scale.items) + step
        for step in range(sum(item.highest - item.lowest for item in scale.items) + 1)
    }
    if scale.method != "sum" or scale.multiply != 1 or scale.max_missing:
        entry.refuse(
            "conversion", f"{scale.key!r}: a conversion starts from a plain sum, without gaps"
        )
    if set(scale.conversion) != sums:
        entry.refuse(
            "conversion",
            f"{scale.key!r}: a conversion has one score for each sum from {min(sums)} to {max(sums)}",
        )


def _read_safety(
    table: Table, items: tuple[Item, ...], scales: tuple[Scale, ...]
) -> tuple[SafetyRule, ...]:
    rules = []
    for entry in table.tables("safety", needed=False):
        rule = SafetyRule(
            key=entry.text("key"),
            item=entry.text("item", "") or None,
            scale=entry.text("scale", "") or None,
            at_least=entry.optional_whole("at_least"),
            at_most=entry.optional_whole("at_most"),
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
