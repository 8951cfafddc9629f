"""Which snapshot is the current one: all that publishing needs to know of this floor."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

PURPOSE = "national"  # what pages read: one purpose, so that nothing can be subtracted


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot that is kept here."""

    path: Path
    purpose: str
    as_of: dt.datetime
    hash: str


def kept(purpose: str) -> list[KeptSnapshot]:
    """The snapshots kept for a purpose, the latest first."""
    entries = []
    for path in sorted(settings.SNAPSHOTS_DIR.glob(f"{purpose}-*/manifest.json")):
        manifest = json.loads(path.read_bytes())
        as_of = dt.datetime.fromisoformat(manifest["as_of"])
        entries.append(KeptSnapshot(path.parent, manifest["purpose"], as_of, manifest["hash"]))
    return sorted(entries, key=lambda entry: entry.as_of, reverse=True)


def latest(purpose: str) -> KeptSnapshot | None:
    """The current snapshot for a purpose; None before the first one."""
    return next(iter(kept(purpose)), None)


def place_for(purpose: str, *, as_of: dt.datetime) -> Path:
    """Where a snapshot goes when nobody says otherwise."""
    return settings.SNAPSHOTS_DIR / f"{purpose}-{as_of.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
