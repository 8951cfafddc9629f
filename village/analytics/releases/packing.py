"""Releases as JSON, to be kept in a database or a file."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from village.analytics.releases.ledger import Release
from village.analytics.releases.sums import Sums


def pack(release: Release) -> dict[str, Any]:
    """A release as JSON values; the total is named "" there, as no house is."""
    return {
        "topic": release.topic,
        "figures": {place or "": _write(sums) for place, sums in release.figures.items()},
        "others": {place: _write(sums) for place, sums in release.others.items()},
    }


def unpack(packed: Mapping[str, Any]) -> Release:
    """The release that `pack` wrote. `KeyError`, `TypeError` or `ValueError` when it is not one."""
    return Release(
        topic=packed["topic"],
        figures={place or None: _read(sums) for place, sums in packed["figures"].items()},
        others={place: _read(sums) for place, sums in packed["others"].items()},
    )


def _write(sums: Sums) -> list[str]:
    """A text for each part."""
    return [base64.b64encode(part.astype("<u8").tobytes()).decode() for part in sums]


def _read(parts: list[str]) -> Sums:
    return np.array([np.frombuffer(base64.b64decode(part), "<u8") for part in parts], np.uint64)
