"""A file, a formula, the groups: a fitted model. What `village fit` prints, and what a notebook shows."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from village.statistics.engine import Engine, open_rows
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.mixed import MixedFit, fit_nested, profile_intervals
from village.statistics.estimators.mixed.fitting import Method
from village.statistics.formulas import nested_levels, parse_formula
from village.statistics.scans.nested import scan_nested


def fit_file(
    path: Path | str,
    formula: str,
    *,
    groups: str | None = None,
    method: Method = "REML",
    df: Rule = "satterthwaite",
    profile: bool = False,
    engine: Engine | str = Engine.DUCKDB,
    relative: bool = False,
) -> MixedFit:
    """Fit a linear mixed model with nested random intercepts to the rows of a CSV or Parquet file.

    In a notebook: fit_file("answers.parquet", "y ~ t*single", groups="house/group/parent").

    Parameters
    ----------
    formula
        Outcome and terms: "y ~ t*single + over". Groups may be said there as well: "+ (1|house/group/parent)".
    groups
        The columns of the units, the largest first: "house/group/parent".
    method, df
        As `fit_nested` takes them.
    profile
        Whether intervals are those of profile likelihood; those of standard deviations are then in `details`.
    relative
        Whether the names of units start again in each unit above.

    Raises
    ------
    DomainError
        In one sentence: what is wrong with the file, the formula or the model.
    """
    said = parse_formula(formula)
    levels = nested_levels(said, groups)
    with open_rows(Path(path), engine=engine) as rows:
        scan = scan_nested(rows, said, levels, relative=relative)
    fit = fit_nested(scan.moments, method=method, df=df, terms=scan.terms)
    if profile:
        fit = _with_intervals(fit, profile_intervals(scan.moments, fit))
    return replace(fit, left_out=dict(scan.left_out), warnings=(*scan.warnings, *fit.warnings))


def _with_intervals(fit: MixedFit, found: Mapping[str, tuple[float, float]]) -> MixedFit:
    fixed = {
        name: replace(term, low=found[name][0], high=found[name][1])
        for name, term in fit.fixed.items()
    }
    spread = {name: dict(zip(("low", "high"), found[name], strict=True)) for name in fit.sd}
    return replace(
        fit,
        method=f"{fit.method}, profile-likelihood intervals",
        fixed=fixed,
        details={**fit.details, "sd_intervals": spread},
    )
