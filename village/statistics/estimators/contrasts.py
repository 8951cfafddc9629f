"""What a fit says of any combination of its coefficients: contrasts, joint tests, marginal means.

A contrast is a weight for each coefficient; those not named weigh 0. The df is that of the rule the model was fitted
with (see `degrees`), worked out anew for each contrast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.degrees import ContrastPrecision, JointTest
from village.statistics.estimators.fit import LEVEL, CannotEstimate, Fit, Term

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreciseFit(Fit):
    """A fit that knows how precise any linear combination of its fixed effects is."""

    precision: ContrastPrecision

    def contrast(self, weights: Weights | Array, *, level: float = LEVEL) -> Term:
        """Σ weight × coefficient, with its own df."""
        row = self.row(weights)
        spread = float(row @ self.covariance @ row)
        return Term.of(
            float(row @ self.coefficients),
            float(np.sqrt(max(spread, 0.0))),
            self.precision.df(row),
            level=level,
        )

    def joint(self, contrasts: Sequence[Weights | Array]) -> JointTest:
        """The F test that all of these are 0."""
        rows = np.array([self.row(weights) for weights in contrasts])
        return self.precision.joint(rows, rows @ self.coefficients)

    def joint_of(self, terms: Sequence[str]) -> JointTest:
        """The F test that these coefficients are 0 (all the levels of a factor, say)."""
        return self.joint([{term: 1.0} for term in terms])

    def row(self, weights: Weights | Array) -> Array:
        """(p,) weights in the order of the coefficients.

        Raises
        ------
        CannotEstimate
            A name that is no coefficient, or the wrong number of weights.
        """
        names = list(self.fixed)
        if not isinstance(weights, Mapping):
            row = np.asarray(weights, float)
            if row.shape != (len(names),):
                raise CannotEstimate(f"A contrast of this model has {len(names)} weights.")
            return row
        for name in weights:
            if name not in self.fixed:
                raise CannotEstimate(
                    f"'{name}' is not one of the coefficients: {', '.join(names)}."
                )
        return np.array([weights.get(name, 0.0) for name in names], float)


@dataclass(frozen=True, slots=True, eq=False)
class MarginalMeans:
    """What the model expects for each value of some factors, the others counting equally, numbers at their mean.

    Attributes
    ----------
    of
        The factors whose values are told apart.
    means
        The mean for each combination of their values.
    weights
        The contrast (p,) that each of these is.
    """

    of: tuple[str, ...]
    means: Mapping[tuple[object, ...], Term]
    weights: Mapping[tuple[object, ...], Array]


Setting = Mapping[str, object]


def reference_grid(
    factors: Mapping[str, Sequence[object]], means: Mapping[str, float]
) -> list[dict[str, object]]:
    """Every combination of the levels of the factors, with each number at its mean (Searle, Speed & Milliken 1980)."""
    return [
        {**dict(zip(factors, levels, strict=True)), **means}
        for levels in product(*factors.values())
    ]


def marginal_means(
    fit: PreciseFit, grid: Sequence[Setting], design: Array, *, of: Sequence[str]
) -> MarginalMeans:
    """Average the rows of a reference grid that share the values of `of`.

    Parameters
    ----------
    fit
        The fitted model.
    grid
        The G settings of `reference_grid`.
    design
        (G, p) the row of the model's columns for each setting, in the order of its coefficients.
    of
        Names of the factors to keep apart.

    Notes
    -----
    These are the estimated marginal means of R's `emmeans` with equal weights (Searle, Speed & Milliken 1980, Am
    Statistician 34:216).
    """
    together: dict[tuple[object, ...], list[int]] = {}
    for row, setting in enumerate(grid):
        together.setdefault(tuple(setting[name] for name in of), []).append(row)
    weights = {key: design[rows].mean(axis=0) for key, rows in together.items()}
    means = {key: fit.contrast(row) for key, row in weights.items()}
    return MarginalMeans(tuple(of), means, weights)


def differences(
    fit: PreciseFit, marginal: MarginalMeans
) -> dict[tuple[tuple[object, ...], tuple[object, ...]], Term]:
    """The first less the second, for every pair of marginal means."""
    return {
        (one, other): fit.contrast(marginal.weights[one] - marginal.weights[other])
        for one, other in combinations(marginal.weights, 2)
    }
