"""`village combine`: the national result, from the sums of each site."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from village.cli.evaluate import Language


def combine(
    files: Annotated[list[Path], typer.Argument(help="The files of the sites, in any order.")],
    plan: Annotated[Path, typer.Option(help="The plan.toml they were made for.")],
    registration: Annotated[
        Path | None,
        typer.Option(
            help="The register that holds the plan's receipt; without it, results are exploratory."
        ),
    ] = None,
    language: Annotated[Language, typer.Option(help="The language of the words.")] = Language.FR,
    out: Annotated[
        Path | None,
        typer.Option(help="A new folder for results.json, results.parquet and report.html."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print results.json instead of tables.")
    ] = False,
) -> None:
    """Add the sums that sites sent, and fit the models of the plan to the total.

    The result is that of the rows in one place, to rounding, for the parents whose sums could leave their site; how
    many stayed home is said. Refused: a file that was damaged, of another plan or another release, and a site, a
    snapshot or a house that comes twice. A parent followed in two sites cannot be noticed, and counts in both.
    """
    from village.analytics.federation import join_moments
    from village.analytics.planned.findings import planned_json
    from village.analytics.plans import load_plan
    from village.analytics.plans.registration import read_register

    written = load_plan(plan)
    register = read_register(registration) if registration else ()
    found = join_moments(files, written, register=register, language=language.value)
    if out is not None:
        from village.analytics.report.planned import write_planned_report

        write_planned_report(found, None, out)
    if as_json:
        sys.stdout.buffer.write(planned_json(found))
    else:
        from village.cli.planned import to_show
        from village.cli.showing import show

        show(to_show(found))
