"""What a plan found beside its main question, section by section."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from babel import Locale

from village.analytics.charts.forest import Block, Line, draw_forest
from village.analytics.display import Row, TextBlock, TextCell, TextTable, Writer
from village.analytics.planned.findings import Finding, PlannedEvaluation
from village.analytics.planned.further import (
    Answer,
    ExposureFound,
    LevelFound,
    ReliableFound,
    SensitivityFound,
    SubgroupsFound,
)
from village.analytics.report.page import Section, drawn
from village.analytics.report.planned.houses import house_sections
from village.analytics.report.planned.measured import measurement_table
from village.analytics.report.planned.naming import Names, words_of
from village.analytics.report.planned.tables import written_p
from village.analytics.svg import dress
from village.statistics.inference import Estimate


def further_sections(evaluation: PlannedEvaluation) -> Iterator[Section]:
    """The sections of what the plan asked, and of nothing else."""
    writer = _Further(evaluation)
    for question, write in SECTIONS.items():
        if getattr(evaluation.further, question):
            yield write(writer, question)
    yield from house_sections(evaluation)
    if evaluation.measurement:
        yield writer.section("measurement", measurement_table(evaluation))


class _Further:
    """The sections of one evaluation, in its language."""

    def __init__(self, evaluation: PlannedEvaluation) -> None:
        self.evaluation, self.names = evaluation, Names(evaluation)
        self.found = evaluation.further
        self.write = Writer(words_of(evaluation))
        self.words, self.say = self.write.words, self.write.words.say
        self.findings = {(f.outcome, f.counted.response.wave): f for f in evaluation.findings}

    def section(
        self, key: str, table: TextTable, sentences: Sequence[str] = (), chart: str = ""
    ) -> Section:
        title = self.say(f"further_title.{key}")
        return Section(
            key=key,
            title=title,
            sentences=[self.say(f"further_intro.{key}"), *sentences],
            table=table,
            chart=drawn(chart) if chart else None,
            chart_title=title if chart else "",
        )

    def finding(self, found: Answer) -> Finding:
        return self.findings[found.outcome, found.wave]

    def points(self, estimate: Estimate | None, unit: float, *, silent: bool) -> TextCell:
        """An estimate in hundredths of the scale, more is better."""
        if estimate is None:
            return self.write.silent if silent else self.write.none
        return self.write.estimate(estimate.times(unit), digits=1)

    # subgroups

    def subgroups(self, key: str) -> Section:
        return self.section(key, self.subgroup_table(), chart=self.subgroup_chart(f"{key}-chart"))

    def subgroup_table(self) -> TextTable:
        blocks = [
            TextBlock(self.subgroup_heading(found), tuple(self.subgroup_rows(found)))
            for found in self.found.subgroups
        ]
        return self.write.table("subgroups", "level parents gain", blocks=blocks)

    def subgroup_heading(self, found: SubgroupsFound) -> str:
        said = {"outcome": self.names[found.outcome], "by": self.say(f"feature.{found.by}")}
        if found.adjusted is None:
            return self.say("subgroups.untested", **said)
        return self.say("subgroups.tested", **said, p=written_p(found.adjusted, self.write))

    def subgroup_rows(self, found: SubgroupsFound) -> Iterator[Row]:
        unit = self.finding(found).unit
        for level in found.levels:
            yield (
                TextCell(self.level_name(level.level)),
                self.write.count(level.parents),
                self.points(level.change, unit, silent=level.parents is None),
            )

    def level_name(self, level: str) -> str:
        if level in _KNOWN:
            return self.say(f"known_value.{level}")
        name = Locale.parse(self.words.language).languages.get(level, level)
        return str(name)

    def subgroup_chart(self, key: str) -> str:
        blocks, said = [], []
        for found in self.found.subgroups:
            unit = self.finding(found).unit
            lines = [self.line(level, unit) for level in found.levels]
            heading = self.say(
                "subgroups.heading",
                outcome=self.names[found.outcome],
                by=self.say(f"feature.{found.by}"),
            )
            blocks.append(Block(heading, tuple(lines)))
            said.append(f"{self.subgroup_heading(found)}.")
        return dress(
            draw_forest(blocks, self.words),
            key=key,
            title=self.say("further_title.subgroups"),
            description=self.say("forest.description", summary=" ".join(said)),
            axis=self.say("chart.change_axis_description"),
        )

    def line(self, level: LevelFound, unit: float) -> Line:
        name = self.level_name(level.level)
        if level.change is None or level.change.value is None:
            return Line(name, None)
        turned = level.change.times(unit)
        return Line(name, turned.value, turned.low, turned.high)

    # who left

    def sensitivity(self, key: str) -> Section:
        tipped = [said for found in self.found.sensitivity if (said := self.tipped(found))]
        return self.section(key, self.sensitivity_table(), tipped)

    def sensitivity_table(self) -> TextTable:
        def row(found: SensitivityFound) -> Row:
            unit, silent = self.finding(found).unit, bool(found.silences)
            stayed = self.say(
                "value.count_of",
                count=self.words.number(found.stayed or 0),
                total=self.words.number(found.asked or 0),
            )
            return (
                TextCell(self.names[found.outcome]),
                self.write.silent if silent else TextCell(stayed),
                self.points(found.observed, unit, silent=silent),
                self.points(found.weighted, unit, silent=silent),
            )

        rows = map(row, self.found.sensitivity)
        return self.write.table("sensitivity", "outcome stayed observed weighted", rows)

    def tipped(self, found: SensitivityFound) -> str:
        if found.nothing_to_tip is None:
            return ""
        name = self.names[found.outcome]
        if found.nothing_to_tip:
            return self.say("sensitivity.nothing_to_tip", outcome=name)
        if found.tipping is None:
            return self.say("sensitivity.holds", outcome=name)
        points = self.words.number(abs(found.tipping * self.finding(found).unit), digits=1)
        way = "unless_worse" if found.tipping > 0 else "unless_better"
        return self.say(f"sensitivity.{way}", outcome=name, points=points)

    # who came more often

    def exposure(self, key: str) -> Section:
        def row(found: ExposureFound) -> Row:
            silent = bool(found.silences)
            bent = found.departure
            return (
                TextCell(self.names[found.outcome]),
                self.write.silent if silent else self.write.number(found.parents, digits=0),
                self.points(found.per_meeting, self.finding(found).unit, silent=silent),
                self.write.none if bent is None else TextCell(written_p(bent, self.write)),
            )

        rows = map(row, self.found.exposure)
        columns = "outcome parents per_meeting departure"
        return self.section(key, self.write.table("exposure", columns, rows))

    # more than error of measurement

    def reliable(self, key: str) -> Section:
        def row(found: ReliableFound) -> Row:
            return (
                TextCell(self.names[found.outcome]),
                self.write.number(found.threshold, digits=2),
                *map(self.write.counted_share, (found.improved, found.unchanged, found.worsened)),
            )

        rows = map(row, self.found.reliable)
        columns = "outcome threshold shares.improved shares.unchanged shares.worsened"
        return self.section(key, self.write.table("reliable", columns, rows), self.cited())

    def cited(self) -> list[str]:
        return [
            self.say(
                "reliable.cited",
                outcome=self.names[found.outcome],
                sd=self.words.plain(found.rule.sd),
                sd_source=found.rule.sd_source,
                reliability=self.words.plain(found.rule.reliability),
                reliability_source=found.rule.reliability_source,
            )
            for found in self.found.reliable
        ]


SECTIONS: Mapping[str, Callable[[_Further, str], Section]] = {
    "subgroups": _Further.subgroups,
    "sensitivity": _Further.sensitivity,
    "exposure": _Further.exposure,
    "reliable": _Further.reliable,
}

_KNOWN = ("antenatal", "postnatal", "metropole", "drom", "com")
