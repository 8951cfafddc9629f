"""Errors that let the rows of a cluster resemble one another: CR0, CR1, CR2, and how far they may be trusted.

y = Xβ + e, H = X M Xᵀ W, M = (Xᵀ W X)⁻¹. The variance of cᵀβ is Σ_g (a_gᵀ e_g)², with a_g = A_g W_g X_g M c:

- CR0: A_g = I (Liang & Zeger 1986). CR1: times G / (G − 1). CR1S: also times (n − 1) / (n − p), as Stata does.
- CR2: A_g = [(I − H)(I − H)ᵀ]_gg^(−1/2), which is exactly unbiased when errors are independent and alike, whatever
  the sizes of clusters (Bell & McCaffrey 2002, Survey Methodology 28:169; Pustejovsky & Tipton 2018, JBES 36:672).

No matrix of rows is needed. (I − H)(I − H)ᵀ = I − Z K Zᵀ where Z = X and K = M without weights, and
Z = (X, W X), K = [[−M Xᵀ W² X M, M], [M, 0]] with them. A_g then differs from I only in the space of the columns of
Z_g. With Z_gᵀ Z_g = Q Λ Qᵀ and the orthonormal basis E_g = Z_g Q Λ^(−1/2),

    A_g = I − E Eᵀ + E (I − C)^(−1/2) Eᵀ,   C = Λ^(1/2) Qᵀ K Q Λ^(1/2),

so that a_g = E_g α_g, α_g = (I − C)^(−1/2) Λ^(1/2) Qᵀ k, where k gives W X M c in the columns of Z. Everything below
is made of these small α_g, of u_g = Z_gᵀ a_g and of Z_gᵀ e_g. Checked against R's clubSandwich and against the same
formulas written with the matrices of rows (`tests/statistics/estimators/test_linear.py`).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import fdtrc

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate

ClusterErrors = Literal["CR0", "CR1", "CR1S", "CR2"]

# Below these shares of the largest, a direction is rounding: of a cluster's columns; of what a cluster leaves to the others.
FLAT = 1e-12
ALONE = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustJointTest:
    """Several contrasts at once, tested to be zero together: F with its degrees of freedom."""

    statistic: float
    df: float
    df_residual: float
    p: float
    method: str

    @classmethod
    def of(cls, statistic: float, df: float, df_residual: float, method: str) -> "RobustJointTest":
        """The p-value of this F; the χ² limit when `df_residual` is infinite."""
        p = float(fdtrc(df, min(df_residual, 1e12), max(statistic, 0.0)))
        return cls(statistic=statistic, df=df, df_residual=df_residual, p=p, method=method)


def quadratic(values: Array, covariance: Array) -> float:
    """vᵀ V⁻¹ v. Raises `CannotEstimate` when the contrasts, or what informs them, are not as many as they seem."""
    errors = np.sqrt(np.diagonal(covariance))
    unit = np.where(errors > 0, errors, 1.0)
    spread = np.linalg.eigvalsh(covariance / unit / unit[:, None])
    if spread.min() < ALONE * len(values):
        raise CannotEstimate(
            f"These {len(values)} coefficients cannot be tested together: fewer clusters inform them, or they repeat."
        )
    return float(values @ np.linalg.solve(covariance, values))


@dataclass(frozen=True, slots=True, eq=False)
class Sandwich:
    """What each of G clusters adds to the variance of m contrasts.

    Attributes
    ----------
    middle
        (k, k) K.
    alpha, u
        (G, k, m) each: α_g and u_g.
    scores
        (G, m) a_gᵀ e_g.
    """

    middle: Array
    alpha: Array
    u: Array
    scores: Array

    @classmethod
    def of(
        cls, gram: Array, residual: Array, middle: Array, loadings: Array, *, adjusted: bool
    ) -> "Sandwich":
        """From Z_gᵀ Z_g (G, k, k), Z_gᵀ e_g (G, k), K, and k (k, m) for each contrast; A_g is the identity unless `adjusted`."""
        values, vectors = np.linalg.eigh(gram)
        root = np.sqrt(np.where(values > FLAT * values.max(initial=0.0), values, 0.0))
        half = vectors * root[:, None, :]  # Q Λ^(1/2)
        alpha = half.transpose(0, 2, 1) @ loadings
        if adjusted:
            alpha = _inverse_root(half, middle) @ alpha
        inverse = np.divide(1.0, root, out=np.zeros_like(root), where=root > 0)
        along = inverse[:, :, None] * (vectors.transpose(0, 2, 1) @ residual[:, :, None])  # Eᵀ e
        scores = (alpha.transpose(0, 2, 1) @ along)[:, :, 0]
        return cls(middle, alpha, half @ alpha, scores)

    def combined(self, weights: Array) -> "Sandwich":
        """The same clusters for other contrasts, (m, m') weighted sums of these."""
        return Sandwich(self.middle, self.alpha @ weights, self.u @ weights, self.scores @ weights)

    @property
    def covariance(self) -> Array:
        """(m, m) Σ_g (a_gᵀ e_g)(a_gᵀ e_g)ᵀ."""
        return self.scores.T @ self.scores

    def satterthwaite(self) -> Array:
        """(m,) degrees of freedom of each contrast: (tr P)² / Σ P², P_gh = p_gᵀ p_h, p_g = (I − H)_gᵀ a_g.

        Twice the squared mean of the variance estimate over its variance, were errors independent, alike and normal
        (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018). NaN for a contrast without any variance.
        """
        contrasts = range(self.scores.shape[1])
        spread = np.array([self._product(c, c, c, c) for c in contrasts])
        mean = np.array([self._trace(c, c) for c in contrasts])
        return np.divide(mean**2, spread, out=np.full(len(mean), np.nan), where=spread > 0)

    def hotelling(self, values: Array) -> RobustJointTest:
        """All contrasts at once: approximate Hotelling's T² ("HTZ" of Pustejovsky & Tipton 2018).

        `values` (m,) are their estimates, linearly independent. Q = vᵀ V⁻¹ v is compared with T²(m, η):
        (η − m + 1) / (η m) Q ~ F(m, η − m + 1), with η from the variance of V were errors independent and alike.

        Raises `CannotEstimate` when too few clusters inform them to be tested together.
        """
        m = len(values)
        statistic = quadratic(values, self.covariance)
        eta = self._hotelling_df()
        if not eta - m + 1 > 0:
            raise CannotEstimate(
                f"Too few clusters inform these {m} coefficients to test them together."
            )
        scale = (eta - m + 1) / (eta * m)
        return RobustJointTest.of(
            scale * statistic, m, eta - m + 1, "CR2, approximate Hotelling T² (HTZ)"
        )

    def _hotelling_df(self) -> float:
        m = self.scores.shape[1]
        omega = np.array([[self._trace(s, t) for t in range(m)] for s in range(m)])
        values, vectors = np.linalg.eigh(omega)
        white = self.combined(vectors / np.sqrt(values) @ vectors.T)
        pairs = [(s, t) for s in range(m) for t in range(m)]
        spread = sum(white._product(s, s, t, t) + white._product(s, t, t, s) for s, t in pairs)
        return m * (m + 1) / spread

    def _trace(self, s: int, t: int) -> float:
        """tr P^st, with P^st_gh = δ_gh α_sgᵀ α_tg − u_sgᵀ K u_th."""
        return float(self._own(s, t).sum() - self._shared(s, t).sum())

    def _product(self, s: int, t: int, a: int, b: int) -> float:
        """Σ_gh P^st_gh P^ab_gh, without a (G, G) matrix."""
        own, other = self._own(s, t), self._own(a, b)
        left = self.u[:, :, a].T @ self.u[:, :, s]
        right = self.u[:, :, t].T @ self.u[:, :, b]
        across = np.trace(left @ self.middle @ right @ self.middle)
        return float(own @ other - own @ self._shared(a, b) - other @ self._shared(s, t) + across)

    def _own(self, s: int, t: int) -> Array:
        total: Array = (self.alpha[:, :, s] * self.alpha[:, :, t]).sum(axis=1)
        return total

    def _shared(self, s: int, t: int) -> Array:
        total: Array = ((self.u[:, :, s] @ self.middle) * self.u[:, :, t]).sum(axis=1)
        return total


def _inverse_root(half: Array, middle: Array) -> Array:
    """(G, k, k) (I − C)^(−1/2) with C = Λ^(1/2) Qᵀ K Q Λ^(1/2).

    In a direction which a cluster alone determines, I − C is 0 and so is the residual: the pseudo-inverse is taken.
    """
    own = half.transpose(0, 2, 1) @ middle @ half
    values, vectors = np.linalg.eigh(np.eye(own.shape[1]) - own)
    kept = values > ALONE
    root = np.sqrt(np.divide(1.0, values, out=np.zeros_like(values), where=kept))
    inverse: Array = (vectors * root[:, None, :]) @ vectors.transpose(0, 2, 1)
    return inverse
