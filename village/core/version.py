"""Which code made a figure."""

import importlib.metadata
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def code_version() -> str:
    """The release, and the commit when it is known: `0.1.0+4640340ab12c`."""
    release = importlib.metadata.version("village")
    commit = os.environ.get("VILLAGE_COMMIT", "") or _checked_out_commit(ROOT / ".git")
    return f"{release}+{commit[:12]}" if commit else release


def _checked_out_commit(git: Path) -> str:
    """Read what git would say, without git: the site's machine need not have it."""
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        reference = head.removeprefix("ref: ")
        if (git / reference).is_file():
            return (git / reference).read_text().strip()
        packed = (git / "packed-refs").read_text().splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {reference}")), "")
    except OSError:
        return ""
