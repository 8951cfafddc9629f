"""DuckDB: the engine of one machine, in this process, spilling to disk beyond its memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import ibis
from ibis.backends.duckdb import Backend

MEMORY = "512MB"


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
        connection = ibis.duckdb.connect(**options)
        try:
            yield connection
        finally:
            connection.disconnect()
