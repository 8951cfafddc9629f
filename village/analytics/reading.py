"""One pass over a snapshot: everything an evaluation needs to know, by house, before anything is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ibis.expr.types import Table

from village.analytics.disclosure import Counts
from village.analytics.engine import Snapshot
from village.analytics.manifest import Manifest
from village.analytics.outcomes import (
    change_sums,
    paired_scores,
    translated_counts,
    translated_pairs,
    translated_sheets,
)
from village.analytics.participation import attendance_reach, wave_reach
from village.core.errors import InvalidSnapshot
from village.statistics.moments.paired import CellKey, PairedCell, read_cells

Row = Mapping[str, int]
# Of the parents compared, those who answered in a translation nobody has validated: by language (None: any), by house.
Translated = Mapping[str | None, Mapping[str, int]]
NOBODY: Row = {}


@dataclass(frozen=True, slots=True)
class SnapshotReading:
    """What was counted: answers by wave and house, attendance by house, sums of change by scale and wave."""

    manifest: Manifest
    houses: tuple[str, ...]
    responses: Mapping[str, Mapping[str, Row]]  # wave, house
    reach: Mapping[str, Row]  # house
    cells: Mapping[CellKey, PairedCell]
    translated: Mapping[CellKey, Translated] = field(default_factory=dict)

    def split(self, rows: Mapping[str, Row], part: str, whole: str) -> dict[str, Counts]:
        """For each house, the parents in `part` and the others of `whole`."""
        return {
            house: Counts(
                (row.get(part, 0), row.get(whole, 0) - row.get(part, 0)), row.get("groups", 0)
            )
            for house in self.houses
            for row in [rows.get(house, NOBODY)]
        }

    def waiting(self, wave: str) -> set[str]:
        """The houses where some parents can still answer at this wave."""
        return {house for house, row in self.responses.get(wave, {}).items() if row["waiting"]}


def read(snapshot: Snapshot) -> SnapshotReading:
    """Run the three measures of an evaluation."""
    houses = snapshot.collect(snapshot.table("houses").select("house").order_by("house"))
    responses = snapshot.collect(wave_reach(snapshot.table("invitations"))).to_pylist()
    reach = snapshot.collect(
        attendance_reach(
            snapshot.table("enrolments"),
            snapshot.table("participants"),
            snapshot.table("attendance"),
            as_of=snapshot.manifest.as_of,
        )
    ).to_pylist()
    pairs = paired_scores(snapshot.table("scores"), snapshot.table("invitations"))
    sums = snapshot.collect(change_sums(pairs, snapshot.manifest.scales))
    reading = SnapshotReading(
        manifest=snapshot.manifest,
        houses=tuple(houses.column("house").to_pylist()),
        responses=_by_wave(responses),
        reach={row["house"]: row for row in reach},
        cells=read_cells(sums),
        translated=_translated(snapshot, pairs),
    )
    _check_houses(reading)
    return reading


def _translated(snapshot: Snapshot, pairs: Table) -> Mapping[CellKey, Translated]:
    sheets = snapshot.keep(translated_sheets(snapshot.table("answers")))
    found: dict[CellKey, dict[str | None, dict[str, int]]] = {}
    for row in snapshot.collect(translated_counts(translated_pairs(pairs, sheets))).to_pylist():
        key = row["instrument"], row["version"], row["scale"], row["wave"]
        language = found.setdefault(key, {}).setdefault(row["language"], {})
        language[row["house"]] = row["parents"]
    return found


def _by_wave(rows: list[dict[str, Any]]) -> dict[str, dict[str, Row]]:
    waves: dict[str, dict[str, Row]] = {}
    for row in rows:
        waves.setdefault(row["wave"], {})[row["house"]] = row
    return waves


def _check_houses(reading: SnapshotReading) -> None:
    mentioned = set(reading.reach).union(*reading.responses.values())
    mentioned.update(house for cell in reading.cells.values() for house in cell.houses)
    if strangers := sorted(mentioned.difference(reading.houses)):
        raise InvalidSnapshot(
            f"The table of houses does not list {', '.join(strangers)}, which other tables mention."
        )
