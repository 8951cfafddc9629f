"""From one row per person and wave to sums by pattern of the waves observed: the expression, and its result as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table, Value

from village.statistics.arrays import Array, IntArray
from village.statistics.formulas.design import Level, label
from village.statistics.moments.waves import WaveMoments
from village.statistics.scans.lines import bordered, products, sums_of, units_of, whole
from village.statistics.scans.names import reused_names
from village.statistics.scans.rows import UsableRows

CONSTANT = "1"
CHECKS, CELL, CROSS, NAMES = range(4)  # what a line of the result is


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Who and when: the waves in their order, and the aliases of the keys that tell one person from another."""

    waves: tuple[Level, ...]
    times: Array
    levels: tuple[str, ...]
    person: str

    @property
    def groups(self) -> list[str]:
        """The aliases of the units above the person."""
        return [f"k{place}" for place in range(len(self.levels))]


def wave_sums(usable: UsableRows, places: Places, varying: Sequence[str]) -> Table:
    """All that is needed, as lines of one shape: `kind`, the names of the groups, the pattern, persons, sums.

    `varying` names the columns that have a place at each wave. The line of checks counts rows too many (a second row
    of a person at a wave), and for each of the other columns the persons for whom it is not constant.
    """
    persons, w, features = _persons(usable, places, varying)
    constant = [
        persons[f"varies_{z}"].sum() if z in features else ibis.literal(0)
        for z in usable.columns[:-1]
    ]
    sums = {"persons": persons.count(), "sums": _list([persons[name].sum() for name in w])}
    parts = [
        persons.agg(persons=persons.extra.sum(), sums=_list(constant)),
        persons.group_by([*places.groups, "pattern"]).agg(**sums),
        persons.group_by("pattern").agg(persons=persons.count(), sums=products(persons, w)),
    ]
    if places.groups:
        parts.append(reused_names(persons, "p"))
    lines = (_line(kind, part, places.groups) for kind, part in enumerate(parts))
    return ibis.union(*lines).order_by(["kind", *places.groups, "pattern"])


def _persons(
    usable: UsableRows, places: Places, varying: Sequence[str]
) -> tuple[Table, list[str], list[str]]:
    """One row per person, as wide as there are waves; the names of w without the constant, and of its features."""
    rows = usable.table
    named = dict(zip(usable.columns, usable.names, strict=True))
    features = [z for z, name in named.items() if name not in varying and z != usable.columns[-1]]
    at_waves = [z for z in named if z not in features]
    is_at = [rows.w == ibis.literal(wave, type=rows.w.type()) for wave in places.waves]
    long = rows.group_by([*places.groups, "p"]).agg(
        rows=rows.count(),
        **{f"low_{z}": rows[z].min() for z in features},
        **{f"high_{z}": rows[z].max() for z in features},
        **{f"{z}_{t}": rows[z].sum(where=here) for z in at_waves for t, here in enumerate(is_at)},
    )
    wide = [f"{z}_{t}" for z in at_waves for t in range(len(is_at))]
    seen = [long[f"{at_waves[-1]}_{t}"].notnull().cast("int64") for t in range(len(is_at))]
    persons = long.select(
        *places.groups,
        "p",
        pattern=_total([flag * (1 << t) for t, flag in enumerate(seen)]),
        extra=long.rows - _total(seen),
        **{z: long[f"low_{z}"] for z in features},
        **{name: long[name].fill_null(0.0) for name in wide},
        **{f"varies_{z}": (long[f"low_{z}"] != long[f"high_{z}"]).cast("int64") for z in features},
    )
    return persons, [*features, *wide], features


def _total(values: Sequence[Value]) -> Value:
    return reduce(lambda a, b: a + b, values)


def _list(values: Sequence[Value]) -> Value:
    """A list of doubles; a type must be said for an empty one."""
    if not values:
        return ibis.literal([], type="array<float64>")
    return ibis.array([value.cast("float64") for value in values])


def _line(kind: int, source: Table, groups: Sequence[str]) -> Table:
    def shown(name: str, type_: str) -> Value:
        return source[name].cast(type_) if name in source.columns else ibis.null(type_)

    return source.select(
        kind=ibis.literal(kind, type="int8"),
        **{key: shown(key, "string") for key in groups},
        pattern=shown("pattern", "int64"),
        persons=shown("persons", "int64"),
        sums=shown("sums", "array<float64>"),
        **{
            name: shown(name, kind)
            for name, kind in (("size", "int64"), ("units", "int64"), ("example", "string"))
        },
    )


def parts_of(lines: pa.Table) -> list[pa.Table]:
    """Cut the result of `wave_sums`, which is sorted, into its kinds of lines."""
    ends = np.searchsorted(whole(lines, "kind"), range(NAMES + 2))
    return [lines.slice(start, end - start) for start, end in zip(ends[:-1], ends[1:], strict=True)]


def wave_moments(
    usable: UsableRows, places: Places, varying: Sequence[str], parts: Sequence[pa.Table]
) -> WaveMoments:
    """Lay the lines out as moments; what involves the constant follows from the sums of cells."""
    cells, cross = parts[CELL], parts[CROSS]
    codes = whole(cross, "pattern")
    features = [name for name in usable.names[:-1] if name not in varying]
    order = [*features, *varying, usable.names[-1]]
    middle = dict(zip(usable.names, usable.centre.tolist(), strict=True))
    cell_pattern = np.searchsorted(codes, whole(cells, "pattern"))
    cell_sums = np.column_stack([whole(cells, "persons"), sums_of(cells)]).astype(float)
    first = np.zeros((len(codes), cell_sums.shape[1]))
    np.add.at(first, cell_pattern, cell_sums)
    waves = range(len(places.waves))
    moments = WaveMoments(
        person=places.person,
        features=(CONSTANT, *features),
        varying=tuple(varying),
        outcome=usable.names[-1],
        waves=tuple(label(wave) for wave in places.waves),
        times=places.times,
        centre=np.array([0.0, *(middle[name] for name in order)]),
        patterns=(codes[:, None] >> np.array(waves) & 1).astype(bool),
        persons=whole(cross, "persons"),
        cross=bordered(sums_of(cross), first),
    )
    return _grouped(moments, places, cells, cell_pattern, cell_sums) if places.levels else moments


def _grouped(
    moments: WaveMoments, places: Places, cells: pa.Table, cell_pattern: IntArray, cell_sums: Array
) -> WaveMoments:
    labels, above, cell_unit = units_of(cells, len(places.levels))
    return replace(
        moments,
        levels=places.levels,
        labels=labels,
        above=above,
        cell_unit=cell_unit,
        cell_pattern=cell_pattern,
        cell_persons=whole(cells, "persons"),
        cell_sums=cell_sums,
    )
