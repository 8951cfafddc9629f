"""Write small tables the way one draws them on paper."""

from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.schema import Schema
from ibis.expr.types import Table


def drawn(schema: Schema, drawing: str) -> pa.Table:
    """Turn a drawing into an Arrow table with the columns it shows. A lone dot is a missing value."""
    header, *lines = [line.split() for line in drawing.strip().splitlines()]
    assert all(len(line) == len(header) for line in lines), drawing
    columns = [
        pa.array([None if line[i] == "." else line[i] for line in lines], pa.string()).cast(
            schema[name].to_pyarrow()
        )
        for i, name in enumerate(header)
    ]
    return pa.table(columns, names=header)


def table(schema: Schema, drawing: str) -> Table:
    """The same, as an Ibis table."""
    return ibis.memtable(drawn(schema, drawing))


def rows(expression: Table) -> list[dict[str, Any]]:
    """Execute an expression on drawn tables."""
    connection = ibis.duckdb.connect()
    try:
        return connection.to_pyarrow(expression).to_pylist()
    finally:
        connection.disconnect()
