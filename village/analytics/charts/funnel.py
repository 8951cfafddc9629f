"""Houses without names beside the limits of chance: the more parents, the lower and the narrower."""

from collections.abc import Callable, Iterator, Sequence

from village.analytics.charts.forest import SIGNED_LABEL
from village.analytics.drawing import COLOURS, SHAPES, WIDTH, DrawingSheet, Mark, axis
from village.analytics.words import ReportWords

LEFT, RIGHT, TOP, BOTTOM = 70, WIDTH - 12, 14, 260
Limits = Sequence[tuple[float, float]]


def draw_funnel(
    points: Sequence[tuple[int, float]],
    *,
    target: float,
    sizes: Sequence[float],
    limits: Limits,
    inner_limits: Limits,
    words: ReportWords,
) -> str:
    """SVG, not yet named nor described: `points` are (parents, gain), gains and limits in hundredths of a scale."""
    least, most = sizes[0], sizes[-1]

    def place(parents: float) -> float:
        return TOP + (BOTTOM - TOP) * (parents - least) / max(most - least, 1)

    ends = [end for pair in limits for end in pair] + [value for _, value in points]
    sheet = DrawingSheet(
        height=BOTTOM + 12,
        domain=(min(ends) - 1, max(ends) + 1),
        span=(LEFT, RIGHT),
        axis=axis(labelExpr=SIGNED_LABEL, tickCount=5),
    )
    houses = [
        {"x": value, "y": place(parents), "colour": COLOURS[0], "shape": SHAPES[0]}
        for parents, value in points
    ]
    marked = [(least, place(least)), (most, place(most))]
    return sheet.draw(
        sheet.uprights([{"x": target, "y": TOP, "y2": BOTTOM}]),
        sheet.paths(list(_curves(limits, sizes, place))),
        sheet.paths(list(_curves(inner_limits, sizes, place)), dash=[4, 3]),
        sheet.points(houses, size=40),
        sheet.texts(
            [
                {"y": y, "text": words.say("funnel.parents", parents=words.number(parents))}
                for parents, y in marked
            ],
            at=0,
        ),
        sheet.texts([{"y": sheet.height + 29, "text": words.say("chart.change_axis")}], at=0),
        language=words.language,
    )


def _curves(
    limits: Limits, sizes: Sequence[float], place: Callable[[float], float]
) -> Iterator[Mark]:
    for side in (0, 1):
        for order, (size, pair) in enumerate(zip(sizes, limits, strict=True)):
            yield {"path": str(side), "order": order, "x": pair[side], "y": place(size)}
