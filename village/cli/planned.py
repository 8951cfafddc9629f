"""What `village evaluate --plan` does, and shows."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from village.cli.showing import Shown

if TYPE_CHECKING:
    from village.analytics.planned.findings import PlannedEvaluation


def evaluate_by_plan(
    folder: Path,
    plan: Path,
    registration: Path | None,
    ledger: Path | None = None,
    *,
    language: str,
    out: Path | None,
    step: Callable[[str], None],
) -> tuple[bytes, Shown]:
    """Evaluate a snapshot as a plan says; returns results.json and what to show.

    One thread: sums of several threads would end in whichever order they did, and move a last digit.
    """
    from village.analytics.engine import open_snapshot
    from village.analytics.planned.evaluation import evaluate_plan
    from village.analytics.planned.findings import planned_json
    from village.analytics.plans import load_plan
    from village.analytics.plans.registration import read_register
    from village.analytics.releases import LocalLedger

    written = load_plan(plan)
    register = read_register(registration) if registration else ()
    with open_snapshot(folder, check=True, threads=1) as opened:
        step("evaluating")
        noted = (
            LocalLedger.read(ledger, manifest=opened.manifest, audience=written.audience)
            if ledger
            else None
        )
        found = evaluate_plan(opened, written, register=register, language=language, ledger=noted)
        if out is not None:
            step("drawing the report")
            from village.analytics.report.planned import write_planned_report

            write_planned_report(found, opened.manifest, out)
    if ledger is not None and noted is not None:
        noted.write(ledger)
    return planned_json(found), to_show(found)


def to_show(found: "PlannedEvaluation") -> Shown:
    """What a terminal shows of the findings of a plan."""
    from village.analytics import display, prose
    from village.analytics.report.planned import sentences, tables
    from village.analytics.report.planned.naming import counted

    plain = counted(found)
    translations = display.translation_table(plain)
    return Shown(
        headline=(sentences.stamp(found), *sentences.headline(found)),
        tables=(
            tables.conclusion_table(found),
            tables.course_table(found),
            *(() if found.sites else (display.share_table(plain),)),
            tables.answer_table(found),
            *([translations] if translations.rows else []),
        ),
        notes=(
            *(sentences.deviations(found) if sentences.has_deviations(found) else ()),
            *sentences.cautions(found),
            *prose.silence_notes(plain),
        ),
        provenance=sentences.provenance(found),
    )
