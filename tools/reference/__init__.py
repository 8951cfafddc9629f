"""The pages of docs/ that are drawn from the code, so that they cannot say anything else.

    python -m tools.reference

A test compares them with what this would write.
"""

from pathlib import Path

from tools.console import ROOT
from tools.notebooks import run_again
from tools.reference.codebook import codebook
from tools.reference.commands import command_line
from tools.reference.instruments import instruments
from tools.reference.snapshot import snapshot_format

FOLDER = ROOT / "docs" / "reference"
NOTEBOOK = ROOT / "docs" / "tutorials" / "fit-your-own-data.ipynb"


def pages() -> dict[Path, str]:
    """Every generated page, with the text it should have."""
    return {
        FOLDER / "command-line.md": command_line(),
        FOLDER / "instruments.md": instruments(ROOT / "instruments"),
        FOLDER / "snapshot-format.md": snapshot_format(),
        FOLDER / "village-16.md": codebook(ROOT / "instruments" / "village-16" / "1"),
        NOTEBOOK: run_again(NOTEBOOK),
    }
