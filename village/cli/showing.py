"""An evaluation on a terminal: sentences, then tables, then what to know of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from village.analytics.display import TextTable


@dataclass(frozen=True)
class Shown:
    """What a terminal shows of an evaluation."""

    headline: "Sequence[str]"
    tables: "Sequence[TextTable]"
    notes: "Sequence[str]"
    provenance: "Sequence[str]"


def show(shown: Shown) -> None:
    """Print sentences and tables."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    for sentence in shown.headline:
        console.print(sentence, style="bold")
    for table in shown.tables:
        console.print(_laid_out(table))
    for sentence in shown.notes:
        console.print(f"· {sentence}")
    for sentence in shown.provenance:
        console.print(sentence, style="dim")


def _laid_out(table: "TextTable") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    laid_out = Table(
        title=Text(f"\n{table.caption}"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for column in table.columns:
        laid_out.add_column(Text(column))
    for block in table.blocks:
        if block.heading:
            laid_out.add_row(Text(block.heading.replace(" (", "\n("), style="bold"))
        for row in block.rows:
            laid_out.add_row(
                *(Text(cell.text, style="dim italic" if cell.is_silent else "") for cell in row)
            )
    return laid_out
