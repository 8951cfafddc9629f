"""The truth of a network asked by the calendar of a battery: what parents should have changed, given when they were asked.

At seven months of the baby, parents entered at different times: the mean of a score is that of their own expectations,
each exact (`truth.mean_scores`), over all those asked, those who stop answering included. A change is that of the parents
asked of a scale at both moments, for each kind of entry: a plan may count it from any of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from village.core.scales import Instrument, Scale
from village.laboratory.simulation.answering import AskedParents
from village.laboratory.simulation.calendar import Flags, Indexes
from village.laboratory.simulation.design import Design
from village.laboratory.simulation.truth import mean_scores
from village.statistics.arrays import Array

Row = Mapping[str, float]
KINDS = ("mean", "natural")


def truth_followed(
    instrument: Instrument, design: Design, asked: AskedParents, is_antenatal: Flags
) -> dict[str, dict[str, dict[str, Any]]]:
    """For each scale and wave: how many were asked, the mean, and the change since each earlier wave, by entry.

    `natural_change` is what would have come without any group.
    """
    expected = _Expected(instrument, design, asked)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for scale in instrument.scales:
        rows = {wave: expected.rows(scale, wave) for wave in design.waves}
        found[scale.key] = {
            wave: {
                "parents": len(here),
                "mean": float(expected.of(scale, here, "mean").mean()),
                "since": dict(_since(expected, scale, rows, wave, is_antenatal)),
            }
            for wave, here in rows.items()
            if len(here)
        }
    return found


class _Expected:
    """The expected score of each row of `asked`, with and without groups; one reckoning per time since entry."""

    def __init__(self, instrument: Instrument, design: Design, asked: AskedParents) -> None:
        self.instrument, self.asked = instrument, asked
        self.times, self.time = np.unique(asked.months, return_inverse=True)
        self.scores: Mapping[str, list[Row]] = {
            kind: [
                mean_scores(instrument, design, months=float(months), with_groups=kind == "mean")
                for months in self.times
            ]
            for kind in KINDS
        }

    def rows(self, scale: Scale, wave: str) -> Indexes:
        """The rows of those asked every item of that scale at that wave."""
        places = [self.instrument.items.index(item) for item in scale.items]
        is_asked = self.asked.sought[:, places].all(axis=1) & (self.asked.wave == wave)
        return np.flatnonzero(is_asked)

    def of(self, scale: Scale, rows: Indexes, kind: str) -> Array:
        """(rows,) the expected score of that scale."""
        by_time = np.array([scores[scale.key] for scores in self.scores[kind]])
        chosen: Array = by_time[self.time[rows]]
        return chosen


def _since(
    expected: _Expected,
    scale: Scale,
    rows: Mapping[str, Indexes],
    wave: str,
    is_antenatal: Flags,
) -> Iterator[tuple[str, dict[str, dict[str, float]]]]:
    """From each wave that comes before, for each kind of entry: the parents asked at both, and their mean change."""
    parent = expected.asked.parent
    for start, earlier in rows.items():
        if start == wave:
            return
        _both, first, second = np.intersect1d(
            parent[earlier], parent[rows[wave]], return_indices=True
        )
        before, after = earlier[first], rows[wave][second]
        change = {
            kind: expected.of(scale, after, kind) - expected.of(scale, before, kind)
            for kind in KINDS
        }
        by_entry = {}
        for entry, is_theirs in (
            ("antenatal", is_antenatal[parent[after]]),
            ("postnatal", ~is_antenatal[parent[after]]),
        ):
            if is_theirs.any():
                by_entry[entry] = {
                    "parents": int(is_theirs.sum()),
                    "mean_change": float(change["mean"][is_theirs].mean()),
                    "natural_change": float(change["natural"][is_theirs].mean()),
                }
        if by_entry:
            yield start, by_entry
