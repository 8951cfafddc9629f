"""What a snapshot says of itself: when, by which code, with which instruments, and the hash of every file.

`manifest.json`, beside the tables:

    {"format": 1, "purpose": "national", "as_of": "2026-11-15T03:00:00+00:00", "code_version": "0.1.0",
     "tables": {"scores": {"rows": 2, "sha256": "…"}, …},
     "instruments": {"village-16@1": {"key": "village-16", "version": "1", "hash": "…", "validated": false,
         "scales": {"stress": {"title": {"fr": "Stress", "en": "Stress"}, "higher_is": "worse",
                               "lowest": 0, "highest": 12, "change_threshold": 2,
                               "items": [{"key": "rushing", "lowest": 0, "highest": 4, "reversed": false}, …]}}}},
     "batteries": {"core": {"version": "1", "hash": "…",
         "waves": [{"key": "t0", "months": 0, "titles": {"fr": "Entrée", "en": "Entry"}}]}},
     "hash": "sha256 of the canonical rest"}
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast, get_args

from village.analytics.tables import TABLES, file_name
from village.core.errors import InvalidSnapshot
from village.core.scales import TOTAL

FORMAT = 1
FILE_NAME = "manifest.json"
Direction = Literal["better", "worse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNote:
    """One item of a scale: its range, and whether the score turns it round in it."""

    key: str
    lowest: int
    highest: int
    reversed: bool
    not_applicable: int | None = (
        None  # what "this does not concern me" counts for, where it is an answer
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleNote:
    """One scale as the snapshot describes it: its range, its direction, and how much is a change."""

    instrument: str
    version: str
    scale: str
    titles: Mapping[str, str]
    higher_is: Direction
    lowest: float
    highest: float
    change_threshold: float | None  # in points of the score; None: nobody declared one
    validated: bool
    items: tuple[ItemNote, ...] = ()  # none in a snapshot taken before they were written

    @property
    def key(self) -> tuple[str, str, str]:
        """Instrument, version, scale: two versions of a questionnaire are never compared."""
        return self.instrument, self.version, self.scale


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveNote:
    """One moment of measure, and how many months after entry it comes."""

    key: str
    months: int
    titles: Mapping[str, str]


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
    scales: tuple[ScaleNote, ...]
    waves: tuple[WaveNote, ...]  # in order of time
    hash: str


def seal(content: Mapping[str, Any]) -> dict[str, Any]:
    """Complete a manifest that is about to be written with its format and its hash.

    >>> seal({"purpose": "national"})["hash"][:8]
    'ffe5ed2a'
    """
    rest = {**content, "format": FORMAT}
    rest.pop("hash", None)
    return {**rest, "hash": hashlib.sha256(canonical(rest)).hexdigest()}


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write a JSON object: sorted keys, no spaces, UTF-8, no NaN. Same content, same bytes."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def read_manifest(folder: Path) -> Manifest:
    """Read `manifest.json` and check its format and its own hash (not the files: see `check_files`).

    Raises `InvalidSnapshot` saying what is wrong and where.
    """
    content = _load(folder)
    written = _Record(content, "manifest.json")
    if (found := written.whole("format")) != FORMAT:
        raise InvalidSnapshot(
            f"{folder / FILE_NAME}: this snapshot has format {found}; this program reads format {FORMAT}."
        )
    if seal(content)["hash"] != written.text("hash"):
        raise InvalidSnapshot(
            f"{folder / FILE_NAME}: its hash is not the hash of its content: it was changed after it was written."
        )
    return Manifest(
        purpose=written.text("purpose"),
        as_of=written.moment("as_of"),
        code_version=written.text("code_version"),
        tables=_read_tables(written, folder),
        scales=tuple(_read_scales(written)),
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


def _read_tables(written: "_Record", folder: Path) -> dict[str, TableNote]:
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


def _read_scales(written: "_Record") -> list[ScaleNote]:
    scales = []
    for instrument in written.record("instruments").records():
        named = instrument.record("scales").named_records()
        for key, scale in sorted(named, key=lambda entry: entry[0] == TOTAL):  # the total last
            scales.append(
                ScaleNote(
                    instrument=instrument.text("key"),
                    version=instrument.text("version"),
                    scale=key,
                    titles=scale.texts("title"),
                    higher_is=cast(Direction, scale.one_of("higher_is", get_args(Direction))),
                    lowest=scale.number("lowest"),
                    highest=scale.number("highest"),
                    change_threshold=scale.optional_number("change_threshold"),
                    validated=instrument.yes_no("validated"),
                    items=tuple(_read_items(scale)),
                )
            )
    return scales


def _read_items(scale: "_Record") -> Iterator[ItemNote]:
    for item in scale.record_list("items") if "items" in scale.content else ():
        yield ItemNote(
            key=item.text("key"),
            lowest=item.whole("lowest"),
            highest=item.whole("highest"),
            reversed=item.yes_no("reversed"),
            not_applicable=item.optional_whole("not_applicable"),
        )


def _read_waves(written: "_Record") -> list[WaveNote]:
    """Every wave once: the same key means the same moment in every battery."""
    waves: dict[str, WaveNote] = {}
    for battery in written.record("batteries").records():
        for wave in battery.record_list("waves"):
            note = WaveNote(
                key=wave.text("key"), months=wave.whole("months"), titles=wave.texts("titles")
            )
            if waves.setdefault(note.key, note).months != note.months:
                wave.refuse("months", f"the wave {note.key!r} comes at two different moments")
    return sorted(waves.values(), key=lambda wave: (wave.months, wave.key))


class _Record:
    """A JSON object from which values are taken by kind; what is wrong is named by its path."""

    def __init__(self, content: Mapping[str, Any], path: str) -> None:
        self.content, self.path = content, path

    def refuse(self, key: str, reason: str) -> None:
        raise InvalidSnapshot(f"{self.path}: {key}: {reason}.")

    def _take(self, key: str, kind: type | tuple[type, ...], named: str) -> Any:
        value = self.content.get(key)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            self.refuse(key, f"expected {named}, found {value!r}")
        return value

    def text(self, key: str) -> str:
        return str(self._take(key, str, "a text"))

    def whole(self, key: str) -> int:
        return int(self._take(key, int, "a whole number"))

    def number(self, key: str) -> float:
        return float(self._take(key, (int, float), "a number"))

    def optional_number(self, key: str) -> float | None:
        return None if self.content.get(key) is None else self.number(key)

    def optional_whole(self, key: str) -> int | None:
        return None if self.content.get(key) is None else self.whole(key)

    def yes_no(self, key: str) -> bool:
        return bool(self._take(key, bool, "true or false"))

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        if (value := self.text(key)) not in choices:
            self.refuse(key, f"expected one of {', '.join(choices)}, found {value!r}")
        return value

    def moment(self, key: str) -> dt.datetime:
        try:
            moment = dt.datetime.fromisoformat(self.text(key))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.refuse(key, "expected a date and time with its zone, as 2026-11-15T03:00:00Z")
        return cast(dt.datetime, moment)

    def texts(self, key: str) -> dict[str, str]:
        record = self.record(key)
        return {name: record.text(name) for name in record.content}

    def record(self, key: str) -> "_Record":
        return _Record(self._take(key, dict, "an object"), f"{self.path}: {key}")

    def named_records(self) -> list[tuple[str, "_Record"]]:
        return [(key, self.record(key)) for key in sorted(self.content)]

    def records(self) -> list["_Record"]:
        return [record for _, record in self.named_records()]

    def record_list(self, key: str) -> list["_Record"]:
        entries = self._take(key, list, "a list")
        numbered = _Record(
            {str(i): entry for i, entry in enumerate(entries)}, f"{self.path}: {key}"
        )
        return [numbered.record(str(i)) for i in range(len(entries))]
