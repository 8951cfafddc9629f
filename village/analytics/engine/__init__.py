"""A snapshot, opened on the engines of `village.statistics.engine` and checked against its manifest."""

from village.analytics.engine.snapshots import Snapshot, open_snapshot

__all__ = ["Snapshot", "open_snapshot"]
