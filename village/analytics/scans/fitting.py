"""A file, a formula, the groups: a fitted model. What `village fit` prints, and what a notebook shows."""

from dataclasses import replace
from pathlib import Path

from village.analytics.engine import Engine, open_rows
from village.analytics.estimators.degrees import Rule
from village.analytics.estimators.mixed import MixedFit, fit_nested
from village.analytics.estimators.mixed.fitting import Method
from village.analytics.formulas import nested_levels, parse_formula
from village.analytics.scans.nested import scan_nested


def fit_file(
    path: Path | str,
    formula: str,
    *,
    groups: str | None = None,
    method: Method = "REML",
    df: Rule = "satterthwaite",
    engine: Engine | str = Engine.DUCKDB,
    relative: bool = False,
) -> MixedFit:
    """Fit a linear mixed model with nested random intercepts to the rows of a CSV or Parquet file.

    Parameters
    ----------
    formula
        Outcome and terms: "y ~ t*single + over". Groups may be said there as well: "+ (1|house/group/parent)".
    groups
        The columns of the units, the largest first: "house/group/parent".
    method, df
        As `fit_nested` takes them.
    relative
        Whether the names of units start again in each unit above.

    Raises
    ------
    DomainError
        In one sentence: what is wrong with the file, the formula or the model.

    Examples
    --------
    >>> fit_file("answers.parquet", "y ~ t*single", groups="house/group/parent")  # doctest: +SKIP
    """
    said = parse_formula(formula)
    levels = nested_levels(said, groups)
    with open_rows(Path(path), engine=engine) as rows:
        scan = scan_nested(rows, said, levels, relative=relative)
    fit = fit_nested(scan.moments, method=method, df=df, terms=scan.terms)
    return replace(fit, left_out=dict(scan.left_out), warnings=(*scan.warnings, *fit.warnings))
