"""The words of an instrument in one language: complete, or refused."""

import hashlib
import re
from pathlib import Path

from village.core.scales import Item, Option, Wording
from village.core.toml_source import Source, Table

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})*")  # BCP 47, as far as we use it
STATUSES = ("original", "validated", "not-validated")


def read_wording(path: Path, *, items: tuple[Item, ...]) -> Wording:
    """Read `<language>.toml`; every item needs its question and a label for each of its keyed values.

    Raises `InvalidInstrument` naming file, line and reason.
    """
    source = Source(path)
    table = source.read()
    language = table.text("language")
    if language != path.stem or not LANGUAGE_TAG.fullmatch(language):
        table.refuse("language", f"`language` is {language!r}, the file is named {path.name}")
    shared = _read_options(table)
    questions, options = {}, {}
    entries = table.table("items")
    assert entries is not None
    for item in items:
        own = shared
        if isinstance(entries.content.get(item.key), dict):
            entry = entries.table(item.key)
            assert entry is not None
            questions[item.key] = entry.text("question")
            own = _read_options(entry)
            entry.finish()
        else:
            questions[item.key] = entries.text(item.key)
        values = sorted(option.value for option in own)
        if values != list(range(item.lowest, item.highest + 1)):
            entries.refuse(
                item.key,
                f"item {item.key!r} needs one label for each value from {item.lowest} to {item.highest}, found {values}",
            )
        options[item.key] = own
    entries.finish()
    wording = Wording(
        language=language,
        status=table.one_of("status", STATUSES),
        title=table.text("title"),
        introduction=table.text("introduction", ""),
        questions=questions,
        options=options,
        hash=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    table.finish()
    return wording


def _read_options(table: Table) -> tuple[Option, ...]:
    options = []
    for entry in table.tables("options", needed=False):
        options.append(Option(value=entry.whole("value"), label=entry.text("label")))
        entry.finish()
    return tuple(options)
