"""Nested moments summed from rows in the plainest way, and the same likelihood written with full matrices."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from village.statistics.arrays import Array
from village.statistics.moments.nested import NestedMoments


def nested_moments(
    columns: dict[str, Array], levels: dict[str, Sequence[str]], *, centred: bool = True
) -> NestedMoments:
    """The sums of rows given as columns (the outcome last) and the unit of each row at each level, outermost first."""
    names = ("1", *columns)
    outcome = next(reversed(columns.values()))
    z = np.column_stack([np.ones(len(outcome)), *columns.values()]).astype(float)
    centre = z.mean(axis=0) if centred else np.zeros(z.shape[1])
    centre[0] = 0
    z = z - centre
    paths = list(zip(*levels.values(), strict=True))
    of_unit: dict[tuple[str, ...], Array] = defaultdict(lambda: np.zeros(z.shape[1]))
    size: dict[tuple[str, ...], int] = defaultdict(int)
    for path, row in zip(paths, z, strict=True):
        of_unit[path] = of_unit[path] + row
        size[path] += 1
    sizes = sorted(set(size.values()))
    at = [
        sorted({path[: depth + 1] for path in paths}) for depth in range(len(levels) - 1)
    ]  # units of each outer level
    cells: dict[tuple[tuple[str, ...], int], list[Array]] = defaultdict(list)
    for path, total in of_unit.items():
        cells[path[:-1], sizes.index(size[path])].append(total)
    keys = sorted(cells) if len(levels) > 1 else [((), k) for k in range(len(sizes))]
    return NestedMoments(
        columns=names,
        levels=tuple(levels),
        centre=centre,
        rows=len(z),
        cross=z.T @ z,
        sizes=np.array(sizes),
        units=np.array([sum(1 for n in size.values() if n == k) for k in sizes]),
        squares=np.array(
            [sum(np.outer(s, s) for path, s in of_unit.items() if size[path] == k) for k in sizes]
        ),
        labels=tuple(np.array([path[-1] for path in units], dtype=np.str_) for units in at),
        above=tuple(
            np.array([at[depth - 1].index(path[:-1]) for path in at[depth]])
            for depth in range(1, len(at))
        ),
        cell_unit=np.array([at[-1].index(path) if at else 0 for path, _ in keys]),
        cell_size=np.array([k for _, k in keys]),
        cell_units=np.array([len(cells[key]) for key in keys]),
        cell_sums=np.array([np.sum(cells[key], axis=0) for key in keys]),
    )


def indicators(levels: dict[str, Sequence[str]]) -> list[Array]:
    """For each level, outermost first, the (rows, units) matrix of who belongs where."""
    paths = list(zip(*levels.values(), strict=True))
    found = []
    for depth in range(1, len(levels) + 1):
        units = sorted({path[:depth] for path in paths})
        found.append(np.array([[path[:depth] == unit for unit in units] for path in paths], float))
    return found
