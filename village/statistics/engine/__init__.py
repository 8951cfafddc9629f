"""What opens a connection and executes; everything else composes Ibis expressions, and hands them to what was opened.

rows        any CSV or Parquet file a researcher brings, on either engine
backends    one door for both engines:
duckdb      the engine of one machine
spark       the engine of several (an extra: it needs Java)
"""

from village.statistics.engine.backends import Engine
from village.statistics.engine.rows import InvalidRows, Opened, Rows, open_rows

__all__ = ["Engine", "InvalidRows", "Opened", "Rows", "open_rows"]
