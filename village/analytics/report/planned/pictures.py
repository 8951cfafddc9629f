"""The findings of a plan at a glance: better is to the right of zero."""

from collections.abc import Iterable

from village.analytics.charts.forest import ForestBlock, ForestLine, draw_forest, signed
from village.analytics.planned.findings import Finding, PlannedEvaluation
from village.analytics.plans.plan import FAMILIES
from village.analytics.report.planned.naming import FindingNames, words_of
from village.analytics.report.planned.tables import by_outcome
from village.analytics.svg import dress
from village.analytics.words import ReportWords


def conclusion_chart(evaluation: PlannedEvaluation, *, key: str) -> str:
    """SVG: every outcome at the moment chosen beforehand, primary ones first."""
    words, names = words_of(evaluation), FindingNames(evaluation)
    blocks = [
        ForestBlock(
            words.say(f"family.{family}"),
            tuple(_line(finding, names[finding.outcome]) for finding in findings),
        )
        for family in FAMILIES
        if (findings := evaluation.at_endpoint(family))
    ]
    judged = [finding for finding in evaluation.findings if finding.is_endpoint]
    return _dressed(blocks, judged, names, words, key=key, title="title", about="description")


def course_chart(evaluation: PlannedEvaluation, *, key: str) -> str:
    """SVG: every outcome at every follow-up."""
    words, names = words_of(evaluation), FindingNames(evaluation)
    blocks = [
        ForestBlock(
            words.say(
                "chart.up" if course[0].counted.higher_is == "better" else "chart.down",
                title=names[course[0].outcome],
            ),
            tuple(_line(finding, finding.counted.response.title) for finding in course),
        )
        for course in by_outcome(evaluation.findings)
    ]
    return _dressed(
        blocks,
        evaluation.findings,
        names,
        words,
        key=key,
        title="courses_title",
        about="courses_description",
    )


def _dressed(
    blocks: list[ForestBlock],
    findings: Iterable[Finding],
    names: FindingNames,
    words: ReportWords,
    *,
    key: str,
    title: str,
    about: str,
) -> str:
    summary = " ".join(_sentence(finding, names, words) for finding in findings)
    return dress(
        draw_forest(blocks, words),
        key=key,
        title=words.say(f"forest.{title}"),
        description=words.say(f"forest.{about}", summary=summary),
        axis=words.say("chart.change_axis_description"),
    )


def _line(finding: Finding, label: str) -> ForestLine:
    return ForestLine(label, *finding.gain) if finding.gain else ForestLine(label, None)


def _sentence(finding: Finding, names: FindingNames, words: ReportWords) -> str:
    said = {"name": names[finding.outcome], "wave": finding.counted.response.title}
    if finding.gain is None:
        return words.say("forest.line_silent", **said)
    value, low, high = finding.gain
    if low is None or high is None:
        return words.say("forest.line_no_interval", **said, value=signed(value, words))
    ends = {"value": value, "low": low, "high": high}
    return words.say("forest.line", **said, **{k: signed(v, words) for k, v in ends.items()})
