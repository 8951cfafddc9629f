"""Houses, without their names, beside the limits of chance: a picture, a table by size, and what may be said."""

from collections.abc import Iterator

from village.analytics.charts.funnel import draw_funnel
from village.analytics.display import TextCell, TextTable, Writer
from village.analytics.planned.findings import PlannedEvaluation
from village.analytics.planned.further import FunnelFound
from village.analytics.report.page import Section, drawn
from village.analytics.report.planned.naming import Names, words_of
from village.analytics.svg import dress


def house_sections(evaluation: PlannedEvaluation) -> Iterator[Section]:
    """One section per funnel that the plan asked for."""
    for place, found in enumerate(evaluation.further.funnels):
        yield _Houses(evaluation, found).section(f"houses-{place}")


class _Houses:
    """One funnel, in the language of its evaluation."""

    def __init__(self, evaluation: PlannedEvaluation, found: FunnelFound) -> None:
        self.found, self.write = found, Writer(words_of(evaluation))
        self.words, self.say = self.write.words, self.write.words.say
        self.name = Names(evaluation)[found.outcome]
        [self.unit] = {
            finding.unit
            for finding in evaluation.findings
            if (finding.outcome, finding.counted.response.wave) == (found.outcome, found.wave)
        }

    def section(self, key: str) -> Section:
        found, name = self.found, self.name
        return Section(
            key=key,
            title=self.say("funnel.title", outcome=name),
            sentences=[self.say("funnel.intro"), self.spread()],
            table=self.table() if found.points else None,
            chart=drawn(self.chart(f"{key}-chart")) if found.points else None,
            chart_title=name,
        )

    def spread(self) -> str:
        found = self.found
        if not found.points:
            return self.say("funnel.silent")
        said = {
            "houses": self.words.number(len(found.points)),
            "outside": self.words.number(found.outside or 0),
        }
        return self.say("funnel.differ" if found.more_than_chance else "funnel.alike", **said)

    def table(self) -> TextTable:
        rows = (
            (
                TextCell(self.words.number(point.parents)),
                TextCell(self.words.number(point.change * self.unit, digits=1, signed=True)),
            )
            for point in self.found.points
        )
        return self.write.table("funnel", "size gain", rows)

    def chart(self, key: str) -> str:
        found, unit = self.found, self.unit

        def turned(limits: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
            return [(min(a * unit, b * unit), max(a * unit, b * unit)) for a, b in limits]

        svg = draw_funnel(
            [(point.parents, point.change * unit) for point in found.points],
            target=(found.target or 0.0) * unit,
            sizes=found.sizes,
            limits=turned(found.limits),
            inner_limits=turned(found.inner_limits),
            words=self.words,
        )
        return dress(
            svg,
            key=key,
            title=self.say("funnel.title", outcome=self.name),
            description=self.say("funnel.description", summary=self.spread()),
            axis=self.say("chart.change_axis_description"),
        )
