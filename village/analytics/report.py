"""A folder a reader can keep: `results.json` with every digit, `report.html` with words, pictures and tables."""

from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import jinja2
from markupsafe import Markup

from village.analytics import display, prose
from village.analytics.charts import change_chart, response_chart
from village.analytics.display import TextBlock, TextCell, TextTable
from village.analytics.manifest import Manifest
from village.analytics.results import Evaluation, ScaleChange, results_json
from village.analytics.words import Words
from village.core.errors import DomainError

RESULTS, REPORT = "results.json", "report.html"
SOFTWARE = ("village", "ibis-framework", "duckdb", "numpy", "scipy", "altair", "vl-convert-python")


class CannotWriteReport(DomainError):
    """The folder asked for cannot take a report."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a table, and a picture when one helps."""

    key: str
    title: str
    table: TextTable
    chart: Markup | None = None
    chart_title: str = ""


def write_report(evaluation: Evaluation, manifest: Manifest, folder: Path) -> None:
    """Write both files to a new folder. Raises `CannotWriteReport` when it exists."""
    page = render(evaluation, manifest)
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise CannotWriteReport(f"{folder} already exists: name a new folder.") from None
    (folder / RESULTS).write_bytes(results_json(evaluation))
    (folder / REPORT).write_text(page, encoding="utf-8")


def render(evaluation: Evaluation, manifest: Manifest) -> str:
    """The report as one self-contained page: no script, no address, nothing to fetch."""
    words = Words(evaluation.language)
    title = "title.network" if evaluation.house is None else "title.house"
    template = _templates().from_string(_source())
    return template.render(
        language=words.language,
        title=words.say(title, house=evaluation.house),
        provenance=prose.provenance(evaluation),
        headline=prose.headline(evaluation),
        cautions=prose.cautions(evaluation),
        sections=_sections(evaluation, words),
        silence_notes=prose.silence_notes(evaluation),
        methods={
            "title": words.say("section.methods"),
            "sentences": _methods(evaluation, words),
            "tables": _tables_read(manifest, words),
        },
    )


def _sections(evaluation: Evaluation, words: Words) -> list[Section]:
    say = words.say
    return [
        Section(
            "change",
            say("section.change"),
            display.change_table(evaluation),
            Markup(change_chart(evaluation, key="change-chart")),  # noqa: S704 - our own SVG
            say("chart.change_title"),
        ),
        Section("shares", say("section.shares"), display.share_table(evaluation)),
        Section(
            "answers",
            say("section.answers"),
            display.response_table(evaluation),
            Markup(response_chart(evaluation, key="answers-chart")),  # noqa: S704 - our own SVG
            say("chart.response_title"),
        ),
        Section("reach", say("section.reach"), display.reach_table(evaluation)),
        Section("precision", say("section.precision"), display.precision_table(evaluation)),
    ]


def _methods(evaluation: Evaluation, words: Words) -> list[str]:
    """What was really done: the rules and thresholds of this evaluation, not those of a manual."""
    rules, audience = evaluation.rules, evaluation.audience
    say = words.say
    scales = {(c.instrument, c.version, c.scale): c for c in evaluation.changes}
    return [
        *(say(f"method.{key}") for key in ("paired", "mean", "houses", "effect", "gain", "shares")),
        " ".join(_threshold(change, words) for change in scales.values()),
        say(
            "method.enough",
            share=words.percent(rules.minimum_paired_share),
            houses=words.number(rules.few_houses),
            groups=words.number(rules.few_groups),
            ceiling=words.percent(rules.ceiling),
        ),
        say("method.disclosure", minimum=audience.minimum_parents, groups=audience.minimum_groups),
        say("method.missing"),
        say("method.software", versions=", ".join(f"{name} {version(name)}" for name in SOFTWARE)),
    ]


def _threshold(change: ScaleChange, words: Words) -> str:
    ends = {"lowest": words.plain(change.lowest), "highest": words.plain(change.highest)}
    if change.change_threshold is None:
        return words.say("method.no_threshold", scale=change.title, **ends)
    threshold = words.plain(change.change_threshold)
    return words.say("method.threshold", scale=change.title, threshold=threshold, **ends)


def _tables_read(manifest: Manifest, words: Words) -> TextTable:
    rows = (
        (TextCell(name), TextCell(words.number(note.rows)), TextCell(note.sha256))
        for name, note in sorted(manifest.tables.items())
    )
    columns = ("method.table", "method.rows", "method.hash")
    blocks = (TextBlock("", tuple(rows)),)
    return TextTable(words.say("method.tables"), tuple(map(words.say, columns)), blocks)


def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _source() -> str:
    return files("village.analytics").joinpath("report.html.jinja").read_text("utf-8")
