"""`village calibrate`: whether intervals hold the truth as often as they say, on invented networks."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from village.core.errors import DomainError

if TYPE_CHECKING:
    from village.laboratory.calibration.designs import MainDesign
    from village.laboratory.calibration.running import Calibration


class UnknownDesign(DomainError):
    """No main design has that name."""


def calibrate(
    designs: Annotated[
        list[str] | None,
        typer.Argument(help="Which designs to try; by default all of them."),
    ] = None,
    networks: Annotated[
        int, typer.Option(help="Networks drawn for each rate; 2000 leave ± 1 point.")
    ] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed counts the same networks.")] = 1,
    processes: Annotated[int, typer.Option(help="How many processes share the work.")] = 2,
    out: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file of the counts, kept as they come; taken up again if it exists."
        ),
    ] = None,
    page: Annotated[Path | None, typer.Option(help="A page to write (Markdown).")] = None,
    on: Annotated[
        dt.datetime | None,
        typer.Option(help="The day written on the page; by default today.", formats=["%Y-%m-%d"]),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Count how often the intervals of the main designs hold the truth, and how often they cry wolf.

    Each design is tried on invented networks whose truth is known, with an effect and without: 95 % intervals should
    hold the truth 94 to 96 times in a hundred, and exclude zero 4 to 6 times when there is nothing to find.

    The same seed and code give the same counts, whatever the number of processes.
    """
    from rich.console import Console
    from rich.progress import Progress

    from village.core.version import code_version
    from village.laboratory.calibration import running
    from village.laboratory.calibration.page import page as page_of
    from village.laboratory.simulation.repeat import pool_of

    chosen = _choose(designs)
    console = Console(stderr=True)
    with (
        pool_of(processes) as pool,
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        bar = progress.add_task("", total=running.steps(chosen, networks))
        found = running.calibrate(
            chosen,
            networks=networks,
            seed=seed,
            code_version=code_version(),
            pool=pool,
            kept=out,
            on_draws=lambda name, done: progress.update(bar, description=name, advance=done),
        )
    if page is not None:
        from village.ui.clock import now

        command = f"village calibrate {' '.join(designs or [])} --networks {networks} --seed {seed}"
        day = on.date() if on else now().date()
        page.write_text(page_of(found, chosen, on=day, command=" ".join(command.split())), "utf-8")
    if as_json:
        sys.stdout.buffer.write(found.as_json())
    else:
        _show(found)


def _choose(names: list[str] | None) -> tuple["MainDesign", ...]:
    from village.laboratory.calibration.designs import MAIN_DESIGNS

    known = {design.key: design for design in MAIN_DESIGNS}
    for name in names or ():
        if name not in known:
            raise UnknownDesign(f"There is no design {name!r}; there are {', '.join(known)}.")
    return tuple(known[name] for name in names or known)


def _show(found: "Calibration") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from village.laboratory.calibration.page import verdict

    table = Table("design", "networks", "coverage", "false positives", "", box=box.SIMPLE_HEAD)
    for column in table.columns:
        column.no_wrap = True
    for cell in found.cells:
        table.add_row(
            cell.design,
            cell.setting,
            f"{100 * cell.coverage:.1f} ± {100 * cell.coverage_error:.1f} %",
            f"{100 * cell.false_positives:.1f} ± {100 * cell.false_positives_error:.1f} %",
            verdict(cell).strip("*"),
        )
    Console(highlight=False).print(table)
