"""`village reliability`: how well the items of a scale measure together, from any file of answers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from village.statistics.scans.reliability import Reliability


def reliability(
    file: Annotated[
        Path,
        typer.Argument(
            help="A person a row, an item a column: .csv, .parquet, or a folder of Parquet."
        ),
    ],
    items: Annotated[str, typer.Option(help="The columns of the scale: `A1,A2,A3,A4,A5`.")],
    reversed_items: Annotated[
        str,
        typer.Option("--reversed", help="Those asked the other way round: `A1`. Needs `--range`."),
    ] = "",
    answer_range: Annotated[
        str | None, typer.Option("--range", help="The lowest and highest answers: `1-6`.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="A column whose groups are compared, such as the language: invariance and DIF."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Say how reliable a scale is: alpha, omega, each item, one factor, and whether groups answer alike.

    Example: village reliability answers.csv --items A1,A2,A3,A4,A5 --reversed A1 --range 1-6 --by language
    """
    from village.statistics.scans.reliability import reliability_of_file

    lowest, highest = _range(answer_range)
    found = reliability_of_file(
        file,
        _names(items),
        reversed_items=_names(reversed_items),
        lowest=lowest,
        highest=highest,
        by=by,
    )
    if as_json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    from rich.console import Console

    _show(Console(highlight=False, markup=False), found)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _range(text: str | None) -> tuple[float | None, float | None]:
    if text is None:
        return None, None
    try:
        lowest, highest = (float(part) for part in text.split("-"))
    except ValueError:
        raise typer.BadParameter(f"a range is two numbers, such as 1-6, not {text}") from None
    return lowest, highest


def _show(console: "Console", found: "Reliability") -> None:
    from rich import box
    from rich.table import Table

    whole, factor = found.consistency, found.factor
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for name in ("mean", "sd", "r with the rest", "alpha without it", "loading"):
        table.add_column(name, justify="right")
    for name, item in whole.items.items():
        dropped = "" if item.alpha_if_dropped is None else f"{item.alpha_if_dropped:.3f}"
        loading = f"{factor.standardised[name]:.3f}" if factor else ""
        table.add_row(
            name,
            f"{item.mean:.3f}",
            f"{item.sd:.3f}",
            f"{item.rest_correlation:.3f}",
            dropped,
            loading,
        )
    console.print(f"alpha {whole.alpha:.3f} ({whole.low:.3f} to {whole.high:.3f}), n {whole.n}")
    if factor:
        omega, fit = factor.omega, factor.fit
        console.print(f"omega {omega.estimate:.3f} ({omega.low:.3f} to {omega.high:.3f})")
        if fit.df:
            console.print(
                f"one factor: chi2 {fit.chi2:.2f}, df {fit.df}, CFI {fit.cfi or 0:.3f}, RMSEA {fit.rmsea or 0:.3f} "
                f"({fit.rmsea_low or 0:.3f} to {fit.rmsea_high or 0:.3f}), SRMR {fit.srmr:.3f}"
            )
    console.print(table)
    _show_groups(console, found)
    for reason, count in found.left_out.items():
        console.print(f"· {count} persons left out: {reason}.")
    for sentence in found.warnings:
        console.print(f"· {sentence}")


def _show_groups(console: "Console", found: "Reliability") -> None:
    if found.invariance:
        sizes = ", ".join(f"{name} {count}" for name, count in found.invariance.n.items())
        console.print(f"groups: {sizes}; what holds: {found.invariance.level or 'nothing'}")
        for step in found.invariance.constraints:
            cost = (
                ""
                if step.p_difference is None
                else f", p of the constraint {step.p_difference:.4f}"
            )
            cfi = "" if step.fit.cfi is None else f", CFI {step.fit.cfi:.4f}"
            console.print(f"  {step.level}: chi2 {step.fit.chi2:.2f}, df {step.fit.df}{cfi}{cost}")
    for item in found.functioning.values():
        if item.flagged:
            console.print(
                f"  the item {item.item} works otherwise in some groups ({item.size}, R2 +{item.r2_gain:.3f})"
            )
