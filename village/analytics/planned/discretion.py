"""Who stays home when a site sends sums: the parents whose own answers the sums would tell.

A sum over one parent is that parent. In the sums of a nested model there are two places where few may stand:

- a cell: the parents of one group (or house) who answered as many times. Its sum is sent on its own;
- a profile: the parents who answered at the same moments and have the same covariates. The cross-products of the
  site are sums of products of these columns, so that what a profile answered in total can be solved from them.

Rows of parents in a cell or a profile of fewer than five stay home. Taking some away makes others few: it is done
again until nothing changes. What is left can be solved down to the total of a cell or of a profile, never below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import numpy as np
import pyarrow as pa
from ibis import _

from village.analytics.arrays import IntArray
from village.analytics.engine import Rows
from village.core.privacy import Audience

FEWEST = Audience.HOUSE.minimum_parents
CELL, PROFILE = "cell", "profile"  # why somebody stays home


@dataclass(frozen=True, slots=True)
class Home:
    """How many parents and how many of their answers stay home, for one reason."""

    parents: int
    answers: int


@dataclass(frozen=True, slots=True, eq=False)
class Discreet:
    """The rows that may be summed, and who stays home."""

    rows: Rows
    parents: int  # with one usable answer at least, those at home included
    home: Mapping[str, Home]

    @property
    def share_home(self) -> float:
        """The share of these parents who stay home."""
        return sum(part.parents for part in self.home.values()) / max(self.parents, 1)


def discreet(
    rows: Rows,
    *,
    nesting: Sequence[str],
    waves: Sequence[str],
    covariates: Mapping[str, Sequence[str]],
) -> Discreet:
    """Leave home whoever is in too small a cell or profile; `covariates` are the values each may have."""
    table = rows.table
    usable = table.filter(_.y.notnull(), _.wave.isin(list(waves)))
    for name, values in covariates.items():
        usable = usable.filter(usable[name].isin(list(values)))
    bits = ibis.cases(
        *((usable.wave == wave, ibis.literal(1 << place)) for place, wave in enumerate(waves)),
        else_=ibis.literal(0),
    )
    above = [level for level in nesting if level != "parent"]
    keys = [*above, *covariates]
    parents = (
        usable.mutate(moment=bits.cast("int64"))
        .group_by("parent", *keys)
        .agg(size=_.count(), moments=_.moment.bit_or())
    )
    shape = ["size", "moments", *keys]
    kinds = rows.collect(parents.group_by(shape).agg(parents=_.count()).order_by(shape))
    if not kinds.num_rows:
        return Discreet(rows, 0, {})
    cell = _numbered(kinds, [*above, "size"])
    profile = _numbered(kinds, ["size", "moments", *covariates])
    counts = kinds.column("parents").to_numpy().astype(np.int64)
    stays = leave_home(counts, cell, profile)
    away = kinds.append_column("stays", pa.array(stays != "")).filter(pa.array(stays != ""))
    leavers = parents.join(ibis.memtable(away.select(shape)), shape).select("parent")
    kept = table.anti_join(leavers, "parent") if away.num_rows else table
    sizes = kinds.column("size").to_numpy()
    home = {
        reason: Home(
            parents=int(counts[stays == reason].sum()),
            answers=int((counts * sizes)[stays == reason].sum()),
        )
        for reason in (CELL, PROFILE)
        if (stays == reason).any()
    }
    return Discreet(Rows(rows.path, kept, rows.backend), int(counts.sum()), home)


def leave_home(
    parents: IntArray, cell: IntArray, profile: IntArray, *, fewest: int = FEWEST
) -> "np.ndarray[tuple[int], np.dtype[np.str_]]":
    """For each kind of parents (their number, their cell, their profile), why they stay home, or "".

    >>> leave_home(np.array([6, 5, 2]), np.array([0, 1, 1]), np.array([0, 0, 1])).tolist()
    ['', '', 'profile']
    >>> leave_home(np.array([6, 4, 2]), np.array([0, 1, 1]), np.array([0, 0, 1])).tolist()
    ['', 'cell', 'profile']
    """
    stays = np.full(len(parents), "", dtype="<U8")
    while True:
        before = int((stays == "").sum())
        for reason, place in ((PROFILE, profile), (CELL, cell)):
            left = np.where(stays == "", parents, 0)
            few = np.bincount(place, left, int(place.max()) + 1) < fewest
            stays[(stays == "") & few[place]] = reason
        if int((stays == "").sum()) == before:
            return stays


def _numbered(table: pa.Table, names: Sequence[str]) -> IntArray:
    """The number of each row's combination of values."""
    columns = [table.column(name).combine_chunks().dictionary_encode() for name in names]
    codes = [column.indices.to_numpy(zero_copy_only=False).astype(np.int64) for column in columns]
    widths = [len(column.dictionary) for column in columns]
    mixed = reduce(
        lambda so_far, part: so_far * part[1] + part[0],
        zip(codes, widths, strict=True),
        np.zeros(table.num_rows, dtype=np.int64),
    )
    return np.unique(mixed, return_inverse=True)[1].astype(np.int64)
