"""The likelihood of repeated measures, from sums: any covariance of the waves, any pattern, groups above.

For person i of pattern p, y_i = X_i β + (intercepts of the units above) + e_i, e_i ~ N(0, Σ_p), Σ_p the rows and
columns of Σ(θ) at the waves observed. With Z = [X y] and W_p = Σ_p⁻¹, without levels above,

    M = Σ_i Z_iᵀ V_i⁻¹ Z_i = Σ_p Σ_ts W_p[t,s] A_t C_p A_sᵀ        C_p = Σ w wᵀ,  row t of Z_i = A_t w_i

and the criterion −2 log L = N log 2π + log|V| + (M_yy − M_yx M_xx⁻¹ M_xy), with + log|M_xx| − p log 2π for REML, takes
nothing else. A random intercept of variance τ over a unit is a rank-one correction (Sherman & Morrison 1950): with
s = Σ Z_iᵀV_i⁻¹1 and m = Σ 1ᵀV_i⁻¹1 over the unit, M loses τ/(1+τm) s sᵀ, log|V| gains log(1+τm), and the unit passes
s/(1+τm) and m/(1+τm) to the level above. The gradient is the same path taken backwards: one pass, whatever the number
of parameters. Every operation also takes complex numbers, so that second derivatives are made by complex step.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from village.statistics.arrays import Array, IntArray, Mask
from village.statistics.estimators.repeated.covariances import Analytic
from village.statistics.estimators.repeated.design import Layout, used_patterns
from village.statistics.moments.waves import WaveMoments


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """M (p+1, p+1), log|V|, and what the way back needs: W (P, T, T) and (s, m, 1 + τm) of each level's units."""

    cross: Analytic
    log_det: Analytic
    inverses: Analytic
    levels: list[tuple[Analytic, Analytic, Analytic]]  # the innermost first


class Likelihood:
    """−2 log likelihood of a layout on the sums of persons, as a function of Σ and τ (one per level).

    T is here the number of waves that are explained, and Σ is (T, T).
    """

    def __init__(self, moments: WaveMoments, layout: Layout, *, restricted: bool) -> None:
        used = used_patterns(moments.patterns, layout)
        self.restricted = restricted
        self.design = layout.rows[layout.waves]
        self.p = len(layout.names)
        self.mask = moments.patterns[used][:, layout.waves].astype(float)
        self.both = self.mask[:, :, None] * self.mask[:, None, :]
        self.persons = moments.persons[used].astype(float)
        self.cross = moments.cross[used]
        self.rows = int(self.persons @ self.mask.sum(1))
        degrees = self.rows - (self.p if restricted else 0)
        self.constant = degrees * np.log(2 * np.pi) - (2 * layout.log_scale if restricted else 0)
        self.cells = _Cells(moments, used) if moments.levels else None

    def curvature(self, sigma: Analytic, tau: Analytic) -> Curvature:
        """M and log|V| at Σ and τ (the variances of the levels, the outermost first)."""
        waves = np.eye(sigma.shape[0])
        filled = sigma * self.both + waves * (1 - self.mask[:, None, :])
        inverses = np.linalg.inv(filled) * self.both
        cross, log_det = self.weighted(inverses), self.persons @ _log_det(filled)
        levels: list[tuple[Analytic, Analytic, Analytic]] = []
        if self.cells is None:
            return Curvature(cross, log_det, inverses, levels)
        weights = inverses.sum(2)
        s, m = self.cells.sums(weights, self._person_maps(weights))
        for level in reversed(range(len(tau))):
            growth = 1 + tau[level] * m
            levels.append((s, m, growth))
            log_det = log_det + np.log(growth).sum()
            cross = cross - (s * (tau[level] / growth)[:, None]).T @ s
            if level:
                s = self.cells.up[level] @ (s / growth[:, None])
                m = self.cells.up[level] @ (m / growth)
        return Curvature(cross, log_det, inverses, levels)

    def weighted(self, weights: Analytic) -> Analytic:
        """Σ_p Σ_ts weights_p[t,s] A_t C_p A_sᵀ, shaped (p+1, p+1), for weights (P, T, T)."""
        count, waves, width = len(weights), weights.shape[1], self.cross.shape[1]
        summed = weights.reshape(count, -1).T @ self.cross.reshape(count, -1)
        blocks = summed.reshape(waves, waves, width, width).transpose(0, 2, 1, 3)
        wide = self.design.transpose(1, 0, 2).reshape(self.p + 1, -1)
        return wide @ blocks.reshape(waves * width, -1) @ wide.T

    def criterion(self, found: Curvature) -> Analytic:
        """−2 log (restricted) likelihood, with all its constants."""
        inner, mixed, outcome = self._parts(found)
        value = self.constant + found.log_det + outcome - mixed @ np.linalg.solve(inner, mixed)
        return value + _log_det(inner) if self.restricted else value

    def coefficients(self, found: Curvature) -> Analytic:
        """(p,) generalised least squares, on the centred and scaled columns."""
        inner, mixed, _ = self._parts(found)
        return np.linalg.solve(inner, mixed)

    def gradient(self, found: Curvature, tau: Analytic) -> tuple[Analytic, Analytic]:
        """Derivatives of the criterion by Σ (T, T), symmetric, and by τ (one per level)."""
        pull = self._pull(found)
        waves = self.mask.shape[1]
        spread = np.einsum("tci,cd,sdj->tsij", self.design, pull, self.design, optimize=True)
        count = len(self.cross)
        residual = self.cross.reshape(count, -1) @ spread.reshape(waves * waves, -1).T
        back = residual.reshape(count, waves, waves)
        by_tau = np.zeros(len(tau), pull.dtype)
        if self.cells is not None:
            back = back + self._back_from_levels(found, tau, pull, by_tau)
        back = (back + back.transpose(0, 2, 1)) / 2
        inverses = found.inverses
        by_pattern = self.persons[:, None, None] * inverses - inverses @ back @ inverses
        return by_pattern.sum(0), by_tau

    def shared(self, found: Curvature) -> dict[int, tuple[Array, dict[int, float]]]:
        """What expected information says of each level: by pattern, and with itself and the levels inside it.

        tr(V⁻¹V_jV⁻¹V_τ) = Σ_p (first)_p 1ᵀW_pE_jW_p1 for the moves E_j of Σ, and the traces with other levels; exact
        but for a level with itself, where what the levels above take away is left out.
        """
        if self.cells is None:
            return {}
        rows: dict[int, tuple[Array, dict[int, float]]] = {}
        met: list[_Met] = []
        for place, (_, mass, growth) in enumerate(found.levels):
            level = len(found.levels) - 1 - place
            met.append(_Met(level, mass, np.ones(len(mass)), np.arange(len(mass))))
            for inner in met:
                inner.left = inner.left / growth[inner.unit]
            nothing = np.zeros((len(met[0].mass), self.p + 1))
            rows[level] = (
                self.cells.back(nothing, met[0].left ** 2)[1],
                {inner.level: float(((inner.mass * inner.left) ** 2).sum()) for inner in met},
            )
            if level:
                for inner in met:
                    inner.unit = self.cells.above[level][inner.unit]
        return rows

    def residual_products(self) -> tuple[Array, Array]:
        """By ordinary least squares, per pair of waves: the sum of products of residuals, and of how many persons."""
        waves = self.mask.shape[1]
        start = Curvature(self.weighted(np.eye(waves) * self.both), np.zeros(()), self.both, [])
        b = np.append(-self.coefficients(start), 1)
        rows = np.einsum("c,tci->ti", b, self.design)
        products = np.einsum("ti,pij,sj,pts->ts", rows, self.cross, rows, self.both, optimize=True)
        return products, np.einsum("p,pts->ts", self.persons, self.both)

    def _parts(self, found: Curvature) -> tuple[Analytic, Analytic, Analytic]:
        return found.cross[:-1, :-1], found.cross[:-1, -1], found.cross[-1, -1]

    def _pull(self, found: Curvature) -> Analytic:
        """∂ criterion / ∂M: ββᵀ (and M_xx⁻¹ for REML), −β, 1."""
        b = np.append(-self.coefficients(found), 1)
        pull = np.outer(b, b)
        if self.restricted:
            pull[:-1, :-1] += np.linalg.inv(found.cross[:-1, :-1])
        return pull

    def _person_maps(self, weights: Analytic) -> Analytic:
        """(P, D, p+1) from the w of a person of a pattern to ZᵀV⁻¹1, for weights V⁻¹1 (P, T)."""
        return np.einsum("pt,tci->pic", weights, self.design, optimize=True)

    def _back_from_levels(
        self, found: Curvature, tau: Analytic, pull: Analytic, by_tau: Analytic
    ) -> Analytic:
        """The derivative by each W_p (P, T, 1) of what the levels added, filling `by_tau` on the way in."""
        assert self.cells is not None
        by_s_above: Analytic = np.zeros((1, self.p + 1))
        by_m_above: Analytic = np.zeros(1)
        for level, (s, m, growth) in enumerate(reversed(found.levels)):
            pulled = s @ pull
            along = np.einsum("uc,uc->u", pulled, s)
            by_growth = 1 / growth + tau[level] * along / growth**2
            by_s = pulled * (-2 * tau[level] / growth)[:, None]
            up_m: Analytic = np.zeros(1)
            if level:
                parent = self.cells.above[level]
                up_s, up_m = by_s_above[parent], by_m_above[parent]
                by_growth = by_growth - (np.einsum("uc,uc->u", up_s, s) + up_m * m) / growth**2
                by_s = by_s + up_s / growth[:, None]
            by_tau[level] = (by_growth * m - along / growth).sum()
            by_m = up_m / growth + by_growth * tau[level]
            by_s_above, by_m_above = by_s, by_m
        by_map, by_weight = self.cells.back(by_s_above, by_m_above)
        by_weights = np.einsum("pic,tci->pt", by_map, self.design, optimize=True)
        return (by_weights + by_weight[:, None])[:, :, None] * self.both


@dataclass(slots=True)
class _Met:
    """The units of a level on the way up: their masses, what the levels so far leave of them, and where they are."""

    level: int
    mass: Array
    left: Array
    unit: IntArray


class _Cells:
    """The sums of each group and pattern as one sparse matrix, and how units add up to those above."""

    def __init__(self, moments: WaveMoments, used: Mask) -> None:
        kept = np.flatnonzero(used[moments.cell_pattern])
        pattern = (np.cumsum(used) - 1)[moments.cell_pattern[kept]]
        sums = moments.cell_sums[kept]
        cell, place = np.nonzero(sums)  # places of waves not observed hold 0
        self.width = width = sums.shape[1]
        index = (moments.cell_unit[kept][cell], pattern[cell] * width + place)
        shape = (len(moments.labels[-1]), int(used.sum()) * width)
        self.sums_of = csr_array((sums[cell, place], index), shape=shape)
        self.back_to = csr_array(self.sums_of.T)
        self.above = {level + 1: index for level, index in enumerate(moments.above)}
        self.up = {
            level: _adder(index, len(moments.labels[level - 1]))
            for level, index in self.above.items()
        }

    def sums(self, weights: Analytic, maps: Analytic) -> tuple[Analytic, Analytic]:
        """s = Σ ZᵀV⁻¹1 (units, p+1) and m = Σ 1ᵀV⁻¹1 (units,) of the units of the last level."""
        mass = np.zeros((*maps.shape[:2], 1), maps.dtype)
        mass[:, 0, 0] = weights.sum(1)  # the first place is the constant: it counts persons
        wide = np.concatenate([maps, mass], axis=2)
        found = _product(self.sums_of, wide.reshape(-1, wide.shape[2]))
        return found[:, :-1], found[:, -1]

    def back(self, by_s: Analytic, by_m: Analytic) -> tuple[Analytic, Analytic]:
        """Derivatives by the maps (P, D, p+1), and by the total weight 1ᵀV⁻¹1 (P,) of each pattern."""
        found = _product(self.back_to, np.column_stack([by_s, by_m]))
        wide = found.reshape(-1, self.width, found.shape[1])
        return wide[:, :, :-1], wide[:, 0, -1]


def _product(sparse: csr_array, dense: Analytic) -> Analytic:
    """Their product; a complex one by its two real parts at once, since the sparse matrix is real."""
    if not np.iscomplexobj(dense):
        return sparse @ dense
    parts = sparse @ np.hstack([dense.real, dense.imag])
    half = dense.shape[1]
    return parts[:, :half] + 1j * parts[:, half:]


def _adder(index: np.ndarray[tuple[int], np.dtype[np.int64]], size: int) -> csr_array:
    """(size, n) sparse matrix that adds the entries of the same index."""
    ones = np.ones(len(index))
    return csr_array((ones, (index, np.arange(len(index)))), shape=(size, len(index)))


def _log_det(matrix: Analytic) -> Analytic:
    """log|matrix| of a positive definite matrix, and its analytic continuation."""
    sign, size = np.linalg.slogdet(matrix)
    found: Analytic = size + np.log(sign) if np.iscomplexobj(matrix) else size
    return found
