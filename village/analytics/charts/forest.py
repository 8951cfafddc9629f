"""Estimates with their intervals, line by line, in blocks under a name: better is to the right of zero."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from textwrap import wrap
from typing import Any

from village.analytics.drawing import COLOURS, SHAPES, TEXT, WIDTH, DrawingSheet, Mark, axis
from village.analytics.words import ReportWords

WIDEST = 40  # hundredths of a scale; an interval that goes beyond ends in an arrow
SIGNED_LABEL = "(datum.value > 0 ? '+' : '') + format(datum.value, 'd')"

# One block: its name, then a line per estimate: its name, the interval, the value.
NARROWEST, BROADEST, RIGHT = (
    118,
    210,
    WIDTH - 50,
)  # where intervals begin, at the earliest and latest; where they end
HEADING, LINE, GAP = 20, 18, 9
LETTER, LONGEST = (
    6.4,
    48,
)  # units a letter of a line takes on average; letters of a name that fit the sheet


@dataclass(frozen=True, slots=True)
class ForestLine:
    """One estimate, in hundredths of a scale, more is better; without value, `label` is followed by why."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ForestBlock:
    """Lines under one name."""

    heading: str
    lines: tuple[ForestLine, ...]


def draw_forest(blocks: Sequence[ForestBlock], words: ReportWords) -> str:
    """SVG, not yet named nor described (see `svg.dress`)."""
    headings, lines, height = _place(blocks, words)
    left = _left(blocks)
    shown = [line for line in lines if "x" in line]
    low = 5 * floor(min([-1, *(line["x"] for line in shown)]) / 5)
    high = 5 * ceil(max([1, *(line["x2"] for line in shown)]) / 5)
    sheet = DrawingSheet(
        height=height,
        domain=(low, high),
        span=(left, RIGHT),
        axis=axis(labelExpr=SIGNED_LABEL, tickCount=5),
    )
    zeros = [{"x": 0, "y": b["y"] + HEADING / 2, "y2": b["end"]} for b in headings if "end" in b]
    units, sides = height + 12, height + 29  # under the axis
    return sheet.draw(
        sheet.uprights(zeros),
        sheet.lines(shown),
        sheet.points([{**line, "x": line["value"]} for line in shown], size=62),
        sheet.points(list(_arrows(shown)), size=48),
        sheet.texts(headings, at=0, size=TEXT, fontWeight=600),
        sheet.texts([{**line, "text": line["label"]} for line in lines], at=0),
        sheet.texts(shown, at=WIDTH, align="right", fontWeight=600),
        sheet.texts([line for line in lines if "x" not in line], at=left, fontStyle="italic"),
        sheet.texts([{"y": units, "text": words.say("chart.change_axis")}], at=0),
        sheet.texts([{"y": sides, "text": words.say("chart.worse")}], at=left),
        sheet.texts([{"y": sides, "text": words.say("chart.better")}], at=RIGHT, align="right"),
        language=words.language,
    )


def signed(value: float, words: ReportWords) -> str:
    """A value as it stands beside its line."""
    return words.number(value, digits=1, signed=True)


def _left(blocks: Sequence[ForestBlock]) -> float:
    """Where intervals begin, so that the longest name of a line ends before."""
    longest = max(len(line.label) for block in blocks for line in block.lines)
    return min(max(NARROWEST, LETTER * longest + GAP), BROADEST)


def _place(
    blocks: Sequence[ForestBlock], words: ReportWords
) -> tuple[list[Mark], list[Mark], float]:
    """Where each name and each line goes, and how high the picture is."""
    headings: list[Mark] = []
    lines: list[Mark] = []
    y = 8.0
    for block in blocks:
        *above, last = wrap(block.heading, LONGEST)
        for part in above:
            headings.append({"y": y, "text": part})
            y += LINE
        end = y + HEADING + LINE * (len(block.lines) - 0.5)
        headings.append({"y": y, "end": end, "text": last})
        y += HEADING
        for place, line in enumerate(block.lines):
            lines.append({"y": y, **_mark(line, place, words)})
            y += LINE
        y += GAP
    return headings, lines, y


def _mark(line: ForestLine, place: int, words: ReportWords) -> dict[str, Any]:
    if line.value is None:
        return {"label": line.label, "text": words.say("value.silent")}
    low = line.value if line.low is None else line.low
    high = line.value if line.high is None else line.high
    return {
        "label": line.label,
        "value": line.value,
        "x": max(low, -WIDEST),
        "x2": min(high, WIDEST),
        "arrows": [
            side for side, far in (("left", low < -WIDEST), ("right", high > WIDEST)) if far
        ],
        "colour": COLOURS[place % len(COLOURS)],
        "shape": SHAPES[place % len(SHAPES)],
        "text": signed(line.value, words),
    }


def _arrows(lines: Sequence[Mark]) -> Iterator[Mark]:
    """The ends that lie beyond the picture."""
    for line in lines:
        for side in line["arrows"]:
            x = line["x"] if side == "left" else line["x2"]
            yield {**line, "x": x, "shape": f"triangle-{side}"}
