"""Who answered: a bar per wave, from none to all of the parents asked."""

from collections.abc import Sequence
from typing import Any

from village.analytics.drawing import COLOURS, INK, TEXT, WIDTH, DrawingSheet, axis
from village.analytics.results import Evaluation, WaveResponse
from village.analytics.svg import dress
from village.analytics.words import ReportWords


def response_chart(evaluation: Evaluation, *, key: str = "responses") -> str:
    """SVG: the share of the parents asked who answered, at each wave, with its interval."""
    words = ReportWords(evaluation.language)
    summary = " ".join(_response_sentence(response, words) for response in evaluation.responses)
    return dress(
        _draw_responses(evaluation.responses, words),
        key=key,
        title=words.say("chart.response_title"),
        description=words.say("chart.response_description", summary=summary),
        axis=words.say("chart.response_axis_description"),
    )


# One block per wave: its name and counts, then a bar.
BLOCK, BAR_TOP, BAR_BOTTOM = 46, 19, 33
END = WIDTH - 48


def _draw_responses(responses: Sequence[WaveResponse], words: ReportWords) -> str:
    bars = [{"y0": BLOCK * i, **_bar(response, words)} for i, response in enumerate(responses)]
    tracks = [
        {**bar, "x": 0, "x2": 1, "y": bar["y0"] + BAR_TOP, "y2": bar["y0"] + BAR_BOTTOM}
        for bar in bars
    ]
    shown = [track for track in tracks if "share" in track]
    middle = (BAR_TOP + BAR_BOTTOM) / 2
    sheet = DrawingSheet(
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


def _bar(response: WaveResponse, words: ReportWords) -> dict[str, Any]:
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


def _response_sentence(response: WaveResponse, words: ReportWords) -> str:
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
