"""The only package that opens a connection, and the only one that executes.

Everything above composes Ibis expressions, and hands them to whoever opened the rows:

    rows        any CSV or Parquet file a researcher brings, on either engine
    snapshots   a folder that `village snapshot` wrote, checked against its manifest
    backends    one door for both engines:
    duckdb      the engine of one machine
    spark       the engine of several (an extra: it needs Java)
"""

from village.analytics.engine.backends import Engine
from village.analytics.engine.rows import InvalidRows, Opened, Rows, open_rows
from village.analytics.engine.snapshots import Snapshot, open_snapshot

__all__ = ["Engine", "InvalidRows", "Opened", "Rows", "Snapshot", "open_rows", "open_snapshot"]
