"""Fit a model of repeated measures to the sums of persons (MMRM, growth, analysis of covariance)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.contrasts import PreciseFit
from village.statistics.estimators.degrees import ContrastPrecision, Rule, is_flat
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.repeated.covariances import (
    DESCRIPTIONS,
    STRUCTURES,
    Structure,
    WaveCovariance,
    correlations,
    covariance_of,
    slope_covariance,
)
from village.statistics.estimators.repeated.design import (
    WaveColumn,
    WaveLayout,
    lay_out,
    used_patterns,
)
from village.statistics.estimators.repeated.likelihood import Likelihood
from village.statistics.estimators.repeated.precision import precision_of
from village.statistics.estimators.repeated.search import Optimum, find_optimum
from village.statistics.moments.waves import WaveMoments

Method = Literal["REML", "ML"]
RULES: dict[Rule, str] = {
    "satterthwaite": "Satterthwaite df",
    "kenward-roger": "Kenward–Roger covariance and df",
    "normal": "normal distribution",
}
NOTHING = 1e-4  # of the spread of the outcome: a level that holds no more is said to hold nothing
NEARLY_ONE = 1e-6  # the smallest eigenvalue of correlations below which two waves tell the same
FEW = 5  # persons per parameter of the covariance below which one is told


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaveFit(PreciseFit):
    """A fitted model of repeated measures, which can be asked for any contrast of its fixed effects.

    `parameters` counts the variances and covariances estimated; `restricted` says whether by REML; `moments` are the
    sums it was fitted to.
    """

    moments: WaveMoments = field(repr=False)
    columns: tuple[WaveColumn, ...] = field(repr=False)
    parameters: int
    restricted: bool


def fit_waves(
    moments: WaveMoments,
    columns: Sequence[WaveColumn],
    *,
    covariance: Structure = "unstructured",
    method: Method = "REML",
    df: Rule = "satterthwaite",
    levels: Sequence[str] | None = None,
    explained: Sequence[int] | None = None,
    left_out: Mapping[str, int] | None = None,
) -> WaveFit:
    """Fit y = Xβ + (intercepts of the units above) + e, the e of a person having covariance Σ(θ) over the waves.

    Parameters
    ----------
    moments
        The sums of persons; `levels` says which of its levels have a random intercept (all of them).
    columns
        The fixed effects, in order.
    covariance
        The structure of Σ, see `covariances`; with "slope", `(1 + time | person)`.
    explained
        Indices of the waves whose outcome is explained (all).

    Raises `CannotEstimate` for an unknown option, when a column repeats others, when two waves were never seen together though their
    covariance is asked for, or when there are too few persons.
    """
    _check_options(covariance, method, df)
    moments = _with_levels(moments, levels)
    layout = lay_out(moments, columns, explained=explained)
    structure = covariance_of(covariance, moments.times[layout.waves])
    likelihood = Likelihood(moments, layout, restricted=method == "REML")
    _check_waves(moments, layout, likelihood, structure)
    found = find_optimum(likelihood, structure, len(moments.levels))
    precision = replace(precision_of(likelihood, structure, found, df), basis=layout.back)
    return WaveFit(
        method=_method(structure, moments, method, df),
        criterion=found.criterion,
        fixed=_terms(layout, precision, likelihood.coefficients(found.curvature)),
        covariance=precision.covariance,
        sd=_spreads(structure, moments, found),
        n=_counts(moments, layout, likelihood),
        left_out=left_out or {},
        warnings=_warnings(moments, likelihood, structure, found),
        details=_details(moments, layout, structure, found),
        precision=precision,
        moments=moments,
        columns=tuple(columns),
        parameters=structure.parameters + len(moments.levels),
        restricted=likelihood.restricted,
    )


def _check_options(covariance: str, method: str, df: str) -> None:
    for what, value, known in (
        ("The covariance", covariance, STRUCTURES),
        ("The method", method, get_args(Method)),
        ("Degrees of freedom", df, RULES),
    ):
        if value not in known:
            raise CannotEstimate(f"{what} must be one of {', '.join(known)}, and not '{value}'.")
    if df == "kenward-roger" and method != "REML":
        raise CannotEstimate(
            "Kenward–Roger degrees of freedom are made for REML: leave ML out, or take Satterthwaite's."
        )


def _terms(layout: WaveLayout, precision: ContrastPrecision, centred: Array) -> dict[str, Term]:
    """The named effects, from the coefficients of the centred columns."""
    errors = _errors(precision)
    named = layout.back @ centred + layout.shift
    return {
        name: Term.of(float(named[c]), float(errors[c]), precision.df(weights))
        for c, (name, weights) in enumerate(zip(layout.names, np.eye(len(named)), strict=True))
    }


def _errors(precision: ContrastPrecision) -> Array:
    """(p,) standard errors; the adjustment of Kenward and Roger is only good to first order, and may be too large."""
    variances = np.diag(precision.covariance)
    if not (variances > 0).all():
        raise CannotEstimate(
            "The Kenward–Roger adjustment is larger than what it adjusts: there are too few persons for this covariance; "
            "choose a simpler one, or Satterthwaite's degrees of freedom."
        )
    return np.sqrt(variances)


def _with_levels(moments: WaveMoments, levels: Sequence[str] | None) -> WaveMoments:
    if levels is None or tuple(levels) == moments.levels:
        return moments
    if not levels:
        return moments.without_levels()
    raise CannotEstimate(
        f"These sums have the levels {', '.join(moments.levels) or 'none'}: they can be fitted with all or none of them."
    )


def _check_waves(
    moments: WaveMoments, layout: WaveLayout, likelihood: Likelihood, structure: WaveCovariance
) -> None:
    names = [name for name, explained in zip(moments.waves, layout.waves, strict=True) if explained]
    together = np.einsum("p,pts->ts", likelihood.persons, likelihood.both)
    for wave in np.flatnonzero(np.diag(together) == 0):
        raise CannotEstimate(
            f"Nobody answered at wave {names[wave]}: nothing can be estimated there."
        )
    if structure.name == "slope" and len(names) < 3:
        raise CannotEstimate(
            "An intercept, a slope and a residual for each person need three waves at least: choose cs."
        )
    if structure.name == "unstructured":
        for one, other in np.argwhere(together == 0):
            raise CannotEstimate(
                f"Nobody was seen at both waves {names[one]} and {names[other]}: their covariance cannot be estimated; "
                "choose a structure such as ar1 or cs."
            )
    if likelihood.rows <= likelihood.p:
        raise CannotEstimate(f"{likelihood.rows} rows cannot tell {likelihood.p} fixed effects.")


def _method(structure: WaveCovariance, moments: WaveMoments, method: Method, df: Rule) -> str:
    above = f", random intercepts of {' and '.join(moments.levels)}" if moments.levels else ""
    kind = "growth model" if structure.name == "slope" else "model for repeated measures"
    return f"{kind}, {DESCRIPTIONS[structure.name]}{above}, {method}, {RULES[df]}"


def _counts(moments: WaveMoments, layout: WaveLayout, likelihood: Likelihood) -> dict[str, int]:
    used = used_patterns(moments.patterns, layout)
    units = (
        np.unique(moments.cell_unit[used[moments.cell_pattern]])
        if moments.levels
        else np.empty(0, int)
    )
    found: dict[str, int] = {}
    for level in reversed(range(len(moments.levels))):
        found = {moments.levels[level]: len(units), **found}
        if level:
            units = np.unique(moments.above[level - 1][units])
    return {"rows": likelihood.rows, **found, moments.person: int(likelihood.persons.sum())}


def _spreads(structure: WaveCovariance, moments: WaveMoments, found: Optimum) -> dict[str, float]:
    """Standard deviations; `residual` is the root mean variance of the waves where each has its own."""
    above = dict(zip(moments.levels, map(float, found.sd), strict=True))
    if structure.name != "slope":
        return {**above, "residual": float(np.sqrt(np.diag(found.sigma).mean()))}
    effects = np.sqrt(np.diag(slope_covariance(found.theta)))
    person = {moments.person: float(effects[0]), f"{moments.person}: slope": float(effects[1])}
    return {**above, **person, "residual": float(np.exp(found.theta[3]))}


def _details(
    moments: WaveMoments, layout: WaveLayout, structure: WaveCovariance, found: Optimum
) -> dict[str, Any]:
    used = used_patterns(moments.patterns, layout)
    marks = np.where(moments.patterns[used], "1", "0")
    details: dict[str, Any] = {
        "waves": [name for name, kept in zip(moments.waves, layout.waves, strict=True) if kept],
        "covariance": found.sigma.tolist(),
        "correlation": correlations(found.sigma).tolist(),
        "patterns": {
            "".join(row): int(persons)
            for row, persons in zip(marks, moments.persons[used], strict=True)
        },
        "parameters": len(layout.names) + structure.parameters + len(moments.levels),
    }
    if structure.name == "slope":
        details["slope"] = {"covariance": slope_covariance(found.theta).tolist()}
    return details


def _warnings(
    moments: WaveMoments, likelihood: Likelihood, structure: WaveCovariance, found: Optimum
) -> list[str]:
    said = []
    persons = int(likelihood.persons.sum())
    size = float(np.sqrt(np.diag(found.sigma).mean()))
    said += [
        f"Singular fit: no variance is left between units of {level}."
        for level, sd in zip(moments.levels, found.sd, strict=True)
        if sd < NOTHING * size
    ]
    if structure.name == "slope":
        spread = np.linalg.eigvalsh(slope_covariance(found.theta) / _slope_scale(structure, size))
        if spread[0] < NOTHING**2:
            said.append(
                f"Singular fit: the random intercept and slope of {moments.person} have no two dimensions of variance."
            )
    if np.linalg.eigvalsh(correlations(found.sigma))[0] < NEARLY_ONE:
        said.append("Singular covariance: the outcome at one wave is told exactly by the others.")
    if persons < FEW * structure.parameters:
        said.append(
            f"{persons} persons for the {structure.parameters} parameters of the covariance: "
            "a simpler structure would be surer, and Kenward–Roger more careful."
        )
    if is_flat(found.hessian):
        said.append("The likelihood is flat in one direction: some variances cannot be told apart.")
    return said


def _slope_scale(structure: WaveCovariance, size: float) -> Array:
    """(2, 2) what G would be were intercept and slope each worth the whole spread of the outcome."""
    unit = size / np.array([1.0, float(np.abs(structure.times).max()) or 1.0])
    return np.outer(unit, unit)
