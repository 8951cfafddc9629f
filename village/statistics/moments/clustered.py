"""Cross-products by cluster: what least squares needs to let the parents of a house resemble one another.

For y = Xβ + e with any dependence within clusters, the coefficients need Σ z zᵀ, with z = (1, X, y), and their
cluster-robust errors need it for each cluster: no row. With weights the same sums are taken of (z, w z), since both
the score Xᵀ W e and its leverage are linear in these columns (`estimators/sandwich.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.moments.errors import WrongMoments

CONSTANT = "1"
LARGEST = 1e100
ROUNDING = 1e-9  # what sums taken in another order may differ by, relative to their size


@dataclass(frozen=True, slots=True, eq=False)
class CellMeans:
    """(C,) number of rows of each cell, mean of their outcome, and sum of squares around that mean."""

    rows: Array
    mean: Array
    squares: Array


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredMoments:
    """The cross-products of q columns, by cluster. `a + b` is what one scan of both files would have returned.

    Attributes
    ----------
    columns
        Names of the q columns, the constant "1" first.
    weighted
        Whether rows had weights.
    centre
        (q,) what was subtracted from each column before it was summed; 0 for the constant.
    labels
        (G,) names of the clusters, each once.
    rows
        (G,) number of rows of each.
    cross
        (G, q, q) the sum of z zᵀ over the rows of each cluster; when weighted, (G, 2q, 2q) that of (z, w z).
    """

    columns: tuple[str, ...]
    weighted: bool
    centre: Array
    labels: tuple[str, ...]
    rows: IntArray
    cross: Array

    @classmethod
    def of_rows(
        cls,
        values: Mapping[str, Array],
        clusters: Sequence[Any] | Array,
        weights: Array | None = None,
    ) -> "ClusteredMoments":
        """Sum rows held in memory: named columns (n,), the cluster of each row, and its weight if any."""
        names, inverse, sizes = np.unique(
            np.asarray(clusters), return_inverse=True, return_counts=True
        )
        columns = [np.asarray(column, dtype=float) for column in values.values()]
        _check_rows(dict(zip(values, columns, strict=True)), weights, len(inverse))
        centre = np.array([0.0, *(column.mean() for column in columns)])
        z = np.stack([np.ones(len(inverse)), *columns], axis=1) - centre
        both = z if weights is None else np.hstack([z, z * np.asarray(weights, float)[:, None]])
        return cls(
            columns=(CONSTANT, *values),
            weighted=weights is not None,
            centre=centre,
            labels=tuple(str(name) for name in names),
            rows=sizes.astype(np.int64),
            cross=_sum_by(inverse, both, len(names)),
        )

    @classmethod
    def of_cells(
        cls,
        values: Mapping[str, Array],
        outcome: "CellMeans",
        clusters: Sequence[Any] | Array,
        *,
        name: str = "outcome",
    ) -> "ClusteredMoments":
        """The same from cells (C,) whose rows share every column but the outcome: houses' periods, say.

        Σ z zᵀ over rows is Σ n z̄ z̄ᵀ over cells, and the squares within cells for the outcome.
        """
        root = np.sqrt(outcome.rows)
        moments = cls.of_rows({**values, name: outcome.mean}, clusters)
        columns = [
            np.ones(len(root)),
            *(np.asarray(c, float) for c in values.values()),
            outcome.mean,
        ]
        z = (np.stack(columns, axis=1) - moments.centre) * root[:, None]
        _, inverse = np.unique(np.asarray(clusters), return_inverse=True)
        cross = _sum_by(inverse, z, len(moments.labels))
        cross[:, -1, -1] += np.bincount(inverse, weights=outcome.squares)
        rows = np.bincount(inverse, weights=outcome.rows).astype(np.int64)
        return replace(moments, rows=rows, cross=cross)

    @property
    def n(self) -> dict[str, int]:
        """Rows and clusters."""
        return {"rows": int(self.rows.sum()), "clusters": len(self.labels)}

    @property
    def smallest_cell(self) -> int:
        """The smallest number of rows behind any sum: what disclosure looks at before a file leaves."""
        return int(self.rows.min())

    def __add__(self, other: "ClusteredMoments") -> "ClusteredMoments":
        """The sums of both; a cluster that stands in both is one cluster. Raises `WrongMoments` when they differ in kind."""
        if (self.columns, self.weighted) != (other.columns, other.weighted):
            raise WrongMoments(
                f"Sums of {', '.join(self.columns)} cannot be added to sums of {', '.join(other.columns)}."
            )
        labels = tuple(sorted({*self.labels, *other.labels}))
        place = {label: i for i, label in enumerate(labels)}
        rows = np.zeros(len(labels), dtype=np.int64)
        cross = np.zeros((len(labels), *self.cross.shape[1:]))
        for part in (self, other.around(self.centre)):
            at = [place[label] for label in part.labels]
            rows[at] += part.rows
            cross[at] += part.cross
        return replace(self, labels=labels, rows=rows, cross=cross)

    def around(self, centre: Array) -> "ClusteredMoments":
        """The same sums about another centre: z − c' = (I − (c' − c) 1ᵀ) (z − c), the first column being 1."""
        shift = np.eye(len(self.columns))
        shift[:, 0] -= centre - self.centre
        if self.weighted:
            shift = np.block([[shift, 0 * shift], [0 * shift, shift]])
        return replace(self, centre=centre, cross=shift @ self.cross @ shift.T)

    def check(self) -> Self:
        """Return itself; raise `WrongMoments` unless counts are positive, sums symmetric and no square sum negative."""
        square = (len(self.labels), *(2 * [len(self.centre) * (1 + self.weighted)]))
        if self.cross.shape != square or self.rows.shape != square[:1]:
            raise WrongMoments("The sums by cluster do not have the shape of their columns.")
        if len(set(self.labels)) < len(self.labels):
            raise WrongMoments("A cluster appears twice in the same sums.")
        if not np.isfinite(self.cross).all() or (self.rows < 1).any():
            raise WrongMoments("A cluster has no row, or a sum that is not a number.")
        if not np.allclose(self.cross[:, 0, 0], self.rows, rtol=ROUNDING):
            raise WrongMoments("The number of rows of a cluster is not the sum of its constant.")
        scale = np.abs(self.cross).max()
        if np.abs(self.cross - self.cross.transpose(0, 2, 1)).max() > ROUNDING * scale:
            raise WrongMoments("The cross-products of a cluster are not symmetric.")
        if np.linalg.eigvalsh(self.cross).min() < -ROUNDING * scale:
            raise WrongMoments("The cross-products of a cluster have a negative square.")
        return self


def _check_rows(values: Mapping[str, Array], weights: Array | None, n: int) -> None:
    if not n:
        raise WrongMoments("There is no row to sum.")
    for name, column in values.items():
        if column.shape != (n,):
            raise WrongMoments(
                f"Column {name!r} has {len(column)} rows where there are {n} clusters."
            )
        if not np.isfinite(column).all():
            raise WrongMoments(f"Column {name!r} has a missing or infinite value.")
        if np.abs(column).max() > LARGEST:
            raise WrongMoments(f"Column {name!r} holds numbers too large to be squared and summed.")
    if weights is not None and not (np.isfinite(weights).all() and np.min(weights) > 0):
        raise WrongMoments("A weight is missing, infinite, or not positive.")


def _sum_by(cluster: IntArray, z: Array, clusters: int) -> Array:
    """(G, q, q) Σ z zᵀ by cluster, a pair of columns at a time so that memory stays that of two columns."""
    q = z.shape[1]
    cross = np.empty((clusters, q, q))
    for i in range(q):
        for j in range(i + 1):
            total = np.bincount(cluster, weights=z[:, i] * z[:, j], minlength=clusters)
            cross[:, i, j] = cross[:, j, i] = total
    return cross
