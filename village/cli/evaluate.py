"""`village evaluate`: from a snapshot to what may be said of it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from village.core.privacy import Audience

if TYPE_CHECKING:
    from rich.table import Table

    from village.analytics.display import TextTable
    from village.analytics.results import Evaluation


class Language(StrEnum):
    """The language of the words; figures are the same in both."""

    FR = "fr"
    EN = "en"


def evaluate(
    snapshot: Annotated[Path, typer.Argument(help="The folder that `village snapshot` wrote.")],
    audience: Annotated[
        Audience,
        typer.Option(
            help="Who will read it: `public` hides what stands for fewer than 11 parents, or for one group; `house`, "
            "for the team of a house and the national team, what stands for fewer than 5."
        ),
    ] = Audience.PUBLIC,
    house: Annotated[
        str | None,
        typer.Option(help="The code of one house; by default, the whole network."),
    ] = None,
    language: Annotated[Language, typer.Option(help="The language of the words.")] = Language.FR,
    out: Annotated[
        Path | None,
        typer.Option(help="A new folder for results.json and report.html."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print results.json instead of tables.")
    ] = False,
) -> None:
    """Say what changed for parents between entry and each later wave, with counts, intervals and cautions.

    For each scale and wave: parents invited, answered and compared, both means, the mean change with its 95 %
    interval (Student's t, standard error robust to houses), standardised effects, and the share of parents who are
    better, the same, worse. Small groups are hidden, and so is whatever would give them away by subtraction.

    Every file is first compared with its hash. The same snapshot gives the same figures, to the last digit.
    """
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    steps = SpinnerColumn(), TextColumn("{task.description}")
    with Progress(*steps, console=console, transient=True, disable=not console.is_terminal) as bar:
        step = bar.add_task("opening the snapshot")
        from village.analytics.engine import open_snapshot
        from village.analytics.evaluation import evaluate as evaluate_snapshot

        with open_snapshot(snapshot, check=True) as opened:
            bar.update(step, description="evaluating")
            found = evaluate_snapshot(
                opened, audience=audience, house=house, language=language.value
            )
            if out is not None:
                bar.update(step, description="drawing the report")
                from village.analytics.report import write_report

                write_report(found, opened.manifest, out)
    if as_json:
        from village.analytics.results import results_json

        sys.stdout.buffer.write(results_json(found))
    else:
        _show(found)


def _show(found: "Evaluation") -> None:
    from rich.console import Console

    from village.analytics import display, prose

    console = Console(highlight=False, markup=False)
    for sentence in prose.headline(found):
        console.print(sentence, style="bold")
    for table in (
        display.change_table(found),
        display.share_table(found),
        display.response_table(found),
        display.reach_table(found),
    ):
        console.print(_laid_out(table))
    for sentence in (*prose.cautions(found), *prose.silence_notes(found)):
        console.print(f"· {sentence}")
    for sentence in prose.provenance(found):
        console.print(sentence, style="dim")


def _laid_out(table: "TextTable") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    laid_out = Table(
        title=Text(f"\n{table.caption}"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for column in table.columns:
        laid_out.add_column(Text(column))
    for block in table.blocks:
        if block.heading:
            laid_out.add_row(Text(block.heading.replace(" (", "\n("), style="bold"))
        for row in block.rows:
            laid_out.add_row(
                *(Text(cell.text, style="dim italic" if cell.is_silent else "") for cell in row)
            )
    return laid_out
