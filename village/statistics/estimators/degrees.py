"""How many degrees of freedom an estimate has, when variances were estimated too: Satterthwaite and Kenward–Roger.

Both need only F(σ) = XᵀV(σ)⁻¹X, its derivatives in the r variance parameters σ, and a covariance of the estimated σ̂:
nothing here knows which model it serves. With Φ = F⁻¹, P_i = ∂F/∂σ_i, and V linear in σ,
Q_ij + Q_ji = ∂²F/∂σ_i∂σ_j where Q_ij = XᵀV⁻¹V_iV⁻¹V_jV⁻¹X.

Sources: Kenward & Roger 1997, Biometrics 53:983; Fai & Cornelius 1996, J Stat Comput Simul 54:363; Halekoh & Højsgaard
2014, J Stat Softw 59(9) (`pbkrtest`); Kuznetsova, Brockhoff & Christensen 2017, J Stat Softw 82(13) (`lmerTest`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from scipy.special import chdtrc, fdtrc

from village.statistics.arrays import Array

Rule = Literal["satterthwaite", "kenward-roger", "normal"]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

NEGLIGIBLE = (
    1e-8  # an eigenvalue below this share of the largest: the hypotheses repeat one another
)


@dataclass(frozen=True, slots=True)
class JointTest:
    """An F test of several hypotheses at once: F on (`hypotheses`, `df`) degrees of freedom."""

    statistic: float
    hypotheses: int
    df: float

    @property
    def p(self) -> float:
        """Probability of a larger F if all the hypotheses were true."""
        if np.isinf(self.df):
            return float(chdtrc(self.hypotheses, self.statistic * self.hypotheses))
        return float(fdtrc(self.hypotheses, self.df, self.statistic))


@dataclass(frozen=True, eq=False)
class ContrastPrecision:
    """All that is needed to say how sure we are of any linear contrast of the p fixed effects.

    Attributes
    ----------
    rule
        "satterthwaite", "kenward-roger" or "normal" (infinite df).
    phi
        (p, p) Φ, the covariance of the fixed effects were the variances known.
    first
        (r, p, p) ∂F/∂σ_i. With r = 0 the variances are taken as known, whatever the rule.
    second
        (r, r, p, p) ∂²F/∂σ_i∂σ_j (Kenward–Roger only; elsewhere it may be empty).
    variances
        (r, r) covariance of σ̂: twice the inverse of the observed curvature of the criterion for Satterthwaite,
        of the expected one (`expected_curvature`) for Kenward–Roger.
    bending
        (r, r, p, p) XᵀV⁻¹(∂²V/∂σ_i∂σ_j)V⁻¹X where V is not linear in σ; None where it is.
    basis
        (p, p) B, where the arrays above are those of b and the fixed effects are Bb + a constant, so that columns
        may be centred and scaled; None where b are the fixed effects.
    """

    rule: Rule
    phi: Array
    first: Array
    second: Array
    variances: Array
    bending: Array | None = None
    basis: Array | None = None

    @cached_property
    def covariance(self) -> Array:
        """(p, p) covariance of the fixed effects: Φ, or Φ adjusted by Kenward and Roger; in their own units."""
        covariance = self._adjusted
        return covariance if self.basis is None else self.basis @ covariance @ self.basis.T

    @cached_property
    def _adjusted(self) -> Array:
        if self.rule != "kenward-roger":
            return self.phi
        return kenward_roger_covariance(
            self.phi, self.first, self.second, self.variances, bending=self.bending
        )

    @cached_property
    def derivatives(self) -> Array:
        """(r, p, p) ∂Φ/∂σ_i."""
        return covariance_derivatives(self.phi, self.first)

    def df(self, contrast: Array) -> float:
        """Degrees of freedom of one contrast (p,). For one contrast the two rules differ only in `variances`."""
        if self.rule == "normal":
            return float("inf")
        return self._df(self._within(contrast))

    def joint(self, contrasts: Array, found: Array) -> JointTest:
        """The F test of m contrasts (m, p) found to be (m,), which may repeat one another, all being 0."""
        within = self._within(contrasts)
        rotation, spread = _uncorrelated(within, self.phi)
        rotated, estimates = rotation @ within, rotation @ found
        if self.rule != "kenward-roger":
            df = float("inf") if self.rule == "normal" else pooled_df(map(self._df, rotated))
            return JointTest(float(np.mean(estimates**2 / spread)), len(spread), df)
        df, scale = kenward_roger(rotated, self.phi, self.first, self.variances)
        adjusted = rotated @ self._adjusted @ rotated.T
        wald = float(estimates @ np.linalg.solve(adjusted, estimates)) / len(spread)
        return JointTest(scale * wald, len(spread), df)

    def _df(self, within: Array) -> float:
        return satterthwaite(within, self.phi, self.derivatives, self.variances)

    def _within(self, contrasts: Array) -> Array:
        return contrasts if self.basis is None else contrasts @ self.basis


def covariance_derivatives(phi: Array, first: Array) -> Array:
    """∂Φ/∂σ_i = −Φ (∂F/∂σ_i) Φ, shaped (r, p, p)."""
    return -(phi @ first @ phi)


def satterthwaite(contrast: Array, phi: Array, phi_derivatives: Array, variances: Array) -> float:
    """df = 2 (cᵀΦc)² / (gᵀ A g), with g_i = cᵀ(∂Φ/∂σ_i)c and A the covariance of σ̂ (Fai & Cornelius 1996).

    Parameters: `contrast` (p,), `phi` (p, p), `phi_derivatives` (r, p, p), `variances` (r, r).
    Infinite when the variance of the contrast does not depend on σ.
    """
    length = float(np.sqrt(contrast @ phi @ contrast))
    if length == 0:
        return float("inf")
    unit = (
        contrast / length
    )  # cᵀΦc = 1, so that no unit of the outcome is too large to be squared twice
    gradient = np.einsum("p,rpq,q->r", unit, phi_derivatives, unit)
    spread = float(gradient @ variances @ gradient)
    return 2 / spread if spread > 0 else float("inf")


def pooled_df(df: Iterable[float]) -> float:
    """The df of an F made of independent t², each with its own: its mean is matched (Fai & Cornelius 1996)."""
    ends = np.array([*df])
    if np.allclose(ends, ends[0], rtol=0, atol=NEGLIGIBLE):
        return float(ends[0])
    if ends.min() <= 2:
        return 2.0
    excess = float(np.sum(np.where(np.isinf(ends), 0.0, 2 / (ends - 2))))
    return 2 + 2 * len(ends) / excess if excess > 0 else float("inf")


def covariance_of_variances(curvature: Array) -> Array:
    """2 × the inverse of the curvature (r, r) of −2 log likelihood at its minimum.

    Directions in which it is flat or bends the wrong way, as at a boundary, are left out (as `lmerTest` does); which
    they are is judged with every variance in its own unit, for those of houses and of answers may be far apart.
    """
    bent, unit, bends, axes = _bends(curvature)
    kept = bends > NEGLIGIBLE
    inverse = np.zeros_like(curvature)
    inverse[np.ix_(bent, bent)] = (
        2 * (axes[:, kept] / bends[kept]) @ axes[:, kept].T / np.outer(unit, unit)
    )
    return inverse


def is_flat(curvature: Array) -> bool:
    """Whether −2 log likelihood does not bend upwards in some direction, each parameter in its own unit."""
    bent, _, bends, _ = _bends(curvature)
    return not bent.all() or bool((bends <= NEGLIGIBLE).any())


def _bends(curvature: Array) -> tuple[Mask, Array, Array, Array]:
    """Parameters along which it bends, the unit of each, and the curvature in these units along its axes."""
    bent = np.diagonal(curvature) > 0
    unit = np.sqrt(np.diagonal(curvature)[bent])
    bends, axes = np.linalg.eigh(curvature[np.ix_(bent, bent)] / np.outer(unit, unit))
    return bent, unit, bends, axes


def expected_curvature(phi: Array, first: Array, second: Array, traces: Array) -> Array:
    """Twice the expected information of σ in the restricted likelihood, shaped (r, r).

    tr(V⁻¹V_iV⁻¹V_j) − 2 tr(ΦQ_ij) + tr(ΦP_iΦP_j), `traces` being the first term: for V linear in σ,
    −∂² log|V| / ∂σ_i∂σ_j.
    """
    inner = phi @ first
    crossed: Array = np.einsum("iab,jba->ij", inner, inner)
    return traces - np.einsum("ab,ijba->ij", phi, second) + crossed


def kenward_roger_covariance(
    phi: Array,
    first: Array,
    second: Array,
    variances: Array,
    *,
    bending: Array | None = None,
) -> Array:
    """Φ_A = Φ + 2Φ {Σ_ij W_ij (Q_ij − P_iΦP_j − R_ij/4)} Φ (Kenward & Roger 1997, p. 987), shaped (p, p).

    Only the symmetric part of Q counts: (∂²F/∂σ_i∂σ_j + R_ij)/2, R being `bending`, zero where V is linear in σ.
    """
    summed = second / 2 - np.einsum("iab,bc,jcd->ijad", first, phi, first)
    if bending is not None:
        summed = summed + bending / 4
    middle = np.einsum("ij,ijab->ab", variances, summed)
    adjusted: Array = phi + 2 * phi @ ((middle + middle.T) / 2) @ phi
    return adjusted


def kenward_roger(
    contrasts: Array, phi: Array, first: Array, variances: Array
) -> tuple[float, float]:
    """(df, scale): scale × Wald/m is distributed nearly as F(m, df), for m contrasts (m, p) of full rank.

    The Wald statistic takes the adjusted covariance. Kenward & Roger 1997, p. 988, arranged as `pbkrtest` does so
    that 0/0 has its limit; with one contrast the scale is 1.
    """
    hypotheses = len(contrasts)
    mapped = contrasts.T @ np.linalg.solve(contrasts @ phi @ contrasts.T, contrasts)
    inner = mapped @ phi @ first @ phi  # (r, p, p)
    traces = np.einsum("iaa->i", inner)
    alone = float(traces @ variances @ traces)
    crossed = float(np.sum(variances * np.einsum("iab,jba->ij", inner, inner)))
    if crossed <= 0:
        return float("inf"), 1.0
    return _matched_f(hypotheses, alone, crossed)


def _matched_f(hypotheses: int, a1: float, a2: float) -> tuple[float, float]:
    """The F whose mean and variance are those of the Wald statistic; A₁ and A₂ as in the paper."""
    m = hypotheses
    b = (a1 + 6 * a2) / (2 * m)
    g = ((m + 1) * a1 - (m + 4) * a2) / ((m + 2) * a2)
    below = 3 * m + 2 * (1 - g)
    v0 = 1 + g / below * b
    v1 = 1 - (m - g) / below * b
    v2 = 1 - (m + 2 - g) / below * b
    v0 = 0.0 if abs(v0) < 1e-10 else v0
    mean = 1 - a2 / m
    shrunk = 1.0 if abs(mean) < 1e-14 and abs(v1) < 1e-14 else mean / v1
    df = 4 + (m + 2) / (shrunk**2 * v0 / v2 - 1)
    return df, 1.0 if abs(df - 2) < 1e-2 else df * mean / (df - 2)


def _uncorrelated(contrasts: Array, phi: Array) -> tuple[Array, Array]:
    """What turns contrasts into as many uncorrelated ones as they amount to, and the variance of each."""
    spread, axes = np.linalg.eigh(contrasts @ phi @ contrasts.T)
    kept = spread > NEGLIGIBLE * spread[-1]
    return axes[:, kept].T, spread[kept]
