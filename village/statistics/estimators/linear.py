"""Least squares from cross-products by cluster: coefficients, contrasts, and errors robust to the clusters.

    regression = regress(moments, outcome="y", regressors=["t", "age"])
    regression.fit()                      every coefficient
    regression.contrast({"t": 1, "age": 10})
    regression.joint(["t", "age"])

With `within` the mean of each cluster is taken away first, which is a fixed effect per cluster without its column:
coefficients, CR2 errors and their degrees of freedom are those of the model with one dummy per cluster (Pustejovsky
& Tipton 2018, theorem 2).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.columns import joined
from village.statistics.estimators.fit import CannotEstimate, Fit, Term
from village.statistics.estimators.normal_equations import ScaledSums, solve
from village.statistics.estimators.sandwich import (
    ALONE,
    ClusterErrors,
    RobustJointTest,
    Sandwich,
    quadratic,
)
from village.statistics.moments.clustered import CONSTANT, ClusteredMoments

Errors = Literal["classical"] | ClusterErrors

INTERCEPT = "(Intercept)"
FEW_DF = 4.0  # below, a Satterthwaite interval is itself uncertain (Tipton 2015, Psychological Methods 20:375)


def regress(
    moments: ClusteredMoments,
    *,
    outcome: str,
    regressors: Sequence[str],
    errors: Errors = "CR2",
    within: bool = False,
) -> "Regression":
    """Least squares of `outcome` on a constant and `regressors`, weighted when the moments are.

    `errors`: "CR2" with Satterthwaite degrees of freedom; "CR1" and "CR1S" with G − 1; "CR0" with the normal
    distribution; "classical" when rows are independent and alike, with n − p.

    Raises `CannotEstimate` for a constant column, columns that repeat one another (named), an outcome without
    spread, fewer rows than coefficients, or a single cluster when errors are clustered.
    """
    if errors != "classical" and len(moments.labels) < 2:
        raise CannotEstimate(
            f"There is one cluster only ({moments.labels[0]!r}): how clusters differ cannot be learned."
        )
    if within and moments.weighted:
        raise CannotEstimate(
            "Weighted rows cannot be compared within clusters; add a column per cluster."
        )
    places = [_place(moments, name) for name in (*regressors, outcome)]
    return Regression(ScaledSums(moments, places, within=within), (*regressors, outcome), errors)


def regress_rows(
    columns: Mapping[str, Array],
    outcome: Array,
    *,
    clusters: Sequence[Any] | Array | None = None,
    weights: Array | None = None,
    errors: Errors | None = None,
    within: bool = False,
    name: str = "outcome",
) -> "Regression":
    """The same from rows in memory. Without `clusters` rows are independent: "classical" errors unless told otherwise.

    With `errors` "CR0" and no clusters, these are the errors of White (1980), "HC0"; "CR2" gives "HC2".
    """
    chosen: Errors = errors or ("classical" if clusters is None else "CR2")
    if clusters is None:
        clusters = (
            np.zeros(len(outcome)) if chosen == "classical" else np.arange(float(len(outcome)))
        )
    moments = ClusteredMoments.of_rows(joined(columns, {name: outcome}), clusters, weights)
    return regress(moments, outcome=name, regressors=list(columns), errors=chosen, within=within)


class Regression:
    """A fitted regression: its coefficients, any contrast of them, any of them tested together."""

    def __init__(self, sums: ScaledSums, columns: tuple[str, ...], errors: Errors) -> None:
        self._sums, self._errors = sums, errors
        *regressors, self.outcome = columns
        self.names = tuple(regressors) if sums.within else (INTERCEPT, *regressors)
        self._solved = solve(sums, self.names, self.outcome)
        self.rows, self.clusters = sums.rows, sums.clusters
        self.rss = float(self._solved.rss * sums.scale[-1] ** 2)
        self.df_residual = sums.df

    @property
    def sigma(self) -> float:
        """Residual standard deviation, √(RSS / (n − p))."""
        return float(np.sqrt(self.rss / self.df_residual))

    def fit(self) -> Fit:
        """Every coefficient with its interval; the criterion is −2 log likelihood (normal, maximum likelihood)."""
        loadings = np.eye(len(self.names))
        terms, covariance = self._estimate(loadings)
        mean_square = max(self.rss / self.rows, np.finfo(float).tiny)
        return Fit(
            method=self.method,
            criterion=float(self.rows * (np.log(2 * np.pi * mean_square) + 1)),
            fixed=dict(zip(self.names, terms, strict=True)),
            covariance=covariance,
            sd={"residual": self.sigma},
            n={"rows": self.rows}
            | ({} if self._errors == "classical" else {"clusters": self.clusters}),
            warnings=self._warnings(dict(zip(self.names, terms, strict=True))),
        )

    def contrast(self, weights: Mapping[str, float]) -> Term:
        """A weighted sum of coefficients, Σ weight × coefficient."""
        return self.contrasts([weights])[0]

    def contrasts(self, rows: Sequence[Mapping[str, float]]) -> list[Term]:
        """Several weighted sums of coefficients; asked together, they cost little more than one."""
        return self._estimate(self._loadings(rows))[0]

    def joint(self, contrasts: Sequence[str | Mapping[str, float]]) -> RobustJointTest:
        """Whether these coefficients (by name) or contrasts are all zero.

        With CR2 the approximate Hotelling T² of Pustejovsky & Tipton (2018); F on n − p for classical errors,
        F on G − 1 for CR1, χ² for CR0.
        """
        rows = [{one: 1.0} if isinstance(one, str) else one for one in contrasts]
        loadings = self._loadings(rows)
        values = self._values(loadings)
        if self._errors == "CR2":
            return self._sandwich(loadings).hotelling(values)
        _, covariance = self._estimate(loadings)
        statistic = quadratic(values, covariance) / len(values)
        return RobustJointTest.of(
            statistic, len(values), self._fixed_df(), f"{self._errors} Wald F"
        )

    @property
    def method(self) -> str:
        """What was done, in words a methods section can use."""
        kind = "weighted least squares" if self._sums.weighted else "least squares"
        where = ", within clusters" if self._sums.within else ""
        return f"{kind}{where}, {_ERRORS[self._errors]}"

    def _loadings(self, rows: Sequence[Mapping[str, float]]) -> Array:
        unknown = sorted({name for row in rows for name in row} - set(self.names))
        if unknown:
            raise CannotEstimate(f"There is no coefficient named {unknown[0]!r} in this model.")
        return np.array([[row.get(name, 0.0) for row in rows] for name in self.names], float)

    def _scaled(self, loadings: Array) -> Array:
        """Contrasts of the coefficients as read by people, in those of the centred and scaled columns."""
        inner = loadings.copy()
        if not self._sums.within:
            inner[1:] -= self._sums.centre[1:-1, None] * loadings[0]
        ratio: Array = self._sums.scale[-1] / self._sums.scale[:-1, None]
        return inner * ratio

    def _values(self, loadings: Array) -> Array:
        """(m,) the contrasts themselves."""
        values: Array = self._scaled(loadings).T @ self._solved.beta
        return values if self._sums.within else values + loadings[0] * self._sums.centre[-1]

    def _estimate(self, loadings: Array) -> tuple[list[Term], Array]:
        """The (p, m) contrasts and their (m, m) covariance."""
        values = self._values(loadings)
        if self._errors == "classical":
            variance = self._solved.rss / self.df_residual
            scaled = self._scaled(loadings)
            covariance = variance * scaled.T @ self._solved.bread @ scaled
            df = np.full(len(values), float(self.df_residual))
        else:
            sandwich = self._sandwich(loadings)
            covariance = sandwich.covariance * self._inflation()
            adjusted = self._errors == "CR2"
            df = sandwich.satterthwaite() if adjusted else np.full(len(values), self._fixed_df())
        errors = np.sqrt(np.diagonal(covariance))
        terms = [Term.of(*map(float, row)) for row in zip(values, errors, df, strict=True)]
        return terms, covariance

    def _fixed_df(self) -> float:
        by_kind = {"classical": float(self.df_residual), "CR0": np.inf}
        return by_kind.get(self._errors, float(self.clusters - 1))

    def _inflation(self) -> float:
        ratio = self.clusters / (self.clusters - 1)
        rows = (self.rows - 1) / self.df_residual
        return {"CR1": ratio, "CR1S": ratio * rows}.get(self._errors, 1.0)

    def _sandwich(self, loadings: Array) -> Sandwich:
        sums, bread = self._sums, self._solved.bread
        p, size = len(self.names), len(sums.scale)
        columns = [*range(p), *(range(size, size + p) if sums.weighted else ())]
        gram = sums.cross[:, columns][:, :, columns]
        residual = sums.cross[:, columns, p] - sums.cross[:, columns, :p] @ self._solved.beta
        k, middle = bread @ self._scaled(loadings), bread
        if sums.weighted:
            square = gram[:, p:, p:].sum(axis=0)
            middle = np.block([[-bread @ square @ bread, bread], [bread, np.zeros((p, p))]])
            k = np.vstack([np.zeros_like(k), k])
        return Sandwich.of(gram, residual, middle, k, adjusted=self._errors == "CR2")

    def _told_by_one(self) -> tuple[str, ...]:
        """Coefficients that the rows would no longer tell without one of the clusters."""
        p, size = len(self.names), len(self._sums.scale)
        gram = (
            self._sums.cross[:, :p, size : size + p]
            if self._sums.weighted
            else self._sums.cross[:, :p, :p]
        )
        spread, axes = np.linalg.eigh(gram.sum(axis=0) - gram)
        lost = axes * (spread < ALONE)[:, None, :]
        missed = np.abs(np.einsum("pm,gpk->gmk", self._scaled(np.eye(p)), lost)).max(axis=(0, 2))
        size_of = np.linalg.norm(self._scaled(np.eye(p)), axis=0)
        return tuple(
            name
            for name, part in zip(self.names, missed > np.sqrt(ALONE) * size_of, strict=True)
            if part
        )

    def _warnings(self, terms: Mapping[str, Term]) -> tuple[str, ...]:
        if self._errors != "CR2":
            return ()
        alone = self._told_by_one()
        few = {
            name: term.df
            for name, term in terms.items()
            if name not in alone and not term.df >= FEW_DF  # NaN included
        }
        return tuple(
            f"{name!r} is told by a single cluster: its standard error does not count how clusters differ."
            for name in alone
        ) + tuple(
            f"The interval of {name!r} rests on {df:.1f} degrees of freedom: too few clusters inform it."
            for name, df in few.items()
        )


_ERRORS: Mapping[Errors, str] = {
    "classical": "independent errors",
    "CR0": "cluster-robust errors CR0, normal distribution",
    "CR1": "cluster-robust errors CR1, G − 1 degrees of freedom",
    "CR1S": "cluster-robust errors CR1S, G − 1 degrees of freedom",
    "CR2": "cluster-robust errors CR2, Satterthwaite degrees of freedom",
}


def _place(moments: ClusteredMoments, name: str) -> int:
    if name == CONSTANT or name not in moments.columns:
        raise CannotEstimate(f"There is no column named {name!r} in these sums.")
    return moments.columns.index(name)
