"""`village power`: how many houses, groups and parents it takes to see a change."""

import json
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from village.core.errors import DomainError

if TYPE_CHECKING:
    from village.laboratory.power.answers import Answer
    from village.laboratory.power.design import StudyDesign


class WrongOption(DomainError):
    """An option was given that this design does not look at."""


class PowerDesign(StrEnum):
    """The designs of `village.laboratory.power.designs.DESIGNS`."""

    PAIRED = "paired"
    COMPARED = "compared"
    REPEATED = "repeated"
    STEPPED = "stepped"


def power(
    design: Annotated[
        PowerDesign,
        typer.Argument(
            help="`paired`: the same parents, before and after. `compared`: half of the houses wait. `repeated`: half of "
            "the parents wait, several waves (MMRM). `stepped`: houses open one after the other (stepped wedge)."
        ),
    ],
    effect: Annotated[float, typer.Option(help="The change or difference to be found, in points.")],
    sd: Annotated[float, typer.Option(help="Standard deviation of a score, in points.")] = 1.0,
    houses: Annotated[int | None, typer.Option(help="Number of houses.")] = None,
    groups: Annotated[float | None, typer.Option(help="Mean number of groups in a house.")] = None,
    parents: Annotated[
        int | None,
        typer.Option(
            help="Parents in a group; with `stepped`, asked in each house at each period."
        ),
    ] = None,
    answering: Annotated[
        str | None,
        typer.Option(
            help="Share of those enrolled who answer at the last wave; with `repeated`, at each later wave: 0.8,0.7,0.6."
        ),
    ] = None,
    correlation: Annotated[
        float | None, typer.Option(help="Between two scores of a parent, at two waves.")
    ] = None,
    icc_house: Annotated[
        float | None,
        typer.Option(help="Share of the variance of what is analysed that houses make."),
    ] = None,
    icc_group: Annotated[float | None, typer.Option(help="The same, of groups.")] = None,
    steps: Annotated[int | None, typer.Option(help="In how many steps houses open.")] = None,
    lasting: Annotated[
        float | None,
        typer.Option(help="Share of what houses make that lasts from one period to the next."),
    ] = None,
    target: Annotated[float, typer.Option(help="The power aimed at.")] = 0.8,
    networks: Annotated[
        int, typer.Option(help="Networks drawn beside the formula; 0 leaves the formula alone.")
    ] = 500,
    seed: Annotated[int, typer.Option(help="The same seed draws the same networks.")] = 1,
    processes: Annotated[int, typer.Option(help="How many processes share the work.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a page.")] = False,
) -> None:
    """Say what a design can see: its power, the smallest effect it would find, and how many it would take.

    By formula, and by drawing networks whose truth is known and analysing each as it will be. What the answer rests on
    is printed under it. A change among the same parents is not an effect: only the other three designs compare.

    Example: village power compared --effect 0.25 --houses 40 --answering 0.6
    """
    given = {
        "houses": houses,
        "groups": groups,
        "parents": parents,
        "answering": None if answering is None else _shares(answering),
        "correlation": correlation,
        "icc_house": icc_house,
        "icc_group": icc_group,
        "steps": steps,
        "lasting": lasting,
    }
    chosen = _design(design, effect=effect, sd=sd, **given)
    found = _answer(chosen, target=target, networks=networks, seed=seed, processes=processes)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        _show(chosen, found)


def _shares(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(share) for share in text.split(","))
    except ValueError as error:
        raise WrongOption(
            f"--answering is one share, or several separated by commas (0.8,0.7), not {text!r}."
        ) from error


def _design(kind: PowerDesign, **options: Any) -> "StudyDesign":
    """The design with the options that were given; one that it does not look at is refused, not forgotten."""
    from village.laboratory.power.designs import DESIGNS

    chosen = DESIGNS[kind.value]
    known = {field.name for field in fields(chosen)}
    given = {name: value for name, value in options.items() if value is not None}
    if unused := sorted(given.keys() - known):
        option = unused[0].replace("_", "-")
        raise WrongOption(f"The design {kind.value} does not look at --{option}: leave it out.")
    return chosen(**given)


def _answer(
    design: "StudyDesign", *, target: float, networks: int, seed: int, processes: int
) -> "Answer":
    from rich.console import Console
    from rich.progress import Progress

    from village.laboratory.power.answers import answer
    from village.laboratory.simulation.repeat import pool_of

    console = Console(stderr=True)
    with (
        pool_of(processes) as pool,
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        bar = progress.add_task("drawing networks", total=networks)
        return answer(
            design,
            target=target,
            networks=networks,
            seed=seed,
            pool=pool,
            on_draws=lambda done: progress.update(bar, advance=done),
        )


def _show(design: "StudyDesign", found: "Answer") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    console.print(found.design[0].upper() + found.design[1:], style="bold")
    table = Table("", "by formula", "by simulation", box=box.SIMPLE_HEAD)
    drawn = found.drawn
    simulated = f"{drawn.power:.1%} ± {drawn.power_error:.1%}" if drawn else "–"
    table.add_row(f"power to find {design.effect:g}", f"{found.power:.1%}", simulated)
    table.add_row("standard error", f"{found.se:.4g}", f"{drawn.spread:.4g}" if drawn else "–")
    table.add_row("degrees of freedom", f"{found.df:.1f}" if found.df != float("inf") else "∞", "")
    table.add_row(
        f"smallest effect found {found.target:.0%} of the time", f"{found.smallest_effect:.4g}", ""
    )
    console.print(table)
    console.print(f"For {found.target:.0%} with the rest unchanged:")
    for name, count in found.needed.items():
        place = {"groups": " per house", "parents": " in each", "houses": ""}[name]
        console.print(f"· {count} {name}{place}" if count else f"· no number of {name} is enough")
    console.print("This supposes:")
    for sentence in found.assumptions:
        console.print(f"· {sentence}")
    if drawn:
        console.print(
            f"Simulation: {drawn.networks} networks, {drawn.failed} without estimate; 95 % intervals held the truth "
            f"{drawn.coverage:.1%} of the time.",
            style="dim",
        )
