"""`village simulate`: an invented network whose truth is known."""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from village.cli.batteries import find
from village.cli.library import SHIPPED
from village.core.battery_reading import load_batteries
from village.core.errors import DomainError, NotAllowed
from village.core.instruments import find_instrument, load_library

if TYPE_CHECKING:
    from village.core.scales import Instrument
    from village.core.waves import Battery

BATTERIES = SHIPPED.parent / "batteries"


class BadShift(DomainError):
    """A shift of an item that cannot be read."""


class Losing(StrEnum):
    """Who stops answering: the values of `village.laboratory.simulation.design.Loss`."""

    MCAR = "mcar"
    MAR = "mar"
    MNAR = "mnar"


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
    battery: Annotated[
        str | None,
        typer.Option(
            help="Ask parents by the calendar of this battery, babies expected, born and noted late; by "
            "default, at four waves counted from the entry.",
            show_default=False,
        ),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(
            help="With --battery: a new folder for the snapshot of these records, that `village evaluate` reads.",
            show_default=False,
        ),
    ] = None,
    icc_house: Annotated[
        float | None,
        typer.Option(
            help="Share of the variance between parents at entry that houses make (now 0.03)."
        ),
    ] = None,
    icc_group: Annotated[float | None, typer.Option(help="The same, of groups (now 0.06).")] = None,
    natural: Annotated[
        float, typer.Option(help="What would change without any group, times this.")
    ] = 1.0,
    groups_add: Annotated[
        float, typer.Option(help="What groups add, times this; 0: they change nothing.")
    ] = 1.0,
    per_meeting: Annotated[
        float,
        typer.Option(
            help="What each meeting attended adds besides, as a share of the range of an item."
        ),
    ] = 0.0,
    loss: Annotated[
        Losing,
        typer.Option(
            help="Who stops answering: `mcar` anyone, `mar` those who were low at their last answer, `mnar` those who "
            "are low now."
        ),
    ] = Losing.MCAR,
    leaning: Annotated[
        float, typer.Option(help="How much stopping depends on the score: a correlation.")
    ] = 0.5,
    entering: Annotated[
        float,
        typer.Option(
            help="Only this share of parents, the lowest on that day, ever enter: they then rise by themselves."
        ),
    ] = 1.0,
    passing: Annotated[
        float,
        typer.Option(
            help="Standard deviation of a state that passes from one wave to the next, as a share of the range."
        ),
    ] = 0.0,
    english: Annotated[float, typer.Option(help="Share of parents who answer in English.")] = 0.08,
    dif: Annotated[
        list[str] | None,
        typer.Option(
            help="An item that parents who answer in English place higher than others who are just as well, and by how "
            "much, as a share of its range: calm=0.2. May be given again."
        ),
    ] = None,
    cohorts: Annotated[
        int, typer.Option(help="Houses open in that many cohorts, one after the other.")
    ] = 1,
) -> None:
    """Invent two years of a network: houses, groups, parents, meetings, answers; and write what is true beside them.

    Houses stand at real communes and do not exist; parents are numbers. truth.json holds, for each scale and wave,
    the mean change an evaluation should find and the part of it that would have come without any group, computed
    exactly from the parameters (with `--per-meeting`, given the meetings drawn). It is the truth of all parents asked,
    those who stop answering included. The tables are fictitious records with their dates (Parquet): `village demo`
    draws and loads the same. They are not a snapshot, which is what `village evaluate` reads: --snapshot takes one.
    """
    from rich.console import Console
    from rich.progress import Progress

    if snapshot is not None and battery is None:
        raise NotAllowed("--snapshot goes with --battery, whose waves a snapshot describes.")
    library = load_library([SHIPPED])
    chosen = find_instrument(library, instrument)
    asked = find(load_batteries(BATTERIES, library), battery) if battery else None
    from village.laboratory.simulation.design import Complications, Design, Loss, resembling, scaled
    from village.laboratory.simulation.network import STEPS
    from village.laboratory.simulation.network import simulate as write_network

    design = Design(
        seed=seed,
        end=end.date(),
        houses=houses,
        parents_per_house=parents,
        constructs=scaled(natural=natural, groups=groups_add),
        spread=resembling(house=icc_house, group=icc_group),
        complications=Complications(
            loss=Loss(loss.value),
            leaning=leaning,
            per_meeting=per_meeting,
            passing=passing,
            entering=entering,
            other_language=english,
            dif=dict(map(_shift, dif or ())),
            cohorts=cohorts,
        ),
    )
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=STEPS)

        def on_step(name: str) -> None:
            progress.update(bar, description=name, advance=1)

        write_network(folder, instrument=chosen, design=design, battery=asked, on_step=on_step)
    print(folder)
    if snapshot is not None and asked is not None:
        _photograph(folder, snapshot, chosen, asked, end.date())
        print(snapshot)


def _photograph(
    folder: Path, target: Path, instrument: "Instrument", battery: "Battery", end: dt.date
) -> None:
    """Take the snapshot of the records in a folder."""
    import pyarrow.parquet as pq

    from village.laboratory.simulation.photograph import Photograph
    from village.snapshots.folder import whole_or_nothing

    records = {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}
    taken = Photograph(records, instrument=instrument, battery=battery, end=end)
    with whole_or_nothing(target) as draft:
        for name, columns in taken.tables().items():
            draft.tables[name].write(columns)
        draft.finish(taken.manifest)


def _shift(text: str) -> tuple[str, float]:
    item, _, shift = text.partition("=")
    try:
        return item, float(shift)
    except ValueError as error:
        raise BadShift(f"A shift is an item and a number (calm=0.2), not {text!r}.") from error
