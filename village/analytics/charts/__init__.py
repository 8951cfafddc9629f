"""Pictures of figures already computed and already suppressed. A chart never computes a statistic.

Described with Altair, drawn as SVG by vl-convert, in this process: no browser, no network. Each picture is 400 units
wide: its text reads on a phone, and stays modest beside its table on a wide screen. Every line is named in words and
every value is written, so neither colour nor shape is needed to understand.

    forest      estimates with their intervals, line by line, in blocks: what the others are made of
    changes     the change on each scale at each later wave
    responses   who answered
    funnel      houses without names, beside the limits of chance
"""

from village.analytics.charts.changes import change_chart
from village.analytics.charts.responses import response_chart

__all__ = ["change_chart", "response_chart"]
