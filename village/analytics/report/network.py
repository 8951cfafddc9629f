"""The report of an evaluation without a plan: `results.json` with every digit, `report.html` with words and pictures."""

from collections.abc import Iterator
from pathlib import Path

from village.analytics import display, prose
from village.analytics.charts import change_chart, response_chart
from village.analytics.manifest import Manifest
from village.analytics.report.page import (
    REPORT,
    RESULTS,
    Page,
    ReportSection,
    drawn,
    software,
    tables_read,
    write_new,
)
from village.analytics.results import Evaluation, results_json
from village.analytics.words import ReportWords


def write_report(evaluation: Evaluation, manifest: Manifest, folder: Path) -> None:
    """Write both files to a new folder. Raises `CannotWriteReport` when it exists."""
    page = render(evaluation, manifest)
    write_new(folder, {RESULTS: results_json(evaluation), REPORT: page.encode()})


def render(evaluation: Evaluation, manifest: Manifest) -> str:
    """The report as one self-contained page."""
    words = ReportWords(evaluation.language)
    title = "title.network" if evaluation.house is None else "title.house"
    return Page(
        language=words.language,
        title=words.say(title, house=evaluation.house),
        provenance=prose.provenance(evaluation),
        headline=prose.headline(evaluation),
        cautions=prose.cautions(evaluation),
        sections=_sections(evaluation, words),
        silence_notes=prose.silence_notes(evaluation),
        methods=ReportSection(
            key="methods",
            title=words.say("section.methods"),
            sentences=_methods(evaluation, words),
            table=tables_read(manifest, words),
        ),
    ).render()


def _sections(evaluation: Evaluation, words: ReportWords) -> list[ReportSection]:
    say = words.say
    return [
        ReportSection(
            key="change",
            title=say("section.change"),
            table=display.change_table(evaluation),
            chart=drawn(change_chart(evaluation, key="change-chart")),
            chart_title=say("chart.change_title"),
        ),
        ReportSection(
            key="shares", title=say("section.shares"), table=display.share_table(evaluation)
        ),
        ReportSection(
            key="answers",
            title=say("section.answers"),
            table=display.response_table(evaluation),
            chart=drawn(response_chart(evaluation, key="answers-chart")),
            chart_title=say("chart.response_title"),
        ),
        ReportSection(
            key="reach", title=say("section.reach"), table=display.reach_table(evaluation)
        ),
        *translations(evaluation, words),
        ReportSection(
            key="precision",
            title=say("section.precision"),
            table=display.precision_table(evaluation),
        ),
    ]


def translations(evaluation: Evaluation, words: ReportWords) -> Iterator[ReportSection]:
    """How many answered in words nobody has validated; nothing when nobody did."""
    table = display.translation_table(evaluation)
    if table.rows:
        yield ReportSection(
            key="translations", title=words.say("section.translations"), table=table
        )


def _methods(evaluation: Evaluation, words: ReportWords) -> list[str]:
    """What was really done: the rules and thresholds of this evaluation, not those of a manual."""
    rules, audience = evaluation.rules, evaluation.audience
    say = words.say
    return [
        *(say(f"method.{key}") for key in ("paired", "mean", "houses", "effect", "gain", "shares")),
        " ".join(prose.thresholds(evaluation)),
        say(
            "method.enough",
            share=words.percent(rules.minimum_paired_share),
            houses=words.number(rules.few_houses),
            groups=words.number(rules.few_groups),
            ceiling=words.percent(rules.ceiling),
        ),
        say("method.disclosure", minimum=audience.minimum_parents, groups=audience.minimum_groups),
        say("method.missing"),
        software(words),
    ]
