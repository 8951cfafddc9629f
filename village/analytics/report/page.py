"""What every report is made of: sections of words, pictures and tables, on one page that fetches nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup

from village.analytics.display import TextBlock, TextCell, TextTable
from village.analytics.manifest import Manifest
from village.analytics.words import ReportWords
from village.core.errors import DomainError

RESULTS, REPORT = "results.json", "report.html"
SOFTWARE = ("village", "ibis-framework", "duckdb", "numpy", "scipy", "altair", "vl-convert-python")


class CannotWriteReport(DomainError):
    """The folder asked for cannot take a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSection:
    """A title, what to know first, a picture when one helps, and its table."""

    key: str
    title: str
    sentences: Sequence[str] = ()
    table: TextTable | None = None
    chart: Markup | None = None
    chart_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole report, in the order it is read."""

    language: str
    title: str
    provenance: Sequence[str]
    headline: Sequence[str]
    cautions: Sequence[str]
    sections: Sequence[ReportSection]
    silence_notes: Sequence[str]
    methods: ReportSection
    stamp: str = ""  # what decides how the rest is read

    def render(self) -> str:
        """One self-contained page: no script, no address, nothing to fetch."""
        environment = jinja2.Environment(
            autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        source = files("village.analytics.report").joinpath("page.html.jinja").read_text("utf-8")
        return environment.from_string(source).render(page=self)


def drawn(svg: str) -> Markup:
    """A chart of ours, ready for the page."""
    return Markup(svg)  # noqa: S704 - our own SVG


def write_new(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write these files to a new folder. Raises `CannotWriteReport` when it exists."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise CannotWriteReport(f"{folder} already exists: name a new folder.") from None
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def tables_read(manifest: Manifest, words: ReportWords) -> TextTable:
    """The files of the snapshot, with what it takes to recognise them."""
    rows = (
        (TextCell(name), TextCell(words.number(note.rows)), TextCell(note.sha256))
        for name, note in sorted(manifest.tables.items())
    )
    columns = ("method.table", "method.rows", "method.hash")
    blocks = (TextBlock("", tuple(rows)),)
    return TextTable(words.say("method.tables"), tuple(map(words.say, columns)), blocks)


def software(words: ReportWords) -> str:
    """The versions of what computed and drew."""
    return words.say(
        "method.software", versions=", ".join(f"{name} {version(name)}" for name in SOFTWARE)
    )
