"""Each outcome's change since entry, by the model its plan chose: one function a model, the same few values out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import ibis
from ibis import _

from village.analytics.planned.courses import Course
from village.analytics.planned.findings import Modelled, ModelledChange
from village.analytics.planned.starts import months_of
from village.analytics.plans.matching import wave_of
from village.analytics.plans.plan import Model, Outcome
from village.analytics.results import ScaleChange
from village.analytics.tables import BASELINE
from village.statistics.engine import Rows
from village.statistics.estimators.fit import CannotEstimate, Fit, Term
from village.statistics.estimators.mixed import fit_nested
from village.statistics.estimators.repeated import change_since_first, fit_growth
from village.statistics.formulas import parse_formula
from village.statistics.scans.nested import scan_nested
from village.statistics.scans.waves import WaveScan, scan_waves

Modelling = Callable[[Course, Outcome, Sequence[ScaleChange]], dict[str, Modelled]]


def model(course: Course, outcome: Outcome, counted: Sequence[ScaleChange]) -> dict[str, Modelled]:
    """The change at each follow-up (by wave) of one outcome; `counted` is what was counted of it, wave by wave.

    Raises `CannotEstimate` when the model cannot be fitted to these answers.
    """
    return MODELLING[outcome.model](course, outcome, counted)


def answering(course: Course, outcome: Outcome) -> dict[str, list[str]]:
    """The parents whose answers a model of this outcome is fitted to: compared or not, all those with a score.

    By wave when each wave has a model of its own; else under "".
    """
    scores = course.rows(outcome)
    tables = {wave: _asked_at(course, scores, wave) for wave in _own_models(course, outcome)}
    return {wave: _parents(rows) for wave, rows in (tables or {"": scores}).items()}


def _parents(rows: Rows) -> list[str]:
    seen = rows.table.filter(rows.table.y.notnull()).select("parent").distinct()
    names: list[str] = rows.collect(seen.order_by("parent")).column("parent").to_pylist()
    return names


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
            change=ModelledChange.of_estimate(estimate.mean_change),
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
    found = {wave: of_fit(fit, f"wave{wave}", scan.left_out) for wave in waves[1:]}
    return {
        wave: replace(made, cautions=(*made.cautions, "calendar"))
        if wave_of(course.snapshot.manifest, wave).anchor == "birth"
        else made
        for wave, made in found.items()
    }


def formula_of(outcome: Outcome) -> str:
    """The fixed effects of a mixed model: the change at each wave, and the covariates."""
    return " + ".join(["y ~ wave", *outcome.covariates])


def of_fit(
    fit: Fit, term: str, left_out: Mapping[str, int | None], *, houses_may_drift: bool = False
) -> Modelled:
    """One coefficient of a fitted model as the change at one follow-up.

    Without `houses_may_drift`, the model lets houses differ in where parents stand, not in how much they change: its
    interval is too narrow where they do (see the calibration).
    """
    cautions = ["no_variance"] if any(not sd > 0 for sd in fit.sd.values()) else []
    if not houses_may_drift:
        cautions.append("too_narrow")
    return Modelled(
        method=fit.method,
        change=ModelledChange.of_term(fit.fixed[term]),
        n=fit.n,
        sd=fit.sd,
        left_out=left_out,
        cautions=tuple(cautions),
        details=_details(fit),
    )


ASKED = "asked"  # in `details`: a model of the parents asked at that wave, and of nobody else

# What is published of a model, and its digits. Never how many parents lack which moments: some of these are a few.
DETAILS: Mapping[str, int] = {
    "criterion": 2,
    "parameters": 0,
    "waves": 0,
    "covariance": 2,
    "correlation": 2,
    "slope": 3,
    "icc": 3,
    "r_squared": 3,
}


def _details(fit: Fit) -> dict[str, Any]:
    known = {"criterion": fit.criterion, **fit.details}
    return {
        name: _rounded(known[name], digits) for name, digits in DETAILS.items() if name in known
    }


def _rounded(value: Any, digits: int) -> Any:
    """Every number in it, however deep."""
    if isinstance(value, Mapping):
        return {name: _rounded(part, digits) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part, digits) for part in value]
    return round(value, digits) if isinstance(value, float) else value


def _mmrm(course: Course, outcome: Outcome, counted: Sequence[ScaleChange]) -> dict[str, Modelled]:
    """Every answer weighed by the covariance of a parent's waves; errors from what houses did (CR2).

    Waves that count from the birth are not on everybody's calendar: each is a model of the parents it was asked of,
    whether they answered or not. Those who were never to be asked are no missing answers.
    """
    if own := _own_models(course, outcome):
        found = {wave: _mmrm_at(course, outcome, wave) for wave in own}
        return {wave: modelled for wave, modelled in found.items() if modelled is not None}
    scan, waves = _by_month(course, outcome, levels=("house",))
    return dict(zip(waves[1:], _changes(scan, outcome), strict=True))


def _changes(scan: WaveScan, outcome: Outcome) -> list[Modelled]:
    """The change at each wave but the first, in their order."""
    fit = change_since_first(scan.moments, covariance=outcome.covariance or "unstructured")
    return [
        of_fit(fit, named, scan.left_out, houses_may_drift=True) for named in scan.moments.waves[1:]
    ]


def _mmrm_at(course: Course, outcome: Outcome, wave: str) -> Modelled | None:
    """The change at one wave, of the parents it was asked of; None where it cannot be fitted, unless it is the endpoint."""
    rows = _asked_at(course, course.rows(outcome), wave)
    try:
        scan, waves = _by_month(course, outcome, levels=("house",), rows=rows)
        made = dict(zip(waves[1:], _changes(scan, outcome), strict=True))[wave]
    except CannotEstimate:
        if wave == outcome.endpoint:
            raise
        return None
    return replace(made, details={**made.details, "among": ASKED})


def _own_models(course: Course, outcome: Outcome) -> tuple[str, ...]:
    """The follow-ups of an MMRM that are not on everybody's calendar make all of them models of their own."""
    anchors = {wave.key: wave.anchor for wave in course.snapshot.manifest.waves}
    waves = course.answered(outcome)[1:]
    is_theirs = outcome.model == "mmrm" and any(anchors[wave] == "birth" for wave in waves)
    return waves if is_theirs else ()


def _asked_at(course: Course, rows: Rows, wave: str) -> Rows:
    """The rows of the parents asked at a wave, at every wave."""
    asked = course.snapshot.table("invitations").filter(_.wave == wave, _.status != "revoked")
    table = rows.table.semi_join(asked.select(parent=_.participant), "parent")
    return Rows(rows.path, table, rows.backend)


def _growth(
    course: Course, outcome: Outcome, counted: Sequence[ScaleChange]
) -> dict[str, Modelled]:
    """A straight line per parent: the change at a wave is the mean slope times its months."""
    scan, waves = _by_month(course, outcome, levels=("house", "group"))
    fit = fit_growth(scan.moments)
    since = scan.moments.times - scan.moments.times[0]
    slope, made = fit.fixed["time"], of_fit(fit, "time", scan.left_out)
    return {
        wave: replace(
            made,
            change=ModelledChange.of_term(
                Term.of(slope.estimate * months, slope.se * months, slope.df)
            ),
        )
        for wave, months in zip(waves[1:], since[1:].tolist(), strict=True)
    }


def _by_month(
    course: Course, outcome: Outcome, *, levels: tuple[str, ...], rows: Rows | None = None
) -> tuple[WaveScan, tuple[str, ...]]:
    """The answers (of some `rows` only) by their months, which put the waves in order; and these waves."""
    rows = rows or course.rows(outcome)
    waves = _seen(rows, course.answered(outcome))
    known = {wave.key: wave.months for wave in course.snapshot.manifest.waves}
    known[BASELINE] = months_of(course.snapshot, course.starts)
    months = ibis.cases(*((rows.table.wave == wave, known[wave]) for wave in waves))
    table = rows.table.filter(rows.table.wave.isin(list(waves))).mutate(
        months=months.cast("float64")
    )
    scan = scan_waves(
        Rows(rows.path, table, rows.backend),
        parse_formula("y ~ factor(months)"),
        wave="months",
        person="parent",
        levels=levels,
    )
    return scan, waves


def _seen(rows: Rows, waves: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these waves at which somebody has a score; the first is needed."""
    scored = rows.table.filter(rows.table.y.notnull()).select("wave").distinct().order_by("wave")
    seen = set(rows.collect(scored).column("wave").to_pylist())
    if waves[0] not in seen:
        raise CannotEstimate("Nobody asked there answered at their start.")
    return tuple(wave for wave in waves if wave in seen)


MODELLING: Mapping[Model, Modelling] = {
    "paired": _paired,
    "mmrm": _mmrm,
    "mixed": _mixed,
    "growth": _growth,
}
