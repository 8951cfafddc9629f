"""What is in a snapshot, from the schemas of its tables and the words of its manifest."""

import inspect
import re
import textwrap
from typing import Any

from tools.reference.markdown import head, paragraphs, table
from village.analytics import manifest, tables

ROWS = {
    "houses": "One row per house of the network, with or without parents in the snapshot.",
    "participants": "One row per participant who has entered a group.",
    "enrolments": "One row per participant and group.",
    "attendance": "One row per participant and meeting where presence was noted. No row: nobody noted it.",
    "invitations": "One row per participant and wave already open to them.",
    "answers": "One row per item of every questionnaire that came back.",
    "scores": "One row per scale of every questionnaire that came back. Derived from `answers` when the snapshot is taken. What was answered outside the window of its instrument has none.",
}


def snapshot_format() -> str:
    """The tables of a snapshot, column by column, and its manifest."""
    notes = _column_notes(inspect.getsource(tables))
    parts = [
        head("What is in a snapshot", "village/analytics/tables.py and manifest.py"),
        "A snapshot is a folder: one Parquet file per table, and `manifest.json`.\n",
        paragraphs(tables.__doc__) + "\n",
    ]
    for name, schema in tables.TABLES.items():
        rows = [
            (f"`{column}`", kind.copy(nullable=True), _may_be_missing(kind), notes[name, column])
            for column, kind in schema.items()
        ]
        columns = table(("column", "type", "missing", "note"), rows)
        parts.append(f"## `{tables.file_name(name)}`\n\n{ROWS[name]}\n\n{columns}")
    parts.append(f"## `manifest.json`\n\n{_manifest_note()}")
    return "\n".join(parts)


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
    said, _, example, meaning = inspect.cleandoc(manifest.__doc__ or "").split("\n\n", 3)
    shown = f"```text\n{textwrap.dedent(example)}\n```"
    return f"{said}\n\n{shown}\n\n{paragraphs(meaning)}\n\nFormat {manifest.FORMAT}.\n"
