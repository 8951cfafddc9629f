"""`village evaluate`: from a snapshot to what may be said of it."""

import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from village.cli.showing import Shown, show
from village.core.errors import NotAllowed
from village.core.privacy import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from village.analytics.results import Evaluation


class Language(StrEnum):
    """The language of the words; figures are the same in both."""

    FR = "fr"
    EN = "en"


def evaluate(
    snapshot: Annotated[Path, typer.Argument(help="The folder that `village snapshot` wrote.")],
    audience: Annotated[
        Audience | None,
        typer.Option(
            help="Who will read it: `public` (by default) hides what stands for fewer than 11 parents, or for one "
            "group; `house`, for the team of a house and the national team, what stands for fewer than 5. A plan says "
            "it itself.",
            show_default=False,
        ),
    ] = None,
    house: Annotated[
        str | None,
        typer.Option(help="The code of one house; by default, the whole network."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Do what this plan.toml says, on the whole network: models, tests, subgroups."
        ),
    ] = None,
    registration: Annotated[
        Path | None,
        typer.Option(
            help="The register that holds the plan's receipt (see `village plan`); without it, results are exploratory."
        ),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="A file that remembers what was drawn from this snapshot for this audience: a figure that differs "
            "from an earlier one by a few parents is withheld, be it of another plan. Made the first time; keep it to yourself."
        ),
    ] = None,
    rounding: Annotated[
        bool,
        typer.Option(
            "--round",
            help="Round numbers of parents to the nearest 5, and shares to whole hundredths.",
        ),
    ] = False,
    language: Annotated[Language, typer.Option(help="The language of the words.")] = Language.FR,
    out: Annotated[
        Path | None,
        typer.Option(
            help="A new folder for results.json and report.html, and results.parquet with a plan."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print results.json instead of tables.")
    ] = False,
) -> None:
    """Say what changed for parents between entry and each later wave, with counts, intervals and cautions.

    For each scale and wave: parents invited, answered and compared, both means, the mean change with its 95 %
    interval (Student's t, standard error robust to houses), standardised effects, and the share of parents who are
    better, the same, worse. Small groups are hidden, and so is whatever would give them away by subtraction.

    With --plan, what was decided beforehand is done instead: its outcomes, models, tests and subgroups, with what
    could not be done as planned, and whether the plan was registered before the snapshot was taken.

    Every file is first compared with its hash. The same snapshot gives the same figures, to the last digit.
    """
    if plan is None and registration is not None:
        raise NotAllowed("A registration is that of a plan: name the plan with --plan.")
    if plan is not None and (house is not None or audience is not None or rounding):
        raise NotAllowed("A plan is run on the whole network, for the audience it names.")
    with _steps() as step:
        if plan is not None:
            from village.cli.planned import evaluate_by_plan

            found, shown = evaluate_by_plan(
                snapshot,
                plan,
                registration,
                ledger,
                language=language.value,
                out=out,
                step=step,
            )
        else:
            found, shown = _evaluate_all(
                snapshot,
                audience or Audience.PUBLIC,
                house,
                ledger,
                rounding=rounding,
                language=language.value,
                out=out,
                step=step,
            )
    if as_json:
        sys.stdout.buffer.write(found)
    else:
        show(shown)


@contextmanager
def _steps() -> "Iterator[Callable[[str], None]]":
    """Say on the terminal what is being done; give a function that says the next step."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    steps = SpinnerColumn(), TextColumn("{task.description}")
    with Progress(*steps, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("opening the snapshot")
        yield lambda description: bar.update(task, description=description)


def _evaluate_all(
    folder: Path,
    audience: Audience,
    house: str | None,
    ledger: Path | None,
    *,
    rounding: bool,
    language: str,
    out: Path | None,
    step: "Callable[[str], None]",
) -> "tuple[bytes, Shown]":
    """Every scale at every wave, without a plan."""
    from village.analytics.engine import open_snapshot
    from village.analytics.evaluation import evaluate as evaluate_snapshot
    from village.analytics.results import results_json

    with open_snapshot(folder, check=True) as opened:
        step("evaluating")
        noted = None
        if ledger is None:
            found = evaluate_snapshot(opened, audience=audience, house=house, language=language)
        else:
            from village.analytics.releases import LocalLedger

            noted = LocalLedger.read(ledger, manifest=opened.manifest, audience=audience)
            found = noted.evaluation(opened, house=house, language=language)
        if rounding:
            from village.analytics.releases import rounded

            found = rounded(found)
        if out is not None:
            step("drawing the report")
            from village.analytics.report import write_report

            write_report(found, opened.manifest, out)
    if ledger is not None and noted is not None:
        noted.write(ledger)
    return results_json(found), _to_show(found)


def _to_show(found: "Evaluation") -> Shown:
    from village.analytics import display, prose

    translations = display.translation_table(found)
    return Shown(
        headline=prose.headline(found),
        tables=(
            display.change_table(found),
            display.share_table(found),
            display.response_table(found),
            display.reach_table(found),
            *([translations] if translations.rows else []),
        ),
        notes=(*prose.cautions(found), *prose.silence_notes(found)),
        provenance=prose.provenance(found),
    )
