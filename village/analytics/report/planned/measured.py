"""How well each scale measured, wave by wave: reliability, error of measurement, both ends of the scale."""

from typing import Literal

from village.analytics.display import Row, TextBlock, TextCell, TextTable, Writer
from village.analytics.measurement import ScaleMeasurement
from village.analytics.planned.findings import PlannedEvaluation
from village.analytics.report.planned.naming import words_of
from village.statistics.inference import Estimate


def measurement_table(evaluation: PlannedEvaluation) -> TextTable:
    """One block per scale, one row per wave at which it was looked at."""
    write = Writer(words_of(evaluation))
    waves = {r.wave: r.title for p in evaluation.populations for r in p.responses}
    blocks: dict[str, list[Row]] = {}
    for found in evaluation.measurement:
        title = found.titles.get(evaluation.language, found.scale)
        wave = waves.get(found.wave, found.wave)
        blocks.setdefault(title, []).append((TextCell(wave), *_figures(found, write)))
    return write.table(
        "measured",
        "wave respondents alpha omega sem floor ceiling",
        blocks=[TextBlock(title, tuple(rows)) for title, rows in blocks.items()],
    )


def _figures(found: ScaleMeasurement, write: Writer) -> Row:
    if "all" in found.silences:
        return (write.silent,) * 6
    return (
        write.number(found.respondents, digits=0),
        _value(found.alpha, write),
        _value(found.omega, write),
        write.number(found.sem, digits=1),
        _end(found, "floor", write),
        _end(found, "ceiling", write),
    )


def _value(estimate: Estimate | None, write: Writer) -> TextCell:
    return write.number(estimate.value if estimate else None, digits=2)


def _end(found: ScaleMeasurement, name: Literal["floor", "ceiling"], write: Writer) -> TextCell:
    if name in found.silences:
        return write.silent
    share = found.floor if name == "floor" else found.ceiling
    return TextCell(write.words.percent(share)) if share else write.none
