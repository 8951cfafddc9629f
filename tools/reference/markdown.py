"""Headings, tables and paragraphs, as every drawn page writes them."""

import inspect
from collections.abc import Sequence


def head(title: str, source: str) -> str:
    """The title of a page, and where to change what it says."""
    return f"# {title}\n\n<!-- Written by `make reference` from {source}: change it there. -->\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Cells in columns."""
    lines: list[Sequence[object]] = [columns, ["---"] * len(columns), *rows]
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n"


def paragraphs(text: str | None) -> str:
    """A docstring as Markdown: its line breaks are its author's, not the reader's."""
    blocks = inspect.cleandoc(text or "").split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def or_dash(value: int | None) -> object:
    """A value, or a dash when there is none."""
    return "–" if value is None else value
