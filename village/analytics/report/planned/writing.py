"""The folder of a plan's results: `results.json`, `results.parquet`, `report.html`."""

from pathlib import Path

from village.analytics import display, prose
from village.analytics.charts import response_chart
from village.analytics.manifest import Manifest
from village.analytics.planned.findings import PlannedEvaluation, planned_json
from village.analytics.report.network import translations
from village.analytics.report.page import (
    REPORT,
    RESULTS,
    Page,
    Section,
    drawn,
    tables_read,
    write_new,
)
from village.analytics.report.planned import pictures, sentences, tables
from village.analytics.report.planned.flat import findings_parquet
from village.analytics.report.planned.further import further_sections
from village.analytics.report.planned.methods import methods
from village.analytics.report.planned.naming import counted, words_of
from village.analytics.results import Evaluation
from village.analytics.words import Words

ROWS = "results.parquet"


def write_planned_report(
    evaluation: PlannedEvaluation, manifest: Manifest | None, folder: Path
) -> None:
    """Write the three files to a new folder; there is no manifest for several sites. Raises `CannotWriteReport` when it exists."""
    page = render_planned(evaluation, manifest)
    write_new(
        folder,
        {
            RESULTS: planned_json(evaluation),
            ROWS: findings_parquet(evaluation),
            REPORT: page.encode(),
        },
    )


def render_planned(evaluation: PlannedEvaluation, manifest: Manifest | None) -> str:
    """The report as one self-contained page; without a manifest, that of several sites."""
    words = words_of(evaluation)
    return Page(
        language=words.language,
        title=evaluation.plan.titles[words.language],
        stamp=sentences.stamp(evaluation),
        provenance=sentences.provenance(evaluation),
        headline=sentences.headline(evaluation),
        cautions=sentences.cautions(evaluation),
        sections=_sections(evaluation, words),
        silence_notes=prose.silence_notes(counted(evaluation)),
        methods=Section(
            key="methods",
            title=words.say("section.methods"),
            sentences=list(methods(evaluation)),
            table=tables_read(manifest, words) if manifest else tables.site_table(evaluation),
        ),
    ).render()


def _sections(evaluation: PlannedEvaluation, words: Words) -> list[Section]:
    say, plain = words.say, counted(evaluation)
    return [
        Section(
            key="conclusions",
            title=say("plan_section.conclusions"),
            table=tables.conclusion_table(evaluation),
            chart=drawn(pictures.conclusion_chart(evaluation, key="conclusions-chart")),
            chart_title=say("forest.title"),
        ),
        Section(
            key="answers",
            title=say("section.answers"),
            table=tables.answer_table(evaluation),
            chart=drawn(response_chart(plain, key="answers-chart")),
            chart_title=say("chart.response_title"),
        ),
        Section(
            key="courses",
            title=say("plan_section.courses"),
            table=tables.course_table(evaluation),
            chart=drawn(pictures.course_chart(evaluation, key="courses-chart")),
            chart_title=say("forest.courses_title"),
        ),
        *_of_rows(plain, words, is_joined=bool(evaluation.sites)),
        *further_sections(evaluation),
        Section(
            key="deviations",
            title=say("plan_section.deviations"),
            sentences=sentences.deviations(evaluation),
        ),
        Section(
            key="models",
            title=say("plan_section.models"),
            table=tables.model_table(evaluation),
        ),
    ]


def _of_rows(plain: Evaluation, words: Words, *, is_joined: bool) -> list[Section]:
    """What takes rows: sites that send sums do not send it."""
    if is_joined:
        return []
    say = words.say
    return [
        *translations(plain, words),
        Section(key="shares", title=say("section.shares"), table=display.share_table(plain)),
        Section(key="reach", title=say("section.reach"), table=display.reach_table(plain)),
    ]
