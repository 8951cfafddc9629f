"""`village demo`: an invented network to look at."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from village.cli import site


def demo(
    seed: Annotated[int, typer.Option(help="The same seed draws the same network.")] = 1,
    end: Annotated[
        dt.datetime | None,
        typer.Option(
            help="The last day of the two years drawn; by default today.", formats=["%Y-%m-%d"]
        ),
    ] = None,
) -> None:
    """Fill an empty demo site: 62 invented houses at real places, their parents, their answers, their figures.

    They are asked at four waves counted from their entry; VILLAGE_BATTERY=village-recommended@1 asks them by age of the baby.
    The people are invented. What really changes for them is known, and written beside the data in truth.json.
    """
    site.start(demo=True)
    site.bring_up_to_date()
    from village.ui.clock import now

    folder = fill(seed=seed, now=now(), end=end.date() if end else now().date())
    print(f"The demo is filled. What is true of it is written in {folder}/truth.json")


def fill(*, seed: int, now: dt.datetime, end: dt.date) -> Path:
    """Load the demo behind a progress bar; returns the folder of the draw."""
    from rich.console import Console
    from rich.progress import Progress

    from village.demo.loader import ALL_STEPS, load_demo

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("inventing a network", total=ALL_STEPS)
        return load_demo(seed=seed, now=now, end=end, on_step=lambda _: progress.advance(bar))
