"""Pictures of figures already computed and already suppressed. A chart never computes a statistic.

Described with Altair, drawn as SVG by vl-convert, in this process: no browser, no network. Each picture is 400 units
wide: its text reads on a phone, and stays modest beside its table on a wide screen. Every line is named in words and
every value is written, so neither colour nor shape is needed to understand.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import ceil, floor
from typing import Any

from village.analytics.drawing import COLOURS, INK, SHAPES, TEXT, WIDTH, Mark, Sheet, axis
from village.analytics.results import Evaluation, ScaleChange, WaveResponse
from village.analytics.svg import dress
from village.analytics.words import Words

WIDEST = 40  # hundredths of a scale; an interval that goes beyond ends in an arrow


def change_chart(evaluation: Evaluation, *, key: str = "change") -> str:
    """SVG: the mean change of each scale at each later wave, turned towards better, with its interval.

    `key` distinguishes the charts of one page.
    """
    words = Words(evaluation.language)
    summary = " ".join(_change_sentence(change, words) for change in evaluation.changes)
    return dress(
        _draw_changes(evaluation.changes, words),
        key=key,
        title=words.say("chart.change_title"),
        description=words.say("chart.change_description", summary=summary),
        axis=words.say("chart.change_axis_description"),
    )


def response_chart(evaluation: Evaluation, *, key: str = "responses") -> str:
    """SVG: the share of the parents asked who answered, at each wave, with its interval."""
    words = Words(evaluation.language)
    summary = " ".join(_response_sentence(response, words) for response in evaluation.responses)
    return dress(
        _draw_responses(evaluation.responses, words),
        key=key,
        title=words.say("chart.response_title"),
        description=words.say("chart.response_description", summary=summary),
        axis=words.say("chart.response_axis_description"),
    )


SIGNED_LABEL = "(datum.value > 0 ? '+' : '') + format(datum.value, 'd')"

# One block per scale: its name, then a line per wave: its name, the interval, the value.
LEFT, RIGHT = 118, WIDTH - 50
HEADING, LINE, GAP = 20, 18, 9


def _draw_changes(changes: Sequence[ScaleChange], words: Words) -> str:
    headings, lines, height = _place(changes, words)
    shown = [line for line in lines if "x" in line]
    low = 5 * floor(min([-1, *(line["x"] for line in shown)]) / 5)
    high = 5 * ceil(max([1, *(line["x2"] for line in shown)]) / 5)
    sheet = Sheet(
        height=height,
        domain=(low, high),
        span=(LEFT, RIGHT),
        axis=axis(labelExpr=SIGNED_LABEL, tickCount=5),
    )
    zeros = [{"x": 0, "y": b["y"] + HEADING / 2, "y2": b["end"]} for b in headings]
    units, sides = height + 12, height + 29  # under the axis
    return sheet.draw(
        sheet.uprights(zeros),
        sheet.lines(shown),
        sheet.points([{**line, "x": line["value"]} for line in shown], size=62),
        sheet.points(list(_arrows(shown)), size=48),
        sheet.texts(headings, at=0, size=TEXT, fontWeight=600),
        sheet.texts([{**line, "text": line["label"]} for line in lines], at=0),
        sheet.texts(shown, at=WIDTH, align="right", fontWeight=600),
        sheet.texts([line for line in lines if "x" not in line], at=LEFT, fontStyle="italic"),
        sheet.texts([{"y": units, "text": words.say("chart.change_axis")}], at=0),
        sheet.texts([{"y": sides, "text": words.say("chart.worse")}], at=LEFT),
        sheet.texts([{"y": sides, "text": words.say("chart.better")}], at=RIGHT, align="right"),
        language=words.language,
    )


def _place(changes: Sequence[ScaleChange], words: Words) -> tuple[list[Mark], list[Mark], float]:
    """Where each name and each line goes, and how high the picture is."""
    headings: list[Mark] = []
    lines: list[Mark] = []
    y = 8.0
    for _, block in groupby(changes, key=lambda c: (c.instrument, c.version, c.scale)):
        waves = list(block)
        direction = "chart.up" if waves[0].higher_is == "better" else "chart.down"
        name = words.say(direction, title=waves[0].title)
        headings.append({"y": y, "end": y + HEADING + LINE * (len(waves) - 0.5), "text": name})
        y += HEADING
        for place, change in enumerate(waves):
            lines.append({"y": y, **_change_line(change, place, words)})
            y += LINE
        y += GAP
    return headings, lines, y


def _change_line(change: ScaleChange, place: int, words: Words) -> dict[str, Any]:
    wave = change.response.title
    if change.gain is None:
        return {"label": wave, "text": words.say("value.silent")}
    value, low, high = change.gain
    low, high = value if low is None else low, value if high is None else high
    return {
        "label": words.say("chart.row", wave=wave, paired=words.number(change.paired or 0)),
        "value": value,
        "x": max(low, -WIDEST),
        "x2": min(high, WIDEST),
        "arrows": [
            side for side, far in (("left", low < -WIDEST), ("right", high > WIDEST)) if far
        ],
        "colour": COLOURS[place % len(COLOURS)],
        "shape": SHAPES[place % len(SHAPES)],
        "text": words.number(value, digits=1, signed=True),
    }


def _arrows(lines: Sequence[Mark]) -> Iterator[Mark]:
    """The ends that lie beyond the picture."""
    for line in lines:
        for side in line["arrows"]:
            x = line["x"] if side == "left" else line["x2"]
            yield {**line, "x": x, "shape": f"triangle-{side}"}


def _change_sentence(change: ScaleChange, words: Words) -> str:
    names = {"scale": change.title, "wave": change.response.title}
    if change.gain is None:
        return words.say("chart.change_summary_silent", **names)
    value, low, high = change.gain
    said = {**names, "value": _signed(value, words), "paired": words.number(change.paired or 0)}
    if low is None or high is None:
        return words.say("chart.change_summary_no_interval", **said)
    return words.say(
        "chart.change_summary", **said, low=_signed(low, words), high=_signed(high, words)
    )


def _signed(value: float, words: Words) -> str:
    return words.number(value, digits=1, signed=True)


# One block per wave: its name and counts, then a bar.
BLOCK, BAR_TOP, BAR_BOTTOM = 46, 19, 33
END = WIDTH - 48


def _draw_responses(responses: Sequence[WaveResponse], words: Words) -> str:
    bars = [{"y0": BLOCK * i, **_bar(response, words)} for i, response in enumerate(responses)]
    tracks = [
        {**bar, "x": 0, "x2": 1, "y": bar["y0"] + BAR_TOP, "y2": bar["y0"] + BAR_BOTTOM}
        for bar in bars
    ]
    shown = [track for track in tracks if "share" in track]
    middle = (BAR_TOP + BAR_BOTTOM) / 2
    sheet = Sheet(
        height=BLOCK * len(responses),
        domain=(0, 1),
        span=(0, END),
        axis=axis(format="%", tickCount=5),
    )
    return sheet.draw(
        sheet.bars(
            [t for t in tracks if "share" not in t],
            color="transparent",
            stroke=INK,
            strokeOpacity=0.6,
            strokeDash=[4, 3],
        ),
        sheet.bars(shown, color=INK, opacity=0.12),
        sheet.bars([{**t, "x2": t["share"]} for t in shown], color=COLOURS[1]),
        sheet.lines(
            [{"x": t["low"], "x2": t["high"], "y": t["y0"] + middle, "colour": INK} for t in shown],
            thick=2,
        ),
        sheet.texts([{**bar, "y": bar["y0"] + 8} for bar in bars], at=0, size=TEXT),
        sheet.texts(
            [{"y": t["y0"] + middle, "text": t["percent"]} for t in shown],
            at=WIDTH,
            align="right",
            fontWeight=600,
            size=TEXT,
        ),
        sheet.texts([{"y": sheet.height + 29, "text": words.say("chart.response_axis")}], at=0),
        language=words.language,
    )


def _bar(response: WaveResponse, words: Words) -> dict[str, Any]:
    if response.rate is None:
        return {"text": words.say("chart.response_row_silent", wave=response.title)}
    rate, number = response.rate, words.number
    counts = {"count": number(rate.count), "total": number(rate.total)}
    return {
        "text": words.say("chart.response_row", wave=response.title, **counts),
        "share": rate.share,
        "low": rate.low,
        "high": rate.high,
        "percent": words.percent(rate.share),
    }


def _response_sentence(response: WaveResponse, words: Words) -> str:
    if response.rate is None:
        return words.say("chart.response_summary_silent", wave=response.title)
    rate = response.rate
    return words.say(
        "chart.response_summary",
        wave=response.title,
        share=words.percent(rate.share),
        count=words.number(rate.count),
        total=words.number(rate.total),
    )
