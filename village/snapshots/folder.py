"""Write a folder whole or not at all, and the same bytes each time."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from village.analytics.manifest import FILE_NAME, file_hash, seal
from village.analytics.tables import TABLES, arrow_schema, file_name
from village.core.errors import InvalidSnapshot


class TableWriter:
    """One Parquet file, filled chunk by chunk; memory holds one chunk only."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / file_name(name)
        self.schema = arrow_schema(name)
        self.rows = 0
        self._writer = pq.ParquetWriter(self.path, self.schema, compression="zstd")

    def write(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add rows, given as one sequence per column of the schema."""
        arrays = [pa.array(columns[field.name], type=field.type) for field in self.schema]
        table = pa.Table.from_arrays(arrays, schema=self.schema)
        self.rows += table.num_rows
        if table.num_rows:
            self._writer.write_table(table)

    def close(self) -> dict[str, Any]:
        """Finish the file; returns what the manifest says of it."""
        self._writer.close()
        _sync(self.path)
        return {"rows": self.rows, "sha256": file_hash(self.path)}


class SnapshotFolder:
    """The folder being written: one writer per table, then the manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables = {name: TableWriter(path, name) for name in TABLES}

    def finish(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """Close every table and write `manifest.json` with its own hash; returns the manifest."""
        sealed = seal({**manifest, "tables": {name: t.close() for name, t in self.tables.items()}})
        target = self.path / FILE_NAME
        text = json.dumps(sealed, indent=1, sort_keys=True, ensure_ascii=False)
        target.write_text(text + "\n", encoding="utf-8")
        _sync(target)
        return sealed


@contextmanager
def whole_or_nothing(target: Path) -> Iterator[SnapshotFolder]:
    """Give a hidden folder to write in; it takes its name, read-only, only when everything went well."""
    if target.exists():
        raise InvalidSnapshot(f"{target} already exists: a snapshot is never written over.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f".{target.name}.{os.getpid()}.partial"
    draft.mkdir()
    try:
        yield SnapshotFolder(draft)
        for path in draft.iterdir():
            path.chmod(0o444)
        draft.rename(target)
        target.chmod(0o555)
        _sync(target.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _sync(path: Path) -> None:
    """Wait until the disk has it: a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
