"""From moments to ZᵀV⁻¹Z and log|V|, with their first and second derivatives, in one climb through the levels.

Take residual variance 1 and variance ratios λ_l = σ_l²/σ_e². A unit of m rows has V = I + λ11ᵀ, so that

    V⁻¹ = I − λ/(1+λm) 11ᵀ,    |V| = 1 + λm,    1ᵀV⁻¹z = s/(1+λm)  with s = 1ᵀz:

its own random intercept costs ZᵀV⁻¹Z a rank-one correction λ u sᵀ, with u = s/(1+λm), and u is what it hands to the
unit above. There the same happens again, with s the sum of the u received and m = 1ᵀV⁻¹1, which is the entry of s
for the constant column. One vector per unit: nothing larger is ever formed.

Derivatives in λ climb along (every sum travels as a truncated Taylor series, `jets`), so that gradients, Hessians,
Satterthwaite and Kenward–Roger degrees of freedom are exact: nothing is differentiated numerically.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product as pairs

import numpy as np
from scipy.sparse import csr_array

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.mixed.jets import (
    Jet,
    grown,
    inverse,
    logarithm,
    multiplied,
    product,
)


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """What V left: `cross` = ZᵀV⁻¹Z (q, q), `log_det` = log|V|, and their derivatives in λ, outermost level first.

    Derivatives that were not asked for are empty.
    """

    cross: Array
    log_det: float
    cross_first: Array  # (L, q, q)
    log_det_first: Array  # (L,)
    cross_second: Array  # (L, L, q, q)
    log_det_second: Array  # (L, L)


@dataclass(frozen=True, eq=False)
class Ladder:
    """The sums of every level, ready to be climbed for any λ. The first of the q columns is the constant 1.

    Attributes
    ----------
    cross
        (q, q) Σ z zᵀ over rows.
    sizes, units, squares
        (K,) rows of innermost units, (K,) how many units have so many, (K, q, q) Σ s sᵀ over them.
    cells, cell_size
        (C, q) sums of the innermost units of one size in one unit above; (C,) the index of that size.
    parents, counts
        For each level above the innermost, from the inside out: the unit to which goes each cell, then each unit of
        the level below; and how many units there are.
    """

    cross: Array
    sizes: Array
    units: Array
    squares: Array
    cells: Array
    cell_size: IntArray
    parents: tuple[IntArray, ...]
    counts: tuple[int, ...]

    def swept(self, ratios: Array, order: int = 0) -> Swept:
        """Climb with the variance ratios λ (L,), outermost first, carrying derivatives up to `order` (0, 1 or 2)."""
        inner_first = [float(ratio) for ratio in ratios[::-1]]
        mass = grown(inner_first[0], Jet(self.sizes), new=0, order=order)
        shrink = inverse(mass)
        corrections = [
            multiplied(
                inner_first[0], shrink.each(lambda part: np.tensordot(part, self.squares, 1)), new=0
            )
        ]
        logs = [logarithm(mass).each(lambda part: self.units @ part)]
        for level, received, handed, mass in self._climb(inner_first, shrink, order):
            crossed = product(handed, received, lambda left, right: left.T @ right)
            corrections.append(multiplied(inner_first[level], crossed, new=level))
            logs.append(logarithm(mass).each(np.sum))
        return self._collected(corrections, logs, len(inner_first) if order else 0, order)

    def received(self, ratios: Array) -> list[Array]:
        """For each level but the innermost, outermost first, the s of its units, (U, q)."""
        inner_first = [float(ratio) for ratio in ratios[::-1]]
        shrink = inverse(grown(inner_first[0], Jet(self.sizes), new=0, order=0))
        return [received.value for _, received, _, _ in self._climb(inner_first, shrink, 0)][::-1]

    def _climb(
        self, inner_first: list[float], shrink: Jet, order: int
    ) -> Iterator[tuple[int, Jet, Jet, Jet]]:
        """For each level above the innermost: its number, s, u and 1 + λm of its units."""
        if not self.parents:
            return
        received = shrink.each(lambda part: self._of_cells(part) @ self.cells)
        for level in range(1, len(inner_first)):
            mass = grown(
                inner_first[level],
                received.each(lambda part: part[:, 0]),
                new=level,
                order=order,
            )
            handed = product(inverse(mass), received, lambda left, right: left[:, None] * right)
            yield level, received, handed, mass
            if level < len(self.parents):
                received = handed.each(self._sums[level].__matmul__)

    @cached_property
    def _sums(self) -> list[csr_array]:
        """For each level above the innermost, the matrix that adds up what it receives."""
        return [
            csr_array(
                (np.ones(len(parent)), (parent, np.arange(len(parent)))), shape=(units, len(parent))
            )
            for parent, units in zip(self.parents, self.counts, strict=True)
        ]

    def _of_cells(self, by_size: Array) -> csr_array:
        """The matrix that weighs cells by their size before it adds them up."""
        ones = self._sums[0]
        weights = by_size[self.cell_size][ones.indices]
        return csr_array((weights, ones.indices, ones.indptr), shape=ones.shape)

    def _collected(
        self, corrections: list[Jet], logs: list[Jet], parameters: int, order: int
    ) -> Swept:
        """Add the corrections of all levels, and turn the order of the parameters round."""
        q = len(self.cross)
        first = np.zeros((parameters, q, q))
        log_first = np.zeros(parameters)
        twice = parameters if order == 2 else 0
        second = np.zeros((twice, twice, q, q))
        log_second = np.zeros((twice, twice))
        for correction, log in zip(corrections, logs, strict=True):
            for i, part in enumerate(correction.first):
                first[i] -= (part + part.T) / 2
                log_first[i] += log.first[i]
            for i, j in pairs(range(twice), repeat=2):
                pair = (min(i, j), max(i, j))
                if pair in correction.second:
                    part = correction.second[pair]
                    second[i, j] -= (part + part.T) / 2
                    log_second[i, j] += log.second[pair]
        return Swept(
            cross=self.cross - sum(correction.value for correction in corrections),
            log_det=float(sum(log.value for log in logs)),
            cross_first=first[::-1],
            log_det_first=log_first[::-1],
            cross_second=second[::-1, ::-1],
            log_det_second=log_second[::-1, ::-1],
        )
