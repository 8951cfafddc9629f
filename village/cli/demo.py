"""`village demo`: an invented network to look at."""

import datetime as dt
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

    The people are invented. What really changes for them is known, and written beside the data in truth.json.
    """
    site.start(demo=True)
    site.bring_up_to_date()
    from village.demo.loader import load_demo
    from village.ui.clock import now

    load_demo(seed=seed, now=now(), end=end.date() if end else now().date())
