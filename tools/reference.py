"""The pages of docs/ that are drawn from the code, so that they cannot say anything else.

    python -m tools.reference

A test compares them with what this would write.
"""

import inspect
import re
import textwrap
from collections.abc import Sequence
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any

import typer

from tools.console import ROOT, say
from tools.notebooks import run_again
from village.analytics import manifest, tables
from village.cli import app
from village.core.instruments import load_instrument
from village.core.scales import Instrument, Scale, Wording

FOLDER = ROOT / "docs" / "reference"
COLUMNS = ("fr", "en")  # nine would be read by nobody
NOTEBOOK = ROOT / "docs" / "tutorials" / "fit-your-own-data.ipynb"
ROWS = {
    "houses": "One row per house of the network, with or without parents in the snapshot.",
    "participants": "One row per participant who has entered a group.",
    "enrolments": "One row per participant and group.",
    "attendance": "One row per participant and meeting where presence was noted. No row: nobody noted it.",
    "invitations": "One row per participant and wave already open to them.",
    "answers": "One row per item of every questionnaire that came back.",
    "scores": "One row per scale of every questionnaire that came back. Derived from `answers` when the snapshot is taken.",
}


def command_line() -> str:
    """Every command: what it is for, and what it takes."""
    group: Any = typer.main.get_command(app)
    parts = [
        _head("The command line", "village/cli"),
        f"{group.help}\n\nWhat cannot be done is said in one sentence on standard error, with exit code 2.\n",
    ]
    for name, command in group.commands.items():
        inside = getattr(command, "commands", {})
        parts += [_command(f"{name} {verb}", under) for verb, under in inside.items()]
        parts += [] if inside else [_command(name, command)]
    return "\n".join(parts)


def snapshot_format() -> str:
    """The tables of a snapshot, column by column, and its manifest."""
    notes = _column_notes(inspect.getsource(tables))
    parts = [
        _head("What is in a snapshot", "village/analytics/tables.py and manifest.py"),
        "A snapshot is a folder: one Parquet file per table, and `manifest.json`.\n",
        _paragraphs(tables.__doc__) + "\n",
    ]
    for name, schema in tables.TABLES.items():
        rows = [
            (f"`{column}`", kind.copy(nullable=True), _may_be_missing(kind), notes[name, column])
            for column, kind in schema.items()
        ]
        table = _table(("column", "type", "missing", "note"), rows)
        parts.append(f"## `{tables.file_name(name)}`\n\n{ROWS[name]}\n\n{table}")
    parts.append(f"## `manifest.json`\n\n{_manifest_note()}")
    return "\n".join(parts)


def codebook(folder: Path) -> str:
    """One instrument as a researcher needs it: items, words, values, scales, safety rules."""
    instrument = load_instrument(folder)
    state = "validated" if instrument.validated else "not validated"
    parts = [
        _head(f"Codebook of {instrument.name}", folder.relative_to(ROOT).as_posix()),
        f"Recall: {instrument.recall_days} days. Licence: {instrument.licence}. **{state.capitalize()}.**\n",
        f"SHA-256 of `scale.toml`: `{instrument.hash}`.\n",
        "Answers are kept as their keyed value, before any reversal. A gap is `NULL`.\n",
        _items(instrument),
        _after_birth(instrument),
        _others(instrument),
        _options(instrument),
        _scales(instrument),
    ]
    if instrument.safety:
        rules = [
            (f"`{r.key}`", f"`{r.item or r.scale}`", _or_dash(r.at_least), _or_dash(r.at_most))
            for r in instrument.safety
        ]
        parts.append(
            "## Answers that show the help page\n\n"
            + _table(("rule", "watches", "at least", "at most"), rows=rules)
        )
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Every generated page, with the text it should have."""
    return {
        FOLDER / "command-line.md": command_line(),
        FOLDER / "snapshot-format.md": snapshot_format(),
        FOLDER / "village-16.md": codebook(ROOT / "instruments" / "village-16" / "1"),
        NOTEBOOK: run_again(NOTEBOOK),
    }


def main() -> None:
    """Write what changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            say(f"{path.relative_to(ROOT)}: written")


def _head(title: str, source: str) -> str:
    return f"# {title}\n\n<!-- Written by `make reference` from {source}: change it there. -->\n"


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines: list[Sequence[object]] = [columns, ["---"] * len(columns), *rows]
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n"


def _paragraphs(text: str | None) -> str:
    """A docstring as Markdown: its line breaks are its author's, not the reader's."""
    blocks = inspect.cleandoc(text or "").split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def _command(name: str, command: Any) -> str:
    takes = [*(p for p in command.params if not p.opts[0].startswith("-"))]
    options = [p for p in command.params if p not in takes]
    usage = " ".join(
        ["village", name, *(_place(p) for p in takes), *(["[OPTIONS]"] * bool(options))]
    )
    table = _table(
        ("argument", "what it says", "by default"), [_parameter(p) for p in (*takes, *options)]
    )
    text = _paragraphs(command.help)
    return f"## `village {name}`\n\n{text}\n\n```text\n{usage}\n```\n" + (
        f"\n{table}" if command.params else ""
    )


def _place(parameter: Any) -> str:
    word: str = parameter.name.upper()
    return word if parameter.required else f"[{word}]"


def _parameter(parameter: Any) -> tuple[str, str, str]:
    is_option = parameter.opts[0].startswith("-")
    name = ", ".join(parameter.opts) if is_option else _place(parameter)
    kind = parameter.type_descriptor.annotation
    if inspect.isclass(kind) and issubclass(kind, Enum):
        name += " " + "|".join(choice.value for choice in kind)
    elif is_option and not getattr(parameter, "is_flag", False):
        name += f" {parameter.name.upper()}"
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    if parameter.required:
        default = "*needed*"
    elif default in (None, False):
        default = ""
    return (
        f"`{name}`",
        parameter.help,
        f"{default:%Y-%m-%d}" if hasattr(default, "year") else str(default),
    )


def _column_notes(source: str) -> dict[tuple[str, str], str]:
    """The comments beside the columns in `tables.py`, by table and column."""
    notes = {(name, column): "" for name, schema in tables.TABLES.items() for column in schema}
    table = ""
    for line in source.splitlines():
        if begins := re.match(r"([A-Z]+) = ibis\.schema\(", line):
            table = begins[1].lower()
        elif column := re.match(r'\s+"(\w+)": "[^"]+",\s*# (.+)', line):
            notes[table, column[1]] = column[2]
    return notes


def _may_be_missing(kind: Any) -> str:
    return "may be" if kind.nullable else "never"


def _manifest_note() -> str:
    said, _, example = inspect.cleandoc(manifest.__doc__ or "").split("\n\n", 2)
    return f"{said}\n\n```text\n{textwrap.dedent(example)}\n```\n\nFormat {manifest.FORMAT}.\n"


def _wordings(instrument: Instrument) -> list[Wording]:
    shown = (instrument.wordings[language] for language in COLUMNS)
    return sorted(shown, key=lambda wording: wording.status != "original")


def _others(instrument: Instrument) -> str:
    """The languages that have no column here, each with its status."""
    others = (w for w in instrument.wordings.values() if w.language not in COLUMNS)
    listed = ", ".join(f"{w.language} ({w.status})" for w in others)
    return f"Words in other languages stand in the same folder: {listed}.\n"


def _after_birth(instrument: Instrument) -> str:
    waiting = [f"`{i.key}`" for i in instrument.items if i.key in instrument.after_birth]
    return f"Not asked before the birth: {', '.join(waiting)}.\n" if waiting else ""


def _items(instrument: Instrument) -> str:
    wordings = _wordings(instrument)
    columns = ("item", "values", *(f"{w.language} ({w.status})" for w in wordings))
    rows: list[tuple[object, ...]] = [
        (f"`{i.key}`", f"{i.lowest}–{i.highest}", *(w.questions[i.key] for w in wordings))
        for i in instrument.items
    ]
    return f"## Items, in the order of the page\n\n{_table(columns, rows)}"


def _options(instrument: Instrument) -> str:
    """The labels of the values; items that share them are said once."""
    wordings = _wordings(instrument)

    def labels(key: str) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (
                str(value),
                *(next(o.label for o in w.options[key] if o.value == value) for w in wordings),
            )
            for value in sorted(option.value for option in wordings[0].options[key])
        )

    blocks = []
    for rows, items in groupby((item.key for item in instrument.items), key=labels):
        named = list(items)
        of = "every item" if len(named) == len(instrument.items) else ", ".join(named)
        table = _table(("value", *(w.language for w in wordings)), list(rows))
        blocks.append(f"Values of {of}:\n\n{table}")
    return "## Values\n\n" + "\n".join(blocks)


def _scales(instrument: Instrument) -> str:
    columns = (
        "scale",
        "name",
        "items",
        "reversed",
        "gaps forgiven",
        "range",
        "higher is",
        "change threshold",
    )
    return "## Scales\n\n" + _table(
        columns, [_scale(scale, instrument) for scale in instrument.scales]
    )


def _scale(scale: Scale, instrument: Instrument) -> tuple[object, ...]:
    everything = scale.items == instrument.items
    return (
        f"`{scale.key}`",
        scale.titles.get("en", ""),
        "all" if everything else ", ".join(f"`{item.key}`" for item in scale.items),
        ", ".join(f"`{item.key}`" for item in scale.items if item.key in scale.reversed) or "–",
        scale.max_missing,
        f"{scale.lowest}–{scale.highest}",
        scale.higher_is,
        _or_dash(scale.change_threshold),
    )


def _or_dash(value: int | None) -> object:
    return "–" if value is None else value


if __name__ == "__main__":
    main()
