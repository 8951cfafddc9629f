"""How well each scale measured, at each wave: for whoever judges whether a change can be believed.

`measurement_report(snapshot, audience=…)` gives a tuple of `ScaleMeasurement`, one per scale and wave, ready for
`results.as_json`: reliability (α, ω), the error of one score, floor and ceiling, and whether the scale measures alike in
the languages and modes in which enough parents answered. It is already silent for its audience.

    findings    what is said: plain values
    answers     the answers of a snapshot, turned the way of their scale
    scores      spread of scores, floor and ceiling
    course      one scale through its waves, from sums to what may be said
"""

from village.analytics.measurement.course import measurement_report
from village.analytics.measurement.findings import (
    ComparisonStep,
    GroupComparison,
    ItemMeasurement,
    ItemShift,
    ScaleMeasurement,
)

__all__ = [
    "ComparisonStep",
    "GroupComparison",
    "ItemMeasurement",
    "ItemShift",
    "ScaleMeasurement",
    "measurement_report",
]
