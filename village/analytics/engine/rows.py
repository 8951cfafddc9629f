"""Rows a researcher brings: a CSV or Parquet file, or a folder of Parquet files, on the engine of their choice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb as duckdb_errors
import pyarrow as pa
from ibis.common.exceptions import IbisError
from ibis.expr.datatypes import DataType
from ibis.expr.types import Table

from village.analytics.engine.backends import Backend, Engine, connect, name_parquet
from village.core.errors import DomainError


class InvalidRows(DomainError):
    """A file of rows that cannot be read; the sentence names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Rows:
    """An opened file: its columns, and what runs an expression on it. Nothing is read yet."""

    path: Path
    table: Table
    backend: Backend

    @property
    def columns(self) -> Mapping[str, DataType]:
        """The type of each column, by name, in the order of the file."""
        return dict(self.table.schema().items())

    def collect(self, expression: Table) -> pa.Table:
        """Execute an expression; the result is small, and in the order the expression asks for.

        Raises `InvalidRows` when a value of the file does not let it.
        """
        try:
            return self.backend.to_pyarrow(expression)
        except (duckdb_errors.Error, pa.ArrowInvalid) as error:
            raise InvalidRows(f"{self.path}: {_first_line(error)}") from None


@contextmanager
def open_rows(
    path: Path,
    *,
    engine: Engine | str = Engine.DUCKDB,
    threads: int | None = None,
    memory: str = "1GB",
) -> Iterator[Rows]:
    """Open a file for the time of a `with`; beyond `memory`, DuckDB spills to a temporary folder.

    The kind of file is told by its ending: `.csv` (with a header; comma, semicolon or tab; an empty place or NA is a
    missing value), `.parquet`, or a folder of Parquet files. Raises `InvalidRows` when it is not there, is empty, or is not what its name says.
    """
    parquet = _is_parquet(path)
    with connect(engine, threads=threads, memory=memory) as backend:
        try:
            table = name_parquet(backend, path, "rows") if parquet else _name_csv(backend, path)
        except (duckdb_errors.Error, IbisError) as error:
            raise InvalidRows(f"{path}: this file cannot be read: {_first_line(error)}") from None
        yield Rows(path, table, backend)


def _name_csv(backend: Backend, path: Path) -> Table:
    # DuckDB finds the separator and the types by itself; Spark has to be told. NA is what R writes for "missing".
    options: dict[str, object] = (
        {"header": True, "inferSchema": True, "nullValue": "NA"}
        if backend.name == Engine.SPARK
        else {"nullstr": ["", "NA"]}
    )
    return backend.read_csv(str(path.absolute()), table_name="rows", **options)


def _is_parquet(path: Path) -> bool:
    if path.is_dir():
        if not any(path.glob("*.parquet")):
            raise InvalidRows(f"{path}: this folder holds no Parquet file.")
        return True
    if not path.exists():
        raise InvalidRows(f"{path}: there is no such file.")
    if path.suffix.lower() not in {".csv", ".tsv", ".parquet"}:
        raise InvalidRows(
            f"{path}: rows are read from .csv, .tsv or .parquet, not {path.suffix or 'this'}."
        )
    if path.stat().st_size == 0:
        raise InvalidRows(f"{path}: this file is empty.")
    return path.suffix.lower() == ".parquet"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
