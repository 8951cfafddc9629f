"""What a snapshot says of itself: when, by which code, with which instruments, and the hash of every file.

`manifest.json`, beside the tables:

    {"format": 2, "purpose": "national", "as_of": "2026-11-15T03:00:00+00:00", "code_version": "0.1.0",
     "tables": {"scores": {"rows": 2, "sha256": "…"}, …},
     "instruments": {"village-16@1": {"key": "village-16", "version": "1", "hash": "…", "validated": false,
         "scales": {"stress": {"title": {"fr": "Stress", "en": "Stress"}, "higher_is": "worse",
                               "lowest": 0, "highest": 12,
                               "change_threshold": 2, "threshold_basis": "convention",
                               "unverified": [{"status": "memory", "source": "added up: from memory"}],
                               "unverified_figures": [{"kind": "alpha", "value": 0.76, "status": "memory", "source": "…"}],
                               "items": [{"key": "rushing", "lowest": 0, "highest": 4, "reversed": false}, …]}},
         "wordings": {"fr": {"hash": "…", "status": "original"}, "ar": {"hash": "…", "status": "not-validated"}}}},
     "batteries": {"core": {"version": "1", "hash": "…",
         "waves": [{"key": "t0", "months": 0, "anchor": "entry", "titles": {"fr": "Entrée", "en": "Entry"}}]}},
     "hash": "sha256 of the canonical rest"}

A wave counts its `months` from the entry, or from the birth (`anchor`; without it, from the entry). The days on which a wave
counted from a birth opens and closes are rounded to months of thirty days: to the day, they would tell the day of entry and
the month of birth. Rounded, they still tell that month to one or two months.

`unverified` are the facts nobody has checked that a score rests on: nothing of that scale is published. A snapshot
without this key is older than it: its figures are shown, and said to rest on facts that may not have been checked.
`threshold_basis` is "convention" (of the authors of the questionnaire), or the kind of the checked figure named by
`threshold_source`: "reliable", "important".

Format 1 is older: there, no house was known before it opened nor after it closed, and `houses` has no `closed_on`. It is
read as it is.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from village.analytics.json_record import JsonRecord
from village.analytics.scale_notes import ItemNote as ItemNote  # a manifest is made of them
from village.analytics.scale_notes import ScaleNote as ScaleNote
from village.analytics.scale_notes import read_scales
from village.analytics.tables import TABLES, file_name
from village.core.canonical import canonical
from village.core.errors import InvalidSnapshot
from village.core.formats import not_read
from village.core.waves import ANCHORS, Battery

FORMATS = (1, 2)  # those that are read
FORMAT = FORMATS[-1]  # the one that is written
FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveNote:
    """One moment of measure, and how many months after the entry, or after the birth, it comes."""

    key: str
    months: int
    titles: Mapping[str, str]
    anchor: str = "entry"  # or "birth": then parents are at different times since their entry


@dataclass(frozen=True, slots=True)
class TableNote:
    """How many rows a file holds, and the SHA-256 of its bytes."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A snapshot's description of itself, read and checked."""

    purpose: str
    as_of: dt.datetime
    code_version: str
    tables: Mapping[str, TableNote]
    instruments: Mapping[str, str]  # key@version, and the hash of its scoring
    scales: tuple[ScaleNote, ...]
    waves: tuple[WaveNote, ...]  # in order of time
    hash: str


def describe_battery(battery: Battery) -> dict[str, Any]:
    """What a manifest says of a battery: its waves, each key once."""
    return {
        "version": battery.version,
        "hash": battery.hash,
        "waves": [
            {
                "key": wave.key,
                "months": wave.months,
                "anchor": wave.anchor,
                "titles": dict(wave.titles),
            }
            for wave in battery.moments
        ],
    }


def seal(content: Mapping[str, Any]) -> dict[str, Any]:
    """Complete a manifest that is about to be written with its format and its hash.

    >>> seal({"purpose": "national"})["hash"][:8]
    'f49dab3d'
    """
    rest = {**content, "format": FORMAT}
    return {**rest, "hash": hash_of(rest)}


def hash_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a manifest, in the format it says it has, but for its own hash."""
    rest = {name: value for name, value in content.items() if name != "hash"}
    return hashlib.sha256(canonical(rest)).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read `manifest.json` and check its format and its own hash (not the files: see `check_files`).

    Raises `InvalidSnapshot` saying what is wrong and where.
    """
    content = _load(folder)
    written = JsonRecord(content, "manifest.json")
    if (found := written.whole("format")) not in FORMATS:
        raise InvalidSnapshot(
            f"{folder / FILE_NAME}: {not_read(found, read=FORMATS)} (code_version in this file)."
        )
    if hash_of(content) != written.text("hash"):
        raise InvalidSnapshot(
            f"{folder / FILE_NAME}: its hash is not the hash of its content: it was changed after it was written."
        )
    instruments = written.record("instruments")
    return Manifest(
        purpose=written.text("purpose"),
        as_of=written.moment("as_of"),
        code_version=written.text("code_version"),
        tables=_read_tables(written, folder),
        instruments={
            name: instruments.record(name).text("hash") for name in sorted(instruments.content)
        },
        scales=tuple(read_scales(instruments)),
        waves=tuple(_read_waves(written)),
        hash=written.text("hash"),
    )


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with the SHA-256 in the manifest; `InvalidSnapshot` names the first that differs."""
    for name, note in sorted(manifest.tables.items()):
        path = folder / file_name(name)
        if file_hash(path) != note.sha256:
            raise InvalidSnapshot(f"{path}: this file was changed after the snapshot was taken.")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(partial(file.read, 1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def _load(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise InvalidSnapshot(f"{folder}: there is no such folder.")
    path = folder / FILE_NAME
    if not path.is_file():
        raise InvalidSnapshot(f"{folder}: this is not a snapshot: it holds no {FILE_NAME}.")
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise InvalidSnapshot(f"{path}: this is not JSON: {error}.") from None
    if not isinstance(content, dict):
        raise InvalidSnapshot(f"{path}: a manifest is a JSON object.")
    return content


def _read_tables(written: JsonRecord, folder: Path) -> dict[str, TableNote]:
    tables = written.record("tables")
    notes = {}
    for name in TABLES:
        if name not in tables.content:
            raise InvalidSnapshot(f"{folder / FILE_NAME}: the table {name!r} is not listed.")
        if not (folder / file_name(name)).is_file():
            raise InvalidSnapshot(f"{folder / file_name(name)}: this table is missing.")
        note = tables.record(name)
        notes[name] = TableNote(rows=note.whole("rows"), sha256=note.text("sha256"))
    return notes


def _read_waves(written: JsonRecord) -> list[WaveNote]:
    """Every wave once: the same key means the same moment in every battery."""
    waves: dict[str, WaveNote] = {}
    for battery in written.record("batteries").records():
        for wave in battery.record_list("waves"):
            note = WaveNote(
                key=wave.text("key"),
                months=wave.whole("months"),
                titles=wave.texts("titles"),
                anchor=wave.one_of("anchor", ANCHORS) if "anchor" in wave.content else "entry",
            )
            same = waves.setdefault(note.key, note)
            if (same.months, same.anchor) != (note.months, note.anchor):
                wave.refuse("months", f"the wave {note.key!r} comes at two different moments")
    return sorted(waves.values(), key=lambda wave: (wave.months, wave.key))
