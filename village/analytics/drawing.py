"""The few marks our pictures are made of, in Altair's terms, placed line by line on a sheet 400 units wide."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import vl_convert

WIDTH = 400
TEXT, SMALL = 13, 11.5
INK = "currentColor"
# 3:1 and more on white, on our paper and on our dark pages; a test holds them to it. Never alone: each has its shape.
COLOURS = ("#2f86a6", "#1d8a78", "#c4622f", "#8b6fc0")
SHAPES = ("circle", "square", "diamond", "triangle-up")
LOCALES: Mapping[str, Literal["fr-FR", "en-GB"]] = {"fr": "fr-FR", "en": "en-GB"}

Mark = Mapping[str, Any]


class DrawingSheet:
    """A sheet on which `y` runs down, in units, and one horizontal axis measures values."""

    def __init__(
        self,
        *,
        height: float,
        axis: alt.Axis,
        domain: tuple[float, float],
        span: tuple[float, float],
    ) -> None:
        self.height = height
        scale = alt.Scale(domain=list(domain), range=list(span), nice=False, zero=False)
        self.x = alt.X("x:Q", axis=axis, scale=scale)
        self.y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height]))

    def lines(
        self, marks: Sequence[Mark], *, thick: float = 2.5, opacity: float = 1.0
    ) -> alt.Chart:
        """From `x` to `x2`, at `y`, in `colour`."""
        return (
            _chart(marks)
            .mark_rule(strokeWidth=thick, opacity=opacity)
            .encode(x=self.x, x2="x2:Q", y=self.y, color=_literally("colour"))
        )

    def uprights(self, marks: Sequence[Mark], *, opacity: float = 0.6) -> alt.Chart:
        """At `x`, from `y` down to `y2`."""
        return (
            _chart(marks)
            .mark_rule(color=INK, opacity=opacity)
            .encode(x=self.x, y=self.y, y2="y2:Q")
        )

    def paths(
        self, marks: Sequence[Mark], *, thick: float = 1.5, dash: Sequence[float] = ()
    ) -> alt.Chart:
        """Through the marks of each `path`, in their `order`."""
        return (
            _chart(marks)
            .mark_line(color=INK, strokeWidth=thick, strokeDash=list(dash), opacity=0.6)
            .encode(x=self.x, y=self.y, detail="path:N", order="order:Q")
        )

    def bars(self, marks: Sequence[Mark], **style: Any) -> alt.Chart:
        """From `x` to `x2`, between `y` and `y2`."""
        return _chart(marks).mark_bar(**style).encode(x=self.x, x2="x2:Q", y=self.y, y2="y2:Q")

    def points(self, marks: Sequence[Mark], *, size: float) -> alt.Chart:
        """At `x` and `y`, in `colour`, with `shape`."""
        return (
            _chart(marks)
            .mark_point(filled=True, opacity=1, size=size)
            .encode(
                x=self.x, y=self.y, color=_literally("colour"), shape=_literally("shape", alt.Shape)
            )
        )

    def texts(
        self, marks: Sequence[Mark], *, at: float, size: float = SMALL, **style: Any
    ) -> alt.Chart:
        """The `text` of each mark, at `y`, starting `at` units from the left edge (or ending there)."""
        return (
            _chart(marks)
            .mark_text(
                **{"align": "left", "baseline": "middle", "color": INK, "fontSize": size, **style}
            )
            .encode(x=alt.value(at), y=self.y, text="text:N")
        )

    def draw(self, *layers: alt.Chart, language: str) -> str:
        """The sheet as SVG, numbers written as in `language`."""
        chart = (
            alt.layer(*layers)
            .properties(width=WIDTH, height=self.height, background="transparent", padding=3)
            .configure_view(strokeOpacity=0)
            .configure_mark(aria=False)
        )
        return str(vl_convert.vegalite_to_svg(chart.to_json(), format_locale=LOCALES[language]))


def axis(**options: Any) -> alt.Axis:
    """A horizontal axis in the colour of the text; what it measures is written beside it."""
    return alt.Axis(
        title=None,
        orient="bottom",
        domainColor=INK,
        domainOpacity=0.4,
        grid=False,
        labelColor=INK,
        labelFontSize=SMALL,
        tickColor=INK,
        tickOpacity=0.4,
        **options,
    )


def _chart(marks: Sequence[Mark]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(marks)))


def _literally(name: str, channel: type = alt.Color) -> Any:
    """The value of the mark itself, neither scaled nor listed in a legend."""
    return channel(f"{name}:N", scale=None, legend=None)
