"""How sums are written to one file, read again, and checked: what a site sends instead of rows.

A `.moments` file is a zip that any tool opens: `header.json`, and one Parquet file per array, in row-major order.

    {"format": 2, "header": {"site": "…", …},
     "moments": {"stress": {"kind": "nested", "fields": {
         "levels": ["house", "group", "parent"], "rows": 1732,
         "cross": {"array": "stress/cross.parquet", "shape": [7, 7]}, …}}},
     "files": {"stress/cross.parquet": "sha256…"}, "hash": "sha256 of the canonical rest"}

The same sums give the same bytes. What was cut short or changed is refused, and so are sums that contradict themselves.
"""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from village.core.canonical import canonical
from village.core.formats import not_read
from village.statistics.moments.clustered import ClusteredMoments
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.items import ItemMoments
from village.statistics.moments.nested import NestedMoments
from village.statistics.moments.waves import WaveMoments

FORMAT = 2  # 1 had no hash of the header
HEADER = "header.json"
NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say

Moments = NestedMoments | WaveMoments | ClusteredMoments | ItemMoments
KINDS: dict[str, type[Moments]] = {
    "nested": NestedMoments,
    "waves": WaveMoments,
    "clustered": ClusteredMoments,
    "items": ItemMoments,
}

Arrays = dict[str, "np.ndarray[Any, Any]"]


@dataclass(frozen=True, slots=True)
class MomentsFile:
    """What a file holds: whatever its writer said of it, and sums by name."""

    header: Mapping[str, Any]
    moments: Mapping[str, Moments]


def write_moments(path: Path, moments: Mapping[str, Moments], header: Mapping[str, Any]) -> None:
    """Write sums to a new file; `header` is anything JSON can hold (which site, which plan, which snapshot)."""
    described: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for name in sorted(moments):
        arrays: Arrays = {}
        value = moments[name]
        described[name] = {
            "kind": next(kind for kind, known in KINDS.items() if isinstance(value, known)),
            "fields": {
                field.name: _taken_apart(getattr(value, field.name), f"{name}/{field.name}", arrays)
                for field in fields(value)
            },
        }
        files |= {place: _as_parquet(array) for place, array in arrays.items()}
    first = {
        "format": FORMAT,
        "header": dict(header),
        "moments": described,
        "files": {place: hashlib.sha256(content).hexdigest() for place, content in files.items()},
    }
    first["hash"] = _seal(first)
    text = json.dumps(first, ensure_ascii=False, sort_keys=True, indent=1)
    with zipfile.ZipFile(path, "x") as archive:
        for place, content in {HEADER: text.encode(), **files}.items():
            archive.writestr(zipfile.ZipInfo(place, NO_DATE), content, zipfile.ZIP_DEFLATED)


def read_moments(path: Path) -> MomentsFile:
    """Read a file again, and check all of it.

    Raises `WrongMoments` when it is not such a file, was cut short or changed, is of another version, or when its
    sums contradict themselves.
    """
    if not path.is_file():
        raise WrongMoments(f"{path}: there is no such file.")
    try:
        with zipfile.ZipFile(path) as archive:
            first = json.loads(archive.read(HEADER))
            _check_format(path, first)
            _check_seal(path, first)
            files = {place: archive.read(place) for place in first["files"]}
    except _UNREADABLE:
        raise WrongMoments(f"{path}: this is not a file of sums, or it was cut short.") from None
    for place, content in files.items():
        if hashlib.sha256(content).hexdigest() != first["files"][place]:
            raise WrongMoments(f"{path}: '{place}' was changed after it was written.")
    try:
        moments = {name: _put_together(one, files) for name, one in first["moments"].items()}
    except WrongMoments as error:
        raise WrongMoments(f"{path}: {error}") from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, pa.ArrowException):
        raise WrongMoments(f"{path}: its header does not describe what it holds.") from None
    return MomentsFile(first["header"], moments)


# What zipfile raises of a zip that is not whole.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, EOFError, OSError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


def _check_format(path: Path, first: Any) -> None:
    found = first.get("format") if isinstance(first, dict) else None
    if found != FORMAT:
        raise WrongMoments(f"{path}: {not_read(found, read=(FORMAT,))}.")


def _seal(first: Mapping[str, Any]) -> str:
    """SHA-256 of the header, which holds that of every array: one hash for the whole file."""
    rest = {key: value for key, value in first.items() if key != "hash"}
    return hashlib.sha256(canonical(rest)).hexdigest()


def _check_seal(path: Path, first: Mapping[str, Any]) -> None:
    if first.get("hash") != _seal(first):
        raise WrongMoments(
            f"{path}: its hash is not the hash of its header: it was changed after it was written."
        )
    if not all(isinstance(first.get(key), dict) for key in ("header", "moments", "files")):
        raise WrongMoments(f"{path}: its header does not describe what it holds.")


def _put_together(one: Mapping[str, Any], files: Mapping[str, bytes]) -> Moments:
    if (kind := KINDS.get(one["kind"])) is None:
        raise WrongMoments(f"there is no kind of sums called '{one['kind']}'.")
    values = {name: _as_value(node, files) for name, node in one["fields"].items()}
    moments = kind(**values)
    moments.check()
    return moments


def _taken_apart(value: Any, place: str, arrays: Arrays) -> Any:
    """A value as JSON, arrays being set aside under the name of their file."""
    match value:
        case np.ndarray():
            arrays[f"{place}.parquet"] = value
            return {"array": f"{place}.parquet", "shape": list(value.shape)}
        case tuple():
            return [_taken_apart(one, f"{place}.{n}", arrays) for n, one in enumerate(value)]
        case np.generic():
            return value.item()
    return value


def _as_value(node: Any, files: Mapping[str, bytes]) -> Any:
    match node:
        case {"array": place, "shape": shape}:
            column = pq.read_table(io.BytesIO(files[place])).column("value")
            is_text = pa.types.is_string(column.type)
            array = np.array(column.to_pylist(), np.str_) if is_text else column.to_numpy()
            return array.reshape(shape)
        case list():
            return tuple(_as_value(one, files) for one in node)
    return node


def _as_parquet(array: "np.ndarray[Any, Any]") -> bytes:
    flat = np.ascontiguousarray(array).ravel()
    values = pa.array(flat.tolist(), pa.string()) if flat.dtype.kind == "U" else pa.array(flat)
    written = io.BytesIO()
    pq.write_table(pa.table({"value": values}), written, compression="zstd")
    return written.getvalue()
