"""`village mmrm`: repeated measures at planned waves, from any file of rows."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from village.cli.fitted import show_fit


class CovarianceChoice(StrEnum):
    """How the answers of one person vary together; the names of SAS and nlme where they have one."""

    UNSTRUCTURED = "unstructured"
    TOEPLITZ = "toeplitz"
    AR1 = "ar1"
    AR1H = "ar1h"
    CAR1 = "car1"
    CS = "cs"
    CSH = "csh"
    SLOPE = "slope"


class Rule(StrEnum):
    """Where degrees of freedom come from."""

    SATTERTHWAITE = "satterthwaite"
    KENWARD_ROGER = "kenward-roger"
    NORMAL = "normal"


class EngineChoice(StrEnum):
    """What reads the rows; the numbers are the same."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def mmrm(
    file: Annotated[
        Path,
        typer.Argument(
            help="Rows, one per person and wave: .csv, .parquet, or a folder of Parquet."
        ),
    ],
    formula: Annotated[
        str, typer.Option(help="Outcome and terms, as in R: `y ~ factor(month)*arm + age`.")
    ],
    wave: Annotated[str, typer.Option(help="The column of the planned waves.")],
    subject: Annotated[str, typer.Option(help="The column that says who answered.")],
    groups: Annotated[
        str | None,
        typer.Option(
            help="Columns of the units above the person, the largest first, each with a random intercept: "
            "`house/group`. Parents of one group resemble one another: leave them out for a trial only."
        ),
    ] = None,
    relative: Annotated[
        bool,
        typer.Option(
            "--relative",
            help="Names start again in each unit: the parent 1 of two groups are two parents.",
        ),
    ] = False,
    covariance: Annotated[
        CovarianceChoice,
        typer.Option(
            help="Of the answers of one person: `unstructured`; `toeplitz`, `ar1h`, `csh` with a variance per wave; "
            "`ar1`, `cs` with one; `car1` by the time between waves; `slope`, an intercept and a slope of time each."
        ),
    ] = CovarianceChoice.UNSTRUCTURED,
    ml: Annotated[
        bool, typer.Option("--ml", help="Full likelihood, instead of restricted.")
    ] = False,
    df: Annotated[Rule, typer.Option(help="Degrees of freedom.")] = Rule.SATTERTHWAITE,
    engine: Annotated[
        EngineChoice, typer.Option(help="What reads the rows.")
    ] = EngineChoice.DUCKDB,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Fit a model for repeated measures (MMRM, growth) to a file of rows: estimates, intervals, criterion.

    Every person seen at one wave or more counts, whichever waves they missed: right when what is missing depends on
    nothing but what was seen. Rows that cannot be used are counted by reason, and a wave answered twice is refused.

    Example: village mmrm answers.csv --formula "y ~ factor(month)*arm" --wave month --subject parent --groups house/group
    """
    from village.statistics.scans.repeated import fit_waves_file

    fit = fit_waves_file(
        file,
        formula,
        wave=wave,
        person=subject,
        groups=groups,
        relative=relative,
        covariance=covariance.value,
        method="ML" if ml else "REML",
        df=df.value,
        engine=engine.value,
    )
    show_fit(fit, as_json=as_json)
