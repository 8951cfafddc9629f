"""A fitted model on a terminal: a table for people, JSON for programs."""

import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from village.statistics.estimators.fit import Fit


def show_fit(fit: "Fit", *, as_json: bool) -> None:
    """Print the fixed effects with their intervals, the spreads, the counts and what to know, or all of it as JSON."""
    if as_json:
        print(json.dumps(fit.as_json(), ensure_ascii=False, indent=1))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    table = Table(title=fit.method, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for name in ("estimate", "se", "df", "95 % low", "95 % high"):
        table.add_column(name, justify="right")
    for name, term in fit.fixed.items():
        df = f"{term.df:.1f}" if math.isfinite(term.df) else "∞"
        low, high = f"{term.low:.5g}", f"{term.high:.5g}"
        table.add_row(name, f"{term.estimate:.5g}", f"{term.se:.4g}", df, low, high)
    console.print(table)
    console.print("SD: " + ", ".join(f"{name} {value:.5g}" for name, value in fit.sd.items()))
    console.print("n: " + ", ".join(f"{name} {count}" for name, count in fit.n.items()))
    console.print(f"criterion (−2 log likelihood): {fit.criterion:.4f}")
    for reason, count in fit.left_out.items():
        console.print(f"· {count} rows left out: {reason}.")
    for sentence in fit.warnings:
        console.print(f"· {sentence}")
