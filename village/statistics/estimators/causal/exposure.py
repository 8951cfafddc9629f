"""How the outcome goes with the number of meetings attended: always an association.

Parents who come more often differ from the others in ways nobody wrote down, and some come because they feel better
(Armstrong 2010). No shape of the curve changes that, so the result says it whatever it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.columns import banded, indicators, joined, natural_spline
from village.statistics.estimators.fit import CannotEstimate, Fit, Term
from village.statistics.estimators.linear import Regression, regress_rows
from village.statistics.estimators.sandwich import RobustJointTest

OBSERVATIONAL = "Observational: how often a parent came was not decided by chance, so this is an association, not an effect."
QUANTILES = (0.05, 1 / 3, 2 / 3, 0.95)  # boundary, knots, boundary
FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureResponse:
    """The same answer in four shapes; the departure from a straight line, and the trend over bands.

    `band_counts` are numbers of parents: a band of few is not to be shown.
    """

    linear: Fit
    quadratic: Fit
    spline: Fit
    departure: RobustJointTest
    bands: Fit
    band_counts: Mapping[str, int]
    trend: Term
    residual_squares: Mapping[str, float]
    warnings: tuple[str, ...]


def exposure_response(
    outcome: Array,
    exposure: Array,
    *,
    edges: Sequence[float],
    adjusted_for: Mapping[str, Array] | None = None,
    knots: Sequence[float] | None = None,
    boundary: tuple[float, float] | None = None,
    clusters: Sequence[Any] | Array | None = None,
    name: str = "exposure",
) -> ExposureResponse:
    """Linear, quadratic, natural cubic spline, and ordered bands (up to and with each of `edges`) with their trend.

    All arrays are (n,), without missing values. Knots are thirds of the exposure between its 5 % and 95 % quantiles
    unless given. The departure tests the spline's bends together: an F test, or HTZ with `clusters`. The trend is the
    slope over the numbers of the bands.
    """
    others = dict(adjusted_for or {})
    low, *inner, high = np.quantile(exposure, QUANTILES)
    curve = natural_spline(
        name, exposure, knots=inner if knots is None else knots, boundary=boundary or (low, high)
    )
    band = banded(exposure, edges)
    labels = _labels(edges)
    counts = {label: int((band == number).sum()) for number, label in enumerate(labels)}
    if len(used := [label for label in labels if counts[label]]) < 2:
        raise CannotEstimate(f"Every parent is in one band of {name!r} ({used[0]}).")

    def fitted(columns: Mapping[str, Array]) -> Regression:
        return regress_rows(joined(columns, others), outcome, clusters=clusters)

    linear, spline = fitted({name: exposure}), fitted(curve)
    quadratic = fitted({name: exposure, f"{name}²": exposure**2})
    chosen = np.array(labels)[band.astype(int)]
    return ExposureResponse(
        linear=linear.fit(),
        quadratic=quadratic.fit(),
        spline=spline.fit(),
        departure=spline.joint([column for column in curve if column != name]),
        bands=fitted(indicators(name, chosen, levels=used)).fit(),
        band_counts=counts,
        trend=fitted({"band": band}).contrast({"band": 1}),
        residual_squares={"linear": linear.rss, "quadratic": quadratic.rss, "spline": spline.rss},
        warnings=(OBSERVATIONAL, *_few(name, counts)),
    )


def _labels(edges: Sequence[float]) -> list[str]:
    if not edges or list(edges) != sorted(set(edges)):
        raise CannotEstimate("The edges of the bands do not increase.")
    between = [f"over {low:g} to {high:g}" for low, high in zip(edges, edges[1:], strict=False)]
    return [f"up to {edges[0]:g}", *between, f"over {edges[-1]:g}"]


def _few(name: str, counts: Mapping[str, int]) -> list[str]:
    return [
        f"Band {label!r} of {name} has {count} parents: too few to speak of it alone."
        for label, count in counts.items()
        if 0 < count < FEW
    ]
