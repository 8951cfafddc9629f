"""From arrays to moments, without a file in between: what one scan of the same rows would have returned.

The scans of `village.statistics.scans` are the road of real data. These are for draws made by the thousand, and are
held to give the same sums (`tests/laboratory/simulation/test_sums.py`).
"""

from collections.abc import Mapping

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.moments.nested import NestedMoments
from village.statistics.moments.waves import WaveMoments


def nested_sums(values: Mapping[str, Array], units: Mapping[str, IntArray]) -> NestedMoments:
    """Sum rows: named columns (n,), the outcome last, and the unit of each row at each level, the outermost first.

    Units are numbered from 0 over the whole network, and each is in one unit of the level above.
    """
    columns = [np.asarray(column, dtype=float) for column in values.values()]
    centre = np.array([0.0, *(column.mean() for column in columns)])
    z = np.column_stack([np.ones(len(columns[0])), *columns]) - centre
    compact = [np.unique(unit, return_inverse=True)[1] for unit in units.values()]
    *outer, inner = compact
    sums = _by(inner, z)
    counts = np.bincount(inner)
    sizes, size = np.unique(counts, return_inverse=True)
    squares = [sums[size == k].T @ sums[size == k] for k in range(len(sizes))]
    chain = _chain(compact)
    within = chain[-1] if outer else np.zeros(len(counts), dtype=np.int64)
    cells, cell = np.unique(within * len(sizes) + size, return_inverse=True)
    return NestedMoments(
        columns=("1", *values),
        levels=tuple(units),
        centre=centre,
        rows=len(z),
        cross=z.T @ z,
        sizes=sizes,
        units=np.bincount(size),
        squares=np.array(squares),
        labels=tuple(_labels(unit) for unit in outer),
        above=tuple(chain[:-1]),
        cell_unit=cells // len(sizes),
        cell_size=cells % len(sizes),
        cell_units=np.bincount(cell),
        cell_sums=_by(cell, sums),
    )


def wave_sums(
    scores: Array, *, features: Mapping[str, Array] | None = None, levels: Mapping[str, IntArray]
) -> WaveMoments:
    """Sum persons: scores (n, waves), NaN where unseen; what is known of each; their unit at each level above.

    The outcome is called "y" and the person "parent"; whoever was never seen is left out.
    """
    kept = ~np.isnan(scores).all(axis=1)
    scores = scores[kept]
    known = [np.asarray(column, dtype=float)[kept] for column in (features or {}).values()]
    units = [np.unique(unit[kept], return_inverse=True)[1] for unit in levels.values()]
    seen = ~np.isnan(scores)
    centre = np.array([0.0, *(column.mean() for column in known), scores[seen].mean()])
    z = np.column_stack([np.ones(len(scores)), *known]) - centre[:-1]
    w = np.hstack([z, np.where(seen, scores - centre[-1], 0.0)])
    patterns, pattern = np.unique(seen, axis=0, return_inverse=True)
    pattern = pattern.reshape(-1)
    waves = scores.shape[1]
    cells, cell = np.unique(units[-1] * len(patterns) + pattern, return_inverse=True)
    return WaveMoments(
        person="parent",
        features=("1", *(features or {})),
        varying=(),
        outcome="y",
        waves=tuple(f"t{wave}" for wave in range(waves)),
        times=np.arange(waves, dtype=float),
        centre=centre,
        patterns=patterns,
        persons=np.bincount(pattern),
        cross=np.array([w[pattern == p].T @ w[pattern == p] for p in range(len(patterns))]),
        levels=tuple(levels),
        labels=tuple(_labels(unit) for unit in units),
        above=tuple(_chain(units)),
        cell_unit=cells // len(patterns),
        cell_pattern=cells % len(patterns),
        cell_persons=np.bincount(cell),
        cell_sums=_by(cell, w),
    )


def _by(place: IntArray, z: Array) -> Array:
    """(places, q) the sum of the rows of z by place."""
    sums = [np.bincount(place, weights=column) for column in z.T]
    return np.stack(sums, axis=1)


def _chain(units: list[IntArray]) -> list[IntArray]:
    """For each level but the first, the unit above each of its units."""
    chain = []
    for above, below in zip(units, units[1:], strict=False):
        of_unit = np.zeros(int(below.max()) + 1, dtype=np.int64)
        of_unit[below] = above
        chain.append(of_unit)
    return chain


def _labels(units: IntArray) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.arange(int(units.max()) + 1).astype(np.str_)
