"""The findings of a plan, figure by figure, in the cells of every other table."""

from collections.abc import Iterable, Iterator

from village.analytics.display import Row, TextBlock, TextCell, TextTable, Writer
from village.analytics.planned.findings import Finding, Modelled, PlannedEvaluation
from village.analytics.planned.verdicts import FEW
from village.analytics.plans.plan import FAMILIES
from village.analytics.report.planned.naming import Names, words_of
from village.analytics.report.planned.sentences import outcome_of

SMALLEST_P = 0.001
REASONS = {"is missing": "missing", "has another value than those expected": "unexpected"}
HOME = {
    "stayed home: cell": "home_cell",
    "stayed home: profile": "home_profile",
    "stayed home: cut": "home_cut",
}
SD = ("house", "group", "parent", "residual")


def conclusion_table(evaluation: PlannedEvaluation) -> TextTable:
    """Each outcome at the moment chosen beforehand: the change, its test among those of its family, what it comes to."""
    write, names = Writer(words_of(evaluation)), Names(evaluation)
    blocks = [
        TextBlock(
            write.words.say(f"family.{family}"),
            tuple(_conclusion_row(f, names, write) for f in evaluation.at_endpoint(family)),
        )
        for family in FAMILIES
    ]
    return write.table(
        "conclusions",
        "outcome wave paired change gain p verdict",
        blocks=[block for block in blocks if block.rows],
    )


def course_table(evaluation: PlannedEvaluation) -> TextTable:
    """Each outcome at every follow-up."""
    write, names = Writer(words_of(evaluation)), Names(evaluation)
    blocks = [
        TextBlock(
            heading(findings[0], names, write), tuple(_course_row(f, write) for f in findings)
        )
        for findings in by_outcome(evaluation.findings)
    ]
    return write.table("courses", "wave paired used change gain df", blocks=blocks)


def answer_table(evaluation: PlannedEvaluation) -> TextTable:
    """For each population of the plan, how many are enrolled, were asked and answered, wave by wave."""
    write = Writer(words_of(evaluation))
    blocks = []
    for population in evaluation.populations:
        title, enrolled = population.title, population.reach.enrolled
        rows = tuple(
            (
                TextCell(response.title),
                write.count(response.invited),
                write.count(response.answered),
                write.share(response.rate),
            )
            for response in population.responses
        )
        key = "answers.population" if enrolled is not None else "answers.population_silent"
        name = title[0].upper() + title[1:]
        said = write.words.say(key, title=name, enrolled=write.words.number(enrolled or 0))
        blocks.append(TextBlock(said, rows))
    return write.table(
        "answers", "response.wave response.invited response.answered response.rate", blocks=blocks
    )


def model_table(evaluation: PlannedEvaluation) -> TextTable:
    """What was fitted to what, outcome by outcome."""
    write, names = Writer(words_of(evaluation)), Names(evaluation)
    rows = (
        _model_row(finding, finding.modelled, names, write)
        for finding in evaluation.findings
        if finding.is_endpoint and finding.modelled
    )
    columns = "outcome method rows parents groups houses " + " ".join(f"sd.{name}" for name in SD)
    return write.table("models", f"{columns} left_out", rows)


def site_table(evaluation: PlannedEvaluation) -> TextTable:
    """The sites whose sums were put together: by a number that only they can recognise."""
    write = Writer(words_of(evaluation))
    rows = (
        (
            TextCell(site.site),
            TextCell(write.words.date(site.as_of)),
            write.count(site.houses),
            TextCell(site.snapshot[:12]),
            TextCell(site.code_version),
        )
        for site in evaluation.sites
    )
    return write.table("sites", "site as_of houses snapshot version", rows)


def by_outcome(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of each outcome together, in the order of the plan."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.outcome, []).append(finding)
    return list(groups.values())


def heading(finding: Finding, names: Names, write: Writer) -> str:
    """The name of an outcome, and which way is better."""
    way = "better_up" if finding.counted.higher_is == "better" else "better_down"
    return write.words.say(f"change.{way}", title=names[finding.outcome])


def _conclusion_row(finding: Finding, names: Names, write: Writer) -> Row:
    p = finding.tested.adjusted if finding.tested else None
    return (
        TextCell(names[finding.outcome]),
        TextCell(finding.counted.response.title),
        write.counted_pairs(finding.counted),
        *_estimates(finding, write),
        write.none if p is None else TextCell(written_p(p, write)),
        TextCell(write.words.say(f"in_short.{outcome_of(finding)}")),
    )


def _course_row(finding: Finding, write: Writer) -> Row:
    modelled = finding.modelled
    df = modelled.change.df if modelled else None
    return (
        TextCell(finding.counted.response.title),
        write.counted_pairs(finding.counted),
        write.count(modelled.n.get("parent")) if modelled else _missing(finding, write),
        *_estimates(finding, write),
        write.number(df, digits=1) if modelled else _missing(finding, write),
    )


def _model_row(finding: Finding, modelled: Modelled, names: Names, write: Writer) -> Row:
    counts = (
        write.number(modelled.n.get(n), digits=0) for n in ("rows", "parent", "group", "house")
    )
    return (
        TextCell(names[finding.outcome]),
        TextCell(write.words.say(f"model_name.{finding.model}")),
        *counts,
        *(write.number(modelled.sd.get(level), digits=2) for level in SD),
        TextCell("; ".join(left_out(modelled, write))),
    )


def left_out(modelled: Modelled, write: Writer) -> Iterator[str]:
    """The answers that were not used, by reason."""
    say, number = write.words.say, write.words.number
    if not modelled.left_out:
        yield say("left_out.none")
    for reason, answers in modelled.left_out.items():
        count = say("left_out.few", minimum=number(FEW)) if answers is None else number(answers)
        what, _, rest = reason.partition(" ")
        name = "left_out.score" if what == "y" else f"feature.{what}"
        if reason in HOME:
            yield say(f"left_out.{HOME[reason]}", count=count)
        elif rest in REASONS:
            yield say(f"left_out.{REASONS[rest]}", count=count, what=say(name))
        else:
            yield say("left_out.other", count=count, reason=reason)


def _estimates(finding: Finding, write: Writer) -> tuple[TextCell, TextCell]:
    if finding.modelled is None or finding.gain is None:
        return (_missing(finding, write),) * 2
    change = finding.modelled.change
    return (
        write.interval(change.value, change.low, change.high, digits=1),
        write.interval(*finding.gain, digits=1),
    )


def _missing(finding: Finding, write: Writer) -> TextCell:
    return write.silent if finding.verdict == "silent" else write.none


def written_p(p: float, write: Writer) -> str:
    """A p-value to three digits; those below are said to be."""
    smallest = write.words.number(SMALLEST_P, digits=3)
    if p < SMALLEST_P:
        return write.words.say("conclusions.below", value=smallest)
    return write.words.number(p, digits=3)
