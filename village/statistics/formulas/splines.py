"""The natural cubic spline of R's `splines::ns`, written as a polynomial on each side of its knots.

R builds it from cubic B-splines: drop the first (unless there is an intercept inside), then keep the combinations whose
second derivative is zero at both boundary knots, found by a QR decomposition (`ns` in splines/R/splines.R). Each
resulting column is natural, and zero at the lower boundary, so on u = (x − lower)/(upper − lower) it is exactly

    f(u) = a·u + Σⱼ bⱼ·max(u − κⱼ, 0)³        κ = all knots, boundaries included

whose coefficients are solved here once. An engine then needs only products and a maximum, and the column is R's own:
same fit and same coefficients. Outside the boundaries it goes on straight, as R's does.
"""

from dataclasses import dataclass
from itertools import pairwise

import ibis
import numpy as np
from ibis.expr.types import Value

from village.statistics.arrays import Array
from village.statistics.formulas.arithmetic import power
from village.statistics.formulas.errors import InvalidFormula


@dataclass(frozen=True, slots=True)
class NaturalSpline:
    """A spline with interior `knots` between the two of `boundary`: len(knots) + 1 columns, zero at the lower one."""

    knots: tuple[float, ...]
    boundary: tuple[float, float]

    def __post_init__(self) -> None:
        """Refuse knots that are not in order, between the boundaries."""
        if any(
            low >= high for low, high in pairwise((self.boundary[0], *self.knots, self.boundary[1]))
        ):
            raise InvalidFormula(
                "The knots of ns() must increase, strictly between the two values of its boundary."
            )

    @property
    def size(self) -> int:
        """How many columns it makes."""
        return len(self.knots) + 1

    def columns(self, x: Value) -> list[Value]:
        """Each column as an expression of `x`."""
        slopes, cubes = self.coefficients()
        low, high = self.boundary
        u = (x - low) / (high - low)
        pieces = [
            power(ibis.ifelse(u > knot, u - knot, ibis.literal(0.0)), 3) for knot in self._scaled()
        ]
        columns = []
        for slope, weights in zip(slopes, cubes, strict=True):
            column = u * float(slope)
            for weight, piece in zip(weights, pieces, strict=True):
                column = column + piece * float(weight)
            columns.append(column)
        return columns

    def coefficients(self) -> tuple[Array, Array]:
        """a (size,) and b (size, knots and boundaries) of the formula above."""
        # Each column is a cubic on each of the intervals: four points inside each say all of it.
        ends = self._scaled()
        at = np.concatenate([np.linspace(low, high, 6) for low, high in pairwise(ends)])
        pieces = np.column_stack([at, np.maximum(at[:, None] - ends[:-1], 0) ** 3])
        solved = np.linalg.lstsq(pieces, _basis(ends, at))[0]
        slopes, inside = solved[0], solved[1:].T
        # Beyond the upper boundary the second derivative stays 0: the last knot undoes the others.
        return slopes, np.column_stack([inside, -inside.sum(axis=1)])

    def _scaled(self) -> Array:
        low, high = self.boundary
        return (np.array([low, *self.knots, high]) - low) / (high - low)


def _basis(ends: Array, at: Array) -> Array:
    """R's columns, between the boundaries: (points, size)."""
    from scipy.interpolate import BSpline

    full = np.concatenate([[ends[0]] * 3, ends, [ends[-1]] * 3])
    count = len(full) - 4
    splines = BSpline(full, np.eye(count), 3)
    bends = splines.derivative(2)(ends[[0, -1]])[:, 1:]  # (2, count − 1): without the first
    q = np.linalg.qr(bends.T, mode="complete")[0]
    return splines(at)[:, 1:] @ q[:, 2:]
