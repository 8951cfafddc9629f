"""The sums of `outcomes.change_sums`, one row per group: all that an estimator ever sees.

Sums add. A house's and a house's are a territory's, so everything after the scan is arithmetic on a few columns,
and what does not leave the house never has to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import pyarrow as pa

from village.statistics.arrays import Array

CellKey = tuple[str, str, str, str]  # instrument, version, scale, wave


@dataclass(frozen=True, slots=True)
class PairedMoments:
    """For each group, the number of parents paired and the sums of their scores, squares and counts."""

    parents: Array
    sum_before: Array
    square_before: Array
    sum_after: Array
    square_after: Array
    sum_change: Array
    square_change: Array
    improved: Array  # NaN without a declared threshold
    worsened: Array
    best_before: Array
    best_after: Array

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        """Take the columns of `outcomes.change_sums`."""
        columns = (table.column(field.name).cast(pa.float64()) for field in fields(cls))
        return cls(*(column.to_numpy() for column in columns))

    def rows(self, start: int, stop: int) -> "PairedMoments":
        """Some of the groups, which stand together: those of a cell, of a house."""
        return PairedMoments(*(column[start:stop] for column in self.columns()))

    def added(self, starts: list[int]) -> "PairedMoments":
        """Add up neighbouring rows, a new block at each of `starts`: groups become houses."""
        return PairedMoments(*(np.add.reduceat(column, starts) for column in self.columns()))

    def columns(self) -> list[Array]:
        """The columns, in the order of the fields."""
        return [getattr(self, field.name) for field in fields(self)]


@dataclass(frozen=True, slots=True)
class PairedCell:
    """One scale at one later wave, everywhere: the sums of its groups, and where each house's groups stand."""

    groups: PairedMoments
    houses: Mapping[str, tuple[int, int]]
    by_house: PairedMoments  # one row per house, in the order of `houses`

    def of(self, house: str) -> PairedMoments:
        """The sums of the groups of one house (none, when nobody there is paired)."""
        return self.groups.rows(*self.houses.get(house, (0, 0)))


def read_cells(table: pa.Table) -> dict[CellKey, PairedCell]:
    """Cut the result of `outcomes.change_sums`, which is sorted, into its cells."""
    everything = PairedMoments.read(table)
    keys = zip(*(table.column(name).to_pylist() for name in _KEYS), strict=True)
    spans: dict[CellKey, dict[str, tuple[int, int]]] = {}
    for row, (instrument, version, scale, wave, house) in enumerate(keys):
        houses = spans.setdefault((instrument, version, scale, wave), {})
        start, _ = houses.get(house, (row, row))
        houses[house] = (start, row + 1)
    return {key: _cell(everything, houses) for key, houses in spans.items()}


_KEYS = ("instrument", "version", "scale", "wave", "house")


def _cell(everything: PairedMoments, houses: dict[str, tuple[int, int]]) -> PairedCell:
    first = min(start for start, _ in houses.values())
    last = max(stop for _, stop in houses.values())
    groups = everything.rows(first, last)
    local = {house: (start - first, stop - first) for house, (start, stop) in houses.items()}
    return PairedCell(groups, local, groups.added([start for start, _ in local.values()]))
