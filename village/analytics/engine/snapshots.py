"""A snapshot: opened for the time of a `with`, checked against its manifest and the columns expected."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from village.analytics.manifest import Manifest, check_files, read_manifest
from village.analytics.tables import LATER, TABLES, arrow_schema, file_name
from village.core.errors import InvalidSnapshot
from village.statistics.engine import duckdb
from village.statistics.engine.backends import Backend, Engine, connect, name_parquet


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An opened snapshot: what it says of itself, and its tables, of which nothing is read yet."""

    folder: Path
    manifest: Manifest
    connection: Backend
    chosen: Table | None = None  # the only participants to be seen, when not all of them
    seen_as: Mapping[str, Table] = field(default_factory=dict)  # tables to be read instead

    def table(self, name: str) -> Table:
        """One of the tables of `village.analytics.tables`, lazily."""
        table = self.seen_as.get(name)
        if table is None:
            table = _completed(self.connection.table(name), name)
        if self.chosen is None or "participant" not in table.columns:
            return table
        return table.semi_join(self.chosen, "participant")

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """Every row of a table as plain values, whoever is `chosen`: in the order of its file, a batch at a time."""
        later = dict.fromkeys(LATER.get(name, ()))
        with pq.ParquetFile(self.folder / file_name(name)) as file:
            for batch in file.iter_batches():
                yield from ({**later, **row} for row in batch.to_pylist())

    def of(self, participants: Table) -> "Snapshot":
        """The same snapshot as if it held these `participants` only (and every house)."""
        return replace(self, chosen=participants.select("participant"))

    def seeing(self, manifest: Manifest, **tables: Table) -> "Snapshot":
        """The same snapshot as if these tables were in it, and its manifest said so."""
        return replace(self, manifest=manifest, seen_as={**self.seen_as, **tables})

    def keep(self, expression: Table) -> Table:
        """Execute an expression that several others start from (a row per participant, or per answer sheet), once."""
        return ibis.memtable(self.collect(expression))

    def collect(self, expression: Table) -> pa.Table:
        """Execute an expression; the result is small, and in the order the expression asks for."""
        return self.connection.to_pyarrow(expression)


@contextmanager
def open_snapshot(
    folder: Path,
    *,
    check: bool = False,
    engine: Engine | str = Engine.DUCKDB,
    threads: int | None = None,
    memory: str = duckdb.MEMORY,
) -> Iterator[Snapshot]:
    """Open the folder of a snapshot for the time of a `with`.

    `check` compares every file with its hash first. `threads` is DuckDB's own choice when None: results do not
    depend on it (sums are exact, see `outcomes`). Beyond `memory`, DuckDB spills to a temporary folder.
    Raises `InvalidSnapshot` when something is missing, was changed, or has other columns than expected.
    """
    manifest = read_manifest(folder)
    if check:
        check_files(folder, manifest)
    with connect(engine, threads=threads, memory=memory) as connection:
        for name in TABLES:
            path = folder / file_name(name)
            _check_columns(name, path)
            name_parquet(connection, path, name)
        yield Snapshot(folder, manifest, connection)


def _check_columns(name: str, path: Path) -> None:
    try:
        found = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InvalidSnapshot(f"{path}: this is not a Parquet file: {error}.") from None
    expected = {field.name: field.type for field in arrow_schema(name)}
    columns = {field.name: field.type for field in found}
    older = {key: expected[key] for key in LATER.get(name, ()) if key not in columns}
    if (columns := columns | older) != expected:
        wrong = sorted(
            key for key in {*columns, *expected} if columns.get(key) != expected.get(key)
        )
        raise InvalidSnapshot(f"{path}: not the columns expected; look at {', '.join(wrong)}.")


def _completed(table: Table, name: str) -> Table:
    """The table with the columns it did not have yet when the snapshot was taken."""
    missing = sorted(LATER.get(name, set()) - set(table.columns))
    return (
        table.mutate(**{key: ibis.null(TABLES[name][key]) for key in missing}) if missing else table
    )
