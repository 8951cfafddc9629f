"""Rows nested in units nested in units: what a model with random intercepts needs of them.

For y = Xβ + u_house + v_group + w_parent + e, with z = (1, X, y) the q columns of a row, every value of the
likelihood needs only (see `docs/explanation/statistics.md`):

- A = Σ z zᵀ over rows;
- for each number k of rows per innermost unit: how many units have it, and B_k = Σ s sᵀ over them, s = Σ z of a unit;
- for each unit of the level above, and each k: how many innermost units, and the sum of their s.
"""

from dataclasses import dataclass

import numpy as np

from village.analytics.arrays import Array, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class NestedMoments:
    """The sums of rows nested in `levels`, the outermost first: ("house", "group", "parent").

    Columns are centred: `centre` (q,) was subtracted from each before it was summed, 0 for the constant. With one
    level there is one cell per size, without unit (`labels` is empty and `cell_unit` is all 0).

    Attributes
    ----------
    columns
        Names of the q columns: the constant "1" first, then what the model needs, the outcome last.
    cross
        (q, q) A, the sum of z zᵀ over rows.
    sizes, units, squares
        (K,) the numbers of rows that innermost units have, ascending; (K,) how many units have each;
        (K, q, q) the sum of s sᵀ over them.
    labels
        For each level but the innermost, the names of its units (unique within the unit above).
    above
        For each level but the first and the innermost, the index of each unit's unit in the level above.
    cell_unit, cell_size, cell_units, cell_sums
        (C,) index of the cell's unit in the last of `labels`; (C,) index of its size in `sizes`;
        (C,) its number of innermost units; (C, q) the sum of their s.
    """

    columns: tuple[str, ...]
    levels: tuple[str, ...]
    centre: Array
    rows: int
    cross: Array
    sizes: IntArray
    units: IntArray
    squares: Array
    labels: tuple[np.ndarray[tuple[int], np.dtype[np.str_]], ...]
    above: tuple[IntArray, ...]
    cell_unit: IntArray
    cell_size: IntArray
    cell_units: IntArray
    cell_sums: Array
