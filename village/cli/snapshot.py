"""`village snapshot`: from records with names to tables without."""

import datetime as dt
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from village.cli import site
from village.core.errors import NotAllowed


class For(StrEnum):
    """What the snapshot is for: it decides whose consent counts."""

    NATIONAL = "national"
    HOUSE = "house"


def snapshot(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A new folder to write; by default the site's own, where pages read it."
        ),
    ] = None,
    purpose: Annotated[
        For,
        typer.Option(help="Whose consent counts: national sharing, or the house's own evaluation."),
    ] = For.NATIONAL,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            help="The moment to look from, in UTC; by default now.",
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"],
        ),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Use the demo's database.")] = False,
) -> None:
    """Write a pseudonymised, immutable folder of Parquet tables, with a manifest of hashes.

    The same records, purpose and moment give the same bytes. The folder appears whole, or not at all.
    """
    site.start(demo=demo)
    from django.conf import settings
    from rich.console import Console
    from rich.progress import Progress

    from village.core.version import code_version
    from village.dashboards.tasks import draw_figures
    from village.snapshots.catalog import place_for
    from village.snapshots.publishing import publish_latest
    from village.snapshots.services import take_snapshot
    from village.ui.clock import now

    moment = as_of.replace(tzinfo=dt.UTC) if as_of else now().replace(microsecond=0)
    if moment > now():
        raise NotAllowed(f"{moment:%Y-%m-%d %H:%M} is still to come: nothing is known of it.")
    if as_of and folder is None:
        raise NotAllowed(
            "Give a folder with --as-of: the pages read snapshots of the present only."
        )
    target = folder or place_for(purpose.value, as_of=moment)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("participants", total=None)
        manifest = take_snapshot(
            folder=target,
            purpose=purpose.value,
            as_of=moment,
            master_key=settings.SNAPSHOT_KEY,
            code_version=code_version(),
            on_progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    if folder is None:
        publish_latest(master_key=settings.SNAPSHOT_KEY, now=now())
        draw_figures.enqueue()
    rows = {name: table["rows"] for name, table in manifest["tables"].items()}
    found = {"folder": str(target), "hash": manifest["hash"], "rows": rows}
    print(json.dumps({**found, "alone": _how_alone(target)}))


def _how_alone(folder: Path) -> dict[str, int | None]:
    """Persons, those who are the only ones of their house, month, language and kind of group, the smallest such class."""
    import pyarrow.parquet as pq

    from village.analytics.disclosure import anonymity
    from village.analytics.tables import file_name

    known = ["house", "entered_in", "language", "entry"]
    table = pq.read_table(folder / file_name("participants"), columns=known)
    found = anonymity(table.to_pydict(), known=known)
    return {"persons": table.num_rows, "unique": found.uniques, "k": found.k}
