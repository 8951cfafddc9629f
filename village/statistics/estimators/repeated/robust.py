"""Change since the first wave, every answer counted, with errors that suppose nothing of how houses differ.

A model with random intercepts of houses lets houses differ in where their parents stand, not in how much they change:
its interval of a change is too narrow as soon as they do (`docs/reference/calibration.md`). Here the covariance of the
waves only weighs the answers; the errors come from what houses really did (Liang & Zeger 1986, Biometrika 73:13), with
the correction CR2 and its degrees of freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018 with weights V⁻¹).
"""

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.fit import CannotEstimate, Fit, Term
from village.statistics.estimators.repeated.covariances import Structure
from village.statistics.estimators.repeated.design import WaveColumn
from village.statistics.estimators.repeated.fit import Method, fit_waves
from village.statistics.estimators.sandwich import Sandwich
from village.statistics.moments.waves import WaveMoments


def change_since_first(
    moments: WaveMoments,
    *,
    level: str | None = None,
    covariance: Structure = "unstructured",
    method: Method = "REML",
) -> Fit:
    """The mean at the first wave, and the change from it to each later one, errors robust to the units of `level`.

    Parameters
    ----------
    moments
        The sums of persons, with levels; features and varying columns are not looked at.
    level
        Whose units are independent of one another: the outermost level by default.
    covariance, method
        How the covariance Σ of a person's waves is estimated, as `fit_waves` takes them.

    Returns
    -------
    Fit
        `fixed`: the first wave, then each later one (the change), by their names.

    Notes
    -----
    With E the (observed waves, T) selection of a pattern, μ = M⁻¹ Σ EᵀΣ_o⁻¹ y_o, M = Σ_h M_h, M_h = Σ EᵀΣ_o⁻¹E over
    the persons of house h; its score is u_h = Σ EᵀΣ_o⁻¹ (y_o − μ_o). CR2 is that of least squares on Σ_o^(−½)(E, y).

    Raises `CannotEstimate` without levels, with one unit, or as `fit_waves` does.
    """
    if not moments.levels:
        raise CannotEstimate(
            "These sums know no house: what houses did cannot be learned from them."
        )
    name = level or moments.levels[0]
    if name not in moments.levels:
        raise CannotEstimate(f"There is no level {name}: there are {', '.join(moments.levels)}.")
    waves = np.eye(len(moments.waves))
    columns = [WaveColumn(wave, row) for wave, row in zip(moments.waves, waves, strict=True)]
    fit = fit_waves(moments, columns, covariance=covariance, method=method, levels=())
    information, scores = _by_unit(moments, fit, _unit_of_cells(moments, name))
    if len(scores) < 2:
        raise CannotEstimate(f"There is one {name} only: how they differ cannot be learned.")
    since = waves.copy()
    since[1:, 0] = -1
    inverse = np.linalg.inv(information.sum(axis=0))
    sandwich = Sandwich.of(information, scores, inverse, inverse @ since.T, adjusted=True)
    spread, df = sandwich.covariance, sandwich.satterthwaite()
    found = since @ fit.coefficients
    return Fit(
        method=f"{fit.method.rsplit(', ', 1)[0]}, CR2 errors by {name}, Satterthwaite df",
        criterion=fit.criterion,
        fixed={
            wave: Term.of(float(found[t]), float(np.sqrt(spread[t, t])), float(df[t]))
            for t, wave in enumerate(moments.waves)
        },
        covariance=spread,
        sd=fit.sd,
        n={"rows": fit.n["rows"], name: len(scores), moments.person: fit.n[moments.person]},
        warnings=fit.warnings,
        details=fit.details,
    )


def _unit_of_cells(moments: WaveMoments, level: str) -> IntArray:
    """(C,) the unit of that level in which each cell is."""
    unit = moments.cell_unit
    for above in reversed(moments.above[moments.levels.index(level) :]):
        unit = above[unit]
    return unit


def _by_unit(moments: WaveMoments, fit: Fit, unit: IntArray) -> tuple[Array, Array]:
    """M_h (H, T, T) and u_h (H, T) of each unit, from the counts and sums of its cells."""
    sigma, mean = np.array(fit.details["covariance"]), fit.coefficients
    count = len(mean)
    weights = np.zeros((len(moments.patterns), count, count))
    for pattern, seen in enumerate(moments.patterns):
        weights[pattern][np.ix_(seen, seen)] = np.linalg.inv(sigma[np.ix_(seen, seen)])
    own, place = weights[moments.cell_pattern], moments.place(moments.outcome)
    persons = moments.cell_persons.astype(float)
    # sums are about the centre: y − μ = (y − centre) − (μ − centre)
    centred = mean - moments.centre_of(moments.outcome)
    residual = moments.cell_sums[:, place : place + count] - persons[:, None] * centred
    units, at = np.unique(unit, return_inverse=True)
    information, scores = np.zeros((len(units), count, count)), np.zeros((len(units), count))
    np.add.at(information, at, persons[:, None, None] * own)
    np.add.at(scores, at, np.einsum("cij,cj->ci", own, residual))
    return information, scores
