"""Read the records as they stood at one instant, without making anybody wait."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_instant() -> Iterator[None]:
    """Every query inside sees the same records, and none of them holds back a parent who is answering.

    PostgreSQL: a read-only REPEATABLE READ transaction. SQLite: a deferred transaction, since the site's own are
    IMMEDIATE and would keep the write lock for as long as the snapshot takes.
    """
    if connection.in_atomic_block:  # already inside somebody's transaction: it is the instant
        yield
        return
    begin = {
        "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "sqlite": "BEGIN DEFERRED",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")  # nothing was written
