"""One factor behind the items of a scale, by maximum likelihood: loadings, ω total, and how well it fits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import Term
from village.statistics.estimators.psychometrics.fit_indexes import FitIndexes, fit_indexes
from village.statistics.estimators.psychometrics.likelihood import FactorLayout, Maximum, maximise
from village.statistics.estimators.psychometrics.spread import ItemSpread


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFactor:
    """A one-factor model, the factor of variance 1.

    `loadings` and `residuals` (variances) by item, in the units of the answers, with normal intervals; `standardised`
    loadings; `omega` total with its delta-method interval; `log_likelihood` with all constants.
    """

    loadings: Mapping[str, Term]
    residuals: Mapping[str, Term]
    standardised: Mapping[str, float]
    omega: Term
    log_likelihood: float
    fit: FitIndexes
    warnings: tuple[str, ...]


def one_factor(spread: ItemSpread) -> OneFactor:
    """Fit Σ = λλᵀ + diag ψ (Jöreskog 1969, Psychometrika 34:183); ω = (Σλ)²/((Σλ)² + Σψ) (McDonald 1999).

    With three items the model reproduces any covariance: it has loadings and ω, and no fit to speak of. A negative
    residual variance (Heywood 1931) is said in `warnings`. Raises `CannotEstimate` for fewer than three items, or too
    few persons.
    """
    k = len(spread.items)
    layout = FactorLayout.of(1, k, same_loadings=False, same_intercepts=False)
    maximum = maximise([spread], layout)
    return OneFactor(
        loadings=_terms(spread, maximum, layout.loadings[0]),
        residuals=_terms(spread, maximum, layout.residuals[0]),
        standardised=dict(zip(spread.items, _standardised(spread, maximum), strict=True)),
        omega=_omega(maximum),
        log_likelihood=_log_likelihood(spread, maximum),
        fit=fit_indexes([spread], maximum, with_means=False),
        warnings=tuple(improper([spread.items], maximum)),
    )


def improper(
    names: list[tuple[str, ...]], maximum: Maximum, groups: tuple[str, ...] = ("",)
) -> list[str]:
    """What to know before using these estimates: residual variances that are negative, loadings of the other sign."""
    said = []
    for g, items in enumerate(names):
        where = f" in {groups[g]!r}" if groups[g] else ""
        for i, item in enumerate(items):
            if maximum.estimates[maximum.layout.residuals[g, i]] < 0:
                said.append(
                    f"The item {item!r} has a negative residual variance{where} (a Heywood case): "
                    "one factor does not suit these items, or there are too few answers."
                )
            if maximum.estimates[maximum.layout.loadings[g, i]] < 0:
                said.append(
                    f"The item {item!r} goes against the others{where}: is it reversed in this scale?"
                )
    return list(dict.fromkeys(said))


def _terms(spread: ItemSpread, maximum: Maximum, places: Array) -> dict[str, Term]:
    errors = np.sqrt(np.diag(maximum.covariance))
    return {
        item: Term.of(maximum.estimates[place], errors[place], np.inf)
        for item, place in zip(spread.items, places, strict=True)
    }


def _standardised(spread: ItemSpread, maximum: Maximum) -> list[float]:
    implied = maximum.implied(0)[1]
    return [
        float(x) for x in maximum.estimates[maximum.layout.loadings[0]] / np.sqrt(np.diag(implied))
    ]


def _omega(maximum: Maximum) -> Term:
    """Delta method: ∂ω/∂λ_i = 2ab/(a² + b)², ∂ω/∂ψ_i = −a²/(a² + b)², with a = Σλ and b = Σψ."""
    layout = maximum.layout
    a = float(maximum.estimates[layout.loadings[0]].sum())
    b = float(maximum.estimates[layout.residuals[0]].sum())
    slope = np.zeros(layout.size)
    slope[layout.loadings[0]] = 2 * a * b / (a * a + b) ** 2
    slope[layout.residuals[0]] = -a * a / (a * a + b) ** 2
    return Term.of(a * a / (a * a + b), float(np.sqrt(slope @ maximum.covariance @ slope)), np.inf)


def _log_likelihood(spread: ItemSpread, maximum: Maximum) -> float:
    """−(n/2)(k log 2π + log|Σ| + tr Σ⁻¹S), S of divisor n."""
    covariance = maximum.implied(0)[1]
    seen = spread.covariance * (spread.n - 1) / spread.n
    trace = float((np.linalg.inv(covariance) * seen).sum())
    log_determinant = float(np.linalg.slogdet(covariance)[1])
    return -spread.n / 2 * (len(seen) * float(np.log(2 * np.pi)) + log_determinant + trace)
