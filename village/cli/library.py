"""Which instruments a command looks at, and how the user tells one question from another."""

import os
from pathlib import Path
from typing import Annotated

import typer

from village.core.errors import InvalidDocument
from village.core.instruments import load_library
from village.core.scales import Instrument

SHIPPED = Path(__file__).resolve().parents[2] / "instruments"
Folders = Annotated[
    list[Path] | None,
    typer.Option(
        "--instruments",
        help="Folders of instruments; by default those of this site (VILLAGE_INSTRUMENTS).",
        show_default=False,
    ),
]
Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="A question (or a column) of the file and the item it is, `linkId=item`; once for each.",
        show_default=False,
    ),
]
InOrder = Annotated[
    bool,
    typer.Option(
        "--in-order", help="You have checked that the questions come in the order of the items."
    ),
]
StartsAt = Annotated[
    int | None,
    typer.Option(help="The lowest value the file codes, when it is not that of the instrument."),
]


def library(folders: list[Path] | None) -> dict[str, Instrument]:
    """Every instrument of these folders, or of this site."""
    return load_library(folders or _of_this_site())


def pairs(given: list[str] | None, *, option: str) -> dict[str, str]:
    """`a=b` as a dictionary; `InvalidDocument` names the option and what is wrong with it."""
    found: dict[str, str] = {}
    for one in given or []:
        left, sign, right = one.rpartition("=")
        if not sign or not left.strip() or not right.strip():
            raise InvalidDocument(f"{option} {one!r}: write it as left=right.")
        if left.strip() in found:
            raise InvalidDocument(f"{option} {one!r}: {left.strip()!r} is given twice.")
        found[left.strip()] = right.strip()
    return found


def _of_this_site() -> list[Path]:
    listed = os.environ.get("VILLAGE_INSTRUMENTS", "")
    return [Path(path) for path in listed.split(",") if path] or [SHIPPED]
