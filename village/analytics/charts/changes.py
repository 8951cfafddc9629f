"""What changed on each scale at each later wave, turned towards better."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from village.analytics.charts.forest import ForestBlock, ForestLine, draw_forest, signed
from village.analytics.results import Evaluation, ScaleChange
from village.analytics.svg import dress
from village.analytics.words import ReportWords


def change_chart(evaluation: Evaluation, *, key: str = "change") -> str:
    """SVG: the mean change of each scale at each later wave, turned towards better, with its interval.

    `key` distinguishes the charts of one page.
    """
    words = ReportWords(evaluation.language)
    summary = " ".join(_change_sentence(change, words) for change in evaluation.changes)
    return dress(
        draw_forest(list(_blocks(evaluation.changes, words)), words),
        key=key,
        title=words.say("chart.change_title"),
        description=words.say("chart.change_description", summary=summary),
        axis=words.say("chart.change_axis_description"),
    )


def _blocks(changes: Sequence[ScaleChange], words: ReportWords) -> Iterator[ForestBlock]:
    for _, block in groupby(changes, key=lambda c: (c.instrument, c.version, c.scale)):
        waves = list(block)
        direction = "chart.up" if waves[0].higher_is == "better" else "chart.down"
        name = words.say(direction, title=waves[0].title)
        yield ForestBlock(name, tuple(_line(change, words) for change in waves))


def _line(change: ScaleChange, words: ReportWords) -> ForestLine:
    wave = change.response.title
    if change.gain is None:
        return ForestLine(wave, None)
    paired = words.number(change.paired or 0)
    return ForestLine(words.say("chart.row", wave=wave, paired=paired), *change.gain)


def _change_sentence(change: ScaleChange, words: ReportWords) -> str:
    names = {"scale": change.title, "wave": change.response.title}
    if change.gain is None:
        return words.say("chart.change_summary_silent", **names)
    value, low, high = change.gain
    said = {**names, "value": signed(value, words), "paired": words.number(change.paired or 0)}
    if low is None or high is None:
        return words.say("chart.change_summary_no_interval", **said)
    return words.say(
        "chart.change_summary", **said, low=signed(low, words), high=signed(high, words)
    )
