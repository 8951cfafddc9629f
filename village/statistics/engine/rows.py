"""Rows a researcher brings: a CSV or Parquet file, or a folder of Parquet files, on the engine of their choice."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb as duckdb_errors
import pyarrow as pa
from ibis.common.exceptions import IbisError
from ibis.expr.datatypes import DataType
from ibis.expr.types import Table

from village.core.errors import DomainError
from village.statistics.engine.backends import Backend, Engine, connect, name_parquet
from village.statistics.engine.lines import header_of, ragged_line, twins

NOT_UTF8 = (
    "its letters are not written in UTF-8 (an older export?): save it as “CSV UTF-8”, or convert it with "
    "`iconv -f latin1 -t utf-8 before.csv > after.csv`."
)


class InvalidRows(DomainError):
    """A file of rows that cannot be read; the sentence names the file and the reason."""


class Opened(Protocol):
    """What was opened and runs expressions: a file of rows, a snapshot."""

    def collect(self, expression: Table) -> pa.Table:
        """Execute an expression; the result is small, and in the order the expression asks for."""


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
            raise InvalidRows(f"{self.path}: {_said_of(error)}") from None


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
            raise InvalidRows(f"{path}: this file cannot be read: {_said_of(error)}") from None
        if not parquet:
            _check_lines(path, len(table.columns))
        yield Rows(path, table, backend)


def _name_csv(backend: Backend, path: Path) -> Table:
    # DuckDB finds the separator and the types by itself; Spark has to be told. NA is what R writes for "missing".
    options: dict[str, object] = (
        {"header": True, "inferSchema": True, "nullValue": "NA"}
        if backend.name == Engine.SPARK
        else {"nullstr": ["", "NA"]}
    )
    return backend.read_csv(str(path.absolute()), table_name="rows", **options)


def _check_lines(path: Path, columns: int) -> None:
    """Refuse what an engine reads without a word: a column renamed because another has its name, one long column."""
    try:
        if found := twins(path):
            one, other = found
            how = "have the same name" if one == other else "differ only by case"
            raise InvalidRows(f"{path}: two columns {how}: {one}, {other}. Rename one of them.")
        names = header_of(path)
        if len(names) != columns and (ragged := ragged_line(path)):
            line, values = ragged
            raise InvalidRows(
                f"{path}: line {line} has {values} values, and the header names {len(names)} columns."
            )
    except UnicodeDecodeError:
        raise InvalidRows(f"{path}: {NOT_UTF8}") from None
    except csv.Error as error:
        raise InvalidRows(f"{path}: its lines cannot be told apart: {error}.") from None


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


def _said_of(error: Exception) -> str:
    """The first line of what an engine says, or our sentence where it would not help."""
    if "not utf-8 encoded" in str(error):
        return NOT_UTF8
    return str(error).strip().splitlines()[0]
