"""Who stays home when a site sends sums: the parents whose own answers the sums would tell.

A sum over one parent is that parent. In the sums of a nested model there are two places where few may stand:

- a cell: the parents of one group (or house) who answered as many times. Its sum is sent on its own;
- a profile: the parents who answered at the same moments and have the same covariates. The cross-products of the
  site are sums of products of these columns, so that what a profile answered in total can be solved from them.

Then there is what subtraction leaves. Cells and profiles are two ways to divide the same parents: draw a point for
each, and for each parent a line from their cell to their profile. A weighted sum of totals speaks of the parents
whose line joins two points that weigh differently, which are a cut of the drawing. So nothing can be solved down to
fewer than five parents when no cut of the drawing has fewer than five lines. Points that no such cut can part are
made one, again and again; parents whose line is left between two stay home.

Rows of parents in too small a cell, profile or cut stay home. Taking some away makes others few: it is done again
until nothing changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import numpy as np
import pyarrow as pa
from ibis import _
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, maximum_flow

from village.core.privacy import Audience
from village.statistics.arrays import IntArray, Mask, Texts
from village.statistics.engine import Rows

FEWEST = Audience.HOUSE.minimum_parents
CELL, PROFILE, CUT = "cell", "profile", "cut"  # why somebody stays home


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
        for reason in (CELL, PROFILE, CUT)
        if (stays == reason).any()
    }
    return Discreet(Rows(rows.path, kept, rows.backend), int(counts.sum()), home)


def leave_home(
    parents: IntArray, cell: IntArray, profile: IntArray, *, fewest: int = FEWEST
) -> Texts:
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
        if int((stays == "").sum()) < before:
            continue
        loose = (stays == "") & ~inseparable(
            np.where(stays == "", parents, 0), cell, profile, fewest=fewest
        )
        if not loose.any():
            return stays
        stays[loose] = CUT


def inseparable(
    parents: IntArray, cell: IntArray, profile: IntArray, *, fewest: int = FEWEST
) -> Mask:
    """For each kind of parents, whether every cut that parts their cell from their profile has `fewest` parents.

    >>> inseparable(np.array([5, 4, 1, 9]), np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).tolist()
    [True, True, True, True]
    >>> inseparable(np.array([9, 1, 9]), np.array([0, 0, 1]), np.array([0, 1, 1])).tolist()
    [True, False, True]
    """
    ends = np.stack([cell, profile + int(cell.max()) + 1])
    label = np.arange(int(ends.max()) + 1)
    while True:
        points = int(label.max()) + 1
        low, high = np.sort(label[ends], axis=0)
        pair, place = np.unique(low * points + high, return_inverse=True)
        lines = np.bincount(place, np.where(low != high, parents, 0)).astype(np.int64)
        one, other = pair // points, pair % points
        heavy = lines >= fewest
        joins = (one[heavy], other[heavy]) if heavy.any() else _by_flow(one, other, lines, fewest)
        if not len(joins[0]):
            return np.asarray(low == high)
        together = coo_array((np.ones(len(joins[0])), joins), shape=(points, points))
        label = connected_components(together, directed=False)[1][label]


AT_A_TIME = 16  # points made one with another before looking again for heavy lines, which cost less


def _by_flow(
    one: IntArray, other: IntArray, lines: IntArray, fewest: int
) -> tuple[IntArray, IntArray]:
    """Points that no cut of fewer than `fewest` lines parts, though no two of them are joined by so many.

    The smallest cut between two points is the largest flow between them (Ford & Fulkerson 1956).
    """
    used = lines > 0
    points = int(max(one.max(), other.max())) + 1
    ends = np.concatenate([one[used], other[used]]), np.concatenate([other[used], one[used]])
    weights = np.tile(lines[used], 2).astype(np.int32)  # maximum_flow takes no other
    drawing = coo_array((weights, ends), shape=(points, points)).tocsr()
    degree = np.asarray(drawing.sum(axis=1)).ravel()
    part = connected_components(drawing, directed=False)[1]
    order = [int(point) for point in np.argsort(-degree, kind="stable") if degree[point]]
    for place, hub in enumerate(order):
        found: list[int] = []
        for point in order[place + 1 :]:
            if part[point] == part[hub] and (
                maximum_flow(drawing, hub, point).flow_value >= fewest
            ):
                found.append(point)
            if len(found) == AT_A_TIME:
                break
        if found:
            return np.full(len(found), hub), np.array(found)
    return np.empty(0, np.int64), np.empty(0, np.int64)


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
