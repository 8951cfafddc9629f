"""What a fit says of any combination of its coefficients: contrasts, joint tests, marginal means.

A contrast is a weight for each coefficient; those not named weigh 0. The df is that of the rule the model was fitted
with (see `degrees`), worked out anew for each contrast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from village.analytics.arrays import Array
from village.analytics.estimators.degrees import JointTest, Precision
from village.analytics.estimators.fit import LEVEL, CannotEstimate, Fit, Term

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreciseFit(Fit):
    """A fit that knows how precise any linear combination of its fixed effects is."""

    precision: Precision

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
