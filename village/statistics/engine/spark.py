"""Apache Spark: the engine of several machines. The same expressions, the same numbers (`make test-spark`).

A Spark Connect address in `SPARK_REMOTE` (sc://host:15002) is used when there is one; otherwise a local Spark starts
in this machine's Java, which takes some ten seconds: it is for what does not fit on one machine. A file is named by
its path: every machine of the cluster has to find it there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from village.core.errors import DomainError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",  # for one machine; a cluster has its own
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
RESULT = "village_result"


class NoSpark(DomainError):
    """Spark cannot be used here; the sentence says what to install."""


class Spark:
    """An Ibis backend whose results come as Arrow, without a detour by pandas: types arrive as they left."""

    name = "spark"

    def __init__(self, session: "SparkSession") -> None:
        self.session = session
        self.ibis = ibis.pyspark.connect(session)

    def read_parquet(self, path: str, /, *, table_name: str) -> Table:
        """Name a Parquet file, or the files of a folder."""
        return self.ibis.read_parquet(path, table_name=table_name)

    def read_csv(self, path: str, /, *, table_name: str, **options: Any) -> Table:
        """Name a CSV file, whose types Spark finds by reading it once."""
        return self.ibis.read_csv(path, table_name=table_name, **options)

    def table(self, name: str, /) -> Table:
        """What was named."""
        return self.ibis.table(name)

    def to_pyarrow(self, expression: Table, /) -> pa.Table:
        """Execute, with the types the expression says."""
        self.ibis.create_view(RESULT, expression, overwrite=True)
        return self.session.table(RESULT).toArrow().cast(expression.schema().to_pyarrow())


@contextmanager
def connect() -> Iterator[Spark]:
    """A Spark session for the time of a `with`; one that was already running goes on afterwards.

    Raises `NoSpark` when the extra or Java is missing, or when the server does not answer.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoSpark(
            "Spark is not installed: install village with its `spark` extra, and a Java 17 runtime."
        ) from None
    already = SparkSession.getActiveSession()
    try:
        session = already or _builder(SparkSession.builder).getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise NoSpark(f"Spark did not start: {str(error).strip().splitlines()[0]}") from None
    try:
        yield Spark(session)
    finally:
        if not already:
            session.stop()


def _builder(builder: Any) -> Any:
    if remote := os.environ.get("SPARK_REMOTE"):
        return builder.remote(remote)
    builder = builder.appName("village").master("local[*]")
    for name, value in LOCAL.items():
        builder = builder.config(name, value)
    return builder
