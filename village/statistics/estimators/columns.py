"""Columns made from a column of rows in memory: indicators of a category, bands, powers, a natural spline.

For rows in a file the same terms are Ibis expressions, see `analytics.formulas`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.linalg import qr

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate

REPEATED = 1e-7  # of a column's length, what the columns before it leave of it


def joined(*parts: Mapping[str, Array]) -> dict[str, Array]:
    """All these columns together. Raises `CannotEstimate` when two have the same name: one would hide the other."""
    names = [name for part in parts for name in part]
    for name in names:
        if names.count(name) > 1:
            raise CannotEstimate(f"Two columns are called {name!r}: rename one of them.")
    return {name: column for part in parts for name, column in part.items()}


def indicators(
    name: str, values: Sequence[Any] | Array, *, levels: Sequence[Any] | None = None
) -> dict[str, Array]:
    """A column of 0 and 1 for each value but the first, which the others are compared with: `zone=overseas`.

    `levels` are in the order of values unless given. Raises `CannotEstimate` when nobody has one of those given.
    """
    present = np.asarray(values)
    found = np.unique(present)
    chosen = list(found if levels is None else levels)
    for level in (*found, *chosen):
        if level not in found or level not in chosen:
            raise CannotEstimate(
                f"{level!s} is among the values of {name!r}, or among its levels, but not in both."
            )
    return {f"{name}={level}": (present == level).astype(float) for level in chosen[1:]}


def banded(values: Array, edges: Sequence[float]) -> Array:
    """(n,) the number of each value's band: 0 up to and with the first edge, 1 above it up to the second…"""
    return np.searchsorted(np.asarray(edges, float), values, side="left").astype(float)


def natural_spline(
    name: str, values: Array, *, knots: Sequence[float], boundary: tuple[float, float]
) -> dict[str, Array]:
    """A natural cubic spline: the column itself and one column per interior knot, linear beyond the boundary.

    Truncated powers, N_k(x) = d_k(x) − d_last(x), d_k(x) = [(x − ξ_k)³₊ − (x − ξ_K)³₊] / (ξ_K − ξ_k) (Hastie, Tibshirani
    & Friedman 2009, eq. 5.4), the length of the boundary taken as unit. It spans the same functions as R's `ns`.
    """
    all_knots = np.array([boundary[0], *knots, boundary[1]], dtype=float)
    if (np.diff(all_knots) <= 0).any():
        raise CannotEstimate(f"The knots of {name!r} do not increase between its boundaries.")
    unit = all_knots[-1] - all_knots[0]
    x, ends = (values - all_knots[0]) / unit, (all_knots - all_knots[0]) / unit
    cubes = np.maximum(x[:, None] - ends, 0.0) ** 3
    curves = (cubes[:, :-1] - cubes[:, -1:]) / (ends[-1] - ends[:-1])
    bends = curves[:, :-1] - curves[:, -1:]
    return {name: values} | {
        f"{name} spline {k}": bends[:, k - 1] for k in range(1, bends.shape[1] + 1)
    }


def design(columns: Mapping[str, Array]) -> Array:
    """(n, p + 1) a constant and the columns; raises `CannotEstimate` naming one that is constant or repeats others."""
    names = list(columns)
    x = np.column_stack([np.asarray(column, float) for column in columns.values()])
    if not np.isfinite(x).all():
        raise CannotEstimate(
            f"Column {names[int(np.argmin(np.isfinite(x).all(axis=0)))]!r} has a missing value."
        )
    around = x - x.mean(axis=0)
    length = np.sqrt((around**2).sum(axis=0))
    flat = length <= 1e-12 * np.abs(x).max(axis=0) * np.sqrt(len(x))
    if flat.any():
        raise CannotEstimate(f"Column {names[int(np.argmax(flat))]!r} takes one value only.")
    left = (
        np.abs(np.diagonal(qr(around / length, mode="r")[0]))
        if len(x) > len(names)
        else np.zeros(1)
    )
    if (left < REPEATED).any():
        name = names[int(np.argmax(left < REPEATED))]
        raise CannotEstimate(
            f"Column {name!r} says nothing more than the columns before it: leave one out."
        )
    return np.column_stack([np.ones(len(x)), x])
