"""Instrument folders: read strictly, proven on their own golden answers, refused with file, line and reason.

<key>/<version>/scale.toml      items, scales, safety rules: what is scored, never how
<key>/<version>/<language>.toml the words, one file per language
<key>/<version>/SOURCE.md       where it comes from, under which licence
<key>/<version>/golden.csv      answers scored by hand: the proof
"""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from village.core.errors import InvalidAnswers, InvalidInstrument, UnknownInstrument
from village.core.scales import TOTAL, Instrument, Item, SafetyRule, Scale
from village.core.scoring import Scored, score_all
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
    _prove(instrument, folder / "golden.csv")
    return instrument


def load_library(folders: Iterable[Path]) -> dict[str, Instrument]:
    """Every instrument under these folders, by `key@version`; one error stops everything."""
    library: dict[str, Instrument] = {}
    for root in folders:
        if not root.is_dir():
            raise InvalidInstrument(f"{root}: no such folder of instruments")
        for path in sorted(root.glob("*/*/scale.toml")):
            instrument = load_instrument(path.parent)
            if instrument.name in library:
                raise InvalidInstrument(
                    f"{path}: {instrument.name} is already installed from another folder"
                )
            library[instrument.name] = instrument
    return library


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
    instrument = Instrument(
        key=key,
        version=version,
        validated=table.yes_no("validated"),
        recall_days=table.optional_whole("recall_days"),
        licence=table.text("licence"),
        items=items,
        scales=scales,
        safety=_read_safety(table, items, scales),
        wordings={},
        hash=hashlib.sha256(table.source.path.read_bytes()).hexdigest(),
    )
    table.finish()
    return instrument


def _read_items(table: Table) -> tuple[Item, ...]:
    answers = table.table("answers")
    assert answers is not None
    lowest, highest = answers.whole("lowest"), answers.whole("highest")
    answers.finish()
    items: dict[str, Item] = {}
    for entry in table.tables("items"):
        key = entry.text("key")
        item = Item(
            key=key, lowest=entry.whole("lowest", lowest), highest=entry.whole("highest", highest)
        )
        if not key.replace("_", "").replace("-", "").isalnum() or not key.isascii():
            entry.refuse("key", f"an item key is made of letters, digits, - and _, not {key!r}")
        if key in items:
            entry.refuse("key", f"item {key!r} is defined twice")
        if item.lowest >= item.highest:
            entry.refuse("lowest", f"item {key!r}: the lowest answer must be below the highest")
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
    titles = entry.table("title")
    assert titles is not None
    scale = Scale(
        key=key,
        items=tuple(known[name] for name in names),
        reversed=frozenset(reversed_),
        max_missing=entry.whole("max_missing", 0),
        method=entry.one_of("method", ("sum", "mean"), "sum"),
        multiply=entry.whole("multiply", 1),
        higher_is=entry.one_of("higher_is", ("better", "worse")),
        change_threshold=entry.optional_whole("change_threshold"),
        titles={language: titles.text(language) for language in sorted(titles.content)},
    )
    titles.finish()
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


def _prove(instrument: Instrument, path: Path) -> None:
    """Score every golden row and compare: a folder whose proof fails is refused."""
    if not path.is_file():
        raise InvalidInstrument(f"{path}: the answers scored by hand are missing")
    columns = [
        *(item.key for item in instrument.items),
        *(scale.key for scale in instrument.scales),
    ]
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != [*columns, "missing", "alerts"]:
            raise InvalidInstrument(
                f"{path}:1: the columns must be {', '.join(columns)}, missing, alerts"
            )
        rows = 0
        for rows, row in enumerate(reader, 1):
            try:
                answers = {
                    item.key: int(row[item.key]) if row[item.key] else None
                    for item in instrument.items
                }
                expected = _expected(instrument, row)
                found = _found(score_all(instrument, answers))
            except (ValueError, ArithmeticError, InvalidAnswers) as error:
                raise InvalidInstrument(f"{path}:{rows + 1}: {error}") from None
            if found != expected:
                wrong = ", ".join(
                    f"{k} is {found[k]}, by hand {expected[k]}"
                    for k in expected
                    if found[k] != expected[k]
                )
                raise InvalidInstrument(f"{path}:{rows + 1}: {wrong}")
        if not rows:
            raise InvalidInstrument(f"{path}:1: there is no answer scored by hand")


def _expected(instrument: Instrument, row: dict[str, str]) -> dict[str, object]:
    scores = {
        scale.key: Fraction(row[scale.key]) if row[scale.key] else None
        for scale in instrument.scales
    }
    return {**scores, "missing": int(row["missing"]), "alerts": row["alerts"].split()}


def _found(scored: Scored) -> dict[str, object]:
    values = {key: score.value for key, score in scored.scores.items()}
    return {**values, "missing": scored.missing, "alerts": list(scored.alerts)}
