"""What the lines of a scan's result become: arrays, and the units that groups of lines are of."""

from collections.abc import Sequence
from itertools import combinations_with_replacement

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table, Value

from village.analytics.arrays import Array, IntArray

Labels = np.ndarray[tuple[int], np.dtype[np.str_]]


def products(table: Table, columns: Sequence[str]) -> Value:
    """The sums of the products of these columns two by two, as a list: the upper triangle, row by row."""
    pairs = combinations_with_replacement(columns, 2)
    return ibis.array([(table[a] * table[b]).sum() for a, b in pairs])


def bordered(triangles: Array, borders: Array) -> Array:
    """Symmetric matrices (n, q, q) from their upper triangles without the constant, and its rows (n, q)."""
    q = borders.shape[1]
    found = np.empty((len(borders), q, q))
    row, column = np.triu_indices(q - 1)
    found[:, row + 1, column + 1] = found[:, column + 1, row + 1] = triangles
    found[:, 0, :] = found[:, :, 0] = borders
    return found


def units_of(
    cells: pa.Table, depth: int
) -> tuple[tuple[Labels, ...], tuple[IntArray, ...], IntArray]:
    """The units of each level, told by a change of name while the sorted cells go by; where each cell is."""
    is_new = np.zeros(cells.num_rows, dtype=bool)
    is_new[0] = True
    labels: list[Labels] = []
    above: list[IntArray] = []
    unit = np.zeros(cells.num_rows, dtype=np.int64)
    for place in range(depth):
        names = cells.column(f"k{place}").combine_chunks()
        is_new[1:] |= pc.not_equal(names[1:], names[:-1]).to_numpy(zero_copy_only=False)
        if place:
            above.append(unit[is_new])
        unit = np.cumsum(is_new) - 1
        labels.append(names.filter(pa.array(is_new)).to_numpy(zero_copy_only=False).astype(np.str_))
    return tuple(labels), tuple(above), unit


def whole(table: pa.Table, name: str) -> IntArray:
    """A column of whole numbers."""
    return table.column(name).to_numpy().astype(np.int64)


def sums_of(table: pa.Table) -> Array:
    """The column of lists as a matrix, one row per line."""
    values = table.column("sums").combine_chunks().flatten().to_numpy(zero_copy_only=False)
    matrix: Array = values.reshape(table.num_rows, -1)
    return matrix
