"""A snapshot, opened on the engines of `village.statistics.engine` and checked against its manifest."""

from typing import Any

from village.analytics.engine.snapshots import Snapshot, open_snapshot
from village.analytics.moved import found_at

__all__ = ["Snapshot", "open_snapshot"]


def __getattr__(name: str) -> Any:
    """`open_rows` was here, for our notebook (see `village.analytics.moved`)."""
    if name != "open_rows":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return found_at("village.statistics.engine", name, old=__name__)
