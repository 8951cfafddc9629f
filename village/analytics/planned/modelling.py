"""Each outcome's change since entry, by the model its plan chose: one function a model, the same few values out."""

from collections.abc import Callable, Mapping, Sequence

from village.analytics.estimators.fit import Fit
from village.analytics.estimators.mixed import fit_nested
from village.analytics.formulas import parse_formula
from village.analytics.planned.courses import Course
from village.analytics.planned.findings import Change, Modelled
from village.analytics.plans.plan import Model, Outcome
from village.analytics.results import ScaleChange
from village.analytics.scans.nested import scan_nested

Modelling = Callable[[Course, Outcome, Sequence[ScaleChange]], dict[str, Modelled]]


def model(course: Course, outcome: Outcome, counted: Sequence[ScaleChange]) -> dict[str, Modelled]:
    """The change at each follow-up (by wave) of one outcome; `counted` is what was counted of it, wave by wave.

    Raises `CannotEstimate` when the model cannot be fitted to these answers.
    """
    return MODELLING[outcome.model](course, outcome, counted)


def _paired(
    course: Course, outcome: Outcome, counted: Sequence[ScaleChange]
) -> dict[str, Modelled]:
    """Mean change of the parents scored at both moments, robust to houses (or groups) resembling themselves."""
    found = {}
    for change in counted:
        if (estimate := change.estimate) is None:
            continue
        found[change.response.wave] = Modelled(
            method="mean of paired changes, cluster-robust (CR2)",
            change=Change.of_estimate(estimate.mean_change),
            n={"parent": estimate.parents, "group": estimate.groups, "house": estimate.houses},
        )
    return found


def _mixed(course: Course, outcome: Outcome, counted: Sequence[ScaleChange]) -> dict[str, Modelled]:
    """Random intercepts of houses, groups and parents; every answer counts, with or without the other moments.

    y = wave + covariates + intercepts + e: the change at a wave is its coefficient, the baseline being the reference.
    """
    waves = course.answered(outcome)
    scan = scan_nested(
        course.rows(outcome),
        parse_formula(formula_of(outcome)),
        outcome.nesting,
        factor_levels={"wave": waves},
    )
    fit = fit_nested(scan.moments, terms=scan.terms)
    return {wave: of_fit(fit, f"wave{wave}", scan.left_out) for wave in waves[1:]}


def formula_of(outcome: Outcome) -> str:
    """The fixed effects of a mixed model: the change at each wave, and the covariates."""
    return " + ".join(["y ~ wave", *outcome.covariates])


def of_fit(fit: Fit, term: str, left_out: Mapping[str, int]) -> Modelled:
    """One coefficient of a fitted model as the change at one follow-up."""
    cautions = ["no_variance"] if any(not sd > 0 for sd in fit.sd.values()) else []
    return Modelled(
        method=fit.method,
        change=Change.of_term(fit.fixed[term]),
        n=fit.n,
        sd=fit.sd,
        left_out=left_out,
        cautions=tuple(cautions),
        details={"criterion": fit.criterion, **fit.details},
    )


MODELLING: Mapping[Model, Modelling] = {"paired": _paired, "mixed": _mixed}
