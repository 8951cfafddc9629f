"""The words of an instrument in one language: complete, or refused."""

import hashlib
import re
from pathlib import Path

from village.core.scales import DECLINED, NOT_APPLICABLE, Item, Option, Variant, Wording
from village.core.toml_source import Source, TomlTable

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})*")  # BCP 47, as far as we use it
NOT_VALIDATED = "not-validated"  # a translation nobody has shown to measure what the original does
VALIDATED = "validated"
STATUSES = ("original", VALIDATED, NOT_VALIDATED)


def read_wording(
    path: Path, *, items: tuple[Item, ...], is_named_after_language: bool = True
) -> Wording:
    """Read `<language>.toml`; every item needs its question and a label for each of its keyed values.

    An item that may be answered “not applicable”, or “I would rather not say”, needs words for that too; they are its
    last options. A variant (`plain`, `read_aloud`) may be left out; when it is there, it says every item. Raises
    `InvalidInstrument` naming file, line and reason.
    """
    source = Source(path)
    table = source.read()
    language = table.text("language")
    if not LANGUAGE_TAG.fullmatch(language):
        table.refuse("language", f"`language` is {language!r}: write it as fr, ar or pt-BR")
    if is_named_after_language and language != path.stem:
        table.refuse("language", f"`language` is {language!r}, the file is named {path.name}")
    shared, elsewhere = _read_options(table), table.text("not_applicable", "")
    if elsewhere and all(item.not_applicable is None for item in items):
        table.refuse("not_applicable", "no item may be answered “not applicable”")
    declined = _read_declined(table, items)
    questions, options = {}, {}
    entries = table.table("items")
    assert entries is not None
    for item in items:
        own, beside = shared, elsewhere
        if isinstance(entries.content.get(item.key), dict):
            entry = entries.table(item.key)
            assert entry is not None
            questions[item.key] = entry.text("question")
            own = _read_options(entry) or shared
            beside = entry.text("not_applicable", elsewhere)
            entry.finish()
        else:
            questions[item.key] = entries.text(item.key)
        options[item.key] = _complete(entries, item, own, beside)
        if item.may_decline:
            options[item.key] += (Option(value=DECLINED, label=declined),)
    entries.finish()
    wording = Wording(
        language=language,
        status=table.one_of("status", STATUSES),
        title=table.text("title"),
        introduction=table.text("introduction", ""),
        questions=questions,
        options=options,
        licence=table.text("licence", ""),
        source=table.text("source", ""),
        reviewed_by=table.text("reviewed_by", ""),
        plain=_read_variant(table.table("plain", needed=False), items),
        read_aloud=_read_variant(table.table("read_aloud", needed=False), items),
        hash=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    table.finish()
    return wording


def _complete(
    entries: TomlTable, item: Item, own: tuple[Option, ...], not_applicable: str
) -> tuple[Option, ...]:
    """The options of an item, one for each of its values, “not applicable” last."""
    values = sorted(option.value for option in own)
    if values != list(range(item.lowest, item.highest + 1)):
        entries.refuse(
            item.key,
            f"item {item.key!r} needs one label for each value from {item.lowest} to {item.highest}, found {values}",
        )
    labels = [option.label.strip().casefold() for option in own]
    if twice := next((label for label in labels if labels.count(label) > 1), None):
        entries.refuse(item.key, f"item {item.key!r} has two answers that read {twice!r}")
    if item.not_applicable is None:
        return own
    if not not_applicable:
        entries.refuse(item.key, f"item {item.key!r} needs the words of `not_applicable`")
    return (*own, Option(value=NOT_APPLICABLE, label=not_applicable))


def _read_declined(table: TomlTable, items: tuple[Item, ...]) -> str:
    """The words of “I would rather not say”: needed when some item may be declined, refused when none may."""
    declined = table.text("declined", "")
    if bool(declined.strip()) != any(item.may_decline for item in items):
        table.refuse(
            "declined",
            "`declined` says “I would rather not say”: needed when, and only when, an item may be declined",
        )
    return declined


def _read_variant(table: TomlTable | None, items: tuple[Item, ...]) -> Variant | None:
    if table is None:
        return None
    questions = table.table("items")
    assert questions is not None
    variant = Variant(
        introduction=table.text("introduction"),
        questions={item.key: questions.text(item.key) for item in items},
    )
    questions.finish()
    table.finish()
    return variant


def _read_options(table: TomlTable) -> tuple[Option, ...]:
    options = []
    for entry in table.tables("options", needed=False):
        options.append(Option(value=entry.whole("value"), label=entry.text("label")))
        entry.finish()
    return tuple(options)
