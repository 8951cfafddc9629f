"""One pass over rows nested in units nested in units: what is left is `NestedMoments`.

Rows are summed by innermost unit, and these sums by the unit above and by how many rows they are made of. Only the
second result leaves the engine: nobody's own sums do, unless they are alone in their group to have as many rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table, Value

from village.statistics.arrays import IntArray
from village.statistics.engine import Rows
from village.statistics.formulas import Formula
from village.statistics.formulas.design import Levels
from village.statistics.moments.nested import NestedMoments
from village.statistics.scans.lines import bordered, products, sums_of, units_of, whole
from village.statistics.scans.names import check_names, reused_names
from village.statistics.scans.rows import UsableRows, usable_rows

CONSTANT = "1"

# What a line of the result is: the sums of cells, the squares of units, the products of rows, or the reused names.
CELL, SQUARES, CROSS, NAMES = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class NestedScan:
    """What one scan found: the moments, the rows left out by reason, and what to know before using them."""

    moments: NestedMoments
    terms: tuple[str, ...]
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]


def scan_nested(
    rows: Rows,
    formula: Formula,
    levels: Sequence[str],
    *,
    relative: bool = False,
    factor_levels: Levels | None = None,
) -> NestedScan:
    """Sum the rows of a file as a model of `formula` with random intercepts of `levels` needs them.

    Parameters
    ----------
    levels
        The columns that name the units, the outermost first. A unit is told by its name and those above it.
    relative
        Whether names are known to start again in each unit above (the parent 1 of two groups are two parents).
    factor_levels
        The levels of factors when the rows are not to say, as for files that will be added to others.

    Returns
    -------
    NestedScan
        `terms` are those of the moments' columns that explain, the constant "1" among them when there is an intercept.

    Raises
    ------
    InvalidFormula
        An unknown column; names that occur under several units as if by mistake.
    CannotEstimate
        No usable row, a covariate with a single value, a number too large to be squared.
    """
    keys = {f"k{place}": name for place, name in enumerate(levels)}
    usable = usable_rows(rows, formula, keys, levels=factor_levels)
    found = rows.collect(_sums(usable, list(keys)))
    kinds = whole(found, "kind")
    parts = [found.slice(*span) for span in _spans(kinds)]
    moments = _moments(usable, tuple(levels), parts)
    warnings: list[str] = []
    if moments.labels and not relative:
        warnings += check_names(moments.levels, moments.labels, parts[NAMES].to_pylist()[0])
    names = [column.name for column in usable.design.columns]
    terms = ((CONSTANT,) if usable.design.intercept else ()) + tuple(names)
    return NestedScan(moments, terms, usable.left_out, tuple(warnings))


def _sums(usable: UsableRows, keys: list[str]) -> Table:
    """All that is needed, as one expression of one shape: the engine sums units once, and lays the results end to end.

    Each line is one sum: its `kind`, the names of the unit it is of, the number of rows per innermost unit (`size`),
    how many there are (`units`), and its `sums`.
    """
    rows, columns = usable.table, usable.columns
    units = rows.group_by(keys).agg(
        size=rows.count(), **{name: rows[name].sum() for name in columns}
    )
    above, innermost = keys[:-1], keys[-1]
    cells = units.group_by([*above, "size"]).agg(
        units=units.count(), sums=ibis.array([units[name].sum() for name in columns])
    )
    squares = units.group_by("size").agg(units=units.count(), sums=products(units, columns))
    cross = rows.agg(units=rows.count(), sums=products(rows, columns))
    lines = [_line(CELL, cells, above), _line(SQUARES, squares, above), _line(CROSS, cross, above)]
    if above:
        lines.append(_line(NAMES, reused_names(units, innermost), above))
    return ibis.union(*lines).order_by(["kind", *above, "size"])


def _line(kind: int, source: Table, above: list[str]) -> Table:
    """The columns of one kind of sum, NULL where it has none."""

    def shown(name: str, type_: str) -> Value:
        return source[name].cast(type_) if name in source.columns else ibis.null(type_)

    return source.select(
        kind=ibis.literal(kind, type="int8"),
        **{key: shown(key, "string") for key in above},
        size=shown("size", "int64"),
        units=shown("units", "int64"),
        sums=shown("sums", "array<float64>"),
        example=shown("example", "string"),
    )


def _spans(kinds: IntArray) -> Iterator[tuple[int, int]]:
    """Where the lines of each kind begin, and how many there are."""
    ends = np.searchsorted(kinds, range(NAMES + 2))
    for start, end in pairwise(ends.tolist()):
        yield start, end - start


def _moments(usable: UsableRows, levels: tuple[str, ...], parts: list[pa.Table]) -> NestedMoments:
    """Lay the lines out as arrays; what involves the constant follows from the sums of cells."""
    cells, squares, cross = parts[CELL], parts[SQUARES], parts[CROSS]
    sizes = whole(squares, "size")
    labels, above, cell_unit = units_of(cells, len(levels) - 1)
    cell_size = np.searchsorted(sizes, whole(cells, "size"))
    cell_units = whole(cells, "units")
    cell_sums = np.column_stack([sizes[cell_size] * cell_units, sums_of(cells)]).astype(float)
    by_size = np.zeros((len(sizes), cell_sums.shape[1]))
    np.add.at(by_size, cell_size, cell_sums)
    return NestedMoments(
        columns=(CONSTANT, *usable.names),
        levels=levels,
        centre=np.concatenate([[0.0], usable.centre]),
        rows=usable.count,
        cross=bordered(sums_of(cross), by_size.sum(axis=0)[None])[0],
        sizes=sizes,
        units=whole(squares, "units"),
        squares=bordered(sums_of(squares), by_size * sizes[:, None]),
        labels=labels,
        above=above,
        cell_unit=cell_unit,
        cell_size=cell_size,
        cell_units=cell_units,
        cell_sums=cell_sums,
    )
