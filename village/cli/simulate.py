"""`village simulate`: an invented network whose truth is known."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from village.cli.score import SHIPPED
from village.core.instruments import find_instrument, load_library


def simulate(
    folder: Annotated[Path, typer.Argument(help="A new folder for the records and truth.json.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    houses: Annotated[
        int,
        typer.Option(
            help="How many houses, one of them too small to publish. There are 62 communes; beyond, they serve again."
        ),
    ] = 62,
    parents: Annotated[int, typer.Option(help="Parents per house, on average.")] = 41,
    end: Annotated[
        dt.datetime,
        typer.Option(help="The last day of the two years drawn.", formats=["%Y-%m-%d"]),
    ] = dt.datetime(2026, 11, 15),  # noqa: DTZ001 - a day; fixed, so that the command alone is reproducible
    instrument: Annotated[
        str, typer.Option(help="What parents answer: the key of an instrument, or key@version.")
    ] = "village-16",
) -> None:
    """Invent two years of a network: houses, groups, parents, meetings, answers; and write what is true beside them.

    Houses stand at real communes and do not exist; parents are numbers. truth.json holds, for each scale and wave,
    the mean change an evaluation should find and the part of it that would have come without any group, computed
    exactly from the parameters. The tables are fictitious records with their dates (Parquet): `village demo` draws
    and loads the same. They are not a snapshot: `village evaluate` reads those.
    """
    from rich.console import Console
    from rich.progress import Progress

    chosen = find_instrument(load_library([SHIPPED]), instrument)
    from village.analytics.simulation.design import Design
    from village.analytics.simulation.network import STEPS
    from village.analytics.simulation.network import simulate as write_network

    design = Design(seed=seed, end=end.date(), houses=houses, parents_per_house=parents)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=STEPS)

        def on_step(name: str) -> None:
            progress.update(bar, description=name, advance=1)

        write_network(folder, instrument=chosen, design=design, on_step=on_step)
    print(folder)
