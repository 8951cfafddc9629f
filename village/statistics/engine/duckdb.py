"""DuckDB: the engine of one machine, in this process, spilling to disk beyond its memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.types import Expr, Table
from ibis.formats.pyarrow import PyArrowData

MEMORY = "512MB"


class DuckDB(Backend):
    """Ibis's backend, but for two things."""

    def read_parquet(self, paths: Any, /, **options: Any) -> Table:
        """Name a file. Its statistics leave NaN out, and DuckDB would believe that it holds none."""
        return super().read_parquet(paths, **{"can_have_nan": True, **options})

    def to_pyarrow(self, expr: Expr, /, **options: Any) -> pa.Table:
        """Execute. Ibis's way to Arrow imports pandas to convert nothing, which takes longer than most scans."""
        found = self._to_duckdb_relation(expr, **options).to_arrow_table()
        return expr.__pyarrow_result__(found, data_mapper=PyArrowData)


@contextmanager
def connect(*, threads: int | None = None, memory: str = MEMORY) -> Iterator[Backend]:
    """A connection in memory for the time of a `with`; `threads` is DuckDB's own choice when None."""
    with TemporaryDirectory(prefix="village-") as spill:
        options: dict[str, object] = {
            # nothing is ever fetched: what the wheel brings is enough
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory,
            "temp_directory": spill,
            # every expression says its own order
            "preserve_insertion_order": False,
        }
        if threads is not None:
            options["threads"] = threads
        connection = DuckDB().connect(**options)
        try:
            yield connection
        finally:
            connection.disconnect()
