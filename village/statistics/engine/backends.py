"""The two engines, behind one door: a connection, and what we ask of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from ibis.expr.types import Table

from village.statistics.engine import duckdb, spark


class Engine(StrEnum):
    """Where expressions run. The numbers are the same."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Backend(Protocol):
    """What an Ibis backend offers and we use."""

    name: str

    def read_parquet(self, path: str, /, *, table_name: str) -> Table:
        """Name a Parquet file, or the files of a folder."""

    def read_csv(self, path: str, /, *, table_name: str, **options: Any) -> Table:
        """Name a CSV file."""

    def table(self, name: str, /) -> Table:
        """What was named."""

    def to_pyarrow(self, expression: Table, /) -> pa.Table:
        """Execute."""


@contextmanager
def connect(
    engine: Engine | str, *, threads: int | None = None, memory: str = duckdb.MEMORY
) -> Iterator[Backend]:
    """A connection for the time of a `with`; `threads` and `memory` are DuckDB's (a cluster has its own settings)."""
    if Engine(engine) is Engine.SPARK:
        with spark.connect() as connection:
            yield connection
    else:
        with duckdb.connect(threads=threads, memory=memory) as connection:
            yield connection


def name_parquet(backend: Backend, path: Path, name: str) -> Table:
    """Name a Parquet file or folder; a relative path would be looked for where the engine runs."""
    return backend.read_parquet(str(path.absolute()), table_name=name)
