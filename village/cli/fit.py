"""`village fit`: a linear mixed model with nested random intercepts, from any file of rows."""

from pathlib import Path
from typing import Annotated

import typer

from village.cli.fitted import show_fit
from village.cli.mmrm import EngineChoice, Rule


def fit(
    file: Annotated[
        Path,
        typer.Argument(help="Rows, one per answer: .csv, .parquet, or a folder of Parquet."),
    ],
    formula: Annotated[
        str,
        typer.Option(
            help="Outcome and terms, as in R: `y ~ t*single + over`, with factor(x), log(x), I(x^2), "
            "ns(x, knots=[8, 12], boundary=[2, 20])."
        ),
    ],
    groups: Annotated[
        str | None,
        typer.Option(
            help="The columns of the units that rows are nested in, the largest first: `house/group/parent`. "
            "The same may be said in the formula, `+ (1|house/group/parent)`."
        ),
    ] = None,
    relative: Annotated[
        bool,
        typer.Option(
            "--relative",
            help="Names start again in each unit: the parent 1 of two groups are two parents.",
        ),
    ] = False,
    ml: Annotated[
        bool, typer.Option("--ml", help="Full likelihood, instead of restricted.")
    ] = False,
    df: Annotated[Rule, typer.Option(help="Degrees of freedom.")] = Rule.SATTERTHWAITE,
    profile: Annotated[
        bool,
        typer.Option(
            "--profile",
            help="Intervals by profile likelihood, those of standard deviations included.",
        ),
    ] = False,
    engine: Annotated[
        EngineChoice, typer.Option(help="What reads the rows.")
    ] = EngineChoice.DUCKDB,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Fit a linear mixed model to a file of rows: estimates, intervals, criterion, as lme4 and lmerTest give them.

    The file is read once, and may be larger than memory. Rows that cannot be used are counted by reason.

    Example: village fit answers.parquet --formula "y ~ t*single + over" --groups house/group/parent
    """
    from village.statistics.scans.fitting import fit_file

    fitted = fit_file(
        file,
        formula,
        groups=groups,
        relative=relative,
        method="ML" if ml else "REML",
        df=df.value,
        profile=profile,
        engine=engine.value,
    )
    show_fit(fitted, as_json=as_json)
