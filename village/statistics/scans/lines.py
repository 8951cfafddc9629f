"""What the lines of a scan's result become: arrays, and the units that groups of lines are of."""

from collections.abc import Sequence
from itertools import combinations_with_replacement

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from ibis.expr.types import Table, Value

from village.statistics.arrays import Array, IntArray

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
        names = cells.column(f"k{place}").combine_chunks().dictionary_encode()
        name = numbers(names.indices)
        is_new[1:] |= name[1:] != name[:-1]
        if place:
            above.append(unit[is_new])
        unit = np.cumsum(is_new) - 1
        labels.append(np.array(names.dictionary.to_pylist(), dtype=np.str_)[name[is_new]])
    return tuple(labels), tuple(above), unit


def whole(table: pa.Table, name: str) -> IntArray:
    """A column of whole numbers."""
    return numbers(table.column(name)).astype(np.int64)


def sums_of(table: pa.Table) -> Array:
    """The column of lists as a matrix, one row per line."""
    values = numbers(table.column("sums").combine_chunks().flatten())
    return values.astype(np.float64).reshape(table.num_rows, -1)


def numbers(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.generic]:
    """A column of numbers, none missing. Arrow's `to_numpy` would import pandas: longer than most scans."""
    return np.from_dlpack(
        column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    )
