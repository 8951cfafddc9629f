"""The project's pages as their readers and these tests see them."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@cache
def pages() -> tuple[Path, ...]:
    """Every page written for people: at the root, in docs, beside the instruments."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("instruments/**/*.md")]
    return tuple(sorted(found))


def name_of(page: Path) -> str:
    """A page, named as one would type it from the root of the repository."""
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """What a page says, without its blocks of code."""
    return FENCED.sub("", page.read_text())


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of code of a page in one language."""
    return [text for kind, text in FENCED.findall(page.read_text()) if kind == language]


def links(page: Path) -> list[str]:
    """Where a page leads on this site: the targets of its links and pictures, without those of the web."""
    targets = LINK.findall(prose(page))
    return [target for target in targets if not re.match(r"[a-z]+:|#", target)]


def rows(text: str) -> list[list[str]]:
    """The cells of every line of every table, headings and rules apart."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rules = {i for i, line in enumerate(cells) if all(set(cell) <= set("-:") for cell in line)}
    return [line for i, line in enumerate(cells) if i not in rules and i + 1 not in rules]
