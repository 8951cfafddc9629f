"""A file, a formula, the waves, the persons: a fitted model. What `village mmrm` prints, and what a notebook shows."""

from dataclasses import replace
from pathlib import Path

from village.statistics.engine import Engine, open_rows
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.repeated import Structure, WaveFit, fit_waves
from village.statistics.estimators.repeated.fit import Method
from village.statistics.formulas import nested_levels, parse_formula
from village.statistics.scans.waves import scan_waves


def fit_waves_file(
    path: Path | str,
    formula: str,
    *,
    wave: str,
    person: str,
    groups: str | None = None,
    covariance: Structure = "unstructured",
    method: Method = "REML",
    df: Rule = "satterthwaite",
    engine: Engine | str = Engine.DUCKDB,
    relative: bool = False,
) -> WaveFit:
    """Fit a model of repeated measures to the rows of a CSV or Parquet file: one row per person and wave.

    Parameters
    ----------
    formula
        Outcome and terms: "y ~ factor(wave)*arm".
    wave, person
        The columns that say when, and who.
    groups
        The columns of the units above the person that have a random intercept, the largest first: "house/group". The
        person may end the path: "house/group/parent".
    covariance, method, df
        As `fit_waves` takes them.
    relative
        Whether the names of units start again in each unit above.

    Raises
    ------
    DomainError
        In one sentence: what is wrong with the file, the formula or the model.
    """
    said = parse_formula(formula)
    levels = nested_levels(said, groups) if groups or said.random else ()
    if levels[-1:] == (person,):
        levels = levels[:-1]
    with open_rows(Path(path), engine=engine) as rows:
        scan = scan_waves(rows, said, wave=wave, person=person, levels=levels, relative=relative)
    fit = fit_waves(
        scan.moments,
        scan.columns,
        covariance=covariance,
        method=method,
        df=df,
        left_out=scan.left_out,
    )
    return replace(fit, warnings=(*scan.warnings, *fit.warnings))
