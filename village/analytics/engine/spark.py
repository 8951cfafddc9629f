"""Apache Spark: the engine of several machines. The same expressions, the same numbers (`make test-spark`).

A Spark Connect address in `SPARK_REMOTE` (sc://host:15002) is used when there is one; otherwise a local Spark starts
in this machine's Java, which takes some ten seconds: it is for what does not fit on one machine.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
from ibis.expr.types import Table

from village.core.errors import DomainError

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend

# Sums are made once per partition and added: few partitions on one machine, as many as it has cores.
LOCAL = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


class NoSpark(DomainError):
    """Spark cannot be used here; the sentence says what to install."""


@contextmanager
def connect() -> Iterator["Backend"]:
    """A Spark session for the time of a `with`: a remote one by Spark Connect, or a local one.

    Raises `NoSpark` when the extra or Java is missing, or when the server does not answer.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoSpark(
            "Spark is not installed: install village with its `spark` extra, and a Java 17 runtime."
        ) from None
    builder = SparkSession.builder.appName("village")
    if remote := os.environ.get("SPARK_REMOTE"):
        builder = builder.remote(remote)
    else:
        builder = builder.master("local[*]")
        for name, value in LOCAL.items():
            builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise NoSpark(f"Spark did not start: {str(error).strip().splitlines()[0]}") from None
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


def read(connection: "Backend", path: Path, *, is_parquet: bool) -> Table:
    """The rows of a file or a folder that every worker can reach by the same path."""
    source = str(path.absolute())
    if is_parquet:
        return connection.read_parquet(source, table_name="rows")
    return connection.read_csv(source, table_name="rows", header=True, inferSchema=True)
